package vn.khop.terminology.suggest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.khop.terminology.concept.SearchWords;

/*
 * Ingredients are divided at + ; , & and "và" outside brackets. "dưới dạng", "tương đương" and brackets tell of the salt: left out, as are
 * words for salts and water, because one list writes amlodipin and another amlodipine besilate. Spelling is folded as Vietnamese lists fold
 * it: no final e, ph and f, th and t, y and i, doubled letters (amlodipine, amlodipin; cephalexin, cefalexin; methyl, metyl).
 *
 * A strength is an amount in mg, ml, IU, % or a count of its own, or an amount per ml, g of the whole or dose: "20mg/2ml" is mg 20 and
 * mg/ml 10, since some lists write the one and some the other.
 */
/**
 * What a row or a concept says of a drug.
 *
 * @param ingredients folded, in alphabetical order
 * @param strengths unit and amount: {@code mg:500}, {@code mg/ml:10}
 * @param forms of {@code tablet}, {@code capsule}, {@code injection} and so on
 */
record DrugText(Set<String> ingredients, Set<String> strengths, Set<String> forms, Set<String> routes) {
    static final DrugText NONE = new DrugText(Set.of(), Set.of(), Set.of(), Set.of());

    private static final Pattern BRACKETS = Pattern.compile("\\([^()]*\\)|\\[[^\\[\\]]*\\]");
    private static final Pattern BETWEEN = Pattern.compile("[+;,&]|(?<= )và(?= )");
    private static final String AMOUNT = "(\\d+(?:[.,]\\d+)?)";
    private static final Pattern STRENGTH = Pattern.compile(
            AMOUNT + "\\s*(mcg|µg|μg|ug|mg|g|gam|kg|ml|lít|l|iu|ui|đvqt|mmol|meq|mbq|%)(?![\\p{L}])"
                    + "(?:\\s*/\\s*(\\d+(?:[.,]\\d+)?)?\\s*(ml|g|gam|viên|liều|gói|ống|lọ|l)(?![\\p{L}]))?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Set<String> SALTS = Set.of(
            "hidroclorid",
            "hidrocloride",
            "hidrochlorid",
            "hci",
            "hcl",
            "clorid",
            "chlorid",
            "natri",
            "sodium",
            "kali",
            "potasium",
            "calci",
            "calcium",
            "magnesi",
            "sulfat",
            "sulfate",
            "fosfat",
            "maleat",
            "fumarat",
            "besilat",
            "besilate",
            "tartrat",
            "citrat",
            "acetat",
            "succinat",
            "mesilat",
            "trihidrat",
            "dihidrat",
            "monohidrat",
            "hemihidrat",
            "hidrat",
            "dihidroclorid",
            "hidrobromid",
            "bromid",
            "nitrat",
            "gluconat",
            "lactat",
            "axetil",
            "proxetil",
            "khan",
            "usp",
            "bp");
    private static final Map<String, List<String>> FORMS = table(
            "capsule=viên nang,nang cứng,nang mềm,capsule",
            "suppository=thuốc đạn,đặt hậu môn,viên đặt,suppository",
            "effervescent=viên sủi,nén sủi,sủi bọt",
            "tablet=viên nén,viên bao,nén bao,tablet,tab",
            "eye=nhỏ mắt,tra mắt,eye",
            "nose=xịt mũi,nhỏ mũi",
            "infusion=tiêm truyền,dịch truyền,truyền tĩnh mạch",
            "injection=tiêm,injection,inj",
            "syrup=siro,sirô,si rô,syrup",
            "suspension=hỗn dịch,suspension",
            "powder=thuốc bột,bột pha,cốm,powder",
            "topical=kem,gel,mỡ,cream,bôi",
            "inhalation=khí dung,hít,phun mù",
            "patch=miếng dán",
            "solution=dung dịch,solution");
    private static final Map<String, List<String>> ROUTES = table(
            "oral=uống,oral",
            "injection=tiêm,truyền,injection,infusion",
            "rectal=hậu môn,trực tràng",
            "vaginal=âm đạo",
            "skin=bôi,ngoài da,dán",
            "eye=mắt",
            "nose=mũi",
            "inhaled=hít,khí dung,phun mù",
            "sublingual=dưới lưỡi");

    DrugText {
        ingredients = Set.copyOf(ingredients);
        strengths = Set.copyOf(strengths);
        forms = Set.copyOf(forms);
        routes = Set.copyOf(routes);
    }

    static DrugText of(LocalRow row) {
        if (row.ingredient().isEmpty() && row.strength().isEmpty() && row.form().isEmpty()) {
            return new DrugText(Set.of(), strengths(row.name()), Set.of(), Set.of());
        }
        return of(row.ingredient(), row.strength().isEmpty() ? row.name() : row.strength(), row.form(), row.route());
    }

