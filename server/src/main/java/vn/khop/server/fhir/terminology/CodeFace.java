package vn.khop.server.fhir.terminology;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A FHIR base on which codes are all there is. */
public final class CodeFace extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> MODES = Set.of("full", "normative");

    private final transient CodeDesk desk;

    public CodeFace(CodeDesk desk) {
        this.desk = desk;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Optional.ofNullable(request.getPathInfo()).orElse("/").substring(1);
        if (desk.refusesMethod(request, response)) {
            return;
        }
        boolean isGet = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (isGet && path.equals("metadata")) {
            metadata(request, response);
        } else if (isGet && path.equals("$versions")) {
            desk.versions(request, response);
        } else {
            Optional<CodeOperation.Asked> asked = CodeOperation.at(path);
            if (asked.isPresent()) {
                desk.answer(asked.get().operation(), asked.get().id(), request, response);
            } else if (isGet && KnownResources.isOne(path)) {
                desk.readOrSearch(path, request, response);
            } else {
                desk.refuse(request, response, HttpServletResponse.SC_NOT_FOUND, "not-found", "NO_SUCH_PATH", path);
            }
        }
    }

    private void metadata(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String mode = Optional.ofNullable(request.getParameter("mode")).orElse("full");
        if (mode.equals("terminology")) {
            desk.terminologyCapabilities(request, response);
        } else if (MODES.contains(mode)) {
            desk.capabilityStatement(request, response);
        } else {
            desk.refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "value", "MODE_UNKNOWN", mode);
        }
    }
}
