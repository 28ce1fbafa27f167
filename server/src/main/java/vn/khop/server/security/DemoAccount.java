package vn.khop.server.security;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One account of the embedded issuer, with a password made at this start.
 *
 * @param username what to log in with; for a machine the OAuth client itself
 * @param password the user's password, or the client's secret
 */
record DemoAccount(
        Role role,
        String username,
        String displayName,
        String password,
        String clientId,
        Set<Scope> scopes,
        String purpose) {
    static final String HUB_CLIENT = "khop-hub";

    private static final int PASSWORD_BYTES = 18;

    /** For what takes two: another person with the same rights as the terminology admin. */
    static final String SECOND_TERMINOLOGY_ADMIN = "terminology-admin-2";

    /** One account for each role, and a second terminology admin. */
    static List<DemoAccount> ofEveryRole(String uiClientId, SecureRandom random) {
        Stream<DemoAccount> second = Stream.of(new DemoAccount(
                Role.TERMINOLOGY_ADMIN,
                SECOND_TERMINOLOGY_ADMIN,
                "Đỗ Anh Tuấn",
                word(random),
                uiClientId,
                Set.of(),
                purpose(Role.TERMINOLOGY_ADMIN)));
        Stream<DemoAccount> ofRoles = Arrays.stream(Role.values())
                .map(role -> role.isMachine()
                        ? new DemoAccount(
                                role,
                                client(role),
                                displayName(role),
                                word(random),
                                client(role),
                                scopes(role),
                                purpose(role))
                        : new DemoAccount(
                                role,
                                role.code(),
                                displayName(role),
                                word(random),
                                uiClientId,
                                Set.of(),
                                purpose(role)));
        return Stream.concat(ofRoles, second).toList();
    }

    private static String client(Role role) {
        return role == Role.HUB ? HUB_CLIENT : "khop-" + role.code();
    }

    private static Set<Scope> scopes(Role role) {
        return role == Role.HUB ? EnumSet.complementOf(EnumSet.of(Scope.CITIZEN)) : Set.of(Scope.CITIZEN);
    }

    static String word(SecureRandom random) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String displayName(Role role) {
        return switch (role) {
            case HUB -> "LGSP Hà Nội";
            case CITIZEN_GATEWAY -> "iHanoi";
            case CLERK -> "Nguyễn Thị Mai";
            case CLERK_LEAD -> "Trần Văn Dũng";
            case TERMINOLOGY_ADMIN -> "Lê Thu Hằng";
            case AUDITOR -> "Phạm Quốc Việt";
            case ADMIN -> "Hoàng Minh Đức";
        };
    }

    /** HL7 v3 ActReason: the patient's own request, patient administration for clerks, records management for the others. */
    private static String purpose(Role role) {
        return switch (role) {
            case HUB -> "TREAT";
            case CITIZEN_GATEWAY -> "PATRQT";
            case CLERK, CLERK_LEAD -> "PATADMIN";
            case TERMINOLOGY_ADMIN, AUDITOR, ADMIN -> "HSYSADMIN";
        };
    }
}
