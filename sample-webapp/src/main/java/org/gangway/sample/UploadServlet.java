package org.gangway.sample;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /upload}: the size and SHA-256 digest of each multipart file, or of the whole body of any other POST or PUT.
 *
 * <p>Files over 64 KiB wait in the container's temporary directory and are deleted with the answer; a plain body is
 * digested as it streams by. Neither has a size limit here.
 */
@WebServlet("/upload")
@MultipartConfig(fileSizeThreshold = 64 * 1024)
public final class UploadServlet extends SampleServlet {
    private static final int SHOWN_BYTES = 4_096;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String type = request.getContentType();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("method", request.getMethod());
        facts.put("contentType", type);
        facts.put("contentLength", request.getContentLengthLong());
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            addParts(request, facts);
        } else {
            facts.putAll(BodyDigest.read(request.getInputStream()).toMap());
        }
        Responses.json(response, HttpServletResponse.SC_OK, facts);
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        doPost(request, response);
    }

    private static void addParts(HttpServletRequest request, Map<String, Object> facts)
            throws IOException, ServletException {
        List<Map<String, Object>> fields = new ArrayList<>();
        List<Map<String, Object>> files = new ArrayList<>();
        for (Part part : request.getParts()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", part.getName());
            if (part.getSubmittedFileName() == null) {
                entry.put("value", start(part));
                fields.add(entry);
            } else {
                entry.put("fileName", part.getSubmittedFileName());
                entry.put("contentType", part.getContentType());
                files.add(entry);
            }
            try (InputStream in = part.getInputStream()) {
                entry.putAll(BodyDigest.read(in).toMap());
            }
            part.delete();
        }
        facts.put("fields", fields);
        facts.put("files", files);
    }

    private static String start(Part part) throws IOException {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8);
        }
    }
}
