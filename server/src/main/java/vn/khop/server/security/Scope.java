package vn.khop.server.security;

import java.util.Arrays;
import java.util.Optional;

/** The IHE transactions a token may ask for: OAuth scopes named after the transaction. Source: IHE ITI PIXm and PDQm, "Security considerations"; IUA. */
public enum Scope {
    /** Search and read of persons (PDQm). */
    ITI_78("ITI-78"),
    /** Cross-reference of identifiers, {@code $ihe-pix} (PIXm). */
    ITI_83("ITI-83"),
    /** Patient feed by message (PMIR). */
    ITI_93("ITI-93"),
    /** To be told of persons, {@code Subscription} (PMIR). */
    ITI_94("ITI-94"),
    /** Patient feed (PIXm). */
    ITI_104("ITI-104"),
    /** {@code $match} (PDQm). */
    ITI_119("ITI-119"),
    /** Cross-reference from numbers known everywhere, such as the citizen number: ours, for the clients of hospitals that are registered for it. */
    NATIONAL_NUMBER("khop.national-number"),
    /** To state in a feed that a citizen number was confirmed, and how: ours, for gateways to the population database and for desks that read the card's chip or QR code. */
    VERIFIED_NUMBERS("khop.verified-numbers"),
    /** All persons at once, after a second person has agreed: ours, for those who keep a copy of the register. */
    EXPORT("khop.export"),
    /** The hospitals' numbers of a citizen who asks for them: ours, for the city's service for its citizens. */
    CITIZEN("khop.citizen");

    private final String code;

    Scope(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The scope with this code; empty for one we do not know. */
    public static Optional<Scope> of(String code) {
        return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
    }
}
