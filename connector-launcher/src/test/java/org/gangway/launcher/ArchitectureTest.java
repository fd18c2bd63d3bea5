package org.gangway.launcher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String COMMAND_LINE =
            "org\\.gangway\\..*(Options|(?<!Jvm)Command|PlainWords|RunfcgiWords|ConfigurationFile|DryRun|Launch"
                    + "|CommandHelp|GroupedHelp|WrongWords)(\\$.*)?";

    @Test
    void whatRunsKnowsNothingOfOptions() {
        noClasses()
                .that()
                .haveNameNotMatching(COMMAND_LINE)
                .and()
                // One starts the command line, one hides its classes from WARs.
                .doNotBelongToAnyOf(Startup.class, Installation.class)
                .should()
                .dependOnClassesThat(resideInAPackage("picocli..").or(nameMatching(COMMAND_LINE)))
                .because("a command line becomes a RunPlan, which holds checked values")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.gangway.launcher"));
    }
}
