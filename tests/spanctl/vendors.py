#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test devices: the command lines of ArubaOS-Switch (ProCurve), Comware,
Huawei VRP 5, FASTPATH and RouterOS as far as mirror sessions go. None of them
runs here. Each says which manual it follows; what no manual says (most errors
that are not of syntax) is worded as others of that device.

    vendors.py procurve|comware|vrp|fastpath|routeros FOLDER [--login|--state]

cli_device.py says what FOLDER has; hpe.py has the first two. --state prints {id: [{port: direction}, [destination]]}.
"""
import os
import re
import time

from catalyst import Line
from cli_device import (BOTH, RX, TX, Refused, Vendor, by_four,
                        direction_word, main)
from hpe import Comware, ProCurve


def by_two(mac):
    """A MAC address as most write it."""
    return ":".join(mac[at:at + 2] for at in range(0, 12, 2)).upper()


class VrpLine(Line):
    """Its pager."""

    more = "  ---- More ----"
    wipe = "\033[42D" + " " * 42 + "\033[42D"


class Vrp(Vendor):
    """After "S2700, S3700, S5700, S6700 Series Ethernet Switches Command
    Reference", "Mirroring commands" and "Configuration file management
    commands". Knobs: "expired" (a password that should be changed), "short"
    (asks "(y/n)[n]:" as routers do), "again" (asks so many times more, after
    a while)."""

    host, terminal = "HUAWEI", VrpLine
    refusal = "      ^\nError: Wrong parameter found at '^' position."
    wrong = "Error: The username or password is invalid."
    words = {"inbound": RX, "outbound": TX, "both": BOTH}
    missing = "Error: The observing port {} does not exist."
    busy = "Error: {} is an observing port or is mirrored already."
    syntax = "      ^\nError: Unrecognized command found at '^' position."

    def greet(self, line):
        if self.knobs.get("expired"):
            line.write("\r\nWarning: The initial password poses security "
                       "risks.\r\nThe password needs to be changed. ")
            if line.ask("Change now? [Y/N]: ").lower() != "n":
                line.ask("Please enter old password: ", echo=False)
        line.write("Info: The max number of VTY users is 10, and the number\r"
                   "\n      of current VTY users on line is 1.\r\n      The "
                   "current login time is 2026-06-28 00:17:28+00:00.\r\n")

    def prompt(self):
        if not self.mode:
            return f"<{self.host}>"
        where = f"-{self.current}" if self.mode == "interface" else ""
        return f"[{self.host}{where}]"

    def port(self, name):
        """A port of the switch."""
        match = re.fullmatch(r"(?:g|ge|gi|gigabitethernet) ?(0/0/\d+)",
                             name.lower())
        if not match:
            raise Refused(self.refusal)
        return "GigabitEthernet" + match[1]

    def line(self, text):
        """One line; what it says."""
        if text == "screen-length 0 temporary":
            self.unpage()
            return ["Info: The configuration takes effect on the current user "
                    "terminal interface only."]
        if text == "display observe-port":
            return self.show()
        if text == "display port-mirroring":
            return self.show_sources()
        if text.startswith("display interface "):
            return self.show_port(self.port(text.split()[-1]))
        if text in ("display mac-address", "display arp"):
            return self.show_hosts(text.split()[-1])
        if text == "display current-configuration | include observe-port":
            return []
        if text == "save" and not self.mode:
            return self.save()
        if text == "system-view" and not self.mode:
            self.mode = "system"
            return ["Enter system view, return user view with Ctrl+Z."]
        if not self.mode:
            raise Refused(self.syntax)
        if text == "return":
            self.mode = ""
        elif text == "quit":
            self.mode = "system" if self.mode == "interface" else ""
        elif text.startswith("interface "):
            self.current = self.port(text.removeprefix("interface "))
            self.mode = "interface"
        elif self.mode == "system":
            self.configure(text)
        else:
            self.configure_port(text)
        return []

    def show_hosts(self, what):
        """display mac-address, display arp."""
        if what == "arp":
            return ["IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE     "
                    "INTERFACE   VPN-INSTANCE", "-" * 78] + \
                [f"{ip:15} {by_four(mac)}  12        D-0      {port}"
                 for mac, _, port, ip in self.hosts()]
        return ["-" * 79, "MAC Address    VLAN/VSI                          "
                "Learned-From        Type      ", "-" * 79] + \
            [f"{by_four(mac)} {str(vlan) + '/-':33} {port:19} dynamic"
             for mac, vlan, port, _ in self.hosts()] + \
            ["-" * 79, f"Total items displayed = {len(self.hosts())}"]

    def save(self):
        """save: asks first."""
        self.console.write("The current configuration will be written to the "
                           "device.\r\n")
        question = "Are you sure to continue?[Y/N]"
        if self.knobs.get("short"):
            question = "Are you sure to continue? (y/n)[n]:"
        if self.console.ask(question).lower() != "y":
            return []
        for _ in range(self.knobs.get("again", 0)):
            time.sleep(0.2)
            if self.console.ask("flash:/vrpcfg.zip exists, overwrite?[Y/N]:"
                                ).lower() != "y":
                return []
        self.keep("startup", self.state())
        return ["Now saving the current configuration to the slot 0..",
                "Save the configuration successfully."]

    def configure(self, text):
        """A line of the system view."""
        match = re.fullmatch(r"observe-port (\d+) interface (\S+)", text)
        if match:
            port = self.port(match[2])
            self.free(port)
            if match[1] in self.state()["sessions"]:
                raise Refused("Error: The observing port exists already.")
            self.make(match[1])
            return self.set_destination(match[1], port, False)
        match = re.fullmatch(r"undo observe-port (\d+)", text)
        if not match:
            raise Refused(self.syntax)
        self.exists(match[1])
        if self.state()["sessions"][match[1]][0]:
            raise Refused("Error: The observing port is in use.")
        return self.remove(match[1])

    def configure_port(self, text):
        """A line of an interface's view."""
        match = re.fullmatch(r"(undo )?port-mirroring to observe-port (\d+) "
                             r"(both|inbound|outbound)", text)
        if not match:
            raise Refused(self.syntax)
        self.exists(match[2])
        bits = self.words[match[3]]
        if match[1]:
            return self.set_source(match[2], self.current, bits, True)
        self.free(self.current, match[2])
        return self.set_source(match[2], self.current, bits, False)

    def show(self):
        """display observe-port."""
        rule = "  " + "-" * 70
        sessions = self.state()["sessions"]
        lines = [rule] if sessions else []
        for number, (_, to) in sessions.items():
            lines += [f"  Index          : {number}",
                      "  Untag-packet   : No",
                      f"  Interface      : {to[0]}", rule]
        return lines

    def show_sources(self):
        """display port-mirroring."""
        rule = "  " + "-" * 70
        sessions = self.state()["sessions"]
        if not any(sources for sources, _ in sessions.values()):
            return []
        lines = [rule]
        lines += [f"  Observe-port {number} : {to[0]}"
                  for number, (_, to) in sessions.items()]
        lines += [rule, "  Port-mirror:", rule,
                  "       Mirror-port               Direction  Observe-port",
                  rule]
        row = 0
        for number, (sources, _) in sessions.items():
            for port, bits in sources.items():
                row += 1
                word = direction_word(self.words, bits).capitalize()
                lines.append(f"  {row:<4} {port:25} {word:10} "
                             f"Observe-port {number}")
        return lines + [rule]

    def show_port(self, port):
        """display interface."""
        sent, dropped, packets, size = self.counters()
        return [f"{port} current state : UP",
                "Speed : 1000,    Loopback: NONE",
                f"Input:  {packets} packets, {size} bytes",
                "  Unicast:                          0,  Multicast:       0",
                "  Discard:                          5,  Pause:           0",
                "", "  Total Error:                      3",
                "  CRC:                              3,  Giants:          0",
                "", f"Output:  {sent} packets, {size} bytes",
                "  Unicast:                          0,  Multicast:       0",
                f"  Discard:                  {dropped:>9},  Pause:       0",
                "", "    Input bandwidth utilization threshold : 80.00%",
                "    Output bandwidth utilization threshold: 80.00%",
                "    Output bandwidth utilization :    0%"]


