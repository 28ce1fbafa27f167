package vn.khop.terminology.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptReference;

/** A code that belongs, before anything is said of it. */
final class Member {
    final CodeSystemView system;
    final int concept;
    final Optional<ConceptReference> reference;
    final Optional<LanguageTag> referenceLanguage;

    @Nullable
    Member parent;

    int depth;
    /** Few have any. */
    private List<Member> children = List.of();

    Member(
            CodeSystemView system,
            int concept,
            Optional<ConceptReference> reference,
            Optional<LanguageTag> referenceLanguage) {
        this.system = system;
        this.concept = concept;
        this.reference = reference;
        this.referenceLanguage = referenceLanguage;
    }

    List<Member> children() {
        return children;
    }

    void addChild(Member child) {
        if (children.isEmpty()) {
            children = new ArrayList<>();
        }
        children.add(child);
    }

    /** The same code by itself, apart from any hierarchy. */
    Member alone() {
        return new Member(system, concept, reference, referenceLanguage);
    }

    /** As the value set writes it, where it does. */
    String code() {
        return reference
                .map(ConceptReference::code)
                .orElseGet(() -> system.source().code(concept));
    }

    boolean isInactive() {
        return system.isInactive(concept);
    }
}
