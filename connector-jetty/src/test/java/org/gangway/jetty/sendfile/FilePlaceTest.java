package org.gangway.jetty.sendfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files the web server may send, and what they are called. */
class FilePlaceTest {
    @TempDir
    Path root;

    @Test
    void everyByteThatCouldDoHarmIsPercentEncoded() throws Exception {
        FilePlace place = place("/", "sub/a%41\r\nX-Evil: 1\t?#\u007f\u00e4\u20ac\\.txt");

        assertThat(place.relative()).isEqualTo("sub/a%2541%0D%0AX-Evil:%201%09%3F%23%7F%C3%A4%E2%82%AC%5C.txt");
        assertThat(place.root()).isEqualTo(root.toRealPath() + "/");
    }

    @ParameterizedTest
    @CsvSource({"/,''", "/shop,/shop", "/my shop,/my%20shop", "/caf\u00e9/x,/caf%C3%A9/x", "/a%2525b,/a%2525b"})
    void contextPath(String path, String encoded) throws Exception {
        assertThat(place(path, "a.txt").contextPath()).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEB-INF/a.txt",
                "web-inf/a.txt",
                "META-INF/a.txt",
                "Meta-Inf/resources/a.txt",
                "sub/WEB-INF/a.txt",
                "../a.txt",
                "../WEB-INF"
            })
    void neverHandedOver(String name) throws Exception {
        assertThat(place("/", name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WEB-INF.txt", "sub/my-META-INF/a.txt", "..a", "a..b/c"})
    void nothingSpecial(String name) throws Exception {
        assertThat(place("/", name).relative()).isEqualTo(name);
    }

    private FilePlace place(String contextPath, String name) throws Exception {
        Path inner = root.toRealPath();
        Path file = inner.resolve(name).normalize();
        if (file.startsWith(inner)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "text");
        }
        ContextHandler context = new ContextHandler(contextPath);
        return FilePlace.of(context, inner, file);
    }
}
