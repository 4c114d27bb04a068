# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures of known calls."""
import json
import os
import re
import shutil
import subprocess

CALL_BYTES_A_SECOND = 25000 + 32000  # both sides: in the capture, and as PCM
LISTENED = 100  # calls whose audio is compared, sample by sample


class Capture:
    """A capture file, and what is known of the calls in it."""

    def __init__(self, folder, concurrent, calls):
        self.folder = folder
        self.path = os.path.join(folder, "capture")
        self.truth = os.path.join(folder, "truth")
        self.concurrent = concurrent
        self.calls = calls
        self.known = []
        self.packets = self.bytes = 0
        self.seconds = 0.0

    def facts(self):
        """What goes into the JSON."""
        return {"concurrent": self.concurrent, "calls": self.calls,
                "packets": self.packets, "bytes": self.bytes,
                "seconds": self.seconds, "messages": self.messages()}

    def messages(self):
        """How many SIP messages are in it."""
        return sum(call["messages"] for call in self.known)

    def sides(self):
        """Each side that speaks."""
        return [call[side] for call in self.known
                for side in ("caller", "callee") if side in call]

    def drop(self):
        """Removes it."""
        shutil.rmtree(self.folder)


def make_speech(top, work):
    """The voice of the samples, as callgen wants it; None without sox."""
    path = os.path.join(work, "speech.wav")
    voice = os.path.join(top, "samples", "codecs", "speech.flac")
    if os.path.exists(path):
        return path
    if shutil.which("sox") is None or not os.path.exists(voice):
        return None
    subprocess.run(["sox", voice, "-r", "8000", "-c", "1", "-b", "16", path],
                   check=True)
    return path


def make(callgen, folder, concurrent, calls, options):
    """Writes a capture with callgen; 'options' are more of its own."""
    os.mkdir(folder)
    capture = Capture(folder, concurrent, calls)
    listing = os.path.join(folder, "calls")
    command = [callgen, "-o", capture.path, "--concurrent", str(concurrent),
               "--calls", str(calls), "--list", listing, *options]
    if "--sip-only" not in options:
        command += ["--truth", capture.truth, "--truth-every",
                    str(max(1, calls // LISTENED))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"callgen: {done.stderr.strip()}")
    found = re.search(r"packets=(\d+) bytes=(\d+) seconds=([\d.]+)",
                      done.stderr)
    capture.packets, capture.bytes = int(found[1]), int(found[2])
    capture.seconds = float(found[3])
    with open(listing, encoding="ascii") as file:
        capture.known = [json.loads(line) for line in file]
    return capture
