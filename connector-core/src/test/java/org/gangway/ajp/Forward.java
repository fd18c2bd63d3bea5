package org.gangway.ajp;

import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.number;
import static org.gangway.ajp.Packets.packet;
import static org.gangway.ajp.Packets.string;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;

/** A FORWARD_REQUEST to be sent, and what is to be made of it. */
final class Forward {
    private final RequestLimits limits = new RequestLimits();
    private int method = 2;
    private String protocol = "HTTP/1.1";
    private String uri = "/";
    private String remoteAddr = "192.0.2.7";
    private String remoteHost;
    private String serverName = "www.example.test";
    private int serverPort = 80;
    private int ssl;
    private int headerCount;
    private byte[] headers = {};
    private byte[] attributes = {};
    private byte[] end = hex("FF");
    private RemoteUserPolicy remoteUser = RemoteUserPolicy.IGNORE;
    private Pattern pattern;
    private String rolesVariable;
    private OtherAttributes others = OtherAttributes.DROP;
    private ScriptNamePolicy scriptName = ScriptNamePolicy.AUTO;
    private HeaderPolicy headerPolicy = HeaderPolicy.DEFAULT;
    private AjpSecret secret = AjpSecret.NONE;
    private BodyPackets bodyPackets = BodyPackets.AUTO;

    static Forward get(String uri) {
        return new Forward().uri(uri);
    }

    static Forward post(String contentLength) {
        return new Forward().method(4).coded(8, contentLength);
    }

    Forward method(int code) {
        method = code;
        return this;
    }

    Forward protocol(String text) {
        protocol = text;
        return this;
    }

    Forward uri(String text) {
        uri = text;
        return this;
    }

    Forward remote(String addr, String host) {
        remoteAddr = addr;
        remoteHost = host;
        return this;
    }

    Forward server(String name, int port) {
        serverName = name;
        serverPort = port;
        return this;
    }

    Forward ssl() {
        ssl = 1;
        return this;
    }

    Forward header(String name, String value) {
        headers = concat(headers, string(name), string(value));
        headerCount++;
        return this;
    }

    /** A header field whose name is A0 and a code. */
    Forward coded(int code, String value) {
        headers = concat(headers, number(0xA000 | code), string(value));
        headerCount++;
        return this;
    }

    Forward headerCount(int count) {
        headerCount = count;
        return this;
    }

    Forward attribute(int code, String value) {
        return bytes(new byte[] {(byte) code}, string(value));
    }

    Forward attribute(String name, String value) {
        return bytes(hex("0A"), string(name), string(value));
    }

    /** Any bytes among the attributes. */
    Forward bytes(byte[]... parts) {
        attributes = concat(attributes, concat(parts));
        return this;
    }

    /** What stands in the place of the terminator. */
    Forward end(String digits) {
        end = hex(digits);
        return this;
    }

    byte[] payload() {
        return concat(
                new byte[] {2, (byte) method},
                string(protocol),
                string(uri),
                string(remoteAddr),
                string(remoteHost),
                string(serverName),
                number(serverPort),
                new byte[] {(byte) ssl},
                number(headerCount),
                headers,
                attributes,
                end);
    }

    byte[] bytes() {
        return packet(payload());
    }

    Forward trustUser() {
        remoteUser = RemoteUserPolicy.TRUST;
        return this;
    }

    Forward allow(String regex) {
        pattern = Pattern.compile(regex);
        return this;
    }

    Forward refuseOthers() {
        others = OtherAttributes.REFUSE;
        return this;
    }

    Forward rolesFrom(String variable) {
        rolesVariable = variable;
        return this;
    }

    Forward mount(String option) {
        scriptName = ScriptNamePolicy.parse(option);
        return this;
    }

    Forward headers(HeaderPolicy policy) {
        headerPolicy = policy;
        return this;
    }

    Forward require(String text) {
        secret = AjpSecret.of(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Forward bodyPackets(BodyPackets framing) {
        bodyPackets = framing;
        return this;
    }

    RequestLimits limits() {
        return limits;
    }

    /** The policies, for a request that is mapped again and again. */
    AjpRequest newRequest() {
        TrustPolicy trust = new TrustPolicy(remoteUser, pattern, List.of(), StandardCharsets.UTF_8, rolesVariable, ";");
        return new AjpRequest(
                limits,
                trust,
                scriptName,
                headerPolicy,
                secret,
                new AllowedRequestAttributes(trust, others),
                bodyPackets);
    }

    /** Reads the packet, without a parser. */
    ForwardRequest read() {
        ForwardRequest request = new ForwardRequest(limits);
        byte[] payload = payload();
        request.read(payload, payload.length);
        return request;
    }

    AjpRequest map() {
        AjpRequest request = newRequest();
        request.map(read());
        return request;
    }
}
