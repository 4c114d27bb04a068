# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of a control socket as nobody wants them. After each kind a good
one has to be answered within a second or two."""
import os
import random
import socket
import sys
import time

PATH = sys.argv[1]


def dial():
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(60)
    for _ in range(100):
        try:
            client.connect(PATH)
            return client
        except BlockingIOError:  # so many are waiting already
            time.sleep(0.05)
    raise OSError("nobody takes clients")


def ask(line):
    """The answer to a line, as the program says it should come."""
    with dial() as client:
        client.sendall(line + b"\n")
        file = client.makefile("rb")
        word, size = file.readline().split()
        return word, file.read(int(size))


def good(what):
    begin = time.monotonic()
    word, text = ask(b"status")
    took = time.monotonic() - begin
    assert word == b"ok" and text.startswith(b"spanrec "), (what, word, text)
    assert took < 3, f"{what}: {took:.1f} s"
    print(f"{what}: a good one was answered in {took * 1000:.0f} ms")


def mute():
    return [dial() for _ in range(7)]


def many():
    clients = []
    for _ in range(200):
        try:
            clients.append(dial())
        except OSError:
            break
    return clients


def oversized():
    for size in (1023, 1024, 1025, 100000):
        client = dial()
        try:
            client.sendall(b"a" * size)
            client.settimeout(1)
            client.recv(100)
        except OSError:
            pass
        client.close()


def slow():
    """A byte at a time, and an answer that nobody reads."""
    client = dial()
    for byte in b"stat":
        client.sendall(bytes([byte]))
        time.sleep(0.05)
    greedy = dial()
    try:
        for _ in range(2000):
            greedy.send(b"metrics\n", socket.MSG_DONTWAIT)
    except OSError:
        pass
    return [client, greedy]


def gone():
    for i in range(200):
        client = dial()
        client.send(b"metrics\n" if i % 2 else b"metr")
        client.close()


def random_bytes():
    random.seed(1)
    words = [b"status", b"calls", b"--json", b"help", b"counters", b"alarms",
             b"\0", b"\xff" * 9, b"  ", b"\t", b"%s%n", b"-" * 300]
    for _ in range(300):
        client = dial()
        parts = [random.choice(words) if random.random() < 0.7
                 else os.urandom(random.randrange(40)) for _ in range(6)]
        try:
            client.send(b" ".join(parts) + b"\n")
        except OSError:
            pass
        client.close()


def main():
    good("nobody else")
    for kind in (mute, many, oversized, slow, gone, random_bytes):
        clients = kind()
        good(kind.__name__)
        for client in clients or []:
            client.close()
    word, text = ask(b"erase everything")
    assert word == b"error" and b"erase" in text, (word, text)
    word, text = ask(b"\x1b]0;x\x07")
    assert word == b"error" and b"\x1b" not in text, (word, text)


main()
