package vn.khop.server.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpPut;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.impl.nio.reactor.IOReactorConfig;

/*
 * A process of its own, so that what it costs is seen: one thread sends, one reads what comes. It is told what to do by lines: "token 0 ...", "closed SENDERS SECONDS CLERKS", "open TIMES SECONDS STRANGERS", strangers
 * a second, and "draw" before one of these, which has the questions drawn; and says what came of it by one line of JSON.
 */
/** Sends what two hospitals and clerks ask, and what strangers ask with tokens that they have made up, in numbers that a server can or cannot answer. */
final class LoadGenerator {
    static final List<String> HOSPITALS = List.of("01001", "01013");
    /** Of all programs together; what is due while all are busy is not sent, and counted. */
    static final int CONNECTIONS = 96;

    /** The place of a clerk's token, behind those of the hospitals. */
    static final int CLERK_TOKEN = 2;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final int CLERKS_CONNECTIONS = 160;
    private static final int STRANGERS_CONNECTIONS = 64;
    private static final int SIGNATURE_BYTES = 256;
    private static final long IDLE_MILLIS = 10_000;
    private static final long TICK_NANOS = 1_000_000;
    /** A search after so many feeds and matches. */
    private static final int PROGRAMS_ROUND = 18;
    /** More than are answered in a second; what is asked beyond is drawn when it is sent. */
    private static final int DRAWN_A_SECOND = 400;

    private final String url;
    private final long seed;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<Kind, Queue<Question>> drawn = new EnumMap<>(Kind.class);
    private final AtomicReferenceArray<String> tokens = new AtomicReferenceArray<>(CLERK_TOKEN + 1);
    private final CloseableHttpAsyncClient http = HttpAsyncClients.custom()
            .setDefaultIOReactorConfig(IOReactorConfig.custom()
                    .setIoThreadCount(1)
                    .setTcpNoDelay(true)
                    .build())
            .setMaxConnPerRoute(CONNECTIONS + CLERKS_CONNECTIONS + STRANGERS_CONNECTIONS)
            .setMaxConnTotal(CONNECTIONS + CLERKS_CONNECTIONS + STRANGERS_CONNECTIONS)
            .setKeepAliveStrategy((answer, context) -> IDLE_MILLIS)
            .disableCookieManagement()
            .disableAuthCaching()
            .build();

    /** What is asked, and how often in a second on a busy day. */
    enum Kind {
        FEED(150),
        MATCH(20),
        SEARCH(10),
        CLERK(5),
        /** So many as it is told. */
        STRANGER(0);

        static final int OF_PROGRAMS = FEED.perSecond + MATCH.perSecond + SEARCH.perSecond;

        final int perSecond;

        Kind(int perSecond) {
            this.perSecond = perSecond;
        }
    }

    /** What is asked about somebody, drawn before the clock runs: other machines would not draw their patients on these cores. */
    private record Question(int number, String birthDate, byte[] body) {}

    /** One answer; of status 0 where none came. */
    private record Answer(int status, boolean saysWhen, double millis) {
        boolean isGood() {
            return status / 100 == 2;
        }
    }

    /** The answers of one part. */
    private static final class Answers {
        private final Map<Kind, Queue<Answer>> byKind = new EnumMap<>(Kind.class);
        private final AtomicInteger underWay = new AtomicInteger();

        Answers() {
            for (Kind kind : Kind.values()) {
                byKind.put(kind, new ConcurrentLinkedQueue<>());
            }
        }

        Queue<Answer> of(Kind kind) {
            return Objects.requireNonNull(byKind.get(kind));
        }
    }

    private LoadGenerator(String url, long seed) {
        this.url = url;
        this.seed = seed;
        for (Kind kind : Kind.values()) {
            drawn.put(kind, new ConcurrentLinkedQueue<>());
        }
        http.start();
    }

