/** The gateway protocols and the request model. Knows no server. */
module org.gangway.core {
    requires org.slf4j;
    // Only ScriptNameFilter needs it, whoever uses that does, too; a container provides it.
    requires static transitive jakarta.servlet;

    exports org.gangway.ajp;
    exports org.gangway.cgi;
    exports org.gangway.fastcgi;
    exports org.gangway.request;
    exports org.gangway.scgi;
    exports org.gangway.servlet;
}
