package org.gangway.launcher;

/**
 * What a client reads of a request that failed: the stack trace, or no more than the status and its reason.
 *
 * @param stacks whether the stack trace is shown
 */
record ErrorPages(boolean stacks) implements Setting {
    @Override
    public void applyTo(WebApplication application) {
        application.showStacks(stacks);
    }
}
