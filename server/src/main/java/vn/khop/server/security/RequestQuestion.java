package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.stream.Collectors;

/** What a request asks, in words that the access log may keep: the method, the route as our table has it, and which of the known parameters were given. Values are never in it. */
final class RequestQuestion {
    private static final String ATTRIBUTE = RequestQuestion.class.getName();

    /** Any other name could be anything, a person's too. */
    private static final Set<String> PARAMETERS = Set.of(
            "_count",
            "_getpages",
            "_id",
            "_offset",
            "action",
            "address",
            "after",
            "agent",
            "at",
            "birthdate",
            "date",
            "family",
            "gender",
            "given",
            "identifier",
            "limit",
            "name",
            "patient",
            "person",
            "sourceIdentifier",
            "targetSystem",
            "telecom");

    private RequestQuestion() {}

    static void note(RoutePolicy route, HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, route.path().getPatternString());
    }

    static String of(HttpServletRequest request) {
        if (!(request.getAttribute(ATTRIBUTE) instanceof String route)) {
            return "";
        }
        // Of a body nothing is read here: whoever answers the request needs it whole.
        String parameters = request.getQueryString() == null
                ? ""
                : request.getParameterMap().keySet().stream()
                        .map(name -> name.split(":", 2)[0])
                        .filter(PARAMETERS::contains)
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining("&"));
        return request.getMethod() + " " + route.replaceAll(ID, "{id}")
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** A variable with the expression that it must fit; ours hold braces for repetition only. */
    private static final String ID = "\\{\\w+:[^/]*}";
}
