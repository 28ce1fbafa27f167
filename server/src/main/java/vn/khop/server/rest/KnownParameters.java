package vn.khop.server.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses, by its name, a parameter that an address does not know: a misspelt one would else silently widen a question, as a misspelt field of a body would. */
public final class KnownParameters implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getQueryString() != null
                && handler instanceof HandlerMethod method
                && method.getBeanType().getPackage().equals(KnownParameters.class.getPackage())) {
            Set<String> known = names(method);
            for (String name : request.getParameterMap().keySet()) {
                if (!known.contains(name)) {
                    throw Refused.parameter(name, known);
                }
            }
        }
        return true;
    }

    private static Set<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .map(KnownParameters::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(MethodParameter parameter) {
        RequestParam asked = parameter.getParameterAnnotation(RequestParam.class);
        if (asked == null) {
            return "";
        }
        return asked.name().isEmpty() ? parameter.getParameter().getName() : asked.name();
    }
}
