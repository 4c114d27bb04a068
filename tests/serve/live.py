# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking on: one recorder, which is asked by one thread for all."""
import json
import os
import socket
import subprocess
import threading
import time

from check import Client, FOLDER, PATIENCE, ok, same, until

A = "/api/v1"
STATE = {"asked": 0, "calls": [], "open": True, "held": 0}


def answer(link):
    """Answers as a recorder does at its control socket."""
    line = link.makefile("r").readline().split()
    STATE["asked"] += 1
    if line == ["calls", "--json"]:
        time.sleep(STATE["held"])
        STATE["held"] = 0
    said = {"calls": STATE["calls"], "status": {"packets": STATE["asked"]},
            "mirror": {"sources": []}}.get(line[0] if line else "")
    text = json.dumps(said, indent=2).encode()
    link.sendall(b"ok %d\n" % len(text) + text)
    link.close()


def serve(listener):
    """Until it is closed."""
    while STATE["open"]:
        try:
            answer(listener.accept()[0])
        except OSError:
            pass


class Events:
    """A page that looks on."""

    def __init__(self, client):
        self.link = client.connect()
        self.link.request("GET", A + "/live", headers={
            "Cookie": client.cookie})
        self.answer = self.link.getresponse()
        self.status = self.answer.status

    def next(self, name):
        """The data of the next event of this name."""
        found = False
        end = time.monotonic() + PATIENCE
        while (line := self.answer.readline()) and time.monotonic() < end:
            if line.startswith(b"event: "):
                found = line.strip() == b"event: " + name.encode()
            if found and line.startswith(b"data: "):
                return json.loads(line[6:])
        return None

    def close(self):
        """Leaves."""
        self.link.sock.shutdown(socket.SHUT_RDWR)
        self.link.close()


def ask(path):
    """The answer; that no recorder answers may come of one that is held up."""
    answers = []
    until(lambda: answers.append(client.get(path)) or
          answers[-1].status != 503)
    return answers[-1]


def look_on():
    """A page that does, likewise."""
    pages = []
    until(lambda: pages.append(Events(client)) or pages[-1].status != 503)
    return pages[-1]


client = Client("chief")
same(client.get(A + "/live").status, 503, "without a recorder there is nothing")
path = os.path.join(FOLDER, "control")
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(50)
threading.Thread(target=serve, args=(listener,), daemon=True).start()
same(ask(A + "/mirror").json, {"sources": []}, "the mirror")
STATE["calls"] = [{"id": "1"}]
pages = [look_on() for _ in range(8)]
same({page.status for page in pages}, {200}, "pages look on")
same(pages[0].answer.headers["Content-Type"], "text/event-stream",
     "... at events")
same([page.next("calls") for page in pages], [[{"id": "1"}]] * 8,
     "they see the calls that go on")
ok("packets" in pages[0].next("status"), "... and how the recorder is")
STATE["calls"] = [{"id": "1"}, {"id": "2", "caller": {"name": "a\nb\r\n\r\n"}}]
same([page.next("calls") for page in pages], [STATE["calls"]] * 8,
     "they see what changes, whatever is in it")
before, began = STATE["asked"], time.monotonic()
time.sleep(3)
times, took = STATE["asked"] - before, time.monotonic() - began
ok(times <= 2 + 2 * took, "the recorder is asked once for all", times, took)
same(look_on().status, 429, "one more of this user is too many")
same(Client("admin").get(A + "/calls").status, 200, "nobody waits for them")
for page in pages[1:]:
    page.close()
STATE["calls"] = []
same(pages[0].next("calls"), [], "others leave")
STATE["held"] = 3
ok(until(lambda: not STATE["held"]), "the recorder is held up for a while")
STATE["calls"] = [{"id": "9"}]
same(pages[0].next("calls"), STATE["calls"], "... and goes on where it was")
STATE["calls"] = [{"id": str(n), "text": "x" * 400} for n in range(5000)]
got = pages[0].next("calls")
ok(len(got) == 250 and got[-1]["id"] == "4999", "the newest of very many",
   len(got))
# What is sent to those who left tells the server that they did.
ok(until(lambda: Events(client).status == 200), "there is room again")
watched = Events(Client("admin2"))
same(watched.next("calls") is not None, True, "an administrator looks on")
same(subprocess.run([os.environ["VIEW"], "-d", FOLDER, "user", "set", "admin2",
                     "--role", "viewer"], check=False).returncode, 0,
     "... and is one no longer")
begun = time.monotonic()
while watched.answer.readline():
    pass
ok(time.monotonic() - begun < PATIENCE, "... which ends the events",
   time.monotonic() - begun)
same(pages[0].next("status") is not None, True, "others go on")
STATE["open"] = False
os.unlink(path)
listener.close()
while pages[0].answer.readline():
    pass
ok(True, "the events end with the recorder")
same(client.get(A + "/live").status, 503, "and there are none then")
