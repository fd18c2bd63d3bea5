package org.gangway.launcher.prefork;

/**
 * How many workers there may be.
 *
 * @param fewest the fewest that can take a further request, 1 or more
 * @param most the most of them, at least {@code fewest}
 * @param children the most workers in all, at least {@code fewest}
 */
public record Spares(int fewest, int most, int children) {}
