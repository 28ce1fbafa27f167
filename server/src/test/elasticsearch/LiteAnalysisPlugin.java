package vn.khop.elasticsearch;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.*;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.*;
import org.apache.lucene.analysis.ngram.*;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.*;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.*;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.*;
import org.elasticsearch.rest.*;
import java.util.*;
import java.util.function.*;
import java.util.regex.Pattern;

/** What Hibernate Search and the client ask of Elasticsearch and its archive for tests lacks: analysers over the classes of Lucene that are in it, and an answer to GET /. For tests: not exactly what a full Elasticsearch does. */
public class LiteAnalysisPlugin extends Plugin implements AnalysisPlugin, ActionPlugin {
  static AnalysisProvider<TokenFilterFactory> f(BiFunction<TokenStream, Settings, TokenStream> fn) {
    return (idx, env, name, s) -> new AbstractTokenFilterFactory(name, s) {
      @Override public TokenStream create(TokenStream in) { return fn.apply(in, s); }
    };
  }
  static AnalysisProvider<TokenizerFactory> t(Function<Settings, Tokenizer> fn) {
    return (idx, env, name, s) -> new AbstractTokenizerFactory(idx, s, name) {
      @Override public Tokenizer create() { return fn.apply(s); }
    };
  }
  static final int WD = WordDelimiterGraphFilter.GENERATE_WORD_PARTS | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
      | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

  @Override public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    Map<String, AnalysisProvider<TokenFilterFactory>> m = new HashMap<>();
    m.put("asciifolding", f((in, s) -> new ASCIIFoldingFilter(in, s.getAsBoolean("preserve_original", false))));
    m.put("ngram", f((in, s) -> new NGramTokenFilter(in, s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2), s.getAsBoolean("preserve_original", false))));
    m.put("edge_ngram", f((in, s) -> new EdgeNGramTokenFilter(in, s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2), s.getAsBoolean("preserve_original", false))));
    m.put("snowball", f((in, s) -> new SnowballFilter(in, s.get("language", "English"))));
    m.put("unique", f((in, s) -> new RemoveDuplicatesTokenFilter(in)));
    m.put("word_delimiter", f((in, s) -> new WordDelimiterGraphFilter(in, WD, null)));
    m.put("trim", f((in, s) -> new TrimFilter(in)));
    return m;
  }
  @Override public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
    Map<String, AnalysisProvider<TokenizerFactory>> m = new HashMap<>();
    m.put("pattern", t(s -> new PatternTokenizer(Pattern.compile(s.get("pattern", "\\W+")), s.getAsInt("group", -1))));
    m.put("keyword", t(s -> new KeywordTokenizer(s.getAsInt("buffer_size", 256))));
    m.put("whitespace", t(s -> new WhitespaceTokenizer()));
    m.put("ngram", t(s -> new NGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2))));
    return m;
  }
  @Override public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
    return List.of(PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new),
        PreConfiguredTokenFilter.singleton("unique", false, RemoveDuplicatesTokenFilter::new),
        PreConfiguredTokenFilter.singleton("trim", true, TrimFilter::new),
        PreConfiguredTokenFilter.singleton("word_delimiter", false, false, in -> new WordDelimiterGraphFilter(in, WD, null)),
        PreConfiguredTokenFilter.singleton("porter_stem", false, PorterStemFilter::new));
  }
  @Override public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
    return List.of(PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
        PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new),
        PreConfiguredTokenizer.singleton("letter", LetterTokenizer::new));
  }
  @Override public Collection<RestHandler> getRestHandlers(Settings settings, NamedWriteableRegistry r, RestController c, ClusterSettings cs,
      IndexScopedSettings is, SettingsFilter sf, IndexNameExpressionResolver ie, Supplier<DiscoveryNodes> nodes, Predicate<NodeFeature> feat) {
    return List.of(new BaseRestHandler() {
      @Override public String getName() { return "lite_main"; }
      @Override public List<Route> routes() { return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/")); }
      @Override protected RestChannelConsumer prepareRequest(RestRequest rq, NodeClient cl) {
        String v = org.elasticsearch.Build.current().version();
        String body = "{\"name\":\"" + settings.get("node.name") + "\",\"cluster_name\":\"" + settings.get("cluster.name") + "\",\"version\":{\"number\":\"" + v
            + "\",\"build_flavor\":\"default\",\"lucene_version\":\"" + org.apache.lucene.util.Version.LATEST + "\"},\"tagline\":\"You Know, for Search\"}";
        return ch -> ch.sendResponse(new RestResponse(RestStatus.OK, "application/json", body));
      }
    });
  }
}
