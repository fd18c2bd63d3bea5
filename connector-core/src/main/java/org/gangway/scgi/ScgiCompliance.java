package org.gangway.scgi;

/** How exactly a request must follow the specification. */
public enum ScgiCompliance {
    /** To the letter: no name twice (nginx repeats header fields), and the header {@code SCGI} must be there. */
    STRICT,
    /**
     * What web servers in use need: a name may come twice where the CGI mapper can tell what it means, and {@code SCGI}
     * may be missing (an nginx configuration with parameters of its own), but {@code CONTENT_LENGTH} comes first.
     */
    DEFAULT,
    /** As {@link #DEFAULT}, and {@code CONTENT_LENGTH} may be anywhere. */
    LENIENT
}
