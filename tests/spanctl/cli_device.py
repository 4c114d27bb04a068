# SPDX-License-Identifier: GPL-3.0-or-later
"""What all test devices with a command line have: a state that is kept, a
candidate of it, knobs by which they misbehave, and the loop that takes lines.

FOLDER/state.json is what the device keeps, FOLDER/startup.json what it would
start with, FOLDER/history what it ever had, FOLDER/typed what it was told.
FOLDER/knobs.json: "cut" (hang up at the n-th line), "dead" (and from then on
at the first), "refuse" (part of a line), "lose" (take this part of a line, say
nothing, do nothing), "pager" (cannot be turned off), and what a device adds.
FOLDER/clock is its time, in seconds, if not that of the host.
"""
import json
import os
import sys
import termios
import tty

from catalyst import ENABLE, PASSWORD, USER, Hangup, Line, carried, clock

RX, TX, BOTH = 1, 2, 3


class Refused(Exception):
    """What the device says to a line that it does not take."""


class Device:
    """State, a candidate of it, and a way back."""

    host, end = "device", "#"
    terminal = Line             # how it echoes and turns pages
    paged = False               # until it is told not to
    refusal = "% Invalid: error: not now"   # by the knob
    asks = ("Username: ", "Password: ")     # over telnet
    wrong = "% Authentication failed"

    def __init__(self, folder):
        self.folder = folder
        self.mode = ""
        self.current = None
        self.candidate = None
        self.monitors = set()
        self.knobs = self.load("knobs", {})

    def load(self, name, otherwise):
        """A file of the folder."""
        try:
            with open(f"{self.folder}/{name}.json", encoding="ascii") as file:
                return json.load(file)
        except FileNotFoundError:
            return otherwise

    def keep(self, name, value):
        """Writes a file of the folder."""
        part = f"{self.folder}/{name}.{os.getpid()}"
        with open(part, "w", encoding="ascii") as file:
            json.dump(value, file)
        os.rename(part, f"{self.folder}/{name}.json")
        if name == "state":
            with open(f"{self.folder}/history", "a", encoding="ascii") as file:
                file.write(json.dumps(value["sessions"], sort_keys=True,
                                      separators=(",", ":")) + "\n")

    def state(self):
        """The sessions; a change that was not confirmed in time is undone."""
        state = self.load("state", {"sessions": {}, "undo": None})
        if state["undo"] and clock(self.folder) >= state["undo"][0]:
            state = {"sessions": state["undo"][1], "undo": None}
            self.keep("state", state)
        return state

    def commit(self, sessions, seconds=None):
        """Sessions become real, for some seconds or for good."""
        old = self.state()
        undo = None
        if seconds is not None:
            before = old["undo"][1] if old["undo"] else old["sessions"]
            undo = [clock(self.folder) + seconds, before]
        self.keep("state", {"sessions": sessions, "undo": undo})

    def edited(self):
        """The sessions that lines change."""
        return self.state()["sessions"] if self.candidate is None else \
            self.candidate

    def change(self, sessions):
        """... are changed."""
        if self.candidate is None:
            self.commit(sessions)
        else:
            self.candidate = sessions

    def set_source(self, session, port, direction, no):
        """A source comes or goes."""
        sessions = self.edited()
        sources = sessions.setdefault(session, [{}, []])[0]
        bits = sources.get(port, 0)
        bits = bits & ~direction if no else bits | direction
        sources[port] = bits
        if not bits:
            del sources[port]
        self.change(sessions)

    def set_destination(self, session, port, no):
        """A destination comes or goes."""
        sessions = self.edited()
        ports = sessions.setdefault(session, [{}, []])[1]
        if no and port in ports:
            ports.remove(port)
        elif not no and port not in ports:
            ports.append(port)
        self.change(sessions)

    def remove(self, session):
        """A session goes."""
        sessions = self.edited()
        sessions.pop(session, None)
        self.change(sessions)

    def prompt(self):
        """What it waits with."""
        return f"{self.host}{self.mode}{self.end}"

    def greet(self, line):
        """Before the first prompt."""

    def log_in(self, line):
        """Asks as it does over telnet; three times."""
        for _ in range(3):
            user = line.ask(self.asks[0])
            if (user, line.ask(self.asks[1], echo=False)) == (USER, PASSWORD):
                return
            line.write(f"\r\n{self.wrong}\r\n")
        raise Hangup

    def privilege(self, line):
        """Is the password of "enable" right?"""
        return line.ask("Password:", echo=False) == ENABLE


