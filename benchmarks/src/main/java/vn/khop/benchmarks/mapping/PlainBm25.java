package vn.khop.benchmarks.mapping;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;
import vn.khop.terminology.suggest.Target;

/** What Lucene gives with nothing set: its standard analyzer, any of the words, its BM25. The bar that a ranking has to clear. */
final class PlainBm25 implements Closeable {
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final QueryBuilder words = new QueryBuilder(new StandardAnalyzer());

    PlainBm25(List<Target> targets) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
            for (Target target : targets) {
                Document document = new Document();
                document.add(new StoredField("code", target.code()));
                String text = String.join(" ", target.names()) + " " + target.ingredient() + " " + target.strength();
                document.add(new TextField("name", text, Field.Store.NO));
                writer.addDocument(document);
            }
        }
        reader = DirectoryReader.open(directory);
        searcher = new IndexSearcher(reader);
    }

    List<String> find(String text, int count) throws IOException {
        Query query = words.createBooleanQuery("name", text);
        List<String> codes = new ArrayList<>();
        if (query != null) {
            for (ScoreDoc found : searcher.search(query, count).scoreDocs) {
                codes.add(searcher.storedFields().document(found.doc).get("code"));
            }
        }
        return codes;
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
