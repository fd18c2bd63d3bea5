#!/usr/bin/perl
# Puts a WAR behind a web server that starts its programs itself: mod_fcgid, mod_fastcgi, lighttpd's bin-path, spawn-fcgi.
#
# Copy it into the web directory as mysite.fcgi, executable; docs/shared-hosting.md has the steps. However many of it the
# web server starts, they share one JVM: this carries bytes between the web server (file descriptor 0) and the JVM's Unix
# socket. It starts the JVM when none runs, and a new one in its place when this file or the WAR has changed ("touch").
# Perl, because a process then takes 7.5 MB, 2 MB less than with Python, and hosts without it are hard to find.
use strict;
use Errno qw(EAGAIN EEXIST EINTR);
use Fcntl qw(:flock F_SETFL O_NONBLOCK O_RDWR);
use Socket qw(:DEFAULT SOCK_NONBLOCK MSG_DONTWAIT);

# ---- Settings. $name is "mysite" of mysite.fcgi.
my ($name) = $0 =~ m{([^/]+?)(?:\.[^./]*)?$};
my $home = (getpwuid $>)[7] || $ENV{HOME};          # HOME itself may be unset, or the web server's
my $war = "$home/$name.war";
my $gangway = "$home/gangway";                       # what was unpacked: bin/gangway and lib are in it
my $java_home = -x "$home/jre/bin/java" ? "$home/jre" : '';    # else JAVA_HOME, or "java" of the PATH
my $java_options = '';                               # -Xmx256m, for instance
my @options = qw(--exit-when-idle=1h);               # of "gangway run"
my @watched = ("$gangway/lib");                      # also start anew when one of these has changed
my $state = "$home/.gangway/$name";                  # socket, log, pid; nobody else may enter it
my $patience = 25;   # seconds that a request waits for the JVM; then it gets 503, before the web server gives up
# ---- End of the settings.

my $script = $0 =~ m{^/} ? $0 : readlink('/proc/self/cwd') . "/$0";
my $socket = "$state/socket";
my $log = "$state/log";
my $start_seconds = 600;    # a JVM that isn't ready then is ended
my $chunk = 32768;
my $most = 200;             # connections at a time; more wait in the socket's queue

my $accepts = getsockopt STDIN, SOL_SOCKET, SO_ACCEPTCONN;
if (!$accepts || !unpack 'i', $accepts) {
    fail("a web server starts this, with a listening socket as file descriptor 0 (AddHandler fcgid-script .fcgi);"
        . " to try it by hand: spawn-fcgi -n -s SOCKET -- $script");
}
my $own = getsockname STDIN;
my $family = sockaddr_family $own;
my $address = $family == AF_INET ? inet_ntoa((sockaddr_in $own)[1]) : '';
if ($family != AF_UNIX && $address !~ /^127\./) {
    fail('file descriptor 0 is a TCP socket that others can reach, and whoever connects is believed;'
        . ' use a Unix socket or 127.0.0.1');
}
fcntl STDIN, F_SETFL, O_RDWR | O_NONBLOCK or fail("fcntl: $!");

my ($prepared, $ending);
my @links;    # each: end => [web server, JVM], out => [bytes for these], and what has happened
$SIG{PIPE} = $SIG{CHLD} = 'IGNORE';
$SIG{TERM} = $SIG{USR1} = sub { $ending = 1 };
my $begun = seen($script);

while (!$ending || @links) {
    my ($read, $write) = ('', '');
    vec($read, 0, 1) = 1 if !$ending && @links < $most;
    for my $link (@links) {
        for my $side (0, 1) {
            my $end = $link->{end}[$side] or next;
            vec($read, fileno $end, 1) = 1 if !$link->{eof}[$side] && $link->{out}[1 - $side] eq '';
            vec($write, fileno $end, 1) = 1 if $link->{out}[$side] ne '';
        }
    }
    my $waiting = grep { !$_->{end}[1] || $_->{eof}[1] } @links;
    if (select($read, $write, undef, $waiting ? 0.1 : 5) < 0) {
        next if $! == EINTR;
        fail("select: $!");
    }
    if (!$ending && vec $read, 0, 1) {
        renew() if $begun ne (seen($script) || $begun);
        while (!$ending && @links < $most && accept my $web, STDIN) {
            push @links, {end => [$web], out => ['', ''], eof => [], shut => [], head => '', since => time};
        }
    }
    for my $link (@links) {
        find($link) if !$link->{end}[1] && !$link->{refused};
        for my $side (0, 1) {
            my $end = $link->{end}[$side] or next;
            receive($link, $side) if vec $read, fileno $end, 1;
        }
        pass_on($link, $_) for 0, 1;
        finish($link);
    }
    @links = grep { !$_->{done} } @links;
}
exit 0;

# ---- A connection of the web server, and the one to the JVM that belongs to it.

