package org.gangway.it;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.TestWatcher;

/** Runs the tests that have {@link EachVariant}; all tests of the run share one {@link Landscape}. */
final class VariantExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Behaviour behaviour = Behaviour.of(context.getRequiredTestMethod());
        Landscape landscape = Landscape.of(context);
        return Arrays.stream(Variant.values())
                .filter(variant -> behaviour.isFor(variant, variant.server().version()))
                .map(variant -> new Invocation(variant, behaviour, landscape));
    }

    private record Invocation(Variant variant, Behaviour behaviour, Landscape landscape)
            implements TestTemplateInvocationContext, BeforeEachCallback, ParameterResolver, TestWatcher {
        @Override
        public String getDisplayName(int index) {
            return variant.title();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            Optional<String> missing = variant.server().missing();
            if (missing.isEmpty()) {
                return;
            }
            if (System.getenv("CI") != null && variant.server().isPackaged()) {
                throw new AssertionError(missing.get() + ", and CI is set: nothing may be skipped");
            }
            landscape.matrix().skipped(missing.get());
            Assumptions.abort(missing.get());
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Site.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return landscape.site(variant);
        }

        @Override
        public void testSuccessful(ExtensionContext context) {
            landscape.matrix().add(variant, behaviour, Matrix.Outcome.PASSED);
        }

        @Override
        public void testAborted(ExtensionContext context, Throwable cause) {
            System.out.println(
                    "skipped: " + behaviour.title() + " behind " + variant.title() + ": " + cause.getMessage());
            landscape.matrix().add(variant, behaviour, Matrix.Outcome.SKIPPED);
        }

        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
            System.out.println(
                    "failed: " + behaviour.title() + " behind " + variant.title() + "\n" + landscape.log(variant));
            landscape.matrix().add(variant, behaviour, Matrix.Outcome.FAILED);
        }
    }
}
