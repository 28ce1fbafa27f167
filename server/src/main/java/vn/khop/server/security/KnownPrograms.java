package vn.khop.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/*
 * Where more comes than can be done, most requests are refused, and what a refusal costs is taken from those that are answered. A program sends the same token with each request, and it has passed a moment ago:
 * who asks is known here by one look, and whoever is over his limit, or finds no place, hears it before the chains have begun; so does whoever sends a token that does not count, or that somebody made up, in the chains' own
 * words. Nobody else is refused here, so nothing is given away, and nobody without a token that counts takes anything of the lane. Who is not known yet goes on into the chains. No refusal is remembered and none is counted by its
 * address: made-up ones are never the same, and whoever makes them up behind an address would shut out the others behind it.
 */
/** Holds the programs that are known already to their limits, and lets them into the lane, in front of the filter chains; what has passed here is not asked again there. Tokens that do not count get no further. */
public final class KnownPrograms extends OncePerRequestFilter {
    private final RememberedTokens tokens;
    private final RequestLimits limits;
    private final MachineAdmission admission;
    private final Refusal refusal = new Refusal();

    public KnownPrograms(RememberedTokens tokens, RequestLimits limits, MachineLane lane) {
        this.tokens = tokens;
        this.limits = limits;
        this.admission = new MachineAdmission(lane);
    }

    RequestLimits limits() {
        return limits;
    }

    MachineAdmission admission() {
        return admission;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> token = BearerHeader.plain(request);
        Optional<Caller> known = token.flatMap(tokens::remembered);
        if (known.isEmpty() && token.isPresent() && !tokens.passes(token.get())) {
            refusal.commence(request, response);
            return;
        }
        if (known.isPresent() && known.get().isProgram() && ClientCertificate.proves(known.get(), request)) {
            CallerName.note(known.get(), request);
            MachineAdmission.noteProgram(request);
            limits.doFilter(request, response, (asked, answered) -> admission.doFilter(asked, answered, chain));
        } else {
            chain.doFilter(request, response);
        }
    }
}
