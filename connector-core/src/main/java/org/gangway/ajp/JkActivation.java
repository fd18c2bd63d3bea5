package org.gangway.ajp;

/** What mod_jk's load balancer wants of this worker (JK_LB_ACTIVATION). */
public enum JkActivation {
    /** ACT: it gets all requests. */
    ACTIVE,
    /** DIS: it should get only requests of sessions that it has. */
    DISABLED,
    /** STP: it should get none. */
    STOPPED;

    /**
     * @param text {@code ACT}, {@code DIS} or {@code STP}, or null
     * @return the state, {@link #ACTIVE} for anything else
     */
    static JkActivation of(String text) {
        if ("DIS".equals(text)) {
            return DISABLED;
        }
        return "STP".equals(text) ? STOPPED : ACTIVE;
    }
}
