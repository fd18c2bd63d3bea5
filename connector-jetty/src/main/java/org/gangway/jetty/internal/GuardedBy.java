package org.gangway.jetty.internal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which lock must be held to touch a field, or to call a method. A method that has it begins by asserting it, and
 * tests run with assertions: the lock of a connection guards parts that are lent to it, which no compiler can follow.
 */
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.TYPE})
@interface GuardedBy {
    /** {@return the name of the lock: {@code connection} or {@code queue}} */
    String value();
}
