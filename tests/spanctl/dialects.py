#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test devices: the command lines of NX-OS, EOS and Junos as far as mirror
sessions go. None of them runs here; they follow what is publicly known.

    dialects.py nxos|eos|junos FOLDER [--state]

cli_device.py says what FOLDER has; FOLDER/calls as with catalyst.py. --state
prints the sessions: {id: [{port: direction}, [destination]]}.
"""
import re

from catalyst import carried
from cli_device import BOTH, RX, TX, Device, Refused, main

WORDS = {"rx": RX, "tx": TX, "both": BOTH, "ingress": RX, "egress": TX}


def ports_of(sources, bits):
    """The ports of one direction."""
    return [port for port, its in sources.items() if its == bits]


class Nexus(Device):
    """NX-OS. A session is shut at first; "up" is kept behind its ports."""

    host, end = "nexus", "# "

    def port(self, name):
        """Eth1/5 of "Ethernet1/5"."""
        match = re.fullmatch(r"[Ee]th?[a-z]*(1/\d+)", name)
        if not match:
            raise Refused("% Invalid interface format at '^' marker.")
        return "Eth" + match[1]

    def show(self, sessions):
        """show monitor session all."""
        if not sessions:
            return ["Note: No sessions configured"]
        lines = []
        for number, (sources, to, *up) in sessions.items():
            lines += [f"   session {number}", "---------------",
                      "type              : local", "state             : " +
                      ("up" if up else "down (Session admin shut)"),
                      "source intf       : "]
            for bits, word in ((RX, "rx"), (TX, "tx"), (BOTH, "both")):
                ports = [port for port, its in sources.items()
                         if its & bits == bits]
                lines.append(f"    {word:14}: " +
                             "".join(f"{port:14}" for port in ports))
            lines += ["source VLANs      : ", "    rx            : ",
                      "destination ports : " +
                      "".join(f"{port:14}" for port in to), ""]
        return lines

    def line(self, text):
        """One line; what it says."""
        if text == "configure terminal":
            self.mode = "(config)"
        elif text == "end":
            self.mode = ""
        elif text == "exit":
            self.mode = "(config)"
        elif text.startswith("terminal "):
            pass
        elif text == "show monitor session all":
            return self.show(self.state()["sessions"])
        elif text.startswith("show interface "):
            packets, size = carried(self.folder)
            return [f"{self.port(text.split()[2])} is up",
                    "  MTU 1500 bytes, BW 1000000 Kbit, DLY 10 usec", "  RX",
                    f"    {packets} unicast packets  0 multicast packets",
                    f"    {packets} input packets  {size} bytes", "  TX",
                    f"    {packets} unicast packets  0 multicast packets",
                    f"    {packets} output packets  {size} bytes"]
        elif text == "show running-config monitor":
            return ["!Command: show running-config monitor"]
        elif text == "copy running-config startup-config":
            self.keep("startup", self.state())
            return ["[########################################] 100%",
                    "Copy complete."]
        elif not self.mode:
            raise Refused("% Invalid command at '^' marker.")
        else:
            self.configure(text)
        return []

    def configure(self, text):
        """A line of configuration."""
        words = text.split()
        no = words[0] == "no"
        if no:
            words = words[1:]
        if words[0] == "interface":
            self.mode, self.current = "(config-if)", self.port(words[1])
        elif words == ["switchport", "monitor"]:
            self.monitors.add(self.current)
        elif words[:2] == ["monitor", "session"] and no:
            self.remove(words[2])
        elif words[:2] == ["monitor", "session"]:
            self.mode, self.current = "(config-monitor)", words[2]
        elif words[:2] == ["source", "interface"]:
            self.set_source(self.current, self.port(words[2]),
                            WORDS[words[3]], no)
        elif words[:2] == ["destination", "interface"]:
            port = self.port(words[2])
            if port not in self.monitors and not no:
                raise Refused(f"ERROR: {port} is not in switchport monitor "
                              "mode")
            self.set_destination(self.current, port, no)
        elif text == "no shut" and self.mode == "(config-monitor)":
            sessions = self.edited()
            session = sessions.setdefault(self.current, [{}, []])
            session[2:] = ["up"]
            self.change(sessions)
        elif text != "switchport":
            raise Refused("% Invalid command at '^' marker.")


class Arista(Device):
    """EOS."""

    host, end = "arista", "#"

    def __init__(self, folder):
        super().__init__(folder)
        self.privileged = False

    def prompt(self):
        return super().prompt() if self.privileged else "arista>"

    def port(self, name):
        """Et5 of "Ethernet5"."""
        match = re.fullmatch(r"(?:Ethernet|Et)(\d+)", name)
        if not match:
            raise Refused("% Invalid input")
        return "Et" + match[1]

    def show(self, sessions):
        """show monitor session."""
        if not sessions:
            return ["No sessions created"]
        lines = []
        for name, (sources, to) in sessions.items():
            lines += [f"Session {name}", "------------------------", "",
                      "Source Ports:", ""]
            for bits, word in ((BOTH, "Both"), (RX, "Rx"), (TX, "Tx")):
                ports = ports_of(sources, bits)
                if ports:
                    lines.append(f"  {word + ':':12} {', '.join(ports)}")
            lines += ["", "Destination Ports:", ""]
            lines += [f"    {port} :  active" for port in to] + [""]
        return lines

    def line(self, text):
        """One line; what it says."""
        if text == "enable":
            self.privileged = True
        elif text.startswith("terminal "):
            pass
        elif text == "show monitor session":
            return self.show(self.state()["sessions"])
        elif text == "show running-config | include monitor session":
            return []
        elif text.startswith("show interfaces "):
            packets, size = carried(self.folder)
            return [f"{self.port(text.split()[2])} is up, line protocol is up",
                    "  Ethernet MTU 9214 bytes , BW 1000000 kbit",
                    f"     {packets} packets input, {size} bytes",
                    "     Received 0 broadcasts, 0 multicast",
                    f"     {packets} packets output, {size} bytes"]
        elif text == "configure session spanctl":
            self.mode = "(config-s-spanct)"
            self.candidate = self.state()["sessions"]
        elif text == "configure session spanctl commit":
            if not self.state()["undo"]:
                raise Refused("% Cannot commit session, it is completed")
            self.commit(self.state()["sessions"])
        elif text == "write memory":
            self.keep("startup", self.state())
            return ["Copy completed successfully."]
        elif self.candidate is None:
            raise Refused("% Invalid input")
        else:
            self.configure(text)
        return []

    def configure(self, text):
        """A line in a session of configuration."""
        match = re.fullmatch(r"commit timer (\d\d):(\d\d):(\d\d)", text)
        if match:
            hours, minutes, seconds = map(int, match.groups())
            self.commit(self.candidate,
                        hours * 3600 + minutes * 60 + seconds)
        elif text == "commit":
            self.commit(self.candidate)
        if text.split()[0] in ("commit", "abort"):
            self.candidate, self.mode = None, ""
            return
        no, text = text.startswith("no "), text.removeprefix("no ")
        words = text.split()
        if words[:2] != ["monitor", "session"]:
            raise Refused("% Invalid input")
        if len(words) == 3 and no:
            self.remove(words[2])
        elif words[3] == "source":
            self.set_source(words[2], self.port(words[4]), WORDS[words[5]], no)
        elif words[3] == "destination":
            self.set_destination(words[2], self.port(words[4]), no)
        else:
            raise Refused("% Invalid input")


class Juniper(Device):
    """Junos."""

    host = "rec@ex"

    def prompt(self):
        return "[edit]\r\nrec@ex# " if self.mode else "rec@ex> "

    def show(self, sessions):
        """show forwarding-options analyzer."""
        if not sessions:
            return []
        lines = []
        for name, (sources, to) in sessions.items():
            lines += [f"  Analyzer name                    : {name}",
                      "  Mirror rate                      : 1",
                      "  State                            : up"]
            for bits, word in ((RX, "Ingress"), (TX, "Egress")):
                lines += [f"  {word + ' monitored interfaces':33}: {port}"
                          for port, its in sources.items() if its & bits] or \
                    [f"  {word + ' monitored interfaces':33}: None"]
            lines += [f"  Output interface                 : {port}"
                      for port in to]
        return lines

    def line(self, text):
        """One line; what it says."""
        if text.startswith("set cli "):
            return ["Screen length set to 0"]
        if text == "show forwarding-options analyzer":
            return self.show(self.state()["sessions"])
        if text.startswith("show configuration forwarding-options"):
            return []
        if re.fullmatch(r"show interfaces \S+ extensive", text):
            packets, size = carried(self.folder)
            return [f"Physical interface: {text.split()[2]}, Enabled",
                    "  Link-level type: Ethernet, Speed: 1000mbps, Duplex: Auto",
                    "  Traffic statistics:",
                    f"   Input  bytes  : {size:20}           1904000 bps",
                    f"   Output bytes  : {size:20}           1904000 bps",
                    f"   Input  packets: {packets:20}              500 pps",
                    f"   Output packets: {packets:20}              500 pps",
                    "    Traffic statistics:",
                    "     Input  bytes  :                  7",
                    "     Output bytes  :                  7"]
        if text == "configure exclusive" and not self.mode:
            self.mode = "#"
            self.candidate = self.state()["sessions"]
            return ["warning: uncommitted changes will be discarded on exit",
                    "Entering configuration mode", ""]
        if not self.mode:
            raise Refused("unknown command.")
        return self.configure(text)

    def configure(self, text):
        """A line of configuration; what it says."""
        match = re.fullmatch(r"commit confirmed (\d+)", text)
        if match:
            self.commit(self.candidate, 60 * int(match[1]))
            return ["commit confirmed will be automatically rolled back in "
                    f"{match[1]} minutes unless confirmed", "commit complete",
                    "", f"# commit confirmed will be rolled back in "
                    f"{match[1]} minutes"]
        if text == "commit":
            self.commit(self.candidate)
            return ["commit complete", ""]
        if text == "rollback 0":
            self.candidate = self.state()["sessions"]
            return ["load complete", ""]
        if text == "exit":
            self.mode, self.candidate = "", None
            return ["Exiting configuration mode", ""]
        words = text.split()
        if words[1:3] != ["forwarding-options", "analyzer"] or \
                words[0] not in ("set", "delete"):
            raise Refused("syntax error.")
        name, rest, no = words[3], words[4:], words[0] == "delete"
        if not rest and no:
            self.remove(name)
        elif rest[0] == "input" and rest[2] == "interface":
            self.set_source(name, self.unit(rest[3]), WORDS[rest[1]], no)
        elif rest[:2] == ["output", "interface"]:
            self.set_destination(name, self.unit(rest[2]), no)
        else:
            raise Refused("syntax error.")
        return []

    @staticmethod
    def unit(name):
        """With its unit."""
        return name if "." in name else name + ".0"


DEVICES = {"nxos": Nexus, "eos": Arista, "junos": Juniper}


if __name__ == "__main__":
    main(DEVICES)
