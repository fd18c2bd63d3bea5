package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code /cookies?name=A&value=1&name=B&value=2}: sets each pair (20 at most) as a cookie, each in a Set-Cookie field of
 * its own, and shows the cookies that came.
 */
@WebServlet("/cookies")
public final class CookiesServlet extends SampleServlet {
    private static final int MAX_COOKIES = 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]{0,2048}");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] names = values(request, "name");
        String[] values = values(request, "value");
        if (names.length > MAX_COOKIES) {
            throw Parameters.bad("name", names.length + " times", "given at most " + MAX_COOKIES + " times");
        }
        if (names.length != values.length) {
            throw Parameters.bad("value", values.length + " times", "given as often as 'name', " + names.length);
        }
        List<String> set = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            response.addCookie(cookie(request, names[i], values[i]));
            set.add(names[i]);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("received", new RequestFacts(request).cookies());
        facts.put("set", set);
        Responses.json(response, HttpServletResponse.SC_OK, facts);
    }

    private static String[] values(HttpServletRequest request, String parameter) {
        String[] values = request.getParameterValues(parameter);
        return values == null ? new String[0] : values;
    }

    private static Cookie cookie(HttpServletRequest request, String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw Parameters.bad("name", name, "1 to 64 of the characters A-Z, a-z, 0-9, '_', '.' and '-'");
        }
        if (!VALUE.matcher(value).matches()) {
            throw Parameters.bad(
                    "value", value, "0 to 2048 visible ASCII characters without quote, comma, semicolon, backslash");
        }
        Cookie cookie = new Cookie(name, value);
        cookie.setPath(request.getContextPath() + "/");
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        return cookie;
    }
}
