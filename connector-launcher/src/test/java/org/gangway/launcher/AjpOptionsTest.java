package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.AjpConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AjpOptionsTest {
    @TempDir
    Path directory;

    private static AjpOptions parse(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "app.war";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return RunCommand.parse(arguments).ajp;
    }

    private static AjpConnectionFactory factory(AjpOptions options, Map<String, String> environment) throws UserError {
        AjpConnectionFactory factory = new AjpConnectionFactory();
        options.plan(Protocol.AJP, environment).applyTo(factory);
        return factory;
    }

    private Path write(String content) throws Exception {
        return Files.writeString(directory.resolve("secret"), content);
    }

    private void assertSecretError(String line, String content) throws Exception {
        AjpOptions options = parse("--secret-file", write(content).toString());
        assertThatThrownBy(() -> options.plan(Protocol.AJP, Map.of())).hasMessageContaining(line);
    }

    @Test
    void secretIsTheLineOfItsFile() throws Exception {
        AjpOptions options = parse("--secret-file", write("open sesame\n").toString());
        Map<String, String> environment = Map.of(AjpOptions.SECRET, "other");
        AjpConnectionFactory factory = factory(options, environment);

        assertThat(options.plan(Protocol.AJP, environment).secret()).isEqualTo("open sesame");
        assertThat(factory.isSecretRequired()).isTrue();
    }

    @Test
    void secretMayBeInTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of(AjpOptions.SECRET, "öffne dich");
        AjpConnectionFactory factory = factory(parse(), environment);

        assertThat(parse().plan(Protocol.AJP, environment).secret()).isEqualTo("öffne dich");
        assertThat(factory.isSecretRequired()).isTrue();
    }

    @Test
    void secretIsNeverShown() throws Exception {
        AjpOptions options = parse("--secret-file", write("open sesame").toString());

        assertThat(options.plan(Protocol.AJP, Map.of()).toString())
                .isEqualTo("secret required, packets up to 8192 bytes");
    }

    @Test
    void fileOfSecretMustBeGood() throws Exception {
        assertSecretError("is empty, write the secret into it", " \n");
        assertSecretError("has several lines, leave only the secret in it", "a\nb\n");
        assertSecretError("has more than 1024 bytes", "x".repeat(1025));
        AjpOptions missing = parse("--secret-file", directory.resolve("none").toString());
        assertThatThrownBy(() -> missing.plan(Protocol.AJP, Map.of()))
                .hasMessage(
                        "--secret-file: there is no file " + directory.resolve("none") + ", write the secret into it");
        AjpOptions notAFile = parse("--secret-file", directory.toString());
        assertThatThrownBy(() -> notAFile.plan(Protocol.AJP, Map.of()))
                .hasMessageContaining("can't be read, give the path of a file");
    }

    @Test
    void emptyEnvironmentVariableIsAnError() {
        AjpOptions options = parse();
        assertThatThrownBy(() -> options.plan(Protocol.AJP, Map.of(AjpOptions.SECRET, "")))
                .hasMessage("the environment variable GANGWAY_SECRET is empty; set it to the secret, or unset it");
    }

    @Test
    void optionsReachTheFactory() throws Exception {
        AjpConnectionFactory factory =
                factory(parse("--packet-size=65536", "--body-packets=raw", "--other-attributes=refuse"), Map.of());

        assertThat(factory.getPacketSize()).isEqualTo(65536);
        assertThat(factory.getBodyPackets()).isEqualTo(BodyPackets.RAW);
        assertThat(factory.getOtherAttributes()).isEqualTo(OtherAttributes.REFUSE);
        assertThat(factory.isSecretRequired()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8191", "65537"})
    void packetSizeHasARange(String size) {
        AjpOptions options = parse("--packet-size", size);
        assertThatThrownBy(() -> factory(options, Map.of()))
                .hasMessage("--packet-size is " + size + "; it must be between 8192 and 65536");
    }

    @ParameterizedTest
    @EnumSource(names = {"FCGI", "SCGI"})
    void optionWithoutEffectIsAnError(Protocol protocol) throws Exception {
        String file = write("open sesame").toString();
        for (String option : new String[] {
            "--secret-file=" + file, "--packet-size=8192", "--body-packets=raw", "--other-attributes=drop"
        }) {
            String name = option.substring(0, option.indexOf('='));
            AjpOptions options = parse(option);
            assertThatThrownBy(() -> options.plan(protocol, Map.of()))
                    .hasMessage(name + " is for AJP, the protocol is " + protocol
                            + "; leave it out, or give --protocol ajp");
        }
    }
}
