package org.gangway.launcher.app;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.http.HttpServlet;
import java.util.Set;
import java.util.stream.Collectors;

/** Goes into a library of the WARs of the tests; says which servlets it was given. */
@HandlesTypes(HttpServlet.class)
public class ProbeInitializer implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        Set<Class<?>> given = classes == null ? Set.of() : classes;
        context.setAttribute(
                "initializer",
                given.stream()
                        .map(Class::getSimpleName)
                        .filter(name -> name.startsWith("Probe"))
                        .collect(Collectors.joining()));
    }
}
