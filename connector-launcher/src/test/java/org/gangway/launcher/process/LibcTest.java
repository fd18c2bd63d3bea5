package org.gangway.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LibcTest {
    @Test
    void callsTheLibraryOfThisProcess() throws Exception {
        Object owner = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assertThat(Libc.geteuid()).isEqualTo(owner);
    }

    /** A WAR may have a JNA of another version: with these it would take our native library, or none of its own. */
    @Test
    void leavesNoSettingOfJnaBehind() {
        assertThat(Libc.geteuid()).isNotNegative();
        assertThat(System.getProperty("jna.boot.library.path")).isNull();
        assertThat(System.getProperty("jna.platform.library.path")).isNull();
    }
}
