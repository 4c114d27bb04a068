#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives "spanview top" in a pseudo-terminal, as a person at its keys would.

    top.py SPANVIEW FOLDER

Calls go on, all to 200. Prints a line of TAP without number for each thing
that is looked at; the screen is kept as a terminal would show it.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

ROWS, COLUMNS = 30, 100
SEQUENCE = re.compile(rb"\x1b\[([?0-9;]*)([A-Za-z])")
BELL = b"\x07"
PATIENCE = 60  # seconds; a machine that is busy needs some


class Screen:
    """What a terminal shows: of ECMA-48 only what spanview uses."""

    def __init__(self):
        self.shared = False  # a shell writes there, too, and its lines wrap
        self.lines = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0
        self.second = self.hidden = self.reverse = False
        self.marked = set()
        self.drawn = [], set()  # what was drawn to its end
        self.rest = b""

    def feed(self, data):
        """Takes bytes."""
        data = self.rest + data
        self.rest = b""
        while data:
            if data[:1] == b"\x1b":
                match = SEQUENCE.match(data)
                if not match:
                    if len(data) < 16:
                        self.rest = data
                        return
                    raise ValueError(f"unknown sequence {data[:8]}")
                self.control(match.group(1).decode(), match.group(2).decode())
                data = data[match.end():]
            elif data[:1] in (BELL, b"\b", b"\t"):
                data = data[1:]
            elif data[:1] in b"\r\n":
                if data[:1] == b"\n":
                    self.row = min(self.row + 1, ROWS - 1)
                self.column = 0
                data = data[1:]
            else:
                size = 1 if data[0] < 0x80 else 2 if data[0] < 0xe0 else 3
                if len(data) < size:
                    self.rest = data
                    return
                self.put(data[:size].decode(errors="replace"))
                data = data[size:]

    def put(self, character):
        """Shows a character."""
        if self.column >= COLUMNS and self.second and not self.shared:
            raise ValueError("a line is too long")
        self.column = min(self.column, COLUMNS - 1)
        self.lines[self.row][self.column] = character
        if self.reverse:
            self.marked.add(self.row)
        self.column += 1

    def control(self, numbers, what):
        """Takes a control sequence."""
        if what == "H":
            self.row = self.column = 0
            self.marked = set()
        elif what == "K":
            self.lines[self.row][self.column:] = \
                [" "] * (COLUMNS - self.column)
        elif what == "J":
            self.lines[self.row][self.column:] = \
                [" "] * (COLUMNS - self.column)
            for row in range(self.row + 1, ROWS):
                self.lines[row] = [" "] * COLUMNS
            self.drawn = [line[:] for line in self.lines], set(self.marked)
        elif what == "m":
            self.reverse = numbers == "7"
        elif what in "hl" and numbers == "?1049":
            self.second = what == "h"
        elif what in "hl" and numbers == "?25":
            self.hidden = what == "l"

    def text(self):
        """All of it."""
        return "\n".join("".join(line).rstrip() for line in self.lines)

    def chosen(self):
        """The line that is marked, of what was drawn to its end."""
        lines, marked = self.drawn
        return "".join("".join(lines[row]) for row in sorted(marked))


def id_of(line):
    """The id in it."""
    return "".join(re.findall(r"\b[0-9a-f]{8}\b", line)[:1])


