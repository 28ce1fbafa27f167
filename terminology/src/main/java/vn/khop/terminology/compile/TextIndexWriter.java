package vn.khop.terminology.compile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.SearchWords;

/**
 * Writes the text index: one Lucene document for each concept, in the order of the ordinals, in one segment, so that a document's number
 * is the concept's ordinal. Its answers are a function of the code system; its bytes are not, because Lucene draws segment ids.
 */
final class TextIndexWriter {
    private static final double BUFFER_MB = 64;

    private TextIndexWriter() {}

    static void write(CodeSystem system, Path directory) throws IOException {
        LogDocMergePolicy neighboursOnly = new LogDocMergePolicy();
        neighboursOnly.setNoCFSRatio(1.0);
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setRAMBufferSizeMB(BUFFER_MB)
                .setUseCompoundFile(true)
                .setMergePolicy(neighboursOnly)
                .setMergeScheduler(new SerialMergeScheduler());
        try (FSDirectory files = new MMapDirectory(directory);
                IndexWriter writer = new IndexWriter(files, config)) {
            Toneless folding = new Toneless();
            for (Concept concept : system.concepts()) {
                writer.addDocument(document(concept, folding));
            }
            writer.forceMerge(1);
            writer.commit();
        }
    }

    /** Words without their marks, each worked out once: a list has few words, each often. */
    private static final class Toneless {
        private static final int WORDS_MAX = 1 << 16;

        private final Map<String, String> known = new HashMap<>();

        String of(String word) {
            if (known.size() > WORDS_MAX) {
                known.clear();
            }
            return known.computeIfAbsent(word, SearchWords::toneless);
        }
    }

    private static Document document(Concept concept, Toneless folding) {
        Document document = new Document();
        Set<String> toned = new HashSet<>();
        Set<String> toneless = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Designation designation : concept.designations()) {
            List<String> words = SearchWords.toned(designation.value());
            List<String> bare = words.stream().map(folding::of).toList();
            toned.addAll(words);
            toneless.addAll(bare);
            names.add(TextIndexFields.name(bare));
        }
        List<String> codes = new ArrayList<>(List.of(SearchWords.foldedCode(concept.code())));
        String bareCode = SearchWords.bareCode(concept.code());
        if (!bareCode.isEmpty() && !codes.contains(bareCode)) {
            codes.add(bareCode);
        }
        codes.forEach(code -> document.add(new StringField(TextIndexFields.CODE, code, Field.Store.NO)));
        toned.forEach(word -> document.add(new StringField(TextIndexFields.TONED, word, Field.Store.NO)));
        toneless.forEach(word -> document.add(new StringField(TextIndexFields.TONELESS, word, Field.Store.NO)));
        Set<String> starts = new HashSet<>();
        for (String name : names) {
            document.add(new StringField(TextIndexFields.NAME, name, Field.Store.NO));
            for (int end = 1; end <= Math.min(name.length(), TextIndexFields.START_CHARACTERS_MAX); end++) {
                starts.add(name.substring(0, end));
            }
        }
        starts.forEach(start -> document.add(new StringField(TextIndexFields.START, start, Field.Store.NO)));
        if (concept.isActive()) {
            document.add(new StringField(TextIndexFields.ACTIVE, TextIndexFields.YES, Field.Store.NO));
        }
        document.add(new NumericDocValuesField(
                TextIndexFields.LENGTH, concept.display().length()));
        return document;
    }
}
