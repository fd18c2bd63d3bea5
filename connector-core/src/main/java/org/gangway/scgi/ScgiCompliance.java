package org.gangway.scgi;

/** How exactly a request must follow the specification. */
public enum ScgiCompliance {
    /** To the letter: no name twice (nginx repeats header fields), and the header {@code SCGI} must be there. */
    STRICT,
    /**
     * What web servers in use need: a name may come twice where the CGI mapper can tell what it means, and {@code SCGI}
     * may be missing (an nginx configuration with parameters of its own), but {@code CONTENT_LENGTH} comes first, and
     * {@code CONTENT_LENGTH}, {@code SCGI} and {@code REQUEST_METHOD} come once.
     */
    DEFAULT,
    /**
     * As {@link #DEFAULT}, but {@code CONTENT_LENGTH} may be anywhere, and what comes once may come again if it says the
     * same or is empty.
     */
    LENIENT
}
