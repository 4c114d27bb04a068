# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that say little, and slowly; others must not notice."""
import os
import resource
import select
import socket
import sys
import time

from check import Client, PATIENCE, PLACE, ok, raw, until

A = "/api/v1"
COUNT = int(sys.argv[5])
IS_TIMED = os.environ.get("SPANREC_LONG")
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
client = Client("admin")


def connect(number):
    """A connection from one of many addresses of this machine, which begins
    to ask."""
    link = socket.socket()
    link.bind((f"127.0.{1 + number // 250 % 250}.{1 + number % 250}", 0))
    link.settimeout(5)
    link.connect((PLACE.hostname, PLACE.port))
    link.setblocking(False)
    link.send(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    return link


def begin_slowly():
    """Very many that do not come to their end."""
    links = []
    for number in range(COUNT):
        try:
            links.append(connect(number))
        except OSError:
            pass
    print(f"# {len(links)} slow connections, {COUNT - len(links)} refused")
    return links


def ask_and_not_read():
    """Those who ask for much, and read nothing of it."""
    links = []
    for _ in range(50):
        link = socket.socket()
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        link.connect((PLACE.hostname, PLACE.port))
        link.sendall((f"GET {A}/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
                     .encode())
        links.append(link)
    return links


def is_open(link):
    """Has the server not closed it?"""
    return link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1


def ask_times(many):
    """How long answers take, in seconds, the longest last."""
    times = []
    for _ in range(many):
        began = time.monotonic()
        answer = client.get(A + "/calls")
        times.append(time.monotonic() - began)
        if answer.status != 200:
            ok(False, "the server answers meanwhile", answer.status)
    return sorted(times)


def ask_beside(begin, what):
    """Who asks gets 20 answers long before those that begin() makes are given
    up; again when this machine was held up for so long. How long that may
    take can be said of a quiet machine only."""
    for _ in range(5):
        links = begin()
        times = ask_times(20)
        still = sum(map(is_open, links))
        if IS_TIMED or still > len(links) // 2:
            break
        for link in links:
            link.close()
    ok(times[-1] < 1 if IS_TIMED else still > len(links) // 2, what,
       f"{still} of {len(links)} open", times)
    print(f"# the longest of 20 answers took {times[-1] * 1000:.0f} ms")
    return links


client.get(A + "/calls")
slow = ask_beside(begin_slowly, "others are answered at once meanwhile")
began = time.monotonic()
alive = set(slow)
while alive and time.monotonic() - began < PATIENCE:
    time.sleep(1)
    for link in list(alive):
        try:
            link.send(b"x")
        except BlockingIOError:
            pass
        except OSError:
            alive.discard(link)
    for at in range(0, len(slow), 500):
        part = [it for it in slow[at:at + 500] if it in alive]
        poll = select.poll()
        for it in part:
            poll.register(it, select.POLLIN)
        names = {it.fileno(): it for it in part}
        for number, _ in poll.poll(0):
            try:
                if not names[number].recv(4096):
                    alive.discard(names[number])
            except OSError:
                alive.discard(names[number])
took = time.monotonic() - began
ok(not alive, "they are closed, however lively they are",
   f"{len(alive)} after {took:.0f} s")
print(f"# all were closed after {took:.0f} s")
for link in slow:
    link.close()
times = ask_times(20)
ok(not IS_TIMED or times[-1] < 1, "all is well then", times)


def crowd():
    """As many connections of one address as it gets, and more."""
    many = []
    for _ in range(700):
        try:
            many.append(socket.create_connection(
                (PLACE.hostname, PLACE.port), PATIENCE))
        except OSError:
            break
    return many


def is_answered():
    """Does this address get a connection?"""
    return b" 200 " in raw(f"GET {A}/health HTTP/1.1\r\nHost: x\r\n"
                           "Connection: close\r\n\r\n".encode())[:20]


# One address alone cannot take all connections: some are closed at once, the
# others only when they have said nothing for long.
for _ in range(5):
    many = crowd()
    until(lambda: sum(map(is_open, many)) <= len(many) - 100)
    still = sum(map(is_open, many))
    if still >= 300:
        break
    for link in many:
        link.close()
    until(is_answered)
ok(300 <= still <= len(many) - 100, "one address has a limit", still, len(many))
other = socket.socket()
other.bind(("127.0.0.9", 0))
other.settimeout(PATIENCE)
other.connect((PLACE.hostname, PLACE.port))
other.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n"
              b"Connection: close\r\n\r\n")
ok(b" 200 " in other.recv(100), "... which leaves room for others")
for link in many:
    link.close()
ok(until(is_answered), "... and for itself, once it has left some")

# Answers that nobody reads.
links = ask_beside(ask_and_not_read,
                   "those who do not read keep nobody waiting")
for link in links:
    link.close()
with open(f"/proc/{os.environ['SERVER']}/status", encoding="ascii") as file:
    memory = int(next(line.split()[1] for line in file
                      if line.startswith("VmHWM")))
print(f"# the server had {memory // 1024} MiB at most")
ok(memory < 400 << 10 or os.environ.get("SANITIZED"),
   "the server's memory has a limit", memory)