# Has the connection served, by a JVM that is there; has one started if there is none, or if it is out of date.
sub find {
    my ($link) = @_;
    my $trouble = $prepared ? '' : prepare();
    return refuse($link, "the application can't be started: $trouble") if $trouble;
    my $jvm = reach();
    my $full = !$jvm && $! == EAGAIN;
    my $wanted = version();
    if (!$jvm && !$full || $wanted && $wanted ne content('version')) {
        $trouble = start($wanted || '');
    }
    if ($jvm) {
        $link->{end}[1] = $jvm;
    } elsif ($trouble) {
        refuse($link, "the application can't be started: $trouble; the log is $log");
    } elsif (time > $link->{since} + $patience) {
        refuse($link, "the application isn't ready after $patience s; the log is $log");
    }
}

sub receive {
    my ($link, $side) = @_;
    my $count = sysread $link->{end}[$side], my $bytes, $chunk;
    return if !defined $count && ($! == EAGAIN || $! == EINTR);
    if (!$count) {
        $link->{eof}[$side] = 1;
        $link->{since} = time;
        refuse($link, "the application ended the connection without an answer; the log is $log")
            if $side == 1 && !$link->{answered} && !$link->{eof}[0];
        return;
    }
    $link->{head} .= substr $bytes, 0, 8 if $side == 0 && length $link->{head} < 8;
    $link->{answered} = 1 if $side == 1;
    $link->{out}[1 - $side] .= $bytes unless $link->{gone};
}

# Writes what there is for a side, and behind it the end of what came from the other one.
sub pass_on {
    my ($link, $side) = @_;
    my $end = $link->{end}[$side] or return;
    if ($link->{out}[$side] ne '') {
        my $count = send $end, $link->{out}[$side], MSG_DONTWAIT;
        if (defined $count) {
            substr $link->{out}[$side], 0, $count, '';
        } elsif ($! != EAGAIN && $! != EINTR) {
            $link->{out}[$side] = '';
            $side == 0 ? $link->{done} = 1 : $link->{gone} = 1;    # an answer may still come from where nobody reads
        }
    }
    if ($link->{eof}[1 - $side] && $link->{out}[$side] eq '' && !$link->{shut}[$side]) {
        shutdown $end, 1;
        $link->{shut}[$side] = 1;
    }
}

sub finish {
    my ($link) = @_;
    my ($from_web, $from_jvm) = @{$link->{eof}};
    $link->{done} = 1 if $from_web && $from_jvm && $link->{out}[0] eq '';
    # What the web server still writes is read, so that it finds the answer; not for ever.
    $link->{done} = 1 if $from_jvm && $link->{shut}[0] && time > $link->{since} + 2;
}

# Answers in the JVM's stead; the reason goes to the web server's error log, with FastCGI to that of the site.
sub refuse {
    my ($link, $reason) = @_;
    return if length $link->{head} < 8 && !$link->{eof}[0];
    my $text = "Status: 503 Service Unavailable\r\nContent-Type: text/plain\r\nRetry-After: 10\r\n\r\n"
        . "The application is not available. The web server's error log says why.\n";
    my ($version, $type, $id) = unpack 'CCn', $link->{head};
    if ($version == 1 && $type == 1) {
        $text = join '', map { pack('CCnnxx', 1, $_->[0], $id, length $_->[1]) . $_->[1] }
            [7, "$name.fcgi: $reason\n"], [7, ''], [6, $text], [6, ''], [3, "\0" x 8];
    } else {
        print STDERR "$name.fcgi: $reason\n";
        $text = '' if $link->{head} !~ /^\d/;    # no SCGI
    }
    @$link{qw(refused gone since)} = (1, 1, time);
    $link->{out} = [$text, ''];
    $link->{end}[1] = undef;
    $link->{eof}[1] = 1;
    pass_on($link, 0);
}

# ---- The JVM. All that is decided about it is decided by who has the lock.

sub reach {
    socket(my $jvm, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0) or return;
    return connect($jvm, sockaddr_un($socket)) && $jvm;
}

# The process that listens at the other end (SO_PEERCRED), or 0: unlike a number in a file, it can't be another's by now.
sub process {
    my ($jvm) = @_;
    return $jvm ? unpack 'i', getsockopt($jvm, SOL_SOCKET, 17) || "\0" x 4 : 0;
}

# Returns why it can't be started, or nothing if it is being started.
sub start {
    my ($wanted) = @_;
    my $trouble = prepare();    # again: somebody may have tidied up
    return $trouble if $trouble;
    open my $lock, '>>', "$state/lock" or return "can't write $state/lock: $!";
    flock $lock, LOCK_EX | LOCK_NB or return '';
    my $old = reach();
    return '' if $old && $wanted eq content('version');
    my ($time, $times, $version, $failure) = split /\n/, content('start');
    if ($version ne $wanted || !$failure && !-S $socket || $old && !$failure || time > $time + 1200) {
        $times = 0;
    } elsif (time < $time + ($failure || $times > 2 ? 2 ** $times : 0)) {
        return $failure;    # it ended just now; each time it is left longer
    }
    keep('start', join "\n", time, $times < 9 ? $times + 1 : 9, $wanted, '') or return "can't write $state/start: $!";
    my $pid = fork;
    return "can't start a process: $!" if !defined $pid;
    launch($lock, $wanted, process($old)) if !$pid;
    return '';
}

