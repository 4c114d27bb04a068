#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SMON part of a switch, for a real snmpd (pass_persist, snmpd.conf(5)):
portCopyTable of RFC 2613, whose rows mirror interfaces of this host by tc(8),
and the table of MAC addresses of a bridge (RFC 4188), by bridge(8).

    smon_agent.py FOLDER

FOLDER/rows.json has the rows. FOLDER/mode says how it behaves: "rfc" takes
all; "fastpath" makes rows at once, both ways, with the direction set later;
"steps" wants createAndWait; "down" has rows that do not come up.
"""
import json
import re
import subprocess
import sys

COPY = (1, 3, 6, 1, 2, 1, 16, 22, 1, 3, 1, 1)
BRIDGE_IF = (1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2)
FDB = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2)
ACTIVE, NOT_READY, AND_GO, AND_WAIT, DESTROY = 1, 3, 4, 5, 6


def run(*words):
    """A command's output; nothing when it fails."""
    return subprocess.run(words, capture_output=True, text=True,
                          check=False).stdout


def interfaces():
    """Names by index."""
    found = re.findall(r"^(\d+): ([^:@]+)", run("ip", "-o", "link"), re.M)
    return {int(index): name for index, name in found}


class Agent:
    """The tables."""

    def __init__(self, folder):
        self.folder = folder
        self.pending = {}

    def mode(self):
        """How it behaves now."""
        try:
            with open(f"{self.folder}/mode", encoding="ascii") as file:
                return file.read().strip()
        except FileNotFoundError:
            return "rfc"

    def rows(self):
        """{(source, destination): [direction, status, drops]}"""
        try:
            with open(f"{self.folder}/rows.json", encoding="ascii") as file:
                return {tuple(map(int, key.split("."))): value
                        for key, value in json.load(file).items()}
        except FileNotFoundError:
            return {}

    def keep(self, rows):
        """Writes the rows down, and has the kernel do what they say."""
        with open(f"{self.folder}/rows.json", "w", encoding="ascii") as file:
            json.dump({f"{a}.{b}": row for (a, b), row in rows.items()}, file)
        names = interfaces()
        for index in {pair[0] for pair in rows} | set(self.pending):
            if index in names:
                run("tc", "qdisc", "del", "dev", names[index], "clsact")
        for (source, to), (direction, status, _) in rows.items():
            if status != ACTIVE or source not in names or to not in names:
                continue
            run("tc", "qdisc", "add", "dev", names[source], "clsact")
            for bit, hook in ((1, "ingress"), (2, "egress")):
                if direction & bit:
                    run("tc", "filter", "add", "dev", names[source], hook,
                        "bpf", "bytecode", "1,6 0 0 4294967295", "action",
                        "mirred", "egress", "mirror", "dev", names[to])

    def objects(self):
        """All there is, by name: (type, value)."""
        found = {}
        for pair, row in self.rows().items():
            for column, kind, value in ((3, "counter", row[2]),
                                        (4, "integer", row[0]),
                                        (5, "integer", row[1])):
                found[COPY + (column,) + pair] = (kind, value)
        names = interfaces()
        for index in names:
            found[BRIDGE_IF + (index % 1000,)] = ("integer", index)
        by_name = {name: index for index, name in names.items()}
        for line in run("bridge", "fdb", "show").splitlines():
            words = line.split()
            if "permanent" in words or words[2] not in by_name:
                continue
            mac = tuple(int(byte, 16) for byte in words[0].split(":"))
            found[FDB + mac] = ("integer", by_name[words[2]] % 1000)
        return found

    def set_status(self, pair, value):
        """A RowStatus is set; an error, or None."""
        rows, mode = self.rows(), self.mode()
        if value == DESTROY:
            rows.pop(pair, None)
            self.pending = {pair[0]: 1}
        elif value in (AND_GO, AND_WAIT):
            if pair in rows:
                return "inconsistent-value"
            if mode == "fastpath" and value == AND_WAIT or \
                    mode == "steps" and value == AND_GO:
                return "wrong-value"
            direction = self.pending.pop(pair, 3)
            status = NOT_READY if value == AND_WAIT or mode == "down" else \
                ACTIVE
            rows[pair] = [direction, status, 0]
        elif value == ACTIVE and pair in rows:
            rows[pair][1] = ACTIVE
        else:
            return "inconsistent-value"
        self.keep(rows)
        self.pending = {}
        return None

    def set(self, name, value):
        """An object is set; an error, or None."""
        if name[:len(COPY)] != COPY or len(name) != len(COPY) + 3:
            return "not-writable"
        column, pair = name[len(COPY)], name[len(COPY) + 1:]
        if column == 5:
            return self.set_status(pair, value)
        if column != 4 or value not in (1, 2, 3):
            return "wrong-value"
        rows = self.rows()
        if pair not in rows:
            if self.mode() != "rfc" and self.mode() != "down":
                return "inconsistent-value"
            self.pending[pair] = value
            return None
        rows[pair][0] = value
        self.keep(rows)
        return None

    def answer(self, name, after):
        """Three lines, or NONE."""
        found = self.objects()
        if after:
            behind = sorted(other for other in found if other > name)
            name = behind[0] if behind else None
        if name not in found:
            return "NONE"
        text = "." + ".".join(map(str, name))
        return f"{text}\n{found[name][0]}\n{found[name][1]}"


def number(text):
    """A name of text."""
    return tuple(int(part) for part in text.strip().strip(".").split("."))


def main():
    """Until snmpd hangs up."""
    agent = Agent(sys.argv[1])
    for line in sys.stdin:
        word = line.strip()
        said = "NONE"
        if word == "PING":
            said = "PONG"
        elif word in ("get", "getnext"):
            said = agent.answer(number(sys.stdin.readline()),
                                word == "getnext")
        elif word == "set":
            name = number(sys.stdin.readline())
            value = sys.stdin.readline().split()[-1]
            said = agent.set(name, int(value)) or "DONE"
        print(said, flush=True)


main()
