#!/usr/bin/env python3
"""How long `gangway run` takes from its start to the first answer, and how much CPU time.

    start.py [-n RUNS] [--path /PATH] GANGWAY APP.war [OPTION...]

Starts GANGWAY (bin/gangway) again and again and asks over a Unix socket for a page until there is an answer. Prints
the medians, and the least and the greatest in brackets. JAVA_HOME chooses the JVM. A first run, which isn't counted,
goes on for some time, in which the archive of classes can be made. The socket has another name each time, for which no
level is remembered, so give --ee.
"""

import argparse
import os
import socket
import statistics
import struct
import subprocess
import tempfile
import time


def record(kind, content):
    return struct.pack("!BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def question(path):
    names = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "REQUEST_URI": path,
        "DOCUMENT_URI": path,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
    }
    pairs = b"".join(
        bytes([len(name), len(value)]) + name.encode() + value.encode() for name, value in names.items()
    )
    return record(1, struct.pack("!HB5x", 1, 0)) + record(4, pairs) + record(4, b"") + record(5, b"")


def answer(address, sent):
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(address)
        except OSError:
            return None
        connection.sendall(sent)
        read = b""
        while more := connection.recv(65536):
            read += more
        return read


def measure(command, address, sent, stay=0):
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        while not (read := answer(address, sent)):
            if process.poll() is not None:
                raise SystemExit(process.stderr.read().decode())
            time.sleep(0.002)
        wall = time.monotonic() - begin
        # The CPU clock of another process, clock_getcpuclockid(3).
        cpu = time.clock_gettime((~process.pid << 3) | 2)
        time.sleep(stay)
        if b"Status: 200" not in read:
            raise SystemExit(read[:500])
        return wall * 1000, cpu * 1000
    finally:
        process.terminate()
        process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=15, help="how many runs count")
    parser.add_argument("--wait", type=float, default=15, help="seconds for the archive to be made (15)")
    parser.add_argument("--path", default="/", help="what to ask for")
    parser.add_argument("gangway")
    parser.add_argument("war")
    parser.add_argument("options", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        address = os.path.join(directory, "socket")
        command = [given.gangway, "run", given.war, "--socket", address, *given.options]
        sent = question(given.path)
        # An empty GANGWAY_CACHE: no archive.
        measure(command, address, sent, 0 if os.environ.get("GANGWAY_CACHE") == "" else given.wait)
        runs = [measure(command, address, sent) for _ in range(given.n)]
    for name, values in zip(("wall", "CPU"), zip(*runs)):
        print(f"{name} {statistics.median(values):.0f} ms ({min(values):.0f}-{max(values):.0f})", end="  ")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
