package vn.khop.terminology.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.load.LoadIssue.Severity;
import vn.khop.terminology.load.RowIssues.Place;

/*
 * A Class becomes a concept below the classes that its SuperClass names. Its preferred rubric is its name, preferredLong and inclusion rubrics
 * are further names, every other kind of rubric is a property of that name, and so are kind and usage (dagger, aster).
 *
 * Modifiers make codes that no Class has: F10 is modified by .0 (acute intoxication) to F10.0. A category without classes below it gets one code
 * for each class of its modifier; one with classes below it, each of these that has none below itself. Modifiers of chapters and blocks may be
 * used and need not, so no codes are made of them; that is told.
 */
/** Reads a classification in ClaML, as WHO publishes ICD-10. Source: EN 14463, ClaML 2.0. */
public final class ClamlLoader {
    private static final int TEXT_CHARACTERS_MAX = 20_000;
    private static final Set<String> NAMES = Set.of("preferredLong", "inclusion");

    private final ListOrigin origin;
    private final Path file;
    private final RowIssues issues = new RowIssues();
    private final Map<String, ClassOfClaml> classes = new LinkedHashMap<>();
    private final Map<String, List<ClassOfClaml>> modifiers = new HashMap<>();
    private final Set<String> languages = new LinkedHashSet<>();
    private final Set<String> properties = new LinkedHashSet<>();
    private final Set<String> toldOf = new HashSet<>();
    private long classesRead;
    private long classesRefused;

    /** What one Class or ModifierClass says. */
    private static final class ClassOfClaml {
        private final String code;
        private final String kind;
        private final long line;
        private final List<String> parents = new ArrayList<>();
        private final List<Designation> designations = new ArrayList<>();
        private final List<ConceptProperty> properties = new ArrayList<>();
        private final List<ModifiedBy> modifiedBy = new ArrayList<>();
        private final Set<String> excludedModifiers = new HashSet<>();

        ClassOfClaml(String code, String kind, long line) {
            this.code = code;
            this.kind = kind;
            this.line = line;
        }
    }

    /** @param valid the classes of the modifier that may be used; empty for all */
    private record ModifiedBy(String modifier, Set<String> valid) {}

    private ClamlLoader(ListOrigin origin, Path file) {
        this.origin = origin;
        this.file = file;
    }

    /** Every class with a code and a name, or why it is none. */
    public static LoadResult load(ListOrigin origin, Path file) {
        return new ClamlLoader(origin, file).load();
    }

    private LoadResult load() {
        boolean isRead = read();
        List<Concept> concepts = isRead ? concepts() : List.of();
        if (isRead && concepts.isEmpty()) {
            issues.file(
                    Severity.ERROR,
                    ErrorCode.NO_ROWS,
                    Optional.empty(),
                    new Wording(
                            file + " không có Class nào có mã và tên", file + " has no Class with a code and a name"));
        }
        return new LoadResult(
                concepts.isEmpty() ? Optional.empty() : Optional.of(codeSystem(concepts)),
                classesRead,
                classesRefused,
                issues.sorted());
    }

    private CodeSystem codeSystem(List<Concept> concepts) {
        return origin.codeSystem(file, List.copyOf(languages), List.copyOf(properties), concepts);
    }

