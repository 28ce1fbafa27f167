package vn.khop.terminology.question;

import java.util.Optional;
import vn.khop.terminology.resource.Header;

/** What is to be told of a resource that is used and is not, or no longer, meant for use. */
public record ResourceStatus(Header resource) {
    /** Why a reader should know. */
    public enum Remark {
        DEPRECATED("MSG_DEPRECATED", "warning-deprecated"),
        WITHDRAWN("MSG_WITHDRAWN", "warning-withdrawn"),
        RETIRED("MSG_RETIRED", "warning-retired"),
        EXPERIMENTAL("MSG_EXPERIMENTAL", "warning-experimental"),
        DRAFT("MSG_DRAFT", "warning-draft");

        private final String messageId;
        private final String parameter;

        Remark(String messageId, String parameter) {
            this.messageId = messageId;
            this.parameter = parameter;
        }

        /** The name of the parameter that tells of it in an expansion. */
        public String parameter() {
            return parameter;
        }
    }

    public static ResourceStatus of(Header resource) {
        return new ResourceStatus(resource);
    }

    /**
     * The remark on this resource, if there is one.
     *
     * @param user the resource that uses this one: what is experimental or a draft may use its like
     */
    public Optional<Remark> remark(Optional<Header> user) {
        String standards = resource.standardsStatus().orElse("");
        String status = resource.status().orElse("");
        if (standards.equals("deprecated")) {
            return Optional.of(Remark.DEPRECATED);
        }
        if (standards.equals("withdrawn")) {
            return Optional.of(Remark.WITHDRAWN);
        }
        if (status.equals("retired")) {
            return Optional.of(Remark.RETIRED);
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (resource.isExperimental() && !user.get().isExperimental()) {
            return Optional.of(Remark.EXPERIMENTAL);
        }
        return isDraft(resource) && !isDraft(user.get()) ? Optional.of(Remark.DRAFT) : Optional.empty();
    }

    private static boolean isDraft(Header header) {
        return header.status().filter("draft"::equals).isPresent()
                || header.standardsStatus().filter("draft"::equals).isPresent();
    }

    public void report(Scope scope, Optional<Header> user, Issues issues) {
        remark(user)
                .ifPresent(remark -> issues.add(Issue.information(
                        "business-rule",
                        "status-check",
                        scope.messages().message(remark.messageId, resource.canonical(), "", resource.type()),
                        "")));
    }
}
