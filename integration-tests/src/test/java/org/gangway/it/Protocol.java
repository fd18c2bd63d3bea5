package org.gangway.it;

/** What a web server speaks to the application. */
enum Protocol {
    FASTCGI("FastCGI", "fcgi"),
    SCGI("SCGI", "scgi"),
    AJP("AJP13", "ajp"),
    /** All of them at one address, told apart by the first bytes; for a backend only. */
    AUTO("any", "auto");

    private final String title;
    private final String option;

    Protocol(String title, String option) {
        this.title = title;
        this.option = option;
    }

    String title() {
        return title;
    }

    /** The value of {@code gangway run --protocol}. */
    String option() {
        return option;
    }
}
