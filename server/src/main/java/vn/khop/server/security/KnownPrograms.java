package vn.khop.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/*
 * Where more comes than can be done, most requests are refused, and what a refusal costs is taken from those that are answered. A program sends the same token with each request, and it has passed a moment ago:
 * who asks is known here by one look, and whoever is over his limit, or finds no place, hears it before the chains have begun. Nobody is refused here but whom a token names that counts, so nothing is given away, and
 * nobody without one takes anything of the lane. Who is not known yet goes on into the chains, and is not counted by his address: whoever makes tokens up behind the same address would shut the others out.
 */
/** Holds the programs that are known already to their limits, and lets them into the lane, in front of the filter chains; what has passed here is not asked again there. */
public final class KnownPrograms extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final RememberedTokens tokens;
    private final RequestLimits limits;
    private final MachineAdmission admission;

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
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.startsWith(SCHEME)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> known = tokens.remembered(header.substring(SCHEME.length()))
                .filter(caller -> ClientCertificate.proves(caller, request));
        if (known.isPresent() && known.get().isProgram()) {
            CallerName.note(known.get(), request);
            MachineAdmission.noteProgram(request);
            limits.doFilter(request, response, (asked, answered) -> admission.doFilter(asked, answered, chain));
        } else {
            chain.doFilter(request, response);
        }
    }
}