    private boolean read() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            boolean isClaml = false;
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                String element = xml.getLocalName();
                if (!isClaml && !element.equals("ClaML")) {
                    issues.file(
                            Severity.ERROR,
                            ErrorCode.FILE_UNREADABLE,
                            Optional.empty(),
                            new Wording(
                                    file + " không phải ClaML: phần tử đầu tiên là " + element,
                                    file + " is no ClaML: its first element is " + element));
                    return false;
                }
                isClaml = true;
                if (element.equals("Class")) {
                    keep(readClass(xml, "Class"));
                } else if (element.equals("ModifierClass")) {
                    String modifier = Workbook.attribute(xml, "modifier");
                    modifiers
                            .computeIfAbsent(modifier, any -> new ArrayList<>())
                            .add(readClass(xml, "ModifierClass"));
                }
            }
            return true;
        } catch (IOException e) {
            issues.unreadable(Optional.empty(), file.toString(), e);
        } catch (XMLStreamException e) {
            boolean hasLine = e.getLocation() != null;
            int line = hasLine ? e.getLocation().getLineNumber() : 0;
            issues.file(
                    Severity.ERROR,
                    ErrorCode.FILE_UNREADABLE,
                    Optional.empty(),
                    new Wording(
                            file + " không phải XML đọc được" + (hasLine ? ", ở dòng " + line : ""),
                            file + " is no XML that can be read" + (hasLine ? ", in line " + line : "")));
        }
        return false;
    }

    private ClassOfClaml readClass(XMLStreamReader xml, String element) throws XMLStreamException {
        ClassOfClaml read = new ClassOfClaml(
                Workbook.attribute(xml, "code"),
                Workbook.attribute(xml, "kind"),
                xml.getLocation().getLineNumber());
        say(read, "kind", read.kind);
        say(read, "usage", Workbook.attribute(xml, "usage"));
        String rubric = "";
        Set<String> valid = new HashSet<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(element)) {
                break;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "SuperClass" -> read.parents.add(Workbook.attribute(xml, "code"));
                case "ModifiedBy" -> {
                    valid = new HashSet<>();
                    read.modifiedBy.add(new ModifiedBy(Workbook.attribute(xml, "code"), valid));
                }
                case "ValidModifierClass" -> valid.add(Workbook.attribute(xml, "code"));
                case "ExcludeModifier" -> read.excludedModifiers.add(Workbook.attribute(xml, "code"));
                case "Rubric" -> rubric = Workbook.attribute(xml, "kind");
                case "Label" -> label(read, rubric, Workbook.attribute(xml, "lang"), text(xml, read));
                default -> {
                    // SubClass says again what SuperClass does; Meta is for programs of the publisher.
                }
            }
        }
        return read;
    }

    private void label(ClassOfClaml read, String rubric, String lang, String text) {
        if (text.isEmpty()) {
            return;
        }
        String language = lang.isEmpty() ? "en" : lang;
        if (rubric.equals("preferred")) {
            read.designations.add(new Designation(language, Designation.DISPLAY, text));
            languages.add(language);
        } else if (NAMES.contains(rubric)) {
            read.designations.add(new Designation(language, Designation.SYNONYM, text));
            languages.add(language);
        } else {
            say(read, rubric, text);
        }
    }

    private void say(ClassOfClaml read, String property, String value) {
        if (!value.isEmpty() && !property.isEmpty()) {
            properties.add(property);
            read.properties.add(new ConceptProperty(property, PropertyType.STRING, value));
        }
    }

    /** The text of a label and of the references, terms and paragraphs in it. */
    private String text(XMLStreamReader xml, ClassOfClaml read) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("Label")) {
                break;
            }
            if (xml.isCharacters() && text.length() <= TEXT_CHARACTERS_MAX) {
                text.append(xml.getText());
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                text.append(' ');
            }
        }
        CellText tidy = CellText.of(text.toString());
        boolean isTooLong = text.length() > TEXT_CHARACTERS_MAX;
        if (isTooLong || tidy.remarks().stream().anyMatch(remark -> remark.severity() == Severity.ERROR)) {
            issues.add(
                    Severity.ERROR,
                    isTooLong ? ErrorCode.TEXT_TOO_LONG : ErrorCode.CONTROL_CHARACTER,
                    new Place(Optional.empty(), read.line, read.line),
                    Optional.empty(),
                    isTooLong
                            ? new Wording(
                                    "một nhãn của lớp '" + read.code + "' dài hơn " + TEXT_CHARACTERS_MAX + " ký tự",
                                    "a label of class '" + read.code + "' has more than " + TEXT_CHARACTERS_MAX
                                            + " characters")
                            : new Wording(
                                    "một nhãn của lớp '" + read.code + "' có ký tự điều khiển",
                                    "a label of class '" + read.code + "' holds control characters"));
            return "";
        }
        return tidy.value();
    }

    private void keep(ClassOfClaml read) {
        classesRead++;
        Place place = new Place(Optional.empty(), read.line, read.line);
        if (read.code.isEmpty()) {
            refuse(ErrorCode.EMPTY_CODE, place, new Wording("một Class không có mã", "a Class without a code"));
        } else if (read.designations.stream().noneMatch(Designation::isDisplay)) {
            refuse(
                    ErrorCode.NO_DISPLAY,
                    place,
                    new Wording(
                            "lớp '" + read.code + "' không có nhãn chính",
                            "class '" + read.code + "' has no preferred label"));
        } else if (classes.putIfAbsent(read.code, read) != null) {
            refuse(
                    ErrorCode.DUPLICATE_CODE,
                    place,
                    new Wording(
                            "lớp '" + read.code + "' đã có: mỗi mã chỉ có một lần",
                            "class '" + read.code + "' is there already: a code stands once"));
        }
    }

    private void refuse(ErrorCode code, Place place, Wording wording) {
        issues.add(Severity.ERROR, code, place, Optional.empty(), wording);
        classesRefused++;
    }

    private List<Concept> concepts() {
        Set<String> withChildren = new HashSet<>();
        classes.values().forEach(one -> withChildren.addAll(one.parents));
        List<Concept> concepts = new ArrayList<>();
        Set<String> made = new HashSet<>(classes.keySet());
        for (ClassOfClaml one : classes.values()) {
            List<String> unknown = one.parents.stream()
                    .filter(parent -> !classes.containsKey(parent))
                    .toList();
            if (!unknown.isEmpty()) {
                issues.add(
                        Severity.WARNING,
                        ErrorCode.UNKNOWN_PARENT,
                        new Place(Optional.empty(), one.line, one.line),
                        Optional.empty(),
                        new Wording(
                                "lớp '" + one.code + "' nằm dưới '" + unknown.get(0)
                                        + "', mà ở đây không có lớp đó; vẫn giữ, bỏ bậc trên",
                                "class '" + one.code + "' stands below '" + unknown.get(0)
                                        + "', which is no class here; kept without it"));
            }
            concepts.add(new Concept(
                    one.code,
                    true,
                    one.designations,
                    one.properties,
                    one.parents.stream().filter(classes::containsKey).toList()));
            if (!withChildren.contains(one.code)) {
                modified(one).stream()
                        .filter(concept -> made.add(concept.code()))
                        .forEach(concepts::add);
            }
        }
        return concepts;
    }

    /** The codes that modifiers make of a class without classes below it. */
    private List<Concept> modified(ClassOfClaml leaf) {
        List<Concept> made = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        ClassOfClaml above = leaf;
        while (above != null && above.kind.equals("category") && seen.add(above.code)) {
            for (ModifiedBy by : above.modifiedBy) {
                if (!leaf.excludedModifiers.contains(by.modifier())) {
                    made.addAll(modified(leaf, by));
                }
            }
            above = above.parents.isEmpty() ? null : classes.get(above.parents.get(0));
        }
        if (above != null && !above.modifiedBy.isEmpty() && seen.contains(leaf.code) && toldOf.add(above.code)) {
            issues.warn(
                    ErrorCode.RULE_OF_UNKNOWN_CODE,
                    new Place(Optional.empty(), above.line, above.line),
                    new Wording(
                            "các biến tố của " + above.kind + " '" + above.code
                                    + "' dùng cũng được, không dùng cũng được: không tạo mã từ chúng",
                            "the modifiers of the " + above.kind + " '" + above.code
                                    + "' may be used and need not: no codes are made of them"));
        }
        return made;
    }

    private List<Concept> modified(ClassOfClaml leaf, ModifiedBy by) {
        List<Concept> made = new ArrayList<>();
        for (ClassOfClaml modifier : modifiers.getOrDefault(by.modifier(), List.of())) {
            if (!by.valid().isEmpty() && !by.valid().contains(modifier.code)) {
                continue;
            }
            List<Designation> names = new ArrayList<>();
            for (Designation name : leaf.designations) {
                modifier.designations.stream()
                        .filter(word -> name.isDisplay()
                                && word.isDisplay()
                                && word.language().equals(name.language()))
                        .findFirst()
                        .ifPresent(word -> names.add(new Designation(
                                name.language(), Designation.DISPLAY, name.value() + ": " + word.value())));
            }
            if (!names.isEmpty()) {
                made.add(new Concept(leaf.code + modifier.code, true, names, leaf.properties, List.of(leaf.code)));
            }
        }
        return made;
    }
}
