package org.gangway.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the test once for each variant of a web server; the method takes a {@link Site}. The tag is what {@code test.sh
 * --servers} runs behind the web servers of another system.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@Tag("servers")
@ExtendWith(VariantExtension.class)
@interface EachVariant {
    /** The behaviour's name in the matrix. */
    String value();

    /** Which variants: those without TLS unless said otherwise. */
    Variant.Kind kind() default Variant.Kind.HTTP;

    /** Only variants that have all these traits. */
    Trait[] needs() default {};

    /** Only variants that have none of these traits. */
    Trait[] without() default {};
}
