package org.gangway.jetty.testing;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.gangway.request.GatewayRequest;
import org.gangway.request.HeaderField;
import org.gangway.request.TlsFacts;

/** A request as a web server might have told it, of which only user, variables and TLS matter. */
public record WebServerWord(String remoteUser, String authType, Map<String, String> variables, TlsFacts tls)
        implements GatewayRequest {
    /** A request without TLS. */
    public WebServerWord(String remoteUser, String authType, Map<String, String> variables) {
        this(remoteUser, authType, variables, null);
    }

    @Override
    public String variable(String name) {
        return variables.get(name);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String query() {
        return null;
    }

    @Override
    public String scriptName() {
        return "";
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public String host() {
        return null;
    }

    @Override
    public int port() {
        return -1;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return null;
    }

    @Override
    public InetSocketAddress localAddress() {
        return null;
    }

    @Override
    public int headerCount() {
        return 0;
    }

    @Override
    public HeaderField header(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public long contentLength() {
        return -1;
    }

    @Override
    public Set<String> attributeNames() {
        return Set.of();
    }

    @Override
    public String attribute(String name) {
        return null;
    }
}
