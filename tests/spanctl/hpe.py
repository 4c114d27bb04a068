# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines of ArubaOS-Switch (ProCurve) and Comware; see vendors.py.
"""
import re

from catalyst import Line
from cli_device import (BOTH, RX, TX, Refused, Vendor, by_four,
                        direction_word)


class AnsiLine(Line):
    """A ProCurve's terminal: a line ends by scrolling the screen, as its
    sequences in public logs of scripts show: the first line is deleted and
    one is put in at the bottom. Older ones send "next line" (ESC E)."""

    more = "-- MORE --, next page: Space, next line: Enter, quit: Control-C"
    wipe = "\r\033[2K"
    old = False

    def ask(self, prompt, echo=True):
        self.write(f"\033[1;24r\033[24;1H\033[2K\033[24;1H\033[?25h{prompt}"
                   f"\033[24;1H\033[24;{len(prompt) + 1}H\033[?25h")
        typed = ""
        while True:
            char = self.byte()
            if char in "\r\n":
                break
            typed += char
            if echo:
                column = len(prompt) + len(typed)
                self.write(f"\033[24;{column}H{char}\033[24;{column}H"
                           f"\033[?25h\033[24;{column + 1}H")
        end = len(prompt) + len(typed) + 1
        if self.old:
            self.write("\033[24;0H\033E\033[24;1H")
        else:
            self.write("\033[1;0H\033[1M\033[24;1H\033[1L"
                       f"\033[24;{end}H\033[24;1H\033[2K\033[24;1H")
        return typed


class ProCurve(Vendor):
    """After "ArubaOS-Switch Management and Configuration Guide", chapter
    "Local mirroring", and "Basic Operation Guide" of the same."""

    host, end, refusal = "HP-2530-24G", "# ", "Invalid input: not"
    terminal = AnsiLine
    asks = ("Please Enter Login Name: ", "Please Enter Password: ")
    wrong = "Invalid password"
    words = {"in": RX, "out": TX, "both": BOTH}
    missing = "Mirroring session {} is not valid."
    busy = "Port {} is not valid: it is in use by another session."
    privileged = False
    first = True

    def greet(self, line):
        line.old = bool(self.knobs.get("old"))
        line.write("\033[2J\033[?7l\033[3;23r\033[?6l\033[1;1H\033[?25l"
                   "HP J9776A 2530-24G Switch\r\n"
                   "Software revision YA.16.10.0016\r\n\r\n"
                   "Press any key to continue\033[1;1H\033[?25h\033[24;27H")
        line.byte()
        line.write("\033[2J\033[?7l\033[1;24r\033[?6l\033[24;1H\033[?25h")

    def prompt(self):
        tty, self.first = "tty=ansi " if self.first else "", False
        return tty + (super().prompt() if self.privileged else
                      f"{self.host}> ")

    def port(self, name):
        """A port of the switch."""
        if not re.fullmatch(r"\d+", name) or not 0 < int(name) <= 28:
            raise Refused("Module not present for port or invalid port: "
                          f"{name}")
        return name

    def enable(self):
        """Asks for a user where users have names."""
        if self.knobs.get("names"):
            self.console.ask("Username: ")
        if not self.privilege(self.console):
            raise Refused("Unable to verify password.")
        self.privileged = True

    def line(self, text):
        """One line; what it says."""
        if text == "enable":
            self.enable()
        elif text == "no page":
            self.unpage()
        elif re.fullmatch(r"terminal width (\d+)", text):
            if not 61 <= int(text.split()[-1]) <= 1920:
                raise Refused(f"Invalid input: {text.split()[-1]}")
        elif re.fullmatch(r"show monitor [1-4]", text):
            return self.show(text[-1])
        elif text == "show mac-address":
            return ["", " Status and Counters - Port Address Table", "",
                    "  MAC Address   Port   VLAN",
                    "  ------------- ------ ----"] + \
                [f"  {mac[:6]}-{mac[6:]} {port:6} {vlan}"
                 for mac, vlan, port, _ in self.hosts()]
        elif text == "show arp":
            return ["", " IP ARP table", "",
                    "  IP Address      MAC Address       Type    Port",
                    "  --------------- ----------------- ------- ----"] + \
                [f"  {ip:15} {mac[:6]}-{mac[6:]}     dynamic {port}"
                 for mac, _, port, ip in self.hosts()]
        elif text.startswith("show interfaces "):
            return self.show_port(self.port(text.split()[-1]))
        elif not self.privileged:
            raise Refused(f"Invalid input: {text.split()[0]}")
        elif text == "show running-config | include mirror":
            if self.knobs.get("old"):
                raise Refused("Invalid input: |")
            return self.config()
        elif text == "write memory":
            self.keep("startup", self.state())
        elif text == "configure terminal":
            self.mode = "(config)"
        elif text == "end":
            self.mode = ""
        elif self.mode:
            self.configure(text)
        else:
            raise Refused(f"Invalid input: {text.split()[0]}")
        return []

    def configure(self, text):
        """A line of configuration. Removing a session removes its sources."""
        match = re.fullmatch(r"mirror ([1-4]) port (\S+)", text)
        if match:
            self.free(self.port(match[2]))
            self.make(match[1])
            sessions = self.state()["sessions"]
            sessions[match[1]][1] = [match[2]]
            self.commit(sessions)
            return
        match = re.fullmatch(r"no mirror ([1-4])", text)
        if match:
            self.remove(match[1])
            return
        match = re.fullmatch(r"(no )?interface (\S+) monitor all "
                             r"(in|out|both) mirror ([1-4])", text)
        if not match:
            raise Refused(f"Invalid input: {text.split()[0]}")
        self.exists(match[4])
        port = self.port(match[2])
        if match[1]:
            self.set_source(match[4], port, self.words[match[3]], True)
        else:
            self.replace_source(match[4], port, self.words[match[3]])

    def show(self, number):
        """show monitor N."""
        sessions = self.state()["sessions"]
        if number not in sessions:
            return [f" Session {number} is not defined."]
        sources, to = sessions[number]
        lines = ["", " Network Monitoring", "",
                 f"   Session: {number}    Session Name: ",
                 "    Mirror Policy: no mirror policy exists", ""]
        lines += [f"    Mirror Destination: {port:7} (Port)" for port in to]
        lines += ["", "     Monitoring Sources  Direction  Truncation "
                  "Mirror Policy", "     ------------------- ---------- "
                  "---------- -------------"]
        for port, bits in sources.items():
            word = direction_word(self.words, bits).capitalize()
            lines.append(f"     Port: {port:13} {word:10} No         no mirror"
                         " policy exists")
        return lines + [""]

    def show_port(self, port):
        """show interfaces N: thousands have commas."""
        sent, dropped, _, size = self.counters()
        return [f" Status and Counters - Port Counters for port {port}", "",
                "  Name  :", "  Link Status      : Up",
                "  Totals (Since boot or last clear) :",
                f"   Bytes Rx        : {size:<20,} Bytes Tx        : "
                f"{size:<20,}",
                "   Unicast Rx      : 256,594,027          "
                f"Unicast Tx      : {sent:<16,}",
                "  Errors (Since boot or last clear) :",
                f"   FCS Rx          : 7                    "
                f"Drops Tx        : {dropped:<16,}",
                "   Alignment Rx    : 0                    "
                "Collisions Tx   : 0"]

    def config(self):
        """The running configuration's lines with "mirror"."""
        lines = []
        for number, (sources, to) in self.state()["sessions"].items():
            lines += [f"mirror {number} port {port}" for port in to]
            lines += ["   monitor all "
                      f"{direction_word(self.words, bits)} mirror {number}"
                      for bits in sources.values()]
        return lines


