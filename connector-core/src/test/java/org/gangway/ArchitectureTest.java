package org.gangway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may know of what in the core. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.gangway");

    private static final String[] PROTOCOLS = {"fastcgi", "scgi", "ajp"};

    static Stream<ArchRule> rules() {
        return Stream.of(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.eclipse.jetty..", "org.gangway.jetty..", "picocli..")
                        .because("the core can be used in any server"),
                slices().matching("org.gangway.(*)..").should().beFreeOfCycles(),
                noClasses()
                        .that()
                        .resideInAPackage("org.gangway.request..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.gangway.cgi..",
                                "org.gangway.fastcgi..",
                                "org.gangway.scgi..",
                                "org.gangway.ajp..",
                                "org.gangway.servlet..")
                        .because("the request model knows no protocol"),
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "org.gangway.cgi..", "org.gangway.fastcgi..", "org.gangway.scgi..", "org.gangway.ajp..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("jakarta.servlet..", "java.nio.channels..", "org.gangway.servlet..")
                        .because("codecs and mapper know bytes, neither servlets nor sockets"),
                noClasses()
                        .should()
                        .haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
                        .because("such a name doesn't say what a class is for"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.util.logging..")
                        .orShould()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .because("the application chooses where logs go"));
    }

    static Stream<ArchRule> protocolRules() {
        return Stream.of(PROTOCOLS).map(protocol -> noClasses()
                .that()
                .resideInAPackage("org.gangway." + protocol + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(PROTOCOLS)
                        .filter(other -> !other.equals(protocol))
                        .map(other -> "org.gangway." + other + "..")
                        .toArray(String[]::new))
                .because("protocols don't know of one another"));
    }

    static Stream<ArchRule> mapperRules() {
        return Stream.of(
                noClasses()
                        .that()
                        .resideInAPackage("org.gangway.ajp..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.gangway.cgi..")
                        .because("AJP13 knows no CGI variables"),
                noClasses()
                        .that()
                        .resideInAPackage("org.gangway.cgi..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.gangway.ajp..")
                        .because("CGI knows no protocol"));
    }

    @ParameterizedTest
    @MethodSource({"rules", "protocolRules", "mapperRules"})
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