def direction_word(words, bits):
    """What a device calls a direction."""
    return next(word for word, its in words.items() if its == bits)


def by_four(mac):
    """A MAC address as Comware and VRP write it."""
    return f"{mac[:4]}-{mac[4:8]}-{mac[8:]}"


class Vendor(Device):
    """What vendors.py and hpe.py have in common. FOLDER/counters: packets that
    a destination has sent and dropped."""

    paged = True

    def counters(self):
        """Packets sent and dropped; packets and bytes of calls, each way."""
        packets, size = carried(self.folder)
        try:
            with open(f"{self.folder}/counters", encoding="ascii") as file:
                return [int(word) for word in file.read().split()] + \
                    [packets, size]
        except FileNotFoundError:
            return [packets, 0, packets, size]

    def hosts(self):
        """[MAC address, VLAN, port, IP address] of knob "hosts"; the MAC
        address as twelve digits."""
        return self.knobs.get("hosts", [])

    def unpage(self):
        """The pager goes, unless the knob keeps it."""
        if self.knobs.get("pager"):
            raise Refused(self.refusal)
        self.console.length = 0

    def exists(self, session):
        """A session to be spoken of."""
        if session not in self.state()["sessions"]:
            raise Refused(self.missing.format(session))

    def make(self, session):
        """A session without members."""
        sessions = self.state()["sessions"]
        sessions.setdefault(session, [{}, []])
        self.commit(sessions)

    def replace_source(self, session, port, bits):
        """A source has this direction and no other."""
        sessions = self.state()["sessions"]
        sessions[session][0][port] = bits
        self.commit(sessions)

    def free(self, port, session=None):
        """A port that nobody copies to or from, but for the session."""
        for other, its in self.state()["sessions"].items():
            sources, to = its[:2]
            if port in to or (other != session and port in sources):
                raise Refused(self.busy.format(port))


def run(device, line):
    """Until the line is cut."""
    count = 0
    while True:
        text = line.ask(device.prompt()).strip()
        count += 1
        if device.knobs.get("cut") == count:
            if device.knobs.get("dead"):
                device.keep("knobs", {"cut": 1})
            raise Hangup
        if not text:
            continue
        with open(f"{device.folder}/typed", "a", encoding="ascii") as file:
            file.write(f"{device.prompt()} {text}\n")
        if text in ("exit", "quit", "logout") and not device.mode:
            raise Hangup
        try:
            refuse, lose = map(device.knobs.get, ("refuse", "lose"))
            if refuse and refuse in text:
                raise Refused(device.refusal)
            if not lose or lose not in text:
                line.answer(device.line(text))
        except Refused as why:
            line.answer(str(why).split("\n"))


def main(devices):
    """One login: DRIVER FOLDER [--login | --state]."""
    device = devices[sys.argv[1]](sys.argv[2])
    if "--state" in sys.argv:
        print(json.dumps(device.state()["sessions"], sort_keys=True))
        return
    if os.isatty(0):
        tty.setraw(0, termios.TCSANOW)
    device.console = device.terminal()
    if not device.paged:
        device.console.length = 0
    try:
        if "--login" in sys.argv:
            device.log_in(device.console)
        device.greet(device.console)
        run(device, device.console)
    except Hangup:
        pass