    public static void main(String[] arguments) throws IOException {
        LoadGenerator generator = new LoadGenerator(arguments[0], Long.parseUnsignedLong(arguments[1], 16));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            if (words[0].equals("token")) {
                generator.tokens.set(Integer.parseInt(words[1]), words[2]);
            } else if (words[0].equals("draw")) {
                generator.draw(Arrays.copyOfRange(words, 1, words.length));
                System.out.println("drawn");
            } else {
                // Tokens come meanwhile.
                Thread part = new Thread(() -> System.out.println(generator.report(words)));
                part.setDaemon(true);
                part.start();
            }
        }
        System.exit(0);
    }

    private String report(String[] words) {
        AtomicInteger notSent = new AtomicInteger();
        long cpu = cpuNanos();
        long waited = CoreWaits.now("").millis();
        Answers answers = words[0].equals("closed")
                ? closedLoop(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Double.parseDouble(words[3]))
                : openLoop(
                        Double.parseDouble(words[1]),
                        Integer.parseInt(words[2]),
                        Double.parseDouble(words[3]),
                        notSent);
        ObjectNode report = JSON.createObjectNode()
                .put("cpuMillis", (cpuNanos() - cpu) / 1_000_000)
                .put("waitedMillis", (CoreWaits.now("").millis() - waited))
                .put("notSent", notSent.get());
        for (Kind kind : Kind.values()) {
            describe(answers.of(kind), report.putObject(kind.name()));
        }
        return report.toString();
    }

    /** As many questions as the part will ask. */
    private void draw(String[] words) {
        boolean isClosed = words[0].equals("closed");
        int seconds = Integer.parseInt(words[2]);
        double times = isClosed ? DRAWN_A_SECOND / (double) Kind.OF_PROGRAMS : Double.parseDouble(words[1]);
        for (Kind kind : Kind.values()) {
            double perSecond = isClosed && kind == Kind.CLERK ? Double.parseDouble(words[3]) : kind.perSecond * times;
            Queue<Question> questions = Objects.requireNonNull(drawn.get(kind));
            while (questions.size() < perSecond * seconds) {
                questions.add(question(kind));
            }
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static void describe(Queue<Answer> answers, ObjectNode report) {
        ObjectNode statuses = report.putObject("statuses");
        answers.forEach(answer -> {
            String status = Integer.toString(answer.status());
            statuses.put(status, statuses.path(status).asInt() + 1);
        });
        report.put(
                "withoutRetryAfter",
                answers.stream()
                        .filter(answer -> !answer.isGood() && !answer.saysWhen())
                        .count());
        percentiles(answers, true, report.putArray("goodMillis"));
        percentiles(answers, false, report.putArray("refusedMillis"));
    }

    /** 50, 95 and 99 of 100 take no longer. */
    private static void percentiles(Queue<Answer> answers, boolean isGood, ArrayNode report) {
        double[] sorted = answers.stream()
                .filter(answer -> answer.isGood() == isGood)
                .mapToDouble(Answer::millis)
                .sorted()
                .toArray();
        for (int percent : new int[] {50, 95, 99}) {
            report.add(
                    sorted.length == 0
                            ? 0
                            : Math.round(sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] * 10)
                                    / 10.0);
        }
    }

    /** So many programs ask when they have their answer, beside clerks who ask at fixed moments. */
    private Answers closedLoop(int senders, int seconds, double clerks) {
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        Answers answers = new Answers();
        for (int sender = 0; sender < senders; sender++) {
            next(answers, end);
        }
        long sent = 0;
        while (System.nanoTime() < end) {
            for (; clerks > 0 && began + (long) (sent * 1e9 / clerks) <= System.nanoTime(); sent++) {
                send(Kind.CLERK, began + (long) (sent * 1e9 / clerks), answers, () -> {});
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        await(answers);
        return answers;
    }

    private void next(Answers answers, long end) {
        long now = System.nanoTime();
        if (now < end) {
            int place = asked.getAndIncrement() % PROGRAMS_ROUND;
            Kind kind = place == 0 ? Kind.SEARCH : place <= 2 ? Kind.MATCH : Kind.FEED;
            send(kind, now, answers, () -> next(answers, end));
        }
    }

    private Answers openLoop(double times, int seconds, double strangers, AtomicInteger notSent) {
        Answers answers = new Answers();
        Semaphore programs = new Semaphore(CONNECTIONS);
        Semaphore others = new Semaphore(STRANGERS_CONNECTIONS);
        Semaphore clerks = new Semaphore(Integer.MAX_VALUE);
        long[] sent = new long[Kind.values().length];
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            for (Kind kind : Kind.values()) {
                double interval = 1e9 / (kind == Kind.STRANGER ? strangers : kind.perSecond * times);
                if (Double.isInfinite(interval)) {
                    continue;
                }
                Semaphore free = kind == Kind.CLERK ? clerks : kind == Kind.STRANGER ? others : programs;
                long due = began + (long) (sent[kind.ordinal()] * interval);
                for (; due <= System.nanoTime(); due = began + (long) (sent[kind.ordinal()] * interval)) {
                    sent[kind.ordinal()]++;
                    if (!free.tryAcquire()) {
                        notSent.incrementAndGet();
                    } else {
                        send(kind, due, answers, free::release);
                    }
                }
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        await(answers);
        return answers;
    }

    private static void await(Answers answers) {
        while (answers.underWay.get() > 0) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private void send(Kind kind, long due, Answers answers, Runnable after) {
        answers.underWay.incrementAndGet();
        var unused = http.execute(request(kind), new FutureCallback<>() {
            @Override
            public void completed(HttpResponse answer) {
                done(answer.getStatusLine().getStatusCode(), answer.containsHeader("Retry-After"));
            }

            @Override
            public void failed(Exception broken) {
                System.err.println(broken);
                done(0, false);
            }

            @Override
            public void cancelled() {
                done(0, false);
            }

            private void done(int status, boolean saysWhen) {
                answers.of(kind).add(new Answer(status, saysWhen, (System.nanoTime() - due) / 1e6));
                after.run();
                answers.underWay.decrementAndGet();
            }
        });
    }

    private Question question(Kind kind) {
        int number = numbers.getAndIncrement();
        Map<String, String> patient = new DrawnPatients(new SplittableRandom(seed + number)).patient();
        String birthDate = String.valueOf(patient.get(Columns.BIRTH_DATE));
        String body = kind == Kind.CLERK
                ? JSON.createObjectNode()
                        .put("name", patient.get(Columns.FULL_NAME))
                        .put("birthDate", birthDate)
                        .toString()
                : body(HOSPITALS.get(number % 2), number, patient);
        return new Question(number, birthDate, body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpUriRequest request(Kind kind) {
        Question ready = Objects.requireNonNull(drawn.get(kind)).poll();
        Question question = ready == null ? question(kind) : ready;
        int hospital = question.number() % 2;
        return switch (kind) {
            case FEED ->
                with(
                        new HttpPut(url + "/fhir/Patient?identifier=" + SID + "patient-internal-id/"
                                + HOSPITALS.get(hospital) + "%7Cover-" + question.number()),
                        hospital,
                        "application/fhir+json",
                        question.body());
            case MATCH ->
                with(new HttpPost(url + "/fhir/Patient/$match"), hospital, "application/fhir+json", question.body());
            case SEARCH -> with(new HttpGet(url + "/fhir/Patient?name=an&birthdate=" + question.birthDate()), hospital);
            case STRANGER -> {
                HttpGet made = new HttpGet(url + "/fhir/Patient?name=an&birthdate=1990-01-01");
                made.setHeader("Authorization", "Bearer " + madeUp(question.number()));
                yield made;
            }
            case CLERK ->
                question.number() % 3 == 0
                        ? with(new HttpGet(url + "/api/v1/tasks"), CLERK_TOKEN)
                        : with(
                                new HttpPost(url + "/api/v1/persons/search"),
                                CLERK_TOKEN,
                                "application/json",
                                question.body());
        };
    }

    /** A hospital's token with another signature, each time another. */
    private String madeUp(int number) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        new SplittableRandom(number).nextBytes(signature);
        String real = tokens.get(0);
        return real.substring(0, real.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private HttpUriRequest with(HttpEntityEnclosingRequestBase request, int token, String type, byte[] body) {
        request.setEntity(new ByteArrayEntity(body));
        request.setHeader("Content-Type", type);
        return with(request, token);
    }

    private HttpUriRequest with(HttpUriRequest request, int token) {
        request.setHeader("Authorization", "Bearer " + tokens.get(token));
        return request;
    }

    private static String body(String facility, int number, Map<String, String> patient) {
        ObjectNode body = JSON.createObjectNode().put("resourceType", "Patient");
        body.putArray("identifier")
                .addObject()
                .put("system", SID + "patient-internal-id/" + facility)
                .put("value", "over-" + number);
        body.putArray("name").addObject().put("text", patient.get(Columns.FULL_NAME));
        body.put("birthDate", patient.get(Columns.BIRTH_DATE));
        body.putArray("address").addObject().put("text", patient.getOrDefault(Columns.ADDRESS, "Hà Nội"));
        return body.toString();
    }
}
