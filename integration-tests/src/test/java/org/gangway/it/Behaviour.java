package org.gangway.it;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What one test with {@link EachVariant} shows: a column of the matrix. The columns are in the order of the classes.
 *
 * @param test the name of the class
 * @param title the name of the column
 * @param kind which variants it is for
 * @param needs the traits that a variant must have
 * @param without the traits that a variant must not have
 */
record Behaviour(String test, String title, Variant.Kind kind, Set<Trait> needs, Set<Trait> without)
        implements Comparable<Behaviour> {
    private static final Comparator<Behaviour> ORDER =
            Comparator.comparing(Behaviour::kind).thenComparing(Behaviour::test).thenComparing(Behaviour::title);

    static Behaviour of(Method method) {
        EachVariant wanted = method.getAnnotation(EachVariant.class);
        return new Behaviour(
                method.getDeclaringClass().getSimpleName(),
                wanted.value(),
                wanted.kind(),
                Set.of(wanted.needs()),
                Set.of(wanted.without()));
    }

    /** Those of all tests, whether they run or not. */
    static SortedSet<Behaviour> all() {
        List<Class<?>> classes = ReflectionSupport.findAllClassesInPackage(
                Behaviour.class.getPackageName(), test -> true, name -> name.endsWith("IT"));
        SortedSet<Behaviour> all = new TreeSet<>();
        for (Class<?> test : classes) {
            AnnotationSupport.findAnnotatedMethods(test, EachVariant.class, HierarchyTraversalMode.TOP_DOWN)
                    .forEach(method -> all.add(of(method)));
        }
        return all;
    }

    /** Whether it is run behind the variant with that version of the web server. */
    boolean isFor(Variant variant, Optional<Version> version) {
        return variant.kind() == kind
                && needs.stream().allMatch(trait -> variant.has(trait, version))
                && without.stream().noneMatch(trait -> variant.has(trait, version));
    }

    @Override
    public int compareTo(Behaviour other) {
        return ORDER.compare(this, other);
    }
}