class Top:
    """A program on a terminal."""

    def __init__(self, program, arguments, **environment):
        self.screen = Screen()
        self.raw = b""
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", **environment)
            os.execv(program, [program] + arguments)
        self.size(ROWS, COLUMNS)
        self.usual = termios.tcgetattr(self.fd)

    def size(self, rows, columns):
        """Gives the terminal a size."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        """Takes what comes meanwhile."""
        end = time.time() + seconds
        while (left := end - time.time()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                return
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return
            if not data:
                return
            self.raw += data
            self.screen.feed(data)

    def sees(self, wanted, seconds=PATIENCE):
        """Does that come to be on the screen? A text, or a function."""
        end = time.time() + seconds
        while time.time() < end:
            self.read(0.1)
            if wanted(self.screen) if callable(wanted) \
                    else wanted in self.screen.text():
                return True
        print("# " + self.screen.text().replace("\n", "\n# "))
        return False

    def keys(self, keys):
        """Types."""
        os.write(self.fd, keys.encode())
        self.read(0.2)

    def ended(self, seconds=PATIENCE):
        """Its exit status, when it ends; a signal is negative."""
        end = time.time() + seconds
        while time.time() < end:
            self.read(0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        return None

    def is_restored(self):
        """Is the terminal as it was?"""
        now = termios.tcgetattr(self.fd)
        return (now[:4] == self.usual[:4] and not self.screen.second
                and not self.screen.hidden)


def say(good, what):
    """Prints a line of TAP."""
    print(("ok - " if good else "not ok - ") + what, flush=True)


def look(top):
    """What is shown, and what keys do."""
    say(top.sees(lambda s: s.text().count(" active ") >= 4), "calls that go on")
    say("200" in top.screen.text() and "10.9.0" not in top.screen.lines[2],
        "with their numbers")
    say(top.sees("packets/s"), "how fast packets come")
    say(top.sees(lambda s: "active" in s.chosen()), "one of them is chosen")
    first = top.screen.chosen()
    top.keys("\x1b[B")
    say(top.sees(lambda s: s.chosen() and s.chosen() != first),
        "arrow down chooses the next")
    top.keys("\x1bOA")
    say(top.sees(lambda s: id_of(s.chosen()) == id_of(first)),
        "arrow up goes back")
    before = top.screen.text()
    say(top.sees(lambda s: s.text() != before), "it is drawn anew each second")
    top.keys("?")
    say(top.sees("Any key goes back"), "help")
    top.keys(" ")
    say(top.sees("sorted by STARTED"), "... and back")
    top.keys(">")
    say(top.sees("sorted by STATE"), "> sorts by the next column")
    top.keys("<")
    say(top.sees("sorted by STARTED"), "< by the one before")
    top.keys("\x1b[17~")
    say(top.sees("sorted by STATE"), "F6, too")
    top.keys("<I")
    say(top.sees("downwards"), "I turns the order round")
    say(top.sees(lambda s: s.lines[-2] and id_of(first) in s.text()),
        "no call got lost")
    top.keys("I")


def find(top):
    """Searching and filtering."""
    ids = re.findall(r"\b[0-9a-f]{8}\b", top.screen.text())
    top.keys("/" + ids[2][:7])
    say(top.sees(lambda s: ids[2] in s.chosen()), "/ finds a call by its id")
    top.keys("\r\\" + ids[3] + "\r")
    say(top.sees(lambda s: s.text().count(" active ") == 1
                 and ids[3] in s.text() and "are not shown" in s.text()),
        "\\ shows only calls that match")
    top.keys("\\\x1b")
    time.sleep(0.1)
    say(top.sees(lambda s: s.text().count(" active ") >= 4),
        "escape shows all again")


def act(top):
    """What is done with a call."""
    top.keys("\x1b[H")
    top.keys("p")
    say(top.sees(": done"), "p pauses a call")
    say(top.sees(lambda s: "paused" in s.chosen()), "... which is shown")
    top.keys("r")
    say(top.sees(lambda s: "paused" not in s.chosen()
                 and "recorded" in s.chosen()), "r goes on")
    name = re.findall(r"\b[0-9a-f]{8}\b", top.screen.chosen())[0]
    top.raw = b""
    top.keys("\r")
    say(top.sees(lambda _: b"paged:Call " + name.encode() in top.raw),
        "Enter shows the call in the pager")
    say(top.sees(lambda s: s.second and "sorted by" in s.text()),
        "... and comes back")
    top.raw = b""
    top.keys("l")
    say(top.sees(lambda _: b"INVITE" in top.raw), "l shows its ladder")
    say(top.sees(lambda s: s.second and "sorted by" in s.text()),
        "... and comes back")


def resize(top):
    """Another size."""
    top.raw = b""
    top.size(10, 60)

    def frame():
        """The last one that was drawn to its end; one that had been begun may
        still have the size of before."""
        drawn = top.raw.rpartition(b"\x1b[J")[0]
        return drawn.rpartition(b"\x1b[H")[2]

    say(top.sees(lambda _: 0 < frame().count(b"\n") <= 10),
        "another size is drawn at once")
    widest = max(len(SEQUENCE.sub(b"", line).decode(errors="replace"))
                 for line in frame().split(b"\r\n"))
    say(widest <= 60, "... and fits")
    top.size(ROWS, COLUMNS)
    say(top.sees("packets/s"), "and back")


def leave(view, folder):
    """Each way out."""
    for what, way, wanted in (
            ("q", lambda it: it.keys("q"), 0),
            ("F10", lambda it: it.keys("\x1b[21~"), 0),
            ("control-C", lambda it: it.keys("\x03"), 0),
            ("SIGTERM", lambda it: os.kill(it.pid, signal.SIGTERM), 0),
            ("SIGHUP", lambda it: os.kill(it.pid, signal.SIGHUP), 0)):
        top = Top(view, ["-d", folder, "top"])
        good = top.sees("packets/s")
        way(top)
        say(good and top.ended() == wanted and top.is_restored(),
            f"{what} ends it, and the terminal is as before")


def stop(view, folder):
    """Stopped by its key, and by force, as jobs of a shell."""
    shell = Top("/bin/bash", ["--norc", "--noprofile", "-i"], PS1="ready> ")
    shell.screen.shared = True
    shell.sees("ready>")
    shell.keys(f"{view} -d {folder} top\n")
    say(shell.sees(lambda s: s.second and "packets/s" in s.text()),
        "a shell runs it")
    children = f"/proc/{shell.pid}/task/{shell.pid}/children"
    with open(children, encoding="ascii") as file:
        pid = int(file.read().split()[0])
    for what, how in (("control-Z", lambda: shell.keys("\x1a")),
                      ("SIGSTOP", lambda: os.kill(pid, signal.SIGSTOP))):
        shell.raw = b""
        how()
        say(shell.sees(lambda _: b"Stopped" in shell.raw)
            and (what == "SIGSTOP" or not shell.screen.second
                 and not shell.screen.hidden), f"{what} stops it")
        shell.raw = b""
        shell.keys("fg\n")
        say(shell.sees(lambda s: s.second and b"packets/s" in shell.raw),
            "... and it goes on")
        say(not termios.tcgetattr(shell.fd)[3] & termios.ECHO, "... as it was")
    shell.raw = b""
    shell.keys("q")
    shell.sees(lambda _: b"ready>" in shell.raw)  # who reads is the shell again
    shell.keys("echo left=$?\n")
    say(shell.sees(lambda s: b"left=0" in shell.raw and not s.second),
        "... to the end")
    shell.keys("exit\n")
    shell.ended()


def main():
    """All of it."""
    view, folder = sys.argv[1:]
    top = Top(view, ["-d", folder, "top"],
              PAGER="sed s/^Call/paged:Call/; sleep 1")
    look(top)
    find(top)
    act(top)
    resize(top)
    top.keys("q")
    say(top.ended() == 0, "q ends it")
    leave(view, folder)
    stop(view, folder)


main()
