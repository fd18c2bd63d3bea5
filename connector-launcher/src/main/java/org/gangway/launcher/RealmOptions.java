package org.gangway.launcher;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that names the users who may log in by the login-config of a WAR. */
final class RealmOptions {
    @Option(
            names = "--realm",
            paramLabel = "NAME=FILE",
            description =
                    "The users of the realm that a WAR's login-config names; may be given several times. A line"
                            + " of the file is user: password,role,role. A change of the file takes effect at once (default: none).")
    List<String> realms = new ArrayList<>();

    /**
     * The realms that the option names, with their files read once.
     *
     * @return the realms
     * @throws UserError if one is malformed, named twice, or has a file that can't be used
     */
    List<Realm> realms() throws UserError {
        List<Realm> checked = new ArrayList<>();
        for (String text : realms) {
            Realm realm = Realm.parse(text);
            if (checked.stream().anyMatch(other -> other.name().equals(realm.name()))) {
                throw UserError.usage("--realm " + realm.name() + " is given twice; put all its users into one file");
            }
            checked.add(realm);
        }
        return List.copyOf(checked);
    }
}