    static DrugText of(Target target) {
        if (target.ingredient().isEmpty()
                && target.strength().isEmpty()
                && target.form().isEmpty()) {
            return new DrugText(Set.of(), strengths(target.display()), Set.of(), Set.of());
        }
        return of(
                target.ingredient(),
                target.strength().isEmpty() ? target.display() + " " + target.ingredient() : target.strength(),
                target.form(),
                target.route());
    }

    static DrugText of(String ingredient, String strength, String form, String route) {
        return new DrugText(
                ingredients(ingredient),
                strengths(strength),
                found(FORMS, form, true),
                found(ROUTES, route.isEmpty() ? form : route, false));
    }

    /** What a drug is called by its ingredients: as written, and in one spelling without salts. None where no ingredient is named. */
    List<String> names(String ingredient, String strength) {
        return ingredient.isEmpty()
                ? List.of()
                : List.of(
                        ingredient + " " + strength,
                        ingredients.stream().sorted().collect(Collectors.joining(" ")) + " " + strength);
    }

    static Set<String> ingredients(String text) {
        String bare = text;
        String before;
        do {
            before = bare;
            bare = BRACKETS.matcher(before).replaceAll(" ");
        } while (!bare.equals(before));
        Set<String> found = new TreeSet<>();
        for (String part : BETWEEN.split(STRENGTH.matcher(bare).replaceAll(" "))) {
            String said = part.toLowerCase(Locale.ROOT).split("dưới dạng|tương đương|tương ứng", 2)[0];
            List<String> words = new ArrayList<>();
            List<String> salts = new ArrayList<>();
            for (String word : SearchWords.toneless(SearchWords.toned(said))) {
                String folded = folded(word);
                (SALTS.contains(folded) ? salts : words).add(folded);
            }
            List<String> kept = words.isEmpty() ? salts : words;
            if (!kept.isEmpty()) {
                found.add(String.join(" ", kept));
            }
        }
        return found;
    }

    private static String folded(String word) {
        String plain =
                word.replace("ph", "f").replace("th", "t").replace('y', 'i').replaceAll("(\\p{L})\\1", "$1");
        return plain.length() > 4 && plain.endsWith("e") ? plain.substring(0, plain.length() - 1) : plain;
    }

    static Set<String> strengths(String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = STRENGTH.matcher(text);
        while (matcher.find()) {
            BigDecimal amount = number(matcher.group(1));
            String unit = matcher.group(2).toLowerCase(Locale.ROOT);
            found.add(said(inOneUnit(unit), inOneUnit(unit, amount)));
            String per = matcher.group(4) == null ? "" : matcher.group(4).toLowerCase(Locale.ROOT);
            if (!per.isEmpty()) {
                BigDecimal whole = matcher.group(3) == null ? BigDecimal.ONE : number(matcher.group(3));
                BigDecimal inOne = inOneUnit(per, whole);
                if (inOne.signum() > 0) {
                    found.add(said(
                            inOneUnit(unit) + "/" + inOneUnit(per),
                            inOneUnit(unit, amount).divide(inOne, MathContext.DECIMAL32)));
                }
            }
        }
        return found;
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text.replace(',', '.'));
    }

    private static String inOneUnit(String unit) {
        return switch (unit) {
            case "mcg", "µg", "μg", "ug", "mg", "g", "gam", "kg" -> "mg";
            case "ml", "l", "lít" -> "ml";
            case "iu", "ui", "đvqt" -> "iu";
            default -> unit;
        };
    }

    private static BigDecimal inOneUnit(String unit, BigDecimal amount) {
        return switch (unit) {
            case "mcg", "µg", "μg", "ug" -> amount.movePointLeft(3);
            case "g", "gam", "l", "lít" -> amount.movePointRight(3);
            case "kg" -> amount.movePointRight(6);
            default -> amount;
        };
    }

    private static String said(String unit, BigDecimal amount) {
        return unit + ":"
                + amount.round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    private static Set<String> found(Map<String, List<String>> table, String text, boolean isFirstOnly) {
        String lower = " " + String.join(" ", SearchWords.toned(text)) + " ";
        Set<String> found = new LinkedHashSet<>();
        table.forEach((name, words) -> {
            if ((found.isEmpty() || !isFirstOnly)
                    && words.stream().anyMatch(word -> lower.contains(" " + word + " "))) {
                found.add(name);
            }
        });
        return found;
    }

    private static Map<String, List<String>> table(String... rows) {
        Map<String, List<String>> table = new LinkedHashMap<>();
        for (String row : rows) {
            String[] parts = row.split("=", 2);
            table.put(
                    parts[0],
                    List.of(parts[1].split(",")).stream()
                            .map(words -> String.join(" ", SearchWords.toned(words)))
                            .toList());
        }
        return table;
    }
}
