# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of a server, beside the recorder at work.

    readers.py 0 URL PASSWORD FOLDER SPANVIEW GO READERS SECONDS PAUSE

READERS processes, each a user of its own (reader1 ...) at an address of its
own, list, search, open and play calls for so many seconds; before each question
they think, for PAUSE seconds on average. They sign in, say so at standard
error, and begin when there is a file GO. Each answer is looked at, and timed
from the question to its last byte. Prints JSON: for each kind of request how
many there were and how long they took (ms), the greatest time, what failed,
and how many (reader, call) were heard.

PYTHONPATH has tests/serve; the calls are those of bench/callgen.
"""
import hashlib
import http.client
import json
import math
import multiprocessing
import os
import random
import subprocess
import sys
import time
import traceback

from check import Client, FOLDER, PLACE

SPANVIEW, GO = sys.argv[5:7]
READERS, SECONDS, PAUSE = int(sys.argv[7]), float(sys.argv[8]), \
    float(sys.argv[9])
CALLS = "/api/v1/calls"
REMEMBERED = 8  # sounds, of which a reader asks for parts later


class Failed(Exception):
    """An answer that is not what it should be."""


class Over(Exception):
    """It is time to go."""


def want(holds, what):
    """Fails unless it is so."""
    if not holds:
        raise Failed(what)


class Reader(Client):
    """Somebody at a browser, and at a terminal."""

    def __init__(self, number):
        self.number = number
        super().__init__(f"reader{number}")
        self.is_patient = False  # being put off is a fault here
        self.link.close()
        self.link = None
        self.took = {}
        self.failed = []
        self.heard = set()
        self.sounds = []  # (path of it, its bytes)
        self.random = random.Random(number)
        self.until = 0

    def connect(self):
        """A new connection, from an address of its own."""
        return http.client.HTTPConnection(
            PLACE.hostname, PLACE.port, timeout=20,
            source_address=(f"127.0.1.{self.number}", 0))

    def thinks(self):
        """Looks at what it got."""
        time.sleep(self.random.uniform(0, 2 * PAUSE))
        if time.monotonic() > self.until:
            raise Over

    def timed(self, kind, what, *arguments, **named):
        """Does it, and notes how long it took, whatever came of it."""
        began = time.monotonic()
        try:
            return what(*arguments, **named)
        finally:
            self.took.setdefault(kind, []).append(time.monotonic() - began)

    def asks(self, kind, path, status=200, **headers):
        """The answer, which has to have that status."""
        self.thinks()
        answer = self.timed(kind, self.get, path, **headers)
        want(answer.status == status, f"{path}: {answer.status} "
             f"{answer.body[:200]!r}")
        return answer

    def lists(self, kind, query):
        """Calls, and where the next page begins."""
        page = self.asks(kind, f"{CALLS}?{query}").json
        begun = [call["started"] for call in page["calls"]]
        want(begun == sorted(begun, reverse=True), f"{query}: not by time")
        return page["calls"], page["next"]

    def searches(self, call):
        """Finds a call by what is known of it."""
        number = call["caller"]["number"]
        for kind, query in (("number", f"number={number}"),
                            ("number", f"number={number[-5:]}&limit=1000"),
                            ("text", f"text={number[-6:]}"),
                            ("text", f"text={call['callee']['number'][1:]}"
                                     f"+{number}")):
            found, _ = self.lists(kind, query)
            want(call["id"] in [it["id"] for it in found],
                 f"{query}: not found")

    def opens(self, call):
        """All that is known of it."""
        path = f"{CALLS}/{call['id']}"
        want(self.asks("call", path).json["id"] == call["id"], path)
        want(self.asks("ladder", path + "/ladder").json["rows"], path)

    def plays(self, kind, call):
        """The sound of a call that is complete, to its end."""
        path = f"{CALLS}/{call['id']}/recordings/1"
        recording = call["recordings"][0]
        sound = self.asks(kind, path + "/audio").body
        self.heard.add(call["id"])
        want(len(sound) == recording["bytes"] and
             hashlib.sha256(sound).hexdigest() == recording["sha256"],
             f"{path}: {len(sound)} bytes, which are not the recording")
        self.sounds = (self.sounds + [(path, sound)])[-REMEMBERED:]
        want(self.asks("peaks", path + "/peaks").json["sides"]["caller"], path)

    def seeks(self):
        """Parts of what was played, as a player asks for them."""
        for path, sound in self.random.sample(
                self.sounds, min(3, len(self.sounds))):
            start = self.random.randrange(len(sound))
            part = sound[start:start + 65536]
            answer = self.asks(
                "range", path + "/audio", 206,
                Range=f"bytes={start}-{start + len(part) - 1}")
            want(answer.body == part, f"{path}: another part than {start}")

    def types(self, call):
        """The same at a terminal."""
        self.thinks()
        number = call["caller"]["number"]
        done = self.timed("terminal", subprocess.run, [
            SPANVIEW, "-d", FOLDER, "list", "--json", "--limit", "100",
            "--text", number], capture_output=True, timeout=60, check=False)
        want(done.returncode == 0, f"spanview list: {done.stderr!r}")
        want(call["id"] in [it["id"] for it in json.loads(done.stdout)],
             f"spanview list --text {number}: not found")

    def round(self):
        """What a person does who looks for something."""
        choose = self.random.choice
        newest, following = self.lists("list", "limit=100")
        want(newest, "no calls")
        older = newest
        if following:
            older, _ = self.lists("page", f"limit=100&cursor={following}")
        self.searches(choose(older))
        self.opens(choose(newest))
        ended, following = self.lists(
            "list", "completeness=complete&limit=20")
        want(ended, "no call is complete")
        self.plays("just ended", choose(ended[:5]))
        while following and self.random.random() < 0.7:
            older, following = self.lists(
                "page", f"completeness=complete&limit=20&cursor={following}")
            ended = older or ended
        self.plays("long ended", ended[-1])
        self.seeks()
        self.types(choose(newest))

    def reads(self, results):
        """What a process does: round after round. A fault ends one."""
        self.until = time.monotonic() + SECONDS
        while time.monotonic() < self.until:
            try:
                self.round()
            except Over:
                break
            except Failed as fault:
                self.failed.append(str(fault))
            except Exception:  # whatever it is, it is told
                self.failed.append(traceback.format_exc())
        results.put((self.took, self.failed, len(self.heard)))


def figures(times):
    """Of requests of one kind, in milliseconds."""
    times = sorted(1000 * it for it in times)
    return {"count": len(times), "median": round(times[len(times) // 2], 1),
            "p99": round(times[math.ceil(0.99 * len(times)) - 1], 1),
            "greatest": round(times[-1], 1)}


def main():
    """All of them at once."""
    readers = [Reader(number) for number in range(1, READERS + 1)]
    print("signed in", file=sys.stderr, flush=True)
    while not os.path.exists(GO):
        time.sleep(0.02)
    fork = multiprocessing.get_context("fork")
    results = fork.Queue()
    for reader in readers:
        fork.Process(target=reader.reads, args=(results,), daemon=True).start()
    kinds, failed, heard = {}, [], 0
    for _ in readers:
        took, faults, calls = results.get(timeout=SECONDS + 60)
        for kind, times in took.items():
            kinds.setdefault(kind, []).extend(times)
        failed += faults
        heard += calls
    print(json.dumps({
        "kinds": {kind: figures(times) for kind, times in kinds.items()},
        "greatest": max(max(1000 * it for it in times)
                        for times in kinds.values()),
        "failed": failed, "heard": heard}))


main()
