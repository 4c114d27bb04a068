# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what a recorder left with the calls that are known.

A fast recorder that loses something is not fast: what is found here decides
the exit status, and no time does.
"""
import os
import re
import sqlite3
import subprocess

SHOWN = 5  # faults of a kind that are told
SAMPLE_NS = 125000
LIVE_SLACK = 1600  # frames: a sender is not always in time


class Faults:
    """Those found, of which some are told."""

    def __init__(self):
        self.told = []
        self.count = 0

    def add(self, text):
        """Notes one."""
        self.count += 1
        if self.count <= SHOWN:
            self.told.append(text)

    def same(self, what, got, wanted):
        """Notes one when they differ."""
        if got != wanted:
            self.add(f"{what}: {got}, not {wanted}")

    def texts(self):
        """All of it as a list of texts."""
        more = self.count - len(self.told)
        return self.told + ([f"... and {more} more"] if more else [])


KEYS = ("caller_number", "callee_number", "invite_us", "answer_us", "bye_us",
        "ended_by", "messages")


def catalogue(folder, capture, faults, has_audio, is_live=False):
    """The calls, messages, streams and recordings of a catalogue.

    Live, the times are others than those of the capture. Returns the file of
    each call that has one.
    """
    database = sqlite3.connect(
        f"file:{os.path.join(folder, 'catalog.db')}?mode=ro", uri=True)
    try:
        found = {}
        for row in database.execute(
                "SELECT leg.sip_call_id, call.id, call.state, "
                "call.completeness, call.caller_number, call.callee_number, "
                "call.started_us, call.answered_us, call.ended_us, "
                "call.ended_by, (SELECT count(*) "
                "FROM sip_message WHERE call_id = call.id) FROM call "
                "LEFT JOIN leg ON leg.call_id = call.id"):
            if row[0] in found:
                faults.add(f"{row[0]}: is there twice")
            found[row[0]] = row[1:]
        streams = _by_call(database, "SELECT call_id, side, ssrc, packets, "
                           "lost, duplicates, reordered FROM stream "
                           "ORDER BY side DESC")
        recordings = _by_call(database, "SELECT call_id, path, state, frames, "
                              "bytes FROM recording")
        gaps = database.execute("SELECT count(*) FROM gap").fetchone()[0]
    finally:
        database.close()
    faults.same("calls", len(found), len(capture.known))
    lost = any(side["lost"] for side in capture.sides())
    if not lost:
        faults.same("gaps", gaps, 0)
    for call in capture.known:
        row = found.get(call["sip_call_id"])
        if row is None:
            faults.add(f"{call['sip_call_id']}: is not there")
            continue
        _call(call, row, faults, is_live)
        _streams(call, streams.get(row[0], []), faults)
        mine = recordings.get(row[0], [])
        faults.same(f"{call['sip_call_id']}: recordings", len(mine),
                    1 if has_audio and "caller" in call else 0)
        for recording in mine:
            _recording(call, recording, folder, faults, is_live)
    return {call["sip_call_id"]: os.path.join(folder, recordings[row[0]][0][0])
            for call in capture.known
            if (row := found.get(call["sip_call_id"])) is not None
            and row[0] in recordings}


def sums(folder, faults, has_sums):
    """Have all recordings their SHA-256, or none?"""
    database = sqlite3.connect(
        f"file:{os.path.join(folder, 'catalog.db')}?mode=ro", uri=True)
    try:
        total, hashed = database.execute(
            "SELECT count(*), count(sha256) FROM recording").fetchone()
    finally:
        database.close()
    faults.same("recordings with SHA-256", hashed, total if has_sums else 0)


def _by_call(database, query):
    rows = {}
    for row in database.execute(query):
        rows.setdefault(row[0], []).append(row[1:])
    return rows


def _call(call, row, faults, is_live):
    _, state, completeness, *rest = row
    name = call["sip_call_id"]
    faults.same(f"{name}: state", state, "ended")
    for key, got in zip(KEYS, rest):
        if not (is_live and key.endswith("_us")):
            faults.same(f"{name}: {key}", got, call[key])
    if "caller" in call:
        lost = call["caller"]["lost"] + call["callee"]["lost"]
        faults.same(f"{name}: completeness", completeness,
                    "partial" if lost else "complete")


def _streams(call, rows, faults):
    wanted = [(side, *(call[side][key] for key in (
        "ssrc", "packets", "lost", "duplicates", "reordered")))
        for side in ("caller", "callee") if side in call]
    faults.same(f"{call['sip_call_id']}: streams", rows, wanted)


def _recording(call, row, folder, faults, is_live):
    path, state, frames, size = row
    name = call["sip_call_id"]
    sides = [call["caller"], call["callee"]]
    begin = min(side["first_packet_ns"] for side in sides)
    end = max(side["first_packet_ns"] + side["samples"] * SAMPLE_NS
              for side in sides)
    faults.same(f"{name}: state of the recording", state, "complete")
    if not any(side["lost"] for side in sides) and \
            abs(frames - (end - begin) / SAMPLE_NS) > (
                LIVE_SLACK if is_live else 1):
        faults.add(f"{name}: {frames} frames, not "
                   f"{(end - begin) // SAMPLE_NS}")
    try:
        faults.same(f"{name}: bytes of {path}",
                    os.stat(os.path.join(folder, path)).st_size, size)
    except OSError as error:
        faults.add(f"{name}: {path}: {error.strerror}")


def listen(checkaudio, capture, files, faults):
    """Compares the audio of the calls whose truth was written."""
    names = [name[:-5] for name in sorted(os.listdir(capture.truth))
             if name.endswith(".json")]
    for name in names:
        if name not in files:
            faults.add(f"{name}: there is no audio")
            continue
        done = subprocess.run(
            [checkaudio, os.path.join(capture.truth, name), files[name]],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            faults.add(f"{name}: {(done.stdout + done.stderr).strip()}")
    return len(names)


def floor(text, capture, faults):
    """What the floor program says of itself."""
    sides = capture.sides()
    packets = sum(side["packets"] + side["duplicates"] for side in sides)
    found = re.search(r"streams=(\d+) packets=(\d+) bytes=(\d+)", text)
    got = tuple(int(x) for x in found.groups()[:2]) if found else None
    faults.same("streams and packets of the floor", got, (len(sides), packets))
