package vn.khop.server.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends one message to an endpoint. No redirect is followed, no answer is waited for without end, and of what it says no more is read than a message's acknowledgement needs. Thread-safe. */
final class EndpointClient implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 1 << 16;
    /** What of an endpoint is no fault of the message. */
    private static final List<Integer> ITS_OWN_TROUBLE = List.of(401, 403, 404, 407, 408, 410, 421, 425, 429);

    private final Endpoints endpoints;
    private final Duration timeout;
    private final HttpClient http;
    private final Set<CompletableFuture<?>> onTheirWay = ConcurrentHashMap.newKeySet();

    EndpointClient(Endpoints endpoints, Duration timeout) {
        this.endpoints = endpoints;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * Whether the endpoint is there and lets us in: any answer but a redirect, a refusal of ours or a failure of its own. What is asked is a HEAD, which changes nothing and shows nobody.
     */
    Telling.Answer reach(Subscription.Channel channel) throws IOException, InterruptedException {
        Reply reply = send(channel, "HEAD", channel.endpoint(), "", new byte[0], Optional.empty());
        boolean isReached = reply.status() < 500
                && reply.status() / 100 != 3
                && reply.status() != 401
                && reply.status() != 403
                && reply.status() != 407;
        return new Telling.Answer(
                isReached ? Telling.Verdict.TAKEN : Telling.Verdict.FAILED, "status " + reply.status());
    }

    Telling.Answer send(Subscription.Channel channel, Payloads.Payload payload, String id, Payloads payloads)
            throws IOException, InterruptedException {
        Reply reply =
                send(channel, payload.method(), payload.url(), payload.contentType(), payload.body(), Optional.of(id));
        int status = reply.status();
        String text = "status " + status;
        if (status / 100 == 2) {
            return channel.kind() == Subscription.Kind.MESSAGE && reply.body().length > 0
                    ? payloads.read(reply.body(), reply.contentType())
                    : new Telling.Answer(Telling.Verdict.TAKEN, text);
        }
        boolean isGoneAlready = payload.method().equals("DELETE") && (status == 404 || status == 410);
        if (isGoneAlready) {
            return new Telling.Answer(Telling.Verdict.TAKEN, text);
        }
        boolean isRefused = status / 100 == 4 && !ITS_OWN_TROUBLE.contains(status);
        return new Telling.Answer(isRefused ? Telling.Verdict.REFUSED : Telling.Verdict.FAILED, text);
    }

    private record Reply(int status, String contentType, byte[] body) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return status;
        }
    }

    private Reply send(
            Subscription.Channel channel, String method, URI url, String contentType, byte[] body, Optional<String> id)
            throws IOException, InterruptedException {
        Optional<String> unfit = endpoints.unfit(url);
        if (unfit.isPresent()) {
            throw new UnfitAddress(unfit.get());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        channel.headers().forEach(header -> request.header(header.name(), header.value()));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
            request.header("Accept", contentType);
        }
        id.ifPresent(name -> request.header("Idempotency-Key", name));
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), head -> new FirstBytes(ANSWER_BYTES_MAX));
        onTheirWay.add(answer);
        try {
            HttpResponse<byte[]> got = answer.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
            return new Reply(
                    got.statusCode(), got.headers().firstValue("Content-Type").orElse(""), got.body());
        } catch (TimeoutException | CancellationException slow) {
            throw new HttpTimeoutException("no whole answer in time");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException away
                    ? away
                    : new IOException(String.valueOf(failed.getCause()));
        } finally {
            onTheirWay.remove(answer);
            answer.cancel(true);
        }
    }

    /** No answer is waited for any more. */
    @Override
    public void close() {
        onTheirWay.forEach(answer -> answer.cancel(true));
    }

    /** The name does not stand for a machine that may be called. */
    private static final class UnfitAddress extends IOException {
        private static final long serialVersionUID = 1L;

        UnfitAddress(String message) {
            super(message);
        }
    }

    /** So many bytes of a body; the rest is not read. */
    private static final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {
        private final int bytesMax;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription source;

        FirstBytes(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription from) {
            source = from;
            from.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] some = new byte[Math.min(buffer.remaining(), bytesMax - read.size())];
                buffer.get(some);
                read.write(some, 0, some.length);
            }
            if (read.size() >= bytesMax && source != null) {
                source.cancel();
                body.complete(read.toByteArray());
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(read.toByteArray());
        }
    }
}
