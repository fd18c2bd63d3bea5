package org.gangway.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the test once for each variant of a web server; the method takes a {@link Site}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
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
