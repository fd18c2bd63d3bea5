package org.gangway.jetty;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may know of what in the bridge to Jetty. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.gangway.jetty");

    static Stream<ArchRule> rules() {
        return Stream.of(
                slices().matching("org.gangway.jetty.(**)")
                        .should()
                        .beFreeOfCycles()
                        .because("data flows one way"),
                noClasses()
                        .that()
                        .resideInAPackage("org.gangway.jetty.internal..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.gangway.jetty")
                        .because("a factory knows its connections, a connection does not know its factory"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.eclipse.jetty.ee..",
                                "org.eclipse.jetty.ee8..",
                                "org.eclipse.jetty.ee10..",
                                "org.eclipse.jetty.ee11..",
                                "picocli..",
                                "org.gangway.launcher..")
                        .because("the bridge serves every level of Jakarta EE, and any program"),
                noClasses()
                        .that()
                        .haveNameNotMatching(".*\\.FastCgi[^.]*")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.gangway.fastcgi..")
                        .because("all protocols share the rest"),
                codeUnits()
                        .that()
                        .areDeclaredInClassesThat(
                                resideInAPackage("org.gangway.jetty").and(modifier(JavaModifier.PUBLIC)))
                        .and()
                        .arePublic()
                        .should(ArchConditions.not(
                                ArchConditions.haveRawReturnType(resideInAPackage("org.gangway.jetty.internal.."))))
                        .andShould(ArchConditions.not(ArchConditions.haveRawParameterTypes(
                                anyElementThat(resideInAPackage("org.gangway.jetty.internal..")))))
                        .because("the module doesn't export its internal package"),
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

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }
}
