# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that say little, and slowly; others must not notice."""
import os
import resource
import select
import socket
import sys
import time

from check import Client, PLACE, ok

A = "/api/v1"
COUNT = int(sys.argv[5])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
client = Client("admin")
slow = []


def connect(number):
    """A connection from one of many addresses of this machine."""
    link = socket.socket()
    link.bind((f"127.0.{1 + number // 250 % 250}.{1 + number % 250}", 0))
    link.settimeout(5)
    link.connect((PLACE.hostname, PLACE.port))
    link.setblocking(False)
    return link


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


client.get(A + "/calls")
refused = 0
for n in range(COUNT):
    try:
        slow.append(connect(n))
        slow[-1].send(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    except OSError:
        refused += 1
print(f"# {len(slow)} slow connections, {refused} refused")
ok(len(slow) >= COUNT // 2, "slow connections were made", refused)
times = ask_times(20)
ok(times[-1] < 1, "others are answered at once meanwhile", times)
print(f"# the longest of 20 answers took {times[-1] * 1000:.0f} ms")
began = time.monotonic()
alive = set(slow)
while alive and time.monotonic() - began < 40:
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
ok(times[-1] < 1, "all is well then", times)

# One address alone cannot take all connections.
many = []
for n in range(700):
    try:
        link = socket.create_connection((PLACE.hostname, PLACE.port), 5)
        link.setblocking(False)
        many.append(link)
    except OSError:
        break
time.sleep(1)
closed = 0
for link in many:
    try:
        closed += link.recv(1) == b""
    except BlockingIOError:
        pass
    except OSError:
        closed += 1
ok(closed >= 100, "one address has a limit", closed)
other = socket.socket()
other.bind(("127.0.0.9", 0))
other.connect((PLACE.hostname, PLACE.port))
other.settimeout(5)
other.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n"
              b"Connection: close\r\n\r\n")
ok(b" 200 " in other.recv(100), "... which leaves room for others")
for link in many:
    link.close()
time.sleep(1)

# Answers that nobody reads.
links = []
for n in range(50):
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    link.connect((PLACE.hostname, PLACE.port))
    link.sendall((f"GET {A}/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
                 .encode())
    links.append(link)
times = ask_times(20)
ok(times[-1] < 1, "those who do not read keep nobody waiting", times)
for link in links:
    link.close()
with open(f"/proc/{os.environ['SERVER']}/status", encoding="ascii") as file:
    memory = int(next(line.split()[1] for line in file
                      if line.startswith("VmHWM")))
print(f"# the server had {memory // 1024} MiB at most")
ok(memory < 400 << 10 or os.environ.get("SANITIZED"),
   "the server's memory has a limit", memory)
