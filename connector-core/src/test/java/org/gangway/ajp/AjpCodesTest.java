package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of codes, each code against its name. */
class AjpCodesTest {
    @ParameterizedTest
    @DisplayName("A-3 the prefix codes")
    @CsvSource({
        "2, FORWARD_REQUEST",
        "3, SEND_BODY_CHUNK",
        "4, SEND_HEADERS",
        "5, END_RESPONSE",
        "6, GET_BODY_CHUNK",
        "7, SHUTDOWN",
        "8, PING",
        "9, CPONG_REPLY",
        "10, CPING"
    })
    void a03_packetTypes(int code, PacketType type) {
        assertThat(PacketType.of(code)).isEqualTo(type);
        assertThat(type.code()).isEqualTo(code);
    }

    @Test
    void a03_otherPacketTypesAreNone() {
        assertThat(PacketType.of(0)).isNull();
        assertThat(PacketType.of(1)).isNull();
        assertThat(PacketType.of(11)).isNull();
        assertThat(PacketType.of(255)).isNull();
        assertThat(PacketType.values()).hasSize(9);
    }

    /** Tomcat 11.0.13 served DELETE as OPTIONS because its table had shifted (rule R-11). */
    @ParameterizedTest
    @DisplayName("A-12 the 27 methods")
    @CsvSource({
        "1, OPTIONS",
        "2, GET",
        "3, HEAD",
        "4, POST",
        "5, PUT",
        "6, DELETE",
        "7, TRACE",
        "8, PROPFIND",
        "9, PROPPATCH",
        "10, MKCOL",
        "11, COPY",
        "12, MOVE",
        "13, LOCK",
        "14, UNLOCK",
        "15, ACL",
        "16, REPORT",
        "17, VERSION-CONTROL",
        "18, CHECKIN",
        "19, CHECKOUT",
        "20, UNCHECKOUT",
        "21, SEARCH",
        "22, MKWORKSPACE",
        "23, UPDATE",
        "24, LABEL",
        "25, MERGE",
        "26, BASELINE-CONTROL",
        "27, MKACTIVITY"
    })
    void a12_methods(int code, String name) {
        assertThat(RequestMethod.of(code).token()).isEqualTo(name);
        assertThat(RequestMethod.of(code).code()).isEqualTo(code);
        assertThat(Forward.get("/").method(code).map().method()).isEqualTo(name);
        assertThat(Forward.get("/").method(code).map().isHead()).isEqualTo(code == 3);
    }

    @Test
    void a12_thereAreNoMoreMethods() {
        assertThat(RequestMethod.values()).hasSize(27);
        assertThat(RequestMethod.of(0)).isNull();
        assertThat(RequestMethod.of(28)).isNull();
        assertThat(RequestMethod.of(255)).isNull();
    }

    @ParameterizedTest
    @DisplayName("A-14 the names of request header fields")
    @CsvSource({
        "A001, Accept",
        "A002, Accept-Charset",
        "A003, Accept-Encoding",
        "A004, Accept-Language",
        "A005, Authorization",
        "A006, Connection",
        "A007, Content-Type",
        "A008, Content-Length",
        "A009, Cookie",
        "A00A, Cookie2",
        "A00B, Host",
        "A00C, Pragma",
        "A00D, Referer",
        "A00E, User-Agent"
    })
    void a14_requestHeaders(String code, String name) {
        assertThat(HeaderCodes.REQUEST.name(Integer.parseInt(code, 16))).isEqualTo(name);
        assertThat(HeaderCodes.REQUEST.code(name)).isEqualTo(Integer.parseInt(code, 16));
    }

    @Test
    void a14_otherRequestHeaderCodesAreNone() {
        assertThat(HeaderCodes.REQUEST.count()).isEqualTo(14);
        assertThat(HeaderCodes.REQUEST.name(0xA000)).isNull();
        assertThat(HeaderCodes.REQUEST.name(0xA00F)).isNull();
        assertThat(HeaderCodes.REQUEST.name(0xA0FF)).isNull();
        assertThat(HeaderCodes.REQUEST.name(1)).isNull();
    }

    @ParameterizedTest
    @DisplayName("A-16 the attributes")
    @CsvSource({
        "1, CONTEXT",
        "2, SERVLET_PATH",
        "3, REMOTE_USER",
        "4, AUTH_TYPE",
        "5, QUERY_STRING",
        "6, ROUTE",
        "7, SSL_CERT",
        "8, SSL_CIPHER",
        "9, SSL_SESSION",
        "10, REQ_ATTRIBUTE",
        "11, SSL_KEY_SIZE",
        "12, SECRET",
        "13, STORED_METHOD",
        "255, ARE_DONE"
    })
    void a16_attributes(int code, AttributeCode attribute) {
        assertThat(AttributeCode.of(code)).isEqualTo(attribute);
        assertThat(attribute.code()).isEqualTo(code);
    }

    @Test
    void a16_otherAttributeCodesAreNone() {
        assertThat(AttributeCode.values()).hasSize(14);
        assertThat(AttributeCode.of(0)).isNull();
        assertThat(AttributeCode.of(14)).isNull();
        assertThat(AttributeCode.of(254)).isNull();
    }

    @ParameterizedTest
    @DisplayName("A-34 the names of response header fields")
    @CsvSource({
        "A001, content-type",
        "A002, Content-Language",
        "A003, Content-Length",
        "A004, DATE",
        "A005, Last-Modified",
        "A006, Location",
        "A007, Set-Cookie",
        "A008, Set-Cookie2",
        "A009, Servlet-Engine",
        "A00A, Status",
        "A00B, WWW-Authenticate"
    })
    void a34_responseHeaders(String code, String name) {
        assertThat(HeaderCodes.RESPONSE.code(name)).isEqualTo(Integer.parseInt(code, 16));
        assertThat(HeaderCodes.RESPONSE.name(Integer.parseInt(code, 16))).isEqualToIgnoringCase(name);
    }

    @Test
    void a34_otherNamesHaveNoCode() {
        assertThat(HeaderCodes.RESPONSE.count()).isEqualTo(11);
        assertThat(HeaderCodes.RESPONSE.code("Server")).isEqualTo(HeaderCodes.NONE);
        assertThat(HeaderCodes.RESPONSE.code("Cache-Control")).isEqualTo(HeaderCodes.NONE);
        assertThat(HeaderCodes.RESPONSE.code("")).isEqualTo(HeaderCodes.NONE);
        assertThat(HeaderCodes.RESPONSE.code("A-Name-Longer-Than-All")).isEqualTo(HeaderCodes.NONE);
    }
}
