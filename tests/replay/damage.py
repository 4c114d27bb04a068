#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replays damaged copies of a capture, many a second.

Each run must end with status 0 or 1, never by a signal; when it is 1, a
message names the file; the catalogue must be sound, nothing unfinished may
lie about, and the calls that ended before the damage must be there. Prints
TAP lines without numbers; the last line of each is for people.
"""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

TIMEOUT_S = 300


class Bench:
    """One recorder, one folder to work in."""

    def __init__(self, spanrec, folder):
        self.spanrec, self.folder = spanrec, folder

    def replay(self, name, capture_bytes):
        """Records the bytes; (problem or None, totals, sip_call_ids)."""
        path = os.path.join(self.folder, name + ".pcap")
        out = os.path.join(self.folder, name + ".out")
        with open(path, "wb") as capture:
            capture.write(capture_bytes)
        try:
            run = subprocess.run([self.spanrec, "-r", path, "-o", out, "--json"],
                                 capture_output=True, timeout=TIMEOUT_S)
            return self.judge(run, path, out)
        except subprocess.TimeoutExpired:
            return "hangs", {}, set()
        finally:
            os.unlink(path)
            shutil.rmtree(out, ignore_errors=True)

    @staticmethod
    def judge(run, path, out):
        message = run.stderr.decode("utf-8", "replace")
        if run.returncode not in (0, 1):
            return "status %d: %s" % (run.returncode, message[:500]), {}, set()
        if run.returncode == 1 and os.path.basename(path) not in message:
            return "a message that names no file: %r" % message, {}, set()
        if run.returncode == 0 and message:
            return "status 0 and a message: %r" % message, {}, set()
        if "internal error" in message:
            return message, {}, set()
        for folder, _, names in os.walk(out):
            for name in names:
                if name.endswith(".part") or name == ".reserve":
                    return "left behind: %s/%s" % (folder, name), {}, set()
        totals = json.loads(run.stdout) if run.stdout else {}
        catalogue = sqlite3.connect(os.path.join(out, "catalog.db"))
        try:
            for check in ("integrity_check", "foreign_key_check"):
                rows = catalogue.execute("PRAGMA " + check).fetchall()
                if rows not in ([], [("ok",)]):
                    return "%s: %r" % (check, rows), {}, set()
            calls = {row[0] for row in catalogue.execute(
                "SELECT sip_call_id FROM leg JOIN call ON leg.call_id = call.id"
                " WHERE call.state IN ('ended', 'failed')")}
            paths = [row[0] for row in catalogue.execute("SELECT path FROM recording")]
        finally:
            catalogue.close()
        for recording in paths:
            if not os.path.getsize(os.path.join(out, recording)):
                return "an empty recording", {}, set()
        return None, totals, calls


def report(problems, what):
    print("%s - %s" % ("not ok" if problems else "ok", what))
    for problem in problems[:10]:
        print("# " + problem.replace("\n", " "))


def frame_ends(data):
    """Where each frame of a pcap file ends; the first is the file header."""
    order = "little" if data[0] in (0xd4, 0x4d) else "big"
    ends, at = [24], 24
    while at + 16 <= len(data):
        at += 16 + int.from_bytes(data[at + 8:at + 12], order)
        ends.append(at)
    return ends


def cuts(bench, data, calls_at_end):
    """calls_at_end: Call-ID -> the byte behind the last frame of its BYE."""
    places = list(range(400)) + random.Random(1).sample(range(400, len(data)), 200)
    ends = frame_ends(data)

    def one(place):
        problem, totals, calls = bench.replay("cut-%d" % place, data[:place])
        if problem is None:
            whole = sum(1 for end in ends if end <= place) - 1
            if totals.get("packets", 0) != max(whole, 0):
                problem = "%r packets of %d" % (totals.get("packets"), whole)
            for call, end in calls_at_end.items():
                if end <= place and call not in calls:
                    problem = "the call before the cut is lost"
        return problem and "cut at %d: %s" % (place, problem)

    with ThreadPoolExecutor(2) as pool:
        problems = [problem for problem in pool.map(one, places) if problem]
    report(problems, "%d cuts" % len(places))


def flips(bench, data, number):
    chance = random.Random(2)
    copies = []
    for _ in range(number):
        copy = bytearray(data)
        for _ in range(chance.choice((1, 1, 3, 20))):
            # half of them in headers, which are near the beginning of frames
            at = chance.randrange(min(3000, len(copy)) if chance.random() < 0.5
                                  else len(copy))
            copy[at] ^= 1 << chance.randrange(8)
        copies.append(bytes(copy))

    def one(numbered):
        problem, _, _ = bench.replay("flip-%d" % numbered[0], numbered[1])
        return problem and "copy %d: %s" % (numbered[0], problem)

    with ThreadPoolExecutor(2) as pool:
        problems = [problem for problem in pool.map(one, enumerate(copies)) if problem]
    report(problems, "%d copies with flipped bits" % number)


def ends_of_calls(data):
    """The byte behind the 200 of each BYE or the ACK of each refusal."""
    found, start = {}, 24
    for end in frame_ends(data)[1:]:
        frame = data[start:end]
        for line in frame.split(b"\r\n"):
            if line.startswith(b"Call-ID:") and b"CSeq:" in frame \
                    and b" BYE\r\n" in frame and b"SIP/2.0 200" in frame:
                found[line[8:].strip().decode()] = end
        start = end
    return found


def main():
    spanrec, folder, capture = sys.argv[1:]
    with open(capture, "rb") as file:
        data = file.read()
    bench = Bench(spanrec, folder)
    calls = ends_of_calls(data)
    report([] if len(calls) >= 2 else ["%r" % calls], "the capture has calls that end")
    cuts(bench, data, calls)
    flips(bench, data, 300)


if __name__ == "__main__":
    main()
