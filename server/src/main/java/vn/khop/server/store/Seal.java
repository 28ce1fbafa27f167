package vn.khop.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/*
 * Envelope encryption. Each epoch has a random secret of 32 bytes, which the database holds wrapped by the master key, and from which HMAC-SHA-256 derives one key for each column that is sealed and one for
 * each kind of text that is looked up. A sealed text is U+0001, the number of its epoch, a colon, and in Base64 a random nonce of 96 bits, the text by AES-256-GCM, and the tag. The column and the row
 * are authenticated with it, so that a sealed text put in another place does not open. What is looked up is found by an HMAC of it, cut to 9 or 12 bytes (a blind index).
 *
 * Another epoch comes in steps, so that no process ever misses what another has written. First it is announced: everybody looks for its forms beside those of the present one. A while later, when all reads have
 * heard of that, and while nobody holds a claim, it is the one that is written. Then all that is there is written anew, and at last the former one is looked for no more. What is found by a number in two forms
 * would be two numbers to a join; so all rows of a number change their form at once (SqlIndex). Epoch 0 is the clear text of a database that was not encrypted from its beginning, and goes the same way.
 */
/** How values that must not be read in the database are written and read back there. Off where no key is given: then everything is written as it is. Thread-safe. */
public final class Seal {
    /** Begins what is sealed; no text that is kept begins so. */
    static final char MARK = '\u0001';

    static final int CLEAR = 0;

    private static final int SECRET_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** How long a process without a key goes on after another gave the database one. Shorter than a new epoch is announced. */
    private static final Duration WITHOUT_KEY = Duration.ofSeconds(5);

    private static final String HMAC = "HmacSHA256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Optional<MasterKey> master;
    private final Optional<JdbcTemplate> database;
    private volatile Epochs epochs = Epochs.NONE;
    private volatile long lookAgainNanos = System.nanoTime();

    /** A place where sealed texts are; part of what is authenticated: never rename one. */
    enum Column {
        VERSION_COLUMNS,
        VERSION_DOCUMENT,
        LOCAL_ID,
        IDENTIFIER,
        RELATION,
        MESSAGE_HASH,
        ISSUE,
        VERIFICATION,
        INSURANCE_TABLE,
        INSURANCE_REFUSAL,
        REFUSED_MESSAGE,
        SUBSCRIPTION_CRITERION,
        SUBSCRIPTION_HEADERS,
        SUBSCRIPTION_DOCUMENT
    }

