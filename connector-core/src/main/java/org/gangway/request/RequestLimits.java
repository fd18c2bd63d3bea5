package org.gangway.request;

/**
 * How much of anything one request may bring. All values are settable before the connector starts; the setters refuse
 * values that make no sense with an {@link IllegalArgumentException} whose message names the option.
 *
 * <p>Not thread-safe while it is being set; connections only read it.
 */
public class RequestLimits {
    private int maxVariablesBytes = 256 * 1024;
    private int maxVariables = 512;
    private int maxValueBytes = 64 * 1024;
    private int maxHeaderBytes = 64 * 1024;
    private int maxHeaders = 200;
    private int maxTargetBytes = 16 * 1024;

    /**
     * @return the most bytes that all variables of a request may take, names and length bytes included
     */
    public int getMaxVariablesBytes() {
        return maxVariablesBytes;
    }

    /**
     * @param bytes the most bytes that all variables of a request may take; at least 1024
     */
    public void setMaxVariablesBytes(int bytes) {
        maxVariablesBytes = atLeast("maxVariablesBytes", bytes, 1024);
    }

    /**
     * @return the most variables that a request may have, header fields included
     */
    public int getMaxVariables() {
        return maxVariables;
    }

    /**
     * @param count the most variables that a request may have; at least 16
     */
    public void setMaxVariables(int count) {
        maxVariables = atLeast("maxVariables", count, 16);
    }

    /**
     * @return the most bytes that the value of one variable may have
     */
    public int getMaxValueBytes() {
        return maxValueBytes;
    }

    /**
     * @param bytes the most bytes that the value of one variable may have; at least 256
     */
    public void setMaxValueBytes(int bytes) {
        maxValueBytes = atLeast("maxValueBytes", bytes, 256);
    }

    /**
     * @return the most bytes that all header fields of a request may take, names and values
     */
    public int getMaxHeaderBytes() {
        return maxHeaderBytes;
    }

    /**
     * @param bytes the most bytes that all header fields of a request may take; at least 256
     */
    public void setMaxHeaderBytes(int bytes) {
        maxHeaderBytes = atLeast("maxHeaderBytes", bytes, 256);
    }

    /**
     * @return the most header fields that a request may have
     */
    public int getMaxHeaders() {
        return maxHeaders;
    }

    /**
     * @param count the most header fields that a request may have; at least 1
     */
    public void setMaxHeaders(int count) {
        maxHeaders = atLeast("maxHeaders", count, 1);
    }

    /**
     * @return the most bytes that the request target (path and query) may have
     */
    public int getMaxTargetBytes() {
        return maxTargetBytes;
    }

    /**
     * @param bytes the most bytes that the request target (path and query) may have; at least 64
     */
    public void setMaxTargetBytes(int bytes) {
        maxTargetBytes = atLeast("maxTargetBytes", bytes, 64);
    }

    private static int atLeast(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be at least " + least);
        }
        return value;
    }
}
