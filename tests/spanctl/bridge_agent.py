#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MAC addresses of this host's bridges (RFC 4188, dot1dTpFdbPort), for a
real snmpd: pass_persist, snmpd.conf(5)."""
import re
import subprocess
import sys

BRIDGE_IF = (1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2)
FDB = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2)


def run(*words):
    """A command's output; nothing when it fails."""
    return subprocess.run(words, capture_output=True, text=True,
                          check=False).stdout


def objects():
    """All there is, by name; numbers of ports are not those of interfaces."""
    found = {}
    by_name = {}
    for index, name in re.findall(r"^(\d+): ([^:@]+)", run("ip", "-o", "link"),
                                  re.M):
        by_name[name] = int(index) + 100
        found[BRIDGE_IF + (int(index) + 100,)] = int(index)
    for line in run("bridge", "fdb", "show").splitlines():
        words = line.split()
        if "permanent" not in words and words[2] in by_name:
            mac = tuple(int(byte, 16) for byte in words[0].split(":"))
            found[FDB + mac] = by_name[words[2]]
    return found


def answer(name, after):
    """Three lines, or NONE."""
    found = objects()
    if after:
        behind = sorted(other for other in found if other > name)
        name = behind[0] if behind else None
    if name not in found:
        return "NONE"
    return "." + ".".join(map(str, name)) + f"\ninteger\n{found[name]}"


def main():
    """Until snmpd hangs up."""
    for line in sys.stdin:
        word = line.strip()
        if word == "PING":
            print("PONG", flush=True)
        elif word in ("get", "getnext"):
            text = sys.stdin.readline().strip().strip(".")
            name = tuple(int(part) for part in text.split("."))
            print(answer(name, word == "getnext"), flush=True)


main()
