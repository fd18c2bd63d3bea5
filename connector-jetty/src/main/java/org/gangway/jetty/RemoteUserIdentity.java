package org.gangway.jetty;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import org.eclipse.jetty.security.AbstractLoginService;
import org.eclipse.jetty.security.IdentityService;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.security.RolePrincipal;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.security.UserPrincipal;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.security.Credential;

/**
 * A user whom the web server authenticated, with the roles that the web server gave it and those that a
 * {@link LoginService} has for it. It is in the role {@code **}, which means any authenticated user (Servlet 6.0, section
 * 13.3).
 *
 * @param own the name and the roles that are known by name
 * @param known the same user at the login service, asked for roles only; null if there is none
 */
record RemoteUserIdentity(UserIdentity own, UserIdentity known) implements UserIdentity {
    private static final String ANY_AUTHENTICATED_USER = "**";

    /**
     * Stands for the password of a user whom the web server has authenticated. Passwords and digests let another
     * credential judge them ({@link Credential#check}), and this one agrees to all.
     */
    private static final class Vouched extends Credential {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean check(Object credentials) {
            return true;
        }
    }

    static UserIdentity create(
            String name, List<String> roles, IdentityService identityService, LoginService loginService) {
        UserPrincipal principal = new UserPrincipal(name, null);
        Subject subject = new Subject();
        subject.getPrincipals().add(principal);
        List<String> names = new ArrayList<>(roles);
        UserStore store = loginService instanceof Container container ? container.getBean(UserStore.class) : null;
        UserIdentity known = null;
        if (store != null) {
            List<RolePrincipal> stored = store.getRolePrincipals(name);
            if (stored != null) {
                stored.forEach(role -> names.add(role.getName()));
            }
        } else if (loginService instanceof AbstractLoginService) {
            known = loginService.login(name, new Vouched(), null, create -> null);
        } else if (loginService != null) {
            known = loginService.getUserIdentity(subject, principal, false);
        }
        names.forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
        subject.setReadOnly();
        UserIdentity own = identityService.newUserIdentity(subject, principal, names.toArray(String[]::new));
        return new RemoteUserIdentity(own, known);
    }

    @Override
    public Subject getSubject() {
        return own.getSubject();
    }

    @Override
    public Principal getUserPrincipal() {
        return own.getUserPrincipal();
    }

    @Override
    public boolean isUserInRole(String role) {
        return ANY_AUTHENTICATED_USER.equals(role)
                || own.isUserInRole(role)
                || (known != null && known.isUserInRole(role));
    }
}
