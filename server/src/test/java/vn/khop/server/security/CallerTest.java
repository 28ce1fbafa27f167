package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.security.oauth2.jwt.Jwt;

class CallerTest {
    @Test
    void keycloaksRolesAreFoundUnderTheirPath() {
        Caller caller = read(
                Map.of("khop.security.roles-claim", "realm_access.roles"),
                Map.of(
                        "realm_access",
                        Map.of("roles", List.of("clerk", "offline_access")),
                        "azp",
                        "khop-ui",
                        "preferred_username",
                        "mai"));

        assertEquals(Set.of(Role.CLERK), caller.roles());
        assertEquals("mai", caller.username());
        assertEquals("khop-ui", caller.clientId());
    }

    @Test
    void scopesComeAsOneTextOrAsAList() {
        Set<Scope> both = Set.of(Scope.ITI_83, Scope.ITI_104);

        assertEquals(
                both,
                read(Map.of(), Map.of("scope", "openid ITI-83 ITI-104 other")).scopes());
        assertEquals(
                both,
                read(Map.of(), Map.of("scope", List.of("ITI-83", "ITI-104"))).scopes());
    }

    @Test
    void thePurposeOfUseIsReadAsIheWritesIt() {
        Object coding = Map.of("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code", "TREAT");

        assertEquals(Set.of("TREAT"), read(Map.of(), iua(List.of(coding))).purposes());
        assertEquals(Set.of("TREAT"), read(Map.of(), iua(List.of("TREAT"))).purposes());
        assertEquals(
                Set.of(),
                read(Map.of(), iua(List.of("a whole sentence about a patient"))).purposes());
    }

    @Test
    void facilitiesAreNoneUnlessTheTokenSaysSo() {
        assertFalse(read(Map.of(), Map.of()).facilities().includes("01001"));
        assertTrue(read(Map.of(), Map.of("facilities", List.of("01001")))
                .facilities()
                .includes("01001"));
        assertFalse(read(Map.of(), Map.of("facilities", List.of("01001")))
                .facilities()
                .includes("01002"));
        assertTrue(read(Map.of(), Map.of("facilities", "*")).facilities().includes("01002"));
    }

    @Test
    void claimsOfAnotherShapeGrantNothing() {
        for (Object odd : List.of(
                5, true, Map.of("clerk", true), List.of(1, 2), List.of(List.of("clerk")), "CLERK", "clerk,admin")) {
            assertEquals(Set.of(), read(Map.of(), Map.of("roles", odd)).roles(), odd.toString());
        }
    }

    private static Map<String, Object> iua(Object purposes) {
        return Map.of("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", purposes)));
    }

    private static Caller read(Map<String, String> settings, Map<String, Object> claims) {
        Jwt token = Jwt.withTokenValue("t")
                .header("alg", "RS256")
                .subject("sub-1")
                .claims(all -> all.putAll(claims))
                .build();
        return Caller.of(
                token,
                new Binder(new MapConfigurationPropertySource(settings))
                        .bindOrCreate("khop.security", SecuritySettings.class));
    }
}
