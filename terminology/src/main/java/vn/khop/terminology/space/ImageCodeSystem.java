package vn.khop.terminology.space;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.compile.ReleaseImage;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.PropertyDeclaration;
import vn.khop.terminology.resource.PropertyValue;
import vn.khop.terminology.resource.Standings.Reach;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.search.SearchHits;
import vn.khop.terminology.search.TextSearch;

/** A compiled release, read in place. */
public final class ImageCodeSystem implements CodeSystemSource {
    /** The use of a name that is not the one to show. */
    public static final DesignationUse SYNONYM =
            DesignationUse.of("http://terminology.hl7.org/CodeSystem/designation-usage", "synonym");

    private final OpenImages.Entry opened;
    private final ConceptFile concepts;
    private final Header header;
    private final List<PropertyDeclaration> properties;

    ImageCodeSystem(OpenImages.Entry opened) {
        this.opened = opened;
        concepts = opened.image().concepts();
        header = header(opened.release());
        properties = opened.release().about().properties().stream()
                .map(definition -> new PropertyDeclaration(definition.name(), Optional.empty(), type(definition)))
                .toList();
    }

    private static String type(PropertyDefinition definition) {
        return definition.type().fhirName();
    }

    private static Header header(Release release) {
        CodeSystemDescription about = release.about();
        String status = release.state().isActivated() ? "active" : "draft";
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("resourceType", "CodeSystem")
                .put("url", about.id().system())
                .put("version", about.id().version())
                .put("name", about.name())
                .put("status", status)
                .put("caseSensitive", true)
                .put("content", "not-present")
                .put("count", release.conceptCount());
        about.publisher().ifPresent(publisher -> json.put("publisher", publisher));
        if (release.state().isActivated() && !release.period().equals(EffectivePeriod.ALWAYS)) {
            ObjectNode period = json.putArray("extension")
                    .addObject()
                    .put("url", Extension.EFFECTIVE_PERIOD)
                    .putObject("valuePeriod");
            release.period().from().ifPresent(from -> period.put("start", from.toString()));
            release.period()
                    .until()
                    .ifPresent(until -> period.put("end", until.minusDays(1).toString()));
        }
        return new Header(
                "CodeSystem",
                Optional.of(UUID.nameUUIDFromBytes(about.id().toString().getBytes(StandardCharsets.UTF_8))
                        .toString()),
                Optional.of(about.id().system()),
                Optional.of(about.id().version()),
                Optional.of(about.name()),
                Optional.of(about.name()),
                Optional.of(status),
                Optional.empty(),
                LanguageTag.parse(about.languages().get(0)),
                false,
                Optional.empty(),
                release.period(),
                Reach.OF_ITS_DAYS,
                List.of(),
                json);
    }

    /** What is read in place. */
    public ConceptFile concepts() {
        return concepts;
    }

    Release release() {
        return opened.release();
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public Content content() {
        return Content.COMPLETE;
    }

    @Override
    public boolean isCaseSensitive() {
        return true;
    }

    @Override
    public boolean isVersionNeeded() {
        return false;
    }

    @Override
    public Optional<String> allCodes() {
        return Optional.empty();
    }

    @Override
    public List<PropertyDeclaration> properties() {
        return properties;
    }

    @Override
    public int conceptCount() {
        return concepts.conceptCount();
    }

    @Override
    public OptionalInt find(String code) {
        return concepts.ordinalOf(code);
    }

    @Override
    public String code(int concept) {
        return concepts.code(concept);
    }

    @Override
    public Optional<String> display(int concept) {
        return Optional.of(concepts.display(concept));
    }

    @Override
    public Optional<String> definition(int concept) {
        return Optional.empty();
    }

    /** Every name but the display. */
    @Override
    public List<ConceptDesignation> designations(int concept) {
        List<ConceptDesignation> found = new ArrayList<>();
        boolean isFirst = true;
        for (Designation designation : concepts.namesOf(concept)) {
            if (!isFirst) {
                found.add(new ConceptDesignation(
                        LanguageTag.parse(designation.language()),
                        Optional.of(designation.isDisplay() ? DesignationUse.DISPLAY : SYNONYM),
                        designation.value(),
                        List.of()));
            }
            isFirst = false;
        }
        return found;
    }

    @Override
    public List<PropertyValue> properties(int concept) {
        List<PropertyValue> found = new ArrayList<>();
        for (ConceptProperty property : concepts.propertiesOf(concept)) {
            found.add(new PropertyValue(property.name(), Optional.empty(), value(property)));
        }
        if (!concepts.isActive(concept)) {
            found.add(new PropertyValue("inactive", Optional.empty(), TypedValue.bool(true)));
        }
        return found;
    }

    @Override
    public boolean mayHave(int concept, Set<String> codes) {
        for (PropertyDefinition definition : concepts.definitions()) {
            if (codes.contains(definition.name())) {
                return true;
            }
        }
        return !concepts.isActive(concept);
    }

    private static TypedValue value(ConceptProperty property) {
        String text = property.value();
        return switch (property.type()) {
            case CODE -> TypedValue.code(text);
            case STRING -> TypedValue.string(text);
            case BOOLEAN -> new TypedValue("Boolean", BooleanNode.valueOf(text.equals("true")));
            case INTEGER -> new TypedValue("Integer", IntNode.valueOf(Integer.parseInt(text)));
            case DECIMAL -> new TypedValue("Decimal", DecimalNode.valueOf(new BigDecimal(text)));
            case DATE_TIME -> new TypedValue("DateTime", JsonNodeFactory.instance.textNode(text));
        };
    }

    @Override
    public List<Extension> extensions(int concept) {
        return List.of();
    }

    @Override
    public int[] parents(int concept) {
        return concepts.parents(concept);
    }

    @Override
    public int[] children(int concept) {
        return concepts.children(concept);
    }

    @Override
    public boolean hasHierarchy() {
        return concepts.hasHierarchy();
    }

    /** By the text index; if it has just been closed by a switch of releases, the caller looks through the concepts. */
    @Override
    public Optional<SearchHits> search(String text, Optional<BitSet> among, int offset, int count) {
        ReleaseImage image = opened.image();
        if (text.length() > TextSearch.TEXT_CHARACTERS_MAX || !image.tryRetain()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TextSearch.hits(opened, text, among, offset, count));
        } finally {
            image.release();
        }
    }

    @Override
    public boolean isIndexed() {
        return true;
    }

    @Override
    public <T> T remembered(Object key, Class<T> type, Supplier<T> find) {
        return opened.image().remembered(key, type, find);
    }
}
