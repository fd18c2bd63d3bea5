package org.gangway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.gangway.request.SendfilePolicy.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendfilePolicyTest {
    @ParameterizedTest
    @CsvSource({
        "none,NONE,''",
        "x-sendfile,X_SENDFILE,''",
        "X-Sendfile,X_SENDFILE,''",
        "lighttpd,LIGHTTPD,''",
        "x-accel-redirect:/files/,X_ACCEL_REDIRECT,/files/",
        "X-Accel-Redirect:/Of/this_app~1.0/,X_ACCEL_REDIRECT,/Of/this_app~1.0/"
    })
    void parsed(String text, Mode mode, String prefix) {
        SendfilePolicy policy = SendfilePolicy.parse(text);

        assertThat(policy).isEqualTo(new SendfilePolicy(mode, prefix));
        assertThat(SendfilePolicy.parse(policy.toString())).isEqualTo(policy);
        assertThat(policy.isEnabled()).isEqualTo(mode != Mode.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "nginx",
                "x-accel-redirect",
                "x-accel-redirect:",
                "x-accel-redirect:/",
                "x-accel-redirect://",
                "x-accel-redirect:files/",
                "x-accel-redirect:/files",
                "x-accel-redirect:/a b/",
                "x-accel-redirect:/a/../b/",
                "x-accel-redirect:/./",
                "x-accel-redirect:/a\r\nb/",
                "x-accel-redirect:/a?b/",
                "x-sendfile:/files/"
            })
    void refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SendfilePolicy.parse(text));
    }

    @Test
    void aPrefixIsForNginxOnly() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SendfilePolicy(Mode.LIGHTTPD, "/files/"));
    }

    @ParameterizedTest
    @CsvSource({
        "x-sendfile,'',/srv/app/sub/a%20b.txt",
        "lighttpd,/shop,/srv/app/sub/a%20b.txt",
        "x-accel-redirect:/files/,'',/files/sub/a%20b.txt",
        "x-accel-redirect:/files/,/shop,/files/shop/sub/a%20b.txt"
    })
    void value(String policy, String contextPath, String value) {
        assertThat(SendfilePolicy.parse(policy).value("/srv/app/", "sub/a%20b.txt", contextPath))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "x-accel-redirect:/f/,nginx/1.22.1,true",
        "x-accel-redirect:/f/,nginx,true",
        "x-accel-redirect:/f/,nginxx/1,false",
        "x-accel-redirect:/f/,Apache/2.4,false",
        "x-accel-redirect:/f/,lighttpd/1.4.69,false",
        "x-sendfile,lighttpd/1.4.69,true",
        "x-sendfile,Apache/2.4.71 (Debian),true",
        "x-sendfile,Apache,true",
        "x-sendfile,nginx/1.22.1,false",
        "x-sendfile,HAProxy 2.6.12,false",
        "x-sendfile,'',false",
        "x-sendfile,,false",
        "lighttpd,lighttpd/1.4.69,true",
        "lighttpd,Apache/2.4,false",
        "none,nginx/1.22.1,false"
    })
    void onlyAWebServerThatActsOnItIsTold(String policy, String software, boolean understood) {
        assertThat(SendfilePolicy.parse(policy).isUnderstoodBy(software)).isEqualTo(understood);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type,text/css,true",
        "cache-control,no-store,true",
        "Set-Cookie,a=b,true",
        "ETag,W/\"x\",true",
        "Vary,Accept-Encoding,true",
        "Vary,Cookie,false",
        "Accept-Ranges,bytes,true",
        "Accept-Ranges,none,false",
        "Content-Encoding,gzip,false",
        "X-Frame-Options,DENY,false"
    })
    void nginxDropsFields(String name, String value, boolean kept) {
        assertThat(SendfilePolicy.parse("x-accel-redirect:/f/").keeps(name, value))
                .isEqualTo(kept);
        assertThat(SendfilePolicy.parse("x-sendfile").keeps(name, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Apache/2.4.71 (Debian),true", "Apache,true", "lighttpd/1.4.69,false", ",false"})
    void apachesModuleDecodesNothingAndMakesPoorEtags(String software, boolean apache) {
        SendfilePolicy policy = SendfilePolicy.parse("x-sendfile");

        assertThat(policy.isTakenLiterally(software)).isEqualTo(apache);
        assertThat(policy.needsEtag(software)).isEqualTo(apache);
    }
}
