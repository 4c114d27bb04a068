#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A test device: the command line of a small switch, after IOS on a
Catalyst 2960, as far as mirror sessions go. No IOS runs here; wording of
errors follows what is publicly known of it.

    catalyst.py FOLDER [--login]

FOLDER/state.json is what the switch keeps. FOLDER/knobs.json says how it
behaves: "archive" (it can undo changes); FOLDER/clock is its time, in seconds;
and how it misbehaves: "cut" (hang up at the n-th line), "refuse" (part of a
line), "syslog" (messages amid answers), "pager" (cannot be turned off), "lose" (take
this part of a line, say nothing, do nothing). With --login it asks for user
and password itself, as over telnet. FOLDER/macs and FOLDER/arp are its tables
of hosts; FOLDER/counters what a destination has sent and dropped;
FOLDER/calls how many calls each port carries.
"""
import json
import os
import re
import sys
import termios
import time
import tty

USER, PASSWORD, ENABLE = "rec", "pass-w0rd", "enable-s3cret"
PORTS = [f"Fa0/{n}" for n in range(1, 25)] + ["Gi0/1", "Gi0/2"]
CARET = "% Invalid input detected at '^' marker."


class Hangup(Exception):
    """The line is cut."""


def carried(folder):
    """Packets and bytes of a port, each way, up to now: with as many calls of
    G.711 all the time as FOLDER/calls says."""
    try:
        with open(f"{folder}/calls", encoding="ascii") as file:
            calls = int(file.read())
    except FileNotFoundError:
        calls = 0
    packets = int(time.time() * 50 * calls)
    return packets, packets * 218


def clock(folder):
    """The time of a device: that of the host, or what FOLDER/clock says."""
    try:
        with open(f"{folder}/clock", encoding="ascii") as file:
            return float(file.read())
    except FileNotFoundError:
        return time.time()


def short(name):
    """Fa0/5 of "fastethernet 0/5"; None when there is no such port."""
    match = re.fullmatch(r"(f[a-z]*|g[a-z]*)\s*(\d+/\d+)", name.lower())
    if not match:
        return None
    kind, number = match.groups()
    for long, brief in (("fastethernet", "Fa"), ("gigabitethernet", "Gi")):
        if long.startswith(kind) and brief + number in PORTS:
            return brief + number
    return None


def merge(ports):
    """Fa0/5-7,Fa0/9 of a list of ports, as IOS prints it."""
    groups = []
    for port in sorted(ports, key=PORTS.index):
        stem, number = port.rsplit("/", 1)
        last = groups[-1] if groups else None
        if last and last[0] == stem and last[2] == int(number) - 1:
            last[2] += 1
        else:
            groups.append([stem, int(number), int(number)])
    return [f"{s}/{a}" if a == b else f"{s}/{a}-{b}" for s, a, b in groups]


class Switch:
    """State, and what lines do to it."""

    def __init__(self, folder):
        self.folder = folder
        self.sessions = {}
        self.rspan = []
        self.vlan = None
        self.undo = None
        try:
            with open(f"{folder}/state.json", encoding="ascii") as file:
                state = json.load(file)
                self.sessions = state["sessions"]
                self.rspan = state["rspan"]
                self.undo = state.get("undo")
        except FileNotFoundError:
            pass
        if self.undo and clock(folder) >= self.undo[0]:
            self.sessions, self.undo = self.undo[1], None
            self.keep()
        try:
            with open(f"{folder}/knobs.json", encoding="ascii") as file:
                self.knobs = json.load(file)
        except FileNotFoundError:
            self.knobs = {}

    def keep(self, name="state"):
        """Writes the state down."""
        part = f"{self.folder}/{name}.{os.getpid()}"
        with open(part, "w", encoding="ascii") as file:
            json.dump({"sessions": self.sessions, "rspan": self.rspan,
                       "undo": self.undo}, file)
        os.rename(part, f"{self.folder}/{name}.json")

    def file(self, name, otherwise=""):
        """The text of a file of the folder."""
        try:
            with open(f"{self.folder}/{name}", encoding="ascii") as file:
                return file.read().strip()
        except FileNotFoundError:
            return otherwise

    def session(self, number):
        """The session, made when it is not there."""
        return self.sessions.setdefault(number, {
            "sources": {}, "vlans": {}, "to": [], "options": "",
            "remote_to": None, "remote_from": None, "filter": []})

    def tidy(self, number):
        """Forgets a session without members."""
        session = self.sessions.get(number)
        if session and not (session["sources"] or session["vlans"] or
                            session["to"] or session["remote_to"] or
                            session["remote_from"] or session["filter"]):
            del self.sessions[number]

    @staticmethod
    def port_list(text):
        """Ports of "fa0/1 , fa0/3 - 6"; None when one is wrong."""
        ports = []
        for item in re.split(r" , ", text):
            ends = re.split(r" - ", item.strip())
            first = short(ends[0])
            if not first or len(ends) > 2:
                return None
            stem, number = first.rsplit("/", 1)
            last = int(number) if len(ends) == 1 else int(ends[1])
            for n in range(int(number), last + 1):
                if f"{stem}/{n}" not in PORTS:
                    return None
                ports.append(f"{stem}/{n}")
        return ports

    def add_sources(self, number, ports, direction):
        """Adds source ports; what is wrong is returned."""
        others = [n for n, s in self.sessions.items()
                  if n != number and (s["sources"] or s["vlans"])]
        if len(others) >= 2:
            return "% Platform can support a maximum of 2 source sessions"
        for port in ports:
            if any(port in s["to"] for s in self.sessions.values()):
                return f"% Interface(s) {port} already configured as " \
                    f"monitor destinations in session {number}"
        session = self.session(number)
        bits = {"rx": 1, "tx": 2, "both": 3}[direction]
        for port in ports:
            session["sources"][port] = session["sources"].get(port, 0) | bits
        return None

    def drop_sources(self, number, ports, direction):
        """Takes directions of source ports away."""
        bits = {"rx": 1, "tx": 2, "both": 3}[direction]
        session = self.session(number)
        for port in ports:
            left = session["sources"].get(port, 0) & ~bits
            if left:
                session["sources"][port] = left
            else:
                session["sources"].pop(port, None)
        self.tidy(number)

    def monitor(self, no, number, rest):
        """A "monitor session" line; what is to be said, or None."""
        if no and not rest:
            self.sessions.pop(number, None)
            return None
        match = re.fullmatch(
            r"source interface (.+?)(?: (rx|tx|both))?", rest)
        if match:
            ports = self.port_list(match[1])
            if ports is None:
                return CARET
            direction = match[2] or "both"
            if no:
                return self.drop_sources(number, ports, direction)
            return self.add_sources(number, ports, direction)
        match = re.fullmatch(r"destination interface (.+?)"
                             r"( encapsulation .*| ingress .*)?", rest)
        if match:
            ports = self.port_list(match[1])
            if ports is None:
                return CARET
            return self.set_destination(no, number, ports, match[2] or "")
        match = re.fullmatch(r"(source|destination) remote vlan (\d+)", rest)
        if match:
            if int(match[2]) not in self.rspan and not no:
                return "% VLAN specified is not an RSPAN VLAN"
            key = "remote_from" if match[1] == "source" else "remote_to"
            self.session(number)[key] = None if no else int(match[2])
            self.tidy(number)
            return None
        return CARET

    def set_destination(self, no, number, ports, options):
        """Destinations come or go; what is wrong is returned."""
        for port in ports:
            for other, session in self.sessions.items():
                if port in session["sources"] and not no:
                    return f"% Interface(s) {port} already configured as " \
                        f"monitor sources in session {other}"
                if other != number and port in session["to"] and not no:
                    return f"% Interface(s) {port} already be used in " \
                        f"session {other}"
        session = self.session(number)
        for port in ports:
            if no and port in session["to"]:
                session["to"].remove(port)
            elif not no and port not in session["to"]:
                session["to"].append(port)
        session["options"] = options
        self.tidy(number)
        return None

    def show_session(self, number):
        """What "show monitor session" prints."""
        session = self.sessions[number]
        lines = [f"Session {number}", "---------"]
        kind = "Local Session"
        if session["remote_to"]:
            kind = "Remote Source Session"
        elif session["remote_from"]:
            kind = "Remote Destination Session"
        lines.append(f"Type                   : {kind}")
        if session["sources"]:
            lines.append("Source Ports           :")
        for bits, name in ((1, "RX Only"), (2, "TX Only"), (3, "Both")):
            ports = [p for p, b in session["sources"].items() if b == bits]
            if ports:
                lines.append(f"    {name:19}: {','.join(merge(ports))}")
        if session["remote_to"]:
            lines.append(f"Dest RSPAN VLAN        : {session['remote_to']}")
        if session["remote_from"]:
            lines.append(f"Source RSPAN VLAN      : {session['remote_from']}")
        if session["to"]:
            lines.append(
                f"Destination Ports      : {','.join(merge(session['to']))}")
            lines.append("    Encapsulation      : Native")
            lines.append("          Ingress      : " + (
                "Enabled, default VLAN = 1" if "ingress" in
                session["options"] else "Disabled"))
        return lines + ["", ""]

    def config_lines(self):
        """The monitor session lines of the running configuration."""
        lines = []
        for number in sorted(self.sessions, key=int):
            session = self.sessions[number]
            for bits, word in ((3, ""), (1, " rx"), (2, " tx")):
                ports = [p for p, b in session["sources"].items() if b == bits]
                if ports:
                    text = " , ".join(merge(ports))
                    text = re.sub(r"-", " - ", text)
                    lines.append(f"monitor session {number} source interface "
                                 f"{text}{word}")
            for key, word in (("remote_to", "destination"),
                              ("remote_from", "source")):
                if session[key]:
                    lines.append(f"monitor session {number} {word} remote "
                                 f"vlan {session[key]}")
            if session["to"]:
                text = re.sub(r"-", " - ", " , ".join(merge(session["to"])))
                lines.append(f"monitor session {number} destination interface "
                             f"{text}{session['options']}")
        return lines

    def show(self, words):
        """The lines of a show command; None when there is no such."""
        match = re.fullmatch(r"monitor(?: session (\d+|all))?", words)
        if match:
            wanted = match[1] if match[1] and match[1] != "all" else None
            numbers = [n for n in sorted(self.sessions, key=int)
                       if wanted in (None, n)]
            if not numbers and wanted:
                return [" No SPAN configuration is present in the system for "
                        f"session [{wanted}]."]
            if not numbers:
                return [" No SPAN configuration is present in the system."]
            return sum((self.show_session(n) for n in numbers), [])
        match = re.fullmatch(r"interfaces (\S+)", words)
        if match and short(match[1]):
            copied, dropped = self.file("counters", "0 0").split()
            packets, size = carried(self.folder)
            return [f"{match[1]} is up, line protocol is down (monitoring)",
                    "  MTU 1500 bytes, BW 100000 Kbit/sec, DLY 100 usec, ",
                    "  Input queue: 0/75/0/0 (size/max/drops/flushes); "
                    f"Total output drops: {dropped}",
                    "  5 minute output rate 1000 bits/sec, 2 packets/sec",
                    f"     {packets} packets input, {size} bytes, 0 no buffer",
                    f"     {packets or copied} packets output, {size} bytes, "
                    "0 underruns"]
        if words == "mac address-table":
            return ["          Mac Address Table", "-" * 43, "",
                    "Vlan    Mac Address       Type        Ports",
                    "----    -----------       --------    -----",
                    " All    0100.0ccc.cccc    STATIC      CPU"] + \
                self.file("macs").splitlines()
        if words == "ip arp":
            return ["Protocol  Address          Age (min)  Hardware Addr   "
                    "Type   Interface"] + self.file("arp").splitlines()
        if words == "running-config | include monitor session":
            return self.config_lines()
        return None


class Line:
    """The terminal: echo, pager, prompts."""

    more, wipe = " --More-- ", "\b" * 9 + " " * 8 + "\b" * 9

    def __init__(self):
        self.length = 24
        self.count = 0

    def write(self, text):
        """Sends text as it is."""
        data = text.encode()
        while data:
            data = data[os.write(1, data):]

    def byte(self):
        """The next byte."""
        data = os.read(0, 1)
        if not data:
            raise Hangup
        return data.decode("latin-1")

    def ask(self, prompt, echo=True):
        """A line that is typed."""
        self.write(prompt)
        typed = ""
        while True:
            char = self.byte()
            if char in "\r\n":
                self.write("\r\n")
                return typed
            typed += char
            if echo:
                self.write(char)

    def answer(self, lines):
        """Prints lines, page by page."""
        for number, line in enumerate(lines):
            if self.length and number and number % (self.length - 1) == 0:
                self.write(self.more)
                if self.byte() == "q":
                    self.write("\r\n")
                    return
                self.write(self.wipe)
            self.write(line + "\r\n")


class Shell:
    """Modes, and what is typed in them."""

    def __init__(self, folder, line):
        self.folder = folder
        self.line = line
        self.switch = Switch(folder)
        self.mode = ">"
        self.count = 0

    def refuse(self, text=CARET):
        """An error, with a caret above it where it is one of syntax."""
        self.line.answer(["            ^", text, ""] if text == CARET
                         else [text])

    def privilege(self):
        """enable."""
        for _ in range(3):
            if self.line.ask("Password: ", echo=False) == ENABLE:
                self.mode = "#"
                return
        self.line.answer(["% Bad secrets", ""])

    def execute(self, text):
        """A line outside of configuration."""
        if text == "enable":
            if self.mode == ">":
                self.privilege()
        elif re.fullmatch(r"terminal length \d+", text):
            if self.switch.knobs.get("pager"):
                self.refuse()
            else:
                self.line.length = int(text.split()[-1])
        elif re.fullmatch(r"terminal width \d+", text):
            pass
        elif text.startswith("show "):
            self.switch = Switch(self.folder)
            lines = self.switch.show(text[5:])
            if lines is None:
                self.refuse()
            else:
                self.line.answer(lines)
        elif self.mode == "#" and text == "configure terminal":
            self.line.answer(["Enter configuration commands, one per line.  "
                              "End with CNTL/Z."])
            self.mode = "(config)#"
        elif self.mode == "#" and self.switch.knobs.get("archive") and \
                re.fullmatch(r"configure terminal revert timer \d+", text):
            self.switch = Switch(self.folder)
            self.switch.undo = [
                clock(self.folder) + int(text.split()[-1]) * 60,
                self.switch.sessions]
            self.switch.keep()
            self.line.answer(["Rollback Confirmed Change: Backing up current "
                              "running config to flash:bak-1"])
            self.mode = "(config)#"
        elif self.mode == "#" and text == "configure confirm":
            self.switch = Switch(self.folder)
            if not self.switch.undo:
                self.line.answer(["% No Rollback Confirmed Change pending"])
            self.switch.undo = None
            self.switch.keep()
        elif self.mode == "#" and text == "write memory":
            self.switch.keep("startup")
            self.line.answer(["Building configuration...", "[OK]"])
        elif text in ("exit", "logout"):
            raise Hangup
        else:
            self.refuse()

    def configure(self, text):
        """A line of configuration."""
        self.switch = Switch(self.folder)
        said = None
        match = re.fullmatch(r"(no )?monitor session (\d+)(?: (.*))?", text)
        if text == "end":
            self.mode = "#"
            self.line.answer(["*Mar  1 00:12:21.331: %SYS-5-CONFIG_I: "
                              "Configured from console by vty0"] if
                             self.switch.knobs.get("syslog") else [])
        elif text == "exit":
            self.mode = "(config)#" if self.mode == "(config-vlan)#" else "#"
        elif match and 0 < int(match[2]) <= 66:
            said = self.switch.monitor(match[1], match[2], match[3] or "")
        elif re.fullmatch(r"vlan \d+", text):
            self.mode = "(config-vlan)#"
            Shell.vlan = int(text.split()[1])
        elif text == "remote-span" and self.mode == "(config-vlan)#":
            if Shell.vlan not in self.switch.rspan:
                self.switch.rspan.append(Shell.vlan)
        else:
            said = CARET
        if said:
            self.refuse(said)
        else:
            self.switch.keep()

    vlan = None

    def run(self):
        """Until the line is cut."""
        while True:
            text = self.line.ask(f"Switch{self.mode}").strip()
            knobs = Switch(self.folder).knobs
            self.count += 1
            if knobs.get("cut") == self.count:
                raise Hangup
            if knobs.get("syslog") and self.count % 3 == 0:
                self.line.answer(["*Mar  1 00:10:00.001: %LINK-3-UPDOWN: "
                                  "Interface FastEthernet0/9, changed state "
                                  "to up"])
            if not text:
                continue
            with open(f"{self.folder}/typed", "a", encoding="ascii") as file:
                file.write(f"{self.mode} {text}\n")
            if knobs.get("refuse") and knobs["refuse"] in text:
                self.refuse("Command rejected: not now")
            elif knobs.get("lose") and knobs["lose"] in text:
                pass
            elif self.mode in ("#", ">"):
                self.execute(text)
            else:
                self.configure(text)


def log_in(line):
    """Asks as a device does over telnet; three times."""
    line.write("\r\n\r\nUser Access Verification\r\n\r\n")
    for _ in range(3):
        user = line.ask("Username: ")
        password = line.ask("Password: ", echo=False)
        if (user, password) == (USER, PASSWORD):
            return True
        line.write("% Authentication failed\r\n\r\n")
    return False


def main():
    """One login."""
    if os.isatty(0):
        tty.setraw(0, termios.TCSANOW)
    line = Line()
    try:
        if "--login" not in sys.argv or log_in(line):
            Shell(sys.argv[1], line).run()
    except Hangup:
        pass


if __name__ == "__main__":
    main()
