package vn.khop.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class IndexPageTest {
    private static final Resource BUILT = new ByteArrayResource(
            "<meta property=\"csp-nonce\" nonce=\"KHOP_CSP_NONCE\"><title>Khớp</title><script nonce=\"KHOP_CSP_NONCE\"></script>"
                    .getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/persons/0198c0de-7a1e-7000-8000-000000000001",
                "/codes?system=x&code=J18",
                "/access-log"
            })
    void everyAddressOfTheRouterGetsThePageAndNoStoreMayKeepIt(String address) throws Exception {
        MockHttpServletResponse response = ask(BUILT, address);

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getContentAsString(StandardCharsets.UTF_8)).contains("<title>Khớp</title>");
    }

    @Test
    void theNonceOfThePolicyIsTheNonceOfThePageAndNeverTheSameTwice() throws Exception {
        MockHttpServletResponse first = ask(BUILT, "/");
        MockHttpServletResponse second = ask(BUILT, "/");

        String nonce = nonceOf(first);
        assertThat(nonce).hasSize(24);
        assertThat(first.getContentAsString())
                .contains("nonce=\"" + nonce + "\"")
                .doesNotContain(IndexPage.NONCE_WORD);
        assertThat(nonceOf(second)).isNotEqualTo(nonce);
    }

    @Test
    void thePolicyAllowsNoInlineScriptNoEvalAndNoScriptFromText() throws Exception {
        String policy = policyOf(ask(BUILT, "/"));

        assertThat(policy)
                .contains(
                        "default-src 'none'",
                        "script-src 'self';",
                        "require-trusted-types-for 'script'",
                        "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void aServerBuiltWithoutItsPagesSaysSo() throws Exception {
        MockHttpServletResponse response = ask(new ClassPathResource("no/such/index.html"), "/");

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentAsString()).contains("without -DskipWeb");
    }

    @Test
    void aBuildThatForgotTheNonceIsRefusedAtTheStart() {
        Resource without = new ByteArrayResource("<title>Khớp</title>".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> new IndexPage(without, new SecureRandom()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("html.cspNonce");
    }

    private static MockHttpServletResponse ask(Resource built, String address) throws Exception {
        return MockMvcBuilders.standaloneSetup(new IndexPage(built, new SecureRandom()))
                .build()
                .perform(get(address))
                .andReturn()
                .getResponse();
    }

    private static String policyOf(MockHttpServletResponse response) {
        return String.valueOf(response.getHeader("Content-Security-Policy"));
    }

    private static String nonceOf(MockHttpServletResponse response) {
        Matcher nonce = Pattern.compile("'nonce-([^']+)'").matcher(policyOf(response));
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }
}
