package vn.khop.server.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.fhir.terminology.CodeOperation;
import vn.khop.server.security.BearerAdmission;

/*
 * Hospitals ask about codes thousands of times a second, and walking the security chains and HAPI's servlet costs ten times the answer.
 * So the code operations are answered here, in front of both, by the same desk that stands behind them: whoever is admitted gets from here
 * what would come from there. Whoever is not goes on, and is refused in the chains' own words.
 */
/** Answers the code operations in front of the filter chains. */
public final class CodeAnswers extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Asked> byPath;
    private final transient BearerAdmission admission;

    private record Asked(CodeDesk desk, CodeOperation operation) {}

    /** Which desk answers which path, in each spelling of it. */
    public static final class Paths {
        private final Map<String, Asked> byPath = new HashMap<>();

        /** @param base such as {@code /fhir} */
        public Paths at(String base, CodeDesk desk) {
            for (CodeOperation operation : CodeOperation.values()) {
                for (String path : BearerAdmission.spellings(base + "/" + operation.path())) {
                    byPath.put(path, new Asked(desk, operation));
                }
            }
            return this;
        }

        public Set<String> all() {
            return byPath.keySet();
        }
    }

    public CodeAnswers(Paths paths, BearerAdmission admission) {
        byPath = Map.copyOf(paths.byPath);
        this.admission = admission;
    }

    /** The paths to map this filter to: a servlet container decodes before it maps. */
    public Collection<String> mappings() {
        return byPath.keySet().stream().filter(path -> path.indexOf('%') < 0).toList();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Asked asked = byPath.get(request.getRequestURI());
        if (asked != null && admission.admits(request, response)) {
            asked.desk().answer(asked.operation(), Optional.empty(), request, response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
