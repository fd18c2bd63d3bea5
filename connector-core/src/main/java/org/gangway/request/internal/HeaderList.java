package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderField;
import org.gangway.request.RequestLimits;
import org.gangway.request.WebSocketHandshake;

/** The header fields of one request, in the order of the web server. */
public final class HeaderList {
    private static final int INITIAL = 32;
    private static final HeaderField UPGRADE = new HeaderField("Upgrade", "websocket");
    private static final HeaderField CONNECTION = new HeaderField("Connection", "Upgrade");

    private final RequestLimits limits;
    private HeaderField[] fields = new HeaderField[INITIAL];
    private int count;
    private long bytes;
    private int cookie = -1;
    private boolean upgrade;
    private boolean webSocketKey;
    private WebSocketHandshake handshake = WebSocketHandshake.NONE;

    public HeaderList(RequestLimits limits) {
        this.limits = limits;
    }

    public int count() {
        return count;
    }

    public HeaderField get(int index) {
        if (index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        return fields[index];
    }

    /** Adds a field of the client's as often as it may come; a Host takes the place of one before. */
    public void add(FieldUse use, HeaderField field) {
        switch (use) {
            case PASS -> add(field);
            case SINGLE, AUTHORIZATION -> addSingle(field);
            case HOST -> put(field);
            case COOKIE -> addCookie(field);
            case UPGRADE -> upgrade |= isWebSocket(field.value());
            case WEBSOCKET_KEY -> {
                webSocketKey = true;
                addSingle(field);
            }
            case DROP -> {}
        }
    }

    /** Adds a field; the same name may have been there before. */
    public void add(HeaderField field) {
        count(field);
        if (count == limits.getMaxHeaders()) {
            throw new GatewayException(
                    431,
                    "the request has more than " + limits.getMaxHeaders() + " header fields; raise maxHeaders",
                    Disposition.KEEP);
        }
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
        }
        fields[count++] = field;
    }

    /** Adds a field that a request may have once: the same value again is no second field, another one is a 400. */
    private void addSingle(HeaderField field) {
        for (int i = 0; i < count; i++) {
            if (fields[i].name().equalsIgnoreCase(field.name())) {
                if (fields[i].value().equals(field.value())) {
                    return;
                }
                throw new GatewayException(
                        400,
                        "header field " + Escaped.text(field.name()) + " came twice with different values",
                        Disposition.KEEP);
            }
        }
        add(field);
    }

    /** Adds a field, or puts it in the place of the one of its name. */
    private void put(HeaderField field) {
        for (int i = 0; i < count; i++) {
            if (fields[i].name().equalsIgnoreCase(field.name())) {
                count(field);
                fields[i] = field;
                return;
            }
        }
        add(field);
    }

    /** The authority of an absolute target takes the place of Host (RFC 9112, section 3.2.2). */
    public void putHost(byte[] authority, int offset, int length) {
        put(new HeaderField("Host", new String(authority, offset, length, StandardCharsets.US_ASCII)));
    }

    /** Adds cookies: there is one Cookie field, whatever became of it on the way through the web server. */
    private void addCookie(HeaderField field) {
        HeaderField clean = CookieText.unjoined(field);
        if (cookie < 0) {
            cookie = count;
            add(clean);
        } else {
            count(clean);
            String first = fields[cookie].value();
            String between = first.isEmpty() || clean.value().isEmpty() ? "" : "; ";
            fields[cookie] = new HeaderField(clean.name(), first + between + clean.value());
        }
    }

    private static boolean isWebSocket(String protocols) {
        for (String protocol : protocols.split(",", -1)) {
            if (protocol.strip().equalsIgnoreCase("websocket")) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a field that only a WebSocket handshake has. */
    public boolean hasWebSocketKey() {
        return webSocketKey;
    }

    /**
     * All fields are here, and one is the {@linkplain #hasWebSocketKey() key} of a WebSocket: if the request can be a
     * handshake, adds what the client sent for it and the web server may have dropped.
     */
    public void endHandshake(String method, String protocol, boolean hasBody) {
        if (method.equals("GET") && protocol.equals("HTTP/1.1") && !hasBody) {
            handshake = upgrade ? WebSocketHandshake.COMPLETE : WebSocketHandshake.WITHOUT_UPGRADE;
            add(UPGRADE);
            add(CONNECTION);
        }
    }

    /** Whether the request asks to become a WebSocket. */
    public WebSocketHandshake handshake() {
        return handshake;
    }

    public boolean has(String name) {
        for (int i = 0; i < count; i++) {
            if (fields[i].name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    public void clear() {
        if (fields.length > 4 * INITIAL) {
            fields = new HeaderField[INITIAL];
        } else {
            Arrays.fill(fields, 0, count, null);
        }
        count = 0;
        bytes = 0;
        cookie = -1;
        upgrade = false;
        webSocketKey = false;
        handshake = WebSocketHandshake.NONE;
    }

    private void count(HeaderField field) {
        bytes += field.name().length() + field.value().length();
        if (bytes > limits.getMaxHeaderBytes()) {
            throw new GatewayException(
                    431,
                    "the header fields take more than " + limits.getMaxHeaderBytes() + " bytes; raise maxHeaderBytes",
                    Disposition.KEEP);
        }
    }
}
