package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is sealed opens where it was sealed and nowhere else, what is looked up is found by who has the key and by nobody else, and nobody starts without it. */
class SealTest {
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);

    private final SplittableRandom random = new SplittableRandom(SEED);

    @TempDir
    private Path folder;

    private static TestDatabase encrypted(int key) {
        return TestDatabase.h2InMemory(Optional.of(TestDatabase.key(key)));
    }

    private String text() {
        StringBuilder text = new StringBuilder("x");
        int length = random.nextInt(300);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(3) == 0 ? 0x1E00 + random.nextInt(0xFF) : 32 + random.nextInt(90));
        }
        return text.toString();
    }

    @Test
    void whatIsSealedOpensInItsPlaceAndSaysNothingBefore() {
        try (TestDatabase database = encrypted(1)) {
            Seal seal = database.seal();
            for (int i = 0; i < 500; i++) {
                String text = text();
                Seal.Column column = Seal.Column.values()[random.nextInt(Seal.Column.values().length)];
                String kept = seal.seal(column, "S1/" + i, text);
                assertEquals(text, seal.open(column, "S1/" + i, kept), REPLAY);
                assertNotEquals(kept, seal.seal(column, "S1/" + i, text), "the same text is never sealed alike");
                assertTrue(kept.chars().skip(1).allMatch(letter -> letter > 32 && letter < 127), kept);
                assertTrue(text.length() < 4 || !kept.contains(text), REPLAY);
                byte[] bytes = text.getBytes(StandardCharsets.UTF_16);
                assertArrayEquals(bytes, seal.open(column, "1", seal.seal(column, "1", bytes)), REPLAY);
            }
        }
    }

    @Test
    void whatIsPutInAnotherPlaceOrChangedOrInTheClearIsRefused() {
        try (TestDatabase database = encrypted(1)) {
            Seal seal = database.seal();
            String number = "079173710001";
            String kept = seal.seal(Seal.Column.IDENTIFIER, "S1/national_id", number);
            for (String wrong : List.of("S2/national_id", "S1/citizen_id", "")) {
                assertThrows(IllegalStateException.class, () -> seal.open(Seal.Column.IDENTIFIER, wrong, kept));
            }
            assertThrows(IllegalStateException.class, () -> seal.open(Seal.Column.RELATION, "S1/national_id", kept));
            IllegalStateException clear = assertThrows(
                    IllegalStateException.class, () -> seal.open(Seal.Column.IDENTIFIER, "S1/national_id", number));
            assertTrue(String.valueOf(clear.getMessage()).contains("in the clear"), clear.getMessage());
            assertFalse(String.valueOf(clear.getMessage()).contains(number));
            for (int i = 1; i < kept.length(); i++) {
                char other = kept.charAt(i) == 'A' ? 'B' : 'A';
                String changed = kept.substring(0, i) + other + kept.substring(i + 1);
                // The last letter of Base64 has bits that mean nothing.
                if (i < kept.length() - 1) {
                    assertThrows(
                            IllegalStateException.class,
                            () -> seal.open(Seal.Column.IDENTIFIER, "S1/national_id", changed),
                            changed);
                }
            }
            assertThrows(
                    IllegalArgumentException.class, () -> seal.seal(Seal.Column.IDENTIFIER, "1", Seal.MARK + "1:AAAA"));
        }
    }

    /** RFC 4231, test case 2, by way of the parts: the form is an HMAC-SHA-256, and its key is not in the database. */
    @Test
    void whatIsLookedUpIsEqualForEqualTextsOfAKindAndForNothingElse() throws Exception {
        Mac plain = Mac.getInstance("HmacSHA256");
        plain.init(new SecretKeySpec("Jefe".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        assertEquals(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                HexFormat.of()
                        .formatHex(plain.doFinal("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII))));
        try (TestDatabase one = encrypted(1);
                TestDatabase other = encrypted(1)) {
            Seal.Forms forms = one.seal().written();
            Set<String> all = new HashSet<>();
            int drawn = 2000;
            for (int i = 0; i < drawn; i++) {
                String number = String.format(Locale.ROOT, "0791%08d", i);
                for (Seal.Kind kind : Seal.Kind.values()) {
                    assertEquals(forms.of(kind, number), one.seal().written().of(kind, number));
                    all.add(forms.of(kind, number));
                }
            }
            assertEquals(drawn * Seal.Kind.values().length, all.size(), "no two of them are alike");
            for (Seal.Kind kind : Seal.Kind.values()) {
                assertFalse(
                        all.contains(other.seal().written().of(kind, "079100000001")),
                        "another database under the same master key has keys of its own");
            }
            String secret =
                    new JdbcTemplate(one.pool()).queryForObject("select secret from khop.key_epoch", String.class);
            for (String guess : List.of(String.valueOf(secret), "khop", "")) {
                byte[] key = guess.isEmpty() ? new byte[32] : guess.getBytes(StandardCharsets.US_ASCII);
                plain.init(new SecretKeySpec(key, "HmacSHA256"));
                String guessed = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                Arrays.copyOf(plain.doFinal("079100000001".getBytes(StandardCharsets.UTF_8)), 12));
                assertFalse(all.contains(guessed));
            }
        }
    }

    @Test
    void withoutTheKeyOrWithAnotherNothingStarts() {
        try (TestDatabase database = encrypted(1)) {
            database.seal();
            IllegalStateException none =
                    assertThrows(IllegalStateException.class, () -> sealOf(database, Optional.empty()));
            assertTrue(String.valueOf(none.getMessage()).contains("khop.encryption.key-file"), none.getMessage());
            IllegalStateException another =
                    assertThrows(IllegalStateException.class, () -> sealOf(database, Optional.of(TestDatabase.key(2))));
            assertTrue(String.valueOf(another.getMessage()).contains("another key"), another.getMessage());
            assertTrue(sealOf(database, Optional.of(TestDatabase.key(1))).isSealing());
        }
    }

    private static Seal sealOf(TestDatabase database, Optional<MasterKey> key) {
        return Seal.of(database.pool(), key, Optional.empty());
    }

    @Test
    void whatWasWrappedByTheFormerMasterKeyIsWrappedByTheNewOne() {
        try (TestDatabase database = encrypted(1)) {
            Seal before = database.seal();
            String kept = before.seal(Seal.Column.ISSUE, "1", "text");
            Seal after = Seal.of(database.pool(), Optional.of(TestDatabase.key(2)), Optional.of(TestDatabase.key(1)));
            assertEquals("text", after.open(Seal.Column.ISSUE, "1", kept));
            assertEquals(
                    before.written().of(Seal.Kind.PHONE, "0987"),
                    after.written().of(Seal.Kind.PHONE, "0987"));
            assertThrows(IllegalStateException.class, () -> sealOf(database, Optional.of(TestDatabase.key(1))));
            assertEquals(
                    "text", sealOf(database, Optional.of(TestDatabase.key(2))).open(Seal.Column.ISSUE, "1", kept));
        }
    }

    @Test
    void anotherEpochIsLookedForBeforeItIsWrittenAndNobodyGoesBack() {
        try (TestDatabase database = encrypted(1)) {
            Seal seal = database.seal();
            Seal elsewhere = database.seal();
            String kept = seal.seal(Seal.Column.ISSUE, "1", "text");
            String form = seal.written().of(Seal.Kind.NUMBER, "1");
            int second = seal.announce(Instant.EPOCH);
            assertEquals(2, elsewhere.live().size());
            assertEquals(form, elsewhere.written().of(Seal.Kind.NUMBER, "1"));
            seal.write(second);
            assertEquals(2, seal.live().size());
            String now = seal.written().of(Seal.Kind.NUMBER, "1");
            assertNotEquals(form, now);
            assertEquals(Set.of(form, now), Set.of(elsewhere.forms(Seal.Kind.NUMBER, "1")));
            assertFalse(seal.isPresent(kept));
            seal.retireBefore(second);
            assertEquals(List.of(now), List.of(seal.forms(Seal.Kind.NUMBER, "1")));
            assertEquals("text", seal.open(Seal.Column.ISSUE, "1", kept), "what is retired can still be opened");
            assertEquals(Map.of(1, Seal.State.RETIRED, 2, Seal.State.WRITTEN), elsewhere.states());
        }
    }

    @Test
    void aKeyThatIsWeakOrReadByOthersIsRefused() throws IOException {
        for (String bad : List.of("", "not base64!", Base64.getEncoder().encodeToString(new byte[32]), "YWJj")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> MasterKey.of(bad, "the key"));
            assertTrue(bad.isEmpty() || !String.valueOf(refused.getMessage()).contains(bad));
        }
        Path made = folder.resolve("master.key");
        MasterKey.make(made);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        MasterKey.in(made);
        assertThrows(IOException.class, () -> MasterKey.make(made), "a key is never written over");
        for (String mode : List.of("rw-r-----", "rw----r--", "rwx------")) {
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> MasterKey.in(made), mode);
            assertTrue(String.valueOf(refused.getMessage()).contains("chmod 600"));
        }
        assertThrows(IllegalArgumentException.class, () -> MasterKey.in(folder.resolve("none")));
    }

    @Test
    void whatMustNotBeReadIsInNoPlaceOfTheSourcesButThroughTheSeal() throws IOException {
        Path store = Path.of(System.getProperty("project.root"), "server/src/main/java/vn/khop/server/store");
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                boolean touches = text.contains("v.columns")
                        || text.contains("number_sealed")
                        || text.contains("insert into khop.refused_message")
                        || text.contains("insert into khop.subscription")
                        || text.contains("insert into khop.insurance_");
                assertTrue(!touches || text.contains("seal."), file.toString());
            }
        }
    }
}