# In a process of its own that outlives this one: starts the JVM, waits until it is ready, and ends its predecessor.
sub launch {
    my ($lock, $wanted, $old) = @_;
    require POSIX;
    POSIX::setsid();
    $SIG{$_} = 'DEFAULT' for qw(PIPE CHLD TERM USR1);
    open STDIN, '<', '/dev/null';
    opendir my $all, '/proc/self/fd';
    my @open = grep { $_ > 2 && $_ != fileno $lock } readdir $all;
    POSIX::close($_) for @open;
    rename $log, "$log.old" if -s $log > 1e6;
    my $from = -s $log || 0;
    my $jvm = fork;
    if (!$jvm) {
        open STDOUT, '>>', $log;
        open STDERR, '>&', \*STDOUT;
        chdir $home;
        $ENV{HOME} ||= $home;
        $ENV{PATH} ||= '/usr/local/bin:/usr/bin:/bin';
        $ENV{JAVA_HOME} = $java_home if $java_home;
        mkdir "$state/tmp", 0700;
        my @temporary = $state =~ /\s/ ? () : "-Djava.io.tmpdir=$state/tmp";
        $ENV{JAVA_OPTS} = join ' ', @temporary, $java_options || $ENV{JAVA_OPTS} || ();
        my @command = ("$gangway/bin/gangway", 'run', $war, "--socket=$socket", '--socket-mode=0600', '--take-over', @options);
        { exec @command };
        print STDERR "gangway: can't run $command[0]: $!; set \$gangway in $script\n";
        POSIX::_exit(1);
    }
    my $failure = '';
    my $end = time + $start_seconds;
    until ($failure) {
        my $now = process(reach());
        last if $now && $now != $old;
        if (waitpid($jvm, POSIX::WNOHANG()) == $jvm) {
            $failure = last_line($from) || "the JVM ended with status $?";
        } elsif (time > $end) {
            kill 'KILL', $jvm;
            $failure = "it wasn't ready after $start_seconds s";
        }
        select undef, undef, undef, 0.1;
    }
    if ($failure) {
        my @last = split /\n/, content('start');
        keep('start', join "\n", time, $last[1], $wanted, $failure);
        print STDERR "$name.fcgi: the application can't be started: $failure; the log is $log\n";
    } else {
        keep('version', $wanted);
        keep('pid', "$jvm\n");
        kill 'TERM', $old if $old;
    }
    POSIX::_exit(0);
}

# What the JVM must have been started from. Nothing while a file is missing: it is being replaced.
sub version {
    my @files = map { seen($_) || return } $script, $war;
    my $beside = $war =~ s/\.[^.\/]+$//r;
    return join ' ', @files, map { seen($_) || '-' } "$beside.opens", "$war/WEB-INF/web.xml", @watched;
}

sub seen {
    my @stat = stat $_[0] or return;
    return join '/', @stat[1, 7, 9];
}

# Makes the directory, for us alone. Returns what is wrong.
sub prepare {
    return "the path of the socket has more than 107 bytes: $socket; set \$state in $script to a shorter one"
        if length $socket > 107;
    (my $parent = $state) =~ s{/[^/]+$}{};
    for my $directory ($parent, $state) {
        mkdir $directory, 0700 or $! == EEXIST or return "can't make the directory $directory: $!; set \$state in $script";
        my ($mode, $owner) = (stat $directory)[2, 4];
        next if $directory eq $parent && $parent eq $home;
        return "$directory isn't yours; set \$state in $script" if $owner != $>;
        chmod 0700, $directory or return "chmod $directory: $!" if $mode & 077;
    }
    my $user = readlink "$state/script";
    my ($ours, $theirs) = (seen($script), $user && seen($user));
    if ($theirs && $theirs ne $ours) {
        return "$state is that of $user; give this script another name, or set \$state in it";
    } elsif ($user ne $script) {
        unlink "$state/script";
        symlink $script, "$state/script" or return "can't write into $state: $!";
    }
    $prepared = 1;
    return '';
}

# This file has changed: goes on as what it is now. What runs is brought to its end.
sub renew {
    if (@links) {
        my $pid = fork;
        return if !defined $pid;
        if (!$pid) {
            open STDIN, '<', '/dev/null';
            $ending = 1;
            return;
        }
    }
    { exec {$script} $script };
    exec $^X, $script;
}

sub last_line {
    my ($from) = @_;
    open my $file, '<', $log or return '';
    seek $file, $from, 0;
    my @lines = grep { /\S/ } <$file>;
    my $line = (grep { /^gangway: / } @lines)[-1] // $lines[-1] // '';
    $line =~ s/^gangway: |\s+$//g;
    return $line;
}

sub content {
    open my $file, '<', "$state/$_[0]" or return '';
    return do { local $/; <$file> } // '';
}

sub keep {
    my ($file, $text) = @_;
    open my $out, '>', "$state/$file" or return;
    return print($out $text) && close $out;
}

sub fail {
    print STDERR "$name.fcgi: $_[0]\n";
    exit 1;
}