class ComwareLine(Line):
    """Its pager."""

    more = "---- More ----"
    wipe = "\033[16D" + " " * 16 + "\033[16D"


class Comware(Vendor):
    """After "H3C Network Management and Monitoring Command Reference",
    "Port mirroring commands", release 7; knob "old": release 5, whose "undo"
    of a source has a direction and that of release 7 has none."""

    host, terminal = "HPE", ComwareLine
    refusal = " ^\n % Wrong parameter found at '^' position."
    asks = ("login: ", "Password: ")
    wrong = "AAA authentication failed."
    words = {"inbound": RX, "outbound": TX, "both": BOTH}
    missing = "Mirroring group {} doesn't exist."
    busy = "Error: {} is a member of a mirroring group."
    syntax = " ^\n % Unrecognized command found at '^' position."

    def prompt(self):
        return f"[{self.host}]" if self.mode else f"<{self.host}>"

    def port(self, name):
        """A port of the switch."""
        match = re.fullmatch(r"(?:g|ge|gi|gigabitethernet) ?(1/0/\d+)",
                             name.lower())
        if not match:
            raise Refused(self.refusal)
        return "GigabitEthernet" + match[1]

    def line(self, text):
        """One line; what it says."""
        if text == "screen-length disable":
            self.unpage()
        elif text == "display mirroring-group all":
            return self.show()
        elif text.startswith("display interface "):
            return self.show_port(self.port(text.split()[-1]))
        elif text == "display mac-address":
            return ["MAC Address      VLAN ID    State            "
                    "Port/Nickname            Aging"] + \
                [f"{by_four(mac)}   {vlan:<10} Learned          {port:24} Y"
                 for mac, vlan, port, _ in self.hosts()]
        elif text == "display arp":
            return ["  Type: S-Static   D-Dynamic   O-Openflow   R-Rule",
                    "IP address      MAC address    VLAN/VSI   "
                    "Interface                Aging Type"] + \
                [f"{ip:15} {by_four(mac)} {vlan:<10} {port:24} 16    D"
                 for mac, vlan, port, ip in self.hosts()]
        elif text == "display current-configuration | include " \
                "mirroring-group":
            return [f" mirroring-group {number} local"
                    for number in self.state()["sessions"]]
        elif text == "save force":
            self.keep("startup", self.state())
            return ["Validating file. Please wait...",
                    "Saved the current configuration to mainboard device "
                    "successfully."]
        elif text == "system-view" and not self.mode:
            self.mode = "system"
            return ["System View: return to User View with Ctrl+Z."]
        elif text == "return" and self.mode:
            self.mode = ""
        elif self.mode:
            self.configure(text)
        else:
            raise Refused(self.syntax)
        return []

    def configure(self, text):
        """A line of the system view."""
        match = re.fullmatch(r"mirroring-group (\d+) local", text)
        if match:
            return self.make(match[1])
        match = re.fullmatch(r"undo mirroring-group (\d+)", text)
        if match:
            self.exists(match[1])
            return self.remove(match[1])
        match = re.fullmatch(r"(undo )?mirroring-group (\d+) monitor-port "
                             r"(\S+)", text)
        if match:
            self.exists(match[2])
            port = self.port(match[3])
            if not match[1]:
                self.free(port)
            return self.set_destination(match[2], port, bool(match[1]))
        match = re.fullmatch(r"(undo )?mirroring-group (\d+) mirroring-port "
                             r"(\S+)(?: (both|inbound|outbound))?", text)
        if not match:
            raise Refused(self.syntax)
        self.exists(match[2])
        port = self.port(match[3])
        if match[1] and match[4] and not self.knobs.get("old"):
            raise Refused(" ^\n % Too many parameters found at '^' position.")
        if bool(match[4]) != (not match[1] or bool(self.knobs.get("old"))):
            raise Refused(" ^\n % Incomplete command found at '^' position.")
        if match[1]:
            return self.set_source(match[2], port, BOTH, True)
        self.free(port, match[2])
        return self.replace_source(match[2], port, self.words[match[4]])

    def show(self):
        """display mirroring-group all."""
        lines = []
        for number, (sources, to) in self.state()["sessions"].items():
            state = "Active" if sources and to else "Incomplete"
            if self.knobs.get("old"):
                lines += [f"mirroring-group {number}:", "    type: local",
                          f"    status: {state.lower()}",
                          "    mirroring port:"]
            else:
                lines += [f"Mirroring group {number}:", "    Type: Local",
                          f"    Status: {state}", "    Mirroring port:"]
            lines += [f"        {port}  "
                      f"{direction_word(self.words, bits).capitalize()}"
                      for port, bits in sources.items()]
            word = "monitor" if self.knobs.get("old") else "Monitor"
            lines += [f"    {word} port: {port}" for port in to]
        return lines

    def show_port(self, port):
        """display interface."""
        sent, dropped, packets, size = self.counters()
        return [f"{port}", "Current state: UP",
                f" Input (total):  {packets} packets, {size} bytes",
                " Input:  0 input errors, 0 runts, 0 giants, 0 throttles",
                f" Output (total):  {sent} packets, {size} bytes",
                "          1 unicasts, 1 broadcasts, 159 multicasts, 0 pauses",
                " Output (normal):  160 packets, - bytes",
                f" Output: 0 output errors, - underruns, {dropped} "
                "buffer failures"]
