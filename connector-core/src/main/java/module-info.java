/** The gateway protocols and the request model. Knows no server. */
module org.gangway.core {
    requires org.slf4j;
    // Only ScriptNameFilter needs it; a container provides it. Not transitive: there is none in a server of EE 8.
    requires static jakarta.servlet;

    exports org.gangway.ajp;
    exports org.gangway.cgi;
    exports org.gangway.fastcgi;
    exports org.gangway.forwarded;
    exports org.gangway.request;
    exports org.gangway.scgi;
    exports org.gangway.servlet;
}