class FastpathLine(Line):
    """Its pager."""

    more = "--More-- or (q)uit"
    wipe = "\r" + " " * 18 + "\r"


class Fastpath(Vendor):
    """After "NETGEAR M4100 and M4250 Series CLI Command Reference Manual",
    "Port mirroring commands" and "CLI error messages", and the same of other
    boxes with FASTPATH. There is session 1 and no other; it is never gone, but
    disabled and blank. That a second line for a port replaces its direction
    is an assumption."""

    host, end, terminal = "(Routing)", "#", FastpathLine
    refusal = "             ^\n% Invalid input detected at '^' marker."
    asks = ("User:", "Password:")
    words = {"Rx,Tx": BOTH, "Rx": RX, "Tx": TX}
    busy = "Error! Interface {} is in use by the session."
    privileged = False

    def prompt(self):
        mode = f" {self.mode}" if self.mode else " "
        return f"{self.host}{mode}{self.end if self.privileged else '>'}"

    def port(self, name):
        """A port of the switch."""
        if not re.fullmatch(r"0/\d+", name):
            raise Refused(self.refusal)
        return name

    def line(self, text):
        """One line; what it says."""
        if text == "enable":
            if not self.privilege(self.console):
                raise Refused("Incorrect Password!")
            self.privileged = True
        elif not self.privileged:
            raise Refused(self.refusal)
        elif text == "terminal length 0":
            self.unpage()
        elif text == "show monitor session 1":
            return self.show()
        elif text == "show running-config | include \"monitor session\"":
            return []
        elif re.fullmatch(r"show interface 0/\d+", text):
            return self.show_port()
        elif re.fullmatch(r"show interface ethernet 0/\d+", text):
            size = self.counters()[3]
            return [f"Total Packets Received (Octets)................ {size}",
                    "Packets Received with MAC Errors............... 0",
                    f"Total Packets Transmitted (Octets)............. {size}"]
        elif text == "show mac-addr-table":
            return ["", "VLAN ID  MAC Address         Interface   IfIndex  "
                    "Status", "-------  ------------------  ---------   "
                    "-------  ------------"] + \
                [f"{vlan:<8} {by_two(mac)}   {port:11} "
                 f"{port.split('/')[-1]:8} Learned"
                 for mac, vlan, port, _ in self.hosts()]
        elif text == "show arp":
            return ["", "  IP Address       MAC Address      Interface     "
                    "Type        Age", "---------------  -----------------  "
                    "-----------  --------  -----------"] + \
                [f"{ip:15}  {by_two(mac)}  Management   Dynamic   0h 1m 12s"
                 for mac, _, _, ip in self.hosts()]
        elif text == "write memory confirm":
            self.keep("startup", self.state())
            return ["", "Config file 'startup-config' created successfully .",
                    "", "", "Configuration Saved!"]
        elif text == "configure" and not self.mode:
            self.mode = "(Config)"
        elif text == "exit":
            self.mode = ""
        elif self.mode:
            self.configure(text)
        else:
            raise Refused(self.refusal)
        return []

    def configure(self, text):
        """A line of configuration."""
        match = re.fullmatch(r"monitor session 1 source interface (\S+)"
                             r"(?: (rx|tx))?", text)
        if text == "no monitor session 1":
            return self.remove("1")
        self.make("1")
        if text == "monitor session 1 mode":
            sessions = self.state()["sessions"]
            sessions["1"] = sessions["1"][:2] + ["Enable"]
            return self.commit(sessions)
        if match:
            port = self.port(match[1])
            self.free(port, "1")
            return self.replace_source(
                "1", port, {"rx": RX, "tx": TX, None: BOTH}[match[2]])
        match = re.fullmatch(r"monitor session 1 destination interface (\S+)",
                             text)
        if not match:
            raise Refused(self.refusal)
        self.free(self.port(match[1]))
        if match[1] in self.state()["sessions"]["1"][0]:
            raise Refused(self.busy.format(match[1]))
        return self.set_destination("1", match[1], False)

    def set_destination(self, session, port, no):
        """The mode is no destination."""
        sessions = self.edited()
        sessions[session][1] = [port]
        self.change(sessions)

    def show(self):
        """show monitor session 1."""
        lines = ["", "Session ID   Admin Mode   Probe Port   Mirrored Port   "
                 "Type", "----------   ----------   ----------   "
                 "-------------   -----"]
        session = self.state()["sessions"].get("1", [{}, []])
        mode = session[2] if len(session) > 2 else "Disable"
        probe = session[1][0] if session[1] else ""
        row = f"{1:<13}{mode:13}{probe:13}"
        for port, bits in list(session[0].items()) or [("", 0)]:
            word = direction_word(self.words, bits) if bits else ""
            lines.append(f"{row}{port:16}{word}")
            row = " " * 39
        return lines + [""]

    def show_port(self):
        """show interface."""
        sent, dropped = self.counters()[:2]
        return ["", "Packets Received Without Error................. 12",
                "Receive Packets Discarded...................... 3",
                f"Packets Transmitted Without Errors............. {sent}",
                f"Transmit Packets Discarded..................... {dropped}",
                "Transmit Packet Errors......................... 9"]


