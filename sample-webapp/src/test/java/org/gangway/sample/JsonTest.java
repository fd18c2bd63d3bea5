package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesEveryType() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "plain");
        map.put("int", -1);
        map.put("long", Long.MAX_VALUE);
        map.put("flag", true);
        map.put("nothing", null);
        map.put("list", Arrays.asList("a", null, 2));
        map.put("empty", List.of());
        map.put("map", Map.of());
        map.put("other", URI.create("a:b"));
        assertThat(Json.of(map))
                .isEqualTo("{\"text\":\"plain\",\"int\":-1,\"long\":9223372036854775807,\"flag\":true,"
                        + "\"nothing\":null,\"list\":[\"a\",null,2],\"empty\":[],\"map\":{},\"other\":\"a:b\"}");
    }

    @Test
    void escapesWhatJsonForbidsInStrings() {
        assertThat(Json.of("\"\\\n\r\t\b\u0000\u001f/")).isEqualTo("\"\\\"\\\\\\n\\r\\t\\u0008\\u0000\\u001f/\"");
    }

    @Test
    void escapesNamesLikeValues() {
        assertThat(Json.of(Map.of("a\"b", 1))).isEqualTo("{\"a\\\"b\":1}");
    }

    @Test
    void leavesNoMarkupInTheText() {
        assertThat(Json.of("</script>&\u2028\u2029")).isEqualTo("\"\\u003c/script\\u003e\\u0026\\u2028\\u2029\"");
    }

    @Test
    void keepsPairsOfSurrogatesAndEscapesLoneOnes() {
        assertThat(Json.of("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
        assertThat(Json.of("\ud83d")).isEqualTo("\"\\ud83d\"");
        assertThat(Json.of("\ude00x\ud83dx")).isEqualTo("\"\\ude00x\\ud83dx\"");
    }
}