    /** What is looked up; its key is derived of the name: never rename one. */
    enum Kind {
        NUMBER(12),
        LOCAL_ID(12),
        BLOCKING_KEY(12),
        PHONE(12),
        ADDRESS_WORD(9),
        FINGERPRINT(12),
        CODE_USE(12);

        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }
    }

    /** What is done with the forms of an epoch. The name is stored: never rename one. */
    enum State {
        /** Looked for, and not written yet. */
        ANNOUNCED,
        WRITTEN,
        /** Looked for, and not written any more. */
        FORMER,
        /** Not looked for; what is sealed by its key can still be opened. */
        RETIRED
    }

    /** The forms in which one epoch looks up texts. */
    static final class Forms {
        private final int epoch;
        private final Map<Kind, SecretKeySpec> indexKeys = new EnumMap<>(Kind.class);
        private final Map<Column, SecretKeySpec> dataKeys = new EnumMap<>(Column.class);

        private Forms(int epoch, byte[] secret) {
            this.epoch = epoch;
            if (epoch != CLEAR) {
                for (Kind kind : Kind.values()) {
                    indexKeys.put(kind, derived(secret, "find " + kind.name(), HMAC));
                }
                for (Column column : Column.values()) {
                    dataKeys.put(column, derived(secret, "seal " + column.name(), "AES"));
                }
            }
        }

        private static SecretKeySpec derived(byte[] secret, String label, String algorithm) {
            return new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), label), algorithm);
        }

        boolean isClear() {
            return epoch == CLEAR;
        }

        /** What the text is found by. */
        String of(Kind kind, String text) {
            if (isClear()) {
                return text;
            }
            byte[] whole = hmac(Objects.requireNonNull(indexKeys.get(kind)), text);
            return TEXT.encodeToString(Arrays.copyOf(whole, kind.bytes));
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        Tools tools = TOOLS.get();
        try {
            tools.mac.init(key);
            return tools.mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    /** Costly to make, and for one thread at a time. */
    private static final class Tools {
        private final Mac mac;
        private final Cipher cipher;
        private final SecureRandom random = new SecureRandom();

        Tools() {
            try {
                mac = Mac.getInstance(HMAC);
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has AES-GCM and " + HMAC, e);
            }
        }
    }

    private static final ThreadLocal<Tools> TOOLS = ThreadLocal.withInitial(Tools::new);

    /**
     * @param live the forms to look for, the written one first
     * @param former those of them that were written before
     */
    private record Epochs(
            Map<Integer, State> states, Map<Integer, Forms> byNumber, List<Forms> live, List<Forms> former) {
        static final Epochs NONE = of(Map.of(), Map.of());

        static Epochs of(Map<Integer, State> states, Map<Integer, Forms> byNumber) {
            List<Forms> live = new ArrayList<>();
            List<Forms> former = new ArrayList<>();
            for (State state : List.of(State.WRITTEN, State.ANNOUNCED, State.FORMER)) {
                states.forEach((epoch, is) -> {
                    if (is == state) {
                        Forms forms = Objects.requireNonNull(byNumber.get(epoch));
                        live.add(forms);
                        if (state == State.FORMER) {
                            former.add(forms);
                        }
                    }
                });
            }
            if (live.isEmpty()) {
                live.add(new Forms(CLEAR, new byte[0]));
            }
            return new Epochs(Map.copyOf(states), Map.copyOf(byNumber), List.copyOf(live), List.copyOf(former));
        }

        Forms written() {
            return live.get(0);
        }

        int steps() {
            return states.values().stream()
                    .mapToInt(state -> state.ordinal() + 1)
                    .sum();
        }

        boolean hasClear() {
            return live.stream().anyMatch(Forms::isClear);
        }
    }

    private Seal(Optional<MasterKey> master, Optional<JdbcTemplate> database) {
        this.master = master;
        this.database = database;
    }

    /** Writes everything as it is, into a database of which nobody asks whether another process encrypts it. */
    public static Seal off() {
        return new Seal(Optional.empty(), Optional.empty());
    }

    /**
     * The seal of a database with our tables. With a key, a database in which nothing was kept yet is encrypted from now on, and one that holds something in the clear can be.
     *
     * @param former the master key before this one: what it wraps is wrapped by the new one
     * @throws IllegalStateException if the database is encrypted and there is no key, or another one; the message says what to do
     */
    public static Seal of(DataSource source, Optional<MasterKey> master, Optional<MasterKey> former) {
        JdbcTemplate database = new JdbcTemplate(source);
        Seal seal = new Seal(master, Optional.of(database));
        if (seal.states(database).isEmpty() && master.isPresent()) {
            seal.begin(database);
        }
        former.ifPresent(before -> seal.wrapAgain(database, before));
        seal.refresh();
        return seal;
    }

    private void begin(JdbcTemplate database) {
        boolean isEmpty = List.of(
                        "source_record",
                        "message",
                        "refused_message",
                        "insurance_table",
                        "insurance_refusal",
                        "subscription")
                .stream()
                .noneMatch(table -> hasRows(database, table));
        try {
            add(database, isEmpty ? 1 : CLEAR, State.WRITTEN, Instant.now());
        } catch (DuplicateKeyException another) {
            // process was faster
        }
    }

    private static boolean hasRows(JdbcTemplate database, String table) {
        return !database.queryForList("select 1 from khop." + table + " fetch first 1 rows only", Integer.class)
                .isEmpty();
    }

    private void add(JdbcTemplate database, int epoch, State state, Instant now) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        // Something is wrapped for the clear text too: so that a wrong key is found before anything is written by it.
        String wrapped = master.orElseThrow().wrap(secret, what(epoch));
        database.update(
                "insert into khop.key_epoch (epoch, secret, state, made_at) values (?, ?, ?, ?)",
                epoch,
                wrapped,
                state.name(),
                Rows.time(now));
    }

    private static String what(int epoch) {
        return "khop key epoch " + epoch;
    }

    private void wrapAgain(JdbcTemplate database, MasterKey before) {
        MasterKey now = master.orElseThrow(() -> new IllegalStateException(
                "khop.encryption.former-key-file is given without a new key: give khop.encryption.key-file too"));
        database.query("select epoch, secret from khop.key_epoch", row -> {
            int epoch = row.getInt(1);
            String wrapped = row.getString(2);
            try {
                byte[] secret = before.unwrap(wrapped, what(epoch));
                database.update(
                        "update khop.key_epoch set secret = ? where epoch = ? and secret = ?",
                        now.wrap(secret, what(epoch)),
                        epoch,
                        wrapped);
            } catch (GeneralSecurityException done) {
                // wrapped by the new one already, or by neither: opening it tells
            }
        });
    }

    private Map<Integer, State> states(JdbcTemplate from) {
        Map<Integer, State> states = new TreeMap<>();
        from.query("select epoch, state from khop.key_epoch", row -> {
            states.put(row.getInt(1), State.valueOf(row.getString(2)));
        });
        return states;
    }

    /**
     * Hears which epochs there are. Whoever looks for something, or has taken claims to write, hears first.
     *
     * @throws IllegalStateException if the database is encrypted and this process has no key, or another one
     */
    void refresh() {
        boolean isDue = master.isPresent() || System.nanoTime() - lookAgainNanos >= 0;
        if (database.isEmpty() || !isDue) {
            return;
        }
        lookAgainNanos = System.nanoTime() + WITHOUT_KEY.toNanos();
        Map<Integer, State> states = states(database.get());
        if (!states.equals(epochs.states())) {
            become(read(database.get(), states));
        }
    }

    /** Each step of an epoch is later than the one before; who has heard of the later one never goes back, whoever read first. */
    private synchronized void become(Epochs heard) {
        if (heard.steps() > epochs.steps()) {
            epochs = heard;
        }
    }

    private Epochs read(JdbcTemplate from, Map<Integer, State> states) {
        MasterKey key = master.orElseThrow(() -> new IllegalStateException(
                "this database is encrypted and no key is given: set khop.encryption.key-file to the file of its key"));
        Map<Integer, Forms> byNumber = new TreeMap<>();
        from.query("select epoch, secret from khop.key_epoch", row -> {
            Forms known = epochs.byNumber().get(row.getInt(1));
            byNumber.put(row.getInt(1), known == null ? opened(key, row.getInt(1), row.getString(2)) : known);
        });
        return Epochs.of(states, byNumber);
    }

    private static Forms opened(MasterKey key, int epoch, String wrapped) {
        try {
            return new Forms(epoch, key.unwrap(wrapped, what(epoch)));
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IllegalStateException(
                    "this database was encrypted under another key than the one that is given: set"
                            + " khop.encryption.key-file to the file of its key; nothing in it can be read without",
                    wrong);
        }
    }

    /** Whether a key is given. */
    boolean isOn() {
        return master.isPresent();
    }

    /** What the text is looked for by; one but while another epoch comes. */
    String[] forms(Kind kind, String text) {
        return live().stream().map(forms -> forms.of(kind, text)).toArray(String[]::new);
    }

    /** Whether what is written now is sealed. */
    boolean isSealing() {
        return !epochs.written().isClear();
    }

    /** The forms that are written. */
    Forms written() {
        return epochs.written();
    }

    /** The forms to look for, the written ones first; one but while another epoch comes. Work under claims has heard which when it took them. */
    List<Forms> live() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            refresh();
        }
        return epochs.live();
    }

    /** Those of {@link #live} that were written before. */
    List<Forms> former() {
        return epochs.former();
    }

    /** The epochs and what is done with them, 0 for what is in the clear; none where nothing was ever encrypted. */
    Map<Integer, State> states() {
        refresh();
        return new TreeMap<>(epochs.states());
    }

    // What these three change is heard when it is committed.

    /** Makes another epoch and lets everybody look for its forms. */
    int announce(Instant now) {
        JdbcTemplate into = database.orElseThrow();
        int epoch =
                states(into).keySet().stream().mapToInt(Integer::intValue).max().orElse(CLEAR) + 1;
        add(into, epoch, State.ANNOUNCED, now);
        return epoch;
    }

    /** From now on this epoch is written. While nobody else writes. */
    void write(int epoch) {
        become(State.FORMER, "state = 'WRITTEN' and epoch <> ?", epoch);
        become(State.WRITTEN, "epoch = ?", epoch);
    }

    /** Nothing is found any more by what was written before this epoch. */
    void retireBefore(int epoch) {
        become(State.RETIRED, "state = 'FORMER' and epoch < ?", epoch);
    }

    private void become(State state, String condition, int epoch) {
        database.orElseThrow().update("update khop.key_epoch set state = ? where " + condition, state.name(), epoch);
    }

    /**
     * The text as it is kept in a place.
     *
     * @param row the key of the row
     */
    String seal(Column column, String row, String text) {
        if (text.indexOf(MARK) == 0) {
            throw new IllegalArgumentException(
                    "a text for " + column + " begins with U+0001, which marks what is sealed");
        }
        Forms forms = epochs.written();
        if (forms.isClear()) {
            return text;
        }
        byte[] bytes = crypt(forms, column, row, text.getBytes(StandardCharsets.UTF_8));
        return prefix(forms) + TEXT.encodeToString(bytes);
    }

    /** The bytes as they are kept in a place. */
    byte[] seal(Column column, String row, byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == MARK) {
            throw new IllegalArgumentException("bytes for " + column + " begin with 1, which marks what is sealed");
        }
        Forms forms = epochs.written();
        if (forms.isClear()) {
            return bytes;
        }
        byte[] prefix = prefix(forms).getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = crypt(forms, column, row, bytes);
        return ByteBuffer.allocate(prefix.length + sealed.length)
                .put(prefix)
                .put(sealed)
                .array();
    }

    /** What is kept beside the form that a text is found by; null where that is the text itself. */
    @Nullable
    String beside(Column column, String row, String text) {
        return isSealing() ? seal(column, row, text) : null;
    }

    private static String prefix(Forms forms) {
        return MARK + Integer.toString(forms.epoch) + ':';
    }

    private static byte[] crypt(Forms forms, Column column, String row, byte[] bytes) {
        Tools tools = TOOLS.get();
        byte[] sealed = new byte[NONCE_BYTES + bytes.length + TAG_BITS / Byte.SIZE];
        byte[] nonce = new byte[NONCE_BYTES];
        tools.random.nextBytes(nonce);
        System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
        try {
            tools.cipher.init(Cipher.ENCRYPT_MODE, forms.dataKeys.get(column), new GCMParameterSpec(TAG_BITS, nonce));
            tools.cipher.updateAAD(place(column, row));
            tools.cipher.doFinal(bytes, 0, bytes.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    private static byte[] place(Column column, String row) {
        return (column.name() + '\n' + row).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The text that is kept in a place.
     *
     * @throws IllegalStateException if it was sealed for another place or by a key that is not here, was changed, or is in the clear although everything in this database is sealed
     */
    String open(Column column, String row, String kept) {
        if (kept.indexOf(MARK) != 0 || !isOn()) {
            requireClear(column);
            return kept;
        }
        int colon = kept.indexOf(':');
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(kept.substring(colon + 1));
            return new String(
                    opened(Integer.parseInt(kept.substring(1, colon)), column, row, sealed, 0), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw broken(column, wrong);
        }
    }

    /** The bytes that are kept in a place; throws as the other does. */
    byte[] open(Column column, String row, byte[] kept) {
        if (kept.length == 0 || kept[0] != MARK || !isOn()) {
            requireClear(column);
            return kept;
        }
        int colon = 1;
        while (colon < kept.length && kept[colon] != ':') {
            colon++;
        }
        try {
            int epoch = Integer.parseInt(new String(kept, 1, colon - 1, StandardCharsets.US_ASCII));
            return opened(epoch, column, row, kept, colon + 1);
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw broken(column, wrong);
        }
    }

    /** Whether the text is kept in the form that is written now. */
    boolean isPresent(String kept) {
        return isSealing() ? kept.startsWith(prefix(epochs.written())) : kept.indexOf(MARK) != 0;
    }

    /** The same of bytes. */
    boolean isPresent(byte[] kept) {
        byte[] prefix = prefix(epochs.written()).getBytes(StandardCharsets.US_ASCII);
        boolean isMarked =
                kept.length >= prefix.length && Arrays.equals(kept, 0, prefix.length, prefix, 0, prefix.length);
        return isSealing() ? isMarked : !isMarked;
    }

    /** What is in the clear where nothing should be was not written by us. */
    private void requireClear(Column column) {
        if (!epochs.hasClear()) {
            throw new IllegalStateException("a value of " + column
                    + " is in the clear although everything in this database is sealed: somebody else wrote it");
        }
    }

    private byte[] opened(int epoch, Column column, String row, byte[] from, int start) {
        Forms forms = known(epoch)
                .orElseThrow(() -> new IllegalStateException("a value of " + column + " is sealed by key epoch " + epoch
                        + ", which khop.key_epoch does not have"));
        Tools tools = TOOLS.get();
        try {
            tools.cipher.init(
                    Cipher.DECRYPT_MODE,
                    forms.dataKeys.get(column),
                    new GCMParameterSpec(TAG_BITS, from, start, NONCE_BYTES));
            tools.cipher.updateAAD(place(column, row));
            return tools.cipher.doFinal(from, start + NONCE_BYTES, from.length - start - NONCE_BYTES);
        } catch (GeneralSecurityException wrong) {
            throw broken(column, wrong);
        }
    }

    /** A process that has not heard of an epoch yet hears of it now. */
    private Optional<Forms> known(int epoch) {
        if (!epochs.byNumber().containsKey(epoch)) {
            refresh();
        }
        return Optional.ofNullable(epochs.byNumber().get(epoch)).filter(forms -> !forms.isClear());
    }

    private static IllegalStateException broken(Column column, Exception why) {
        return new IllegalStateException(
                "a value of " + column + " does not open: it was changed, or sealed for another row", why);
    }
}