class MikroTikLine(Line):
    """Echoes what is typed, and again what it took; paints with colours and
    asks for the terminal's place unless the user's name has "+ct"."""

    more = "-- [Q quit|D dump|down]"
    wipe = "\r\033[K"
    plain = "+ct" in os.environ.get("USER", "")

    def ask(self, prompt, echo=True):
        if not echo:
            return super().ask(prompt, echo)
        if not self.plain:
            prompt = f"\033[6n\033[32m{prompt}\033[m"
        typed = super().ask("\r\r\r\r" + prompt)
        self.write(f"\r\r\r\r{prompt}{typed}\r\n")
        return typed


class MikroTik(Vendor):
    """After "RouterOS: CRS3xx, CRS5xx, CCR2116, CCR2216 switch chip features",
    "Mirroring" (7.15 and later), "Command Line Interface" (login options) and
    "Console". Two switch chips: ether1 to ether5, ether6 to ether10. A state
    of sessions is {chip: [...]}; ports keep what is said of them. Knob
    "license": asks whether one wants to read it."""

    host, terminal = "MikroTik", MikroTikLine
    refusal = "failure: not now"
    asks = ("Login: ", "Password: ")
    wrong = "Login failed, incorrect username or password"

    def greet(self, line):
        line.write("\r\n  MikroTik RouterOS 7.16 (c) 1999-2024       "
                   "https://www.mikrotik.com/\r\n\r\nPress F1 for help\r\n\r\n")
        if self.knobs.get("license"):
            line.write("Do you want to see the software license? [Y/n]: ")
            if line.byte() not in "nN":
                line.write("MIKROTIKLS MIKROTIK SOFTWARE END-USER LICENCE\r\n")
            line.write("\r\n")

    def prompt(self):
        return f"[rec@{self.host}] > "

    def unpage(self):
        """Each line says it itself."""

    @staticmethod
    def chip(port):
        """Of which chip a port is."""
        match = re.fullmatch(r"ether(\d+)", port)
        if not match or not 1 <= int(match[1]) <= 10:
            raise Refused("no such item")
        return "switch1" if int(match[1]) <= 5 else "switch2"

    def line(self, text):
        """One line; what it says."""
        path, _, words = text.partition(" ")
        self.console.length = 0 if "without-paging" in words and \
            not self.knobs.get("pager") else 24
        if text.endswith("print terse without-paging"):
            if path == "/interface/ethernet/switch":
                return self.show()
            if path == "/interface/ethernet/switch/port":
                return self.show_ports()
            if path == "/interface/bridge/host":
                return [f" {row} D mac-address={by_two(mac)} vid={vlan} "
                        f"on-interface={port} bridge=bridge1"
                        for row, (mac, vlan, port, _)
                        in enumerate(self.hosts(), 5)]
            if path == "/ip/arp":
                return [f" {row} DC address={ip} mac-address={by_two(mac)} "
                        "interface=bridge1 published=no"
                        for row, (mac, _, _, ip) in enumerate(self.hosts())]
        match = re.fullmatch(r':put "rx \$\[/interface get (\S+) rx-byte\] '
                             r'tx \$\[/interface get (\S+) tx-byte\] bytes"',
                             text)
        if match:
            self.chip(match[1])
            return ["rx {0} tx {0} bytes".format(self.counters()[3])]
        match = re.fullmatch(r"set (\S+) mirror-(ingress|egress)=(yes|no)",
                             words)
        if path == "/interface/ethernet/switch/port" and match:
            chip = self.chip(match[1])
            self.make(chip)
            self.set_source(chip, match[1],
                            RX if match[2] == "ingress" else TX,
                            match[3] == "no")
            return self.tidy(chip)
        match = re.fullmatch(r"set (\S+) mirror-target=(\S+)", words)
        if path == "/interface/ethernet/switch" and match:
            return self.target(match[1], match[2])
        if not path.startswith("/interface/ethernet/switch"):
            raise Refused("bad command name "
                          f"{path.strip('/').split('/', maxsplit=1)[0]} "
                          "(line 1 column 2)")
        raise Refused("expected end of command (line 1 column "
                      f"{len(path) + 2})")

    def target(self, chip, port):
        """mirror-target."""
        if chip not in ("switch1", "switch2"):
            raise Refused("no such item")
        if port != "none" and self.chip(port) != chip:
            raise Refused("input does not match any value of mirror-target")
        self.make(chip)
        sessions = self.state()["sessions"]
        sessions[chip][1] = [] if port == "none" else [port]
        self.commit(sessions)
        return self.tidy(chip)

    def tidy(self, chip):
        """A chip of which nothing is said."""
        if self.state()["sessions"][chip] == [{}, []]:
            self.remove(chip)
        return []

    def show(self):
        """The chips."""
        sessions = self.state()["sessions"]
        lines = []
        for row, chip in enumerate(("switch1", "switch2")):
            to = (sessions.get(chip, [{}, []])[1] or ["none"])[0]
            lines.append(f" {row} name={chip} type=Marvell-98DX3236 "
                         f"mirror-target={to} cpu-flow-control=yes")
        return lines + [""]

    def show_ports(self):
        """The ports, each with all that is said of it."""
        sessions = self.state()["sessions"]
        lines = []
        for number in range(1, 11):
            port = f"ether{number}"
            chip = self.chip(port)
            bits = sessions.get(chip, [{}, []])[0].get(port, 0)
            lines.append(
                f"{number - 1:2} name={port} switch={chip} "
                f"l3-hw-offloading=yes mirror-egress="
                f"{'yes' if bits & TX else 'no'} mirror-ingress="
                f"{'yes' if bits & RX else 'no'} storm-rate=100")
        return lines + [""]


DEVICES = {"procurve": ProCurve, "comware": Comware, "vrp": Vrp,
           "fastpath": Fastpath, "routeros": MikroTik}

if __name__ == "__main__":
    main(DEVICES)
