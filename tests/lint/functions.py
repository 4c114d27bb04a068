#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints each function over a limit; reads the tags of universal-ctags."""
import re
import sys

LINES = 80
PARAMETERS = 5

# Functions that may have more parameters, each with its reason.
ALLOWED = {
    "calls_event": "a row: when, what, who, and the words for it",
    "calls_failed": "a row: when, which status, why and by whom",
    "recording_path": "each is a part of the name",
    "writer_open": "where, and the three words that say what audio it is",
    "on_data": "as the library calls it",
    "put_record": "the fields of a record, for a test",
    "decode": "a frame and what it must give, for a test",
    "put": "the fields of a packet, for a test",
}


def parameters(signature):
    """Counts what is between the outer commas of "(int a, void (*b)(int))"."""
    inside = signature[1:-1].strip()
    if inside in ("", "void"):
        return 0
    depth = 0
    commas = 0
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        commas += letter == "," and depth == 0
    return commas + 1


def main():
    """Looks at all tags."""
    for tag in sys.stdin:
        if tag.startswith("!"):
            continue
        name, path, rest = tag.rstrip("\n").split("\t", 2)
        line = re.search(r"\tline:(\d+)", rest)
        end = re.search(r"\tend:(\d+)", rest)
        signature = re.search(r"\tsignature:(\(.*?\))(?:\t|$)", rest)
        if line and end:
            count = int(end.group(1)) - int(line.group(1)) + 1
            if count > LINES:
                print(f"{path}:{line.group(1)}: {name}(): {count} lines")
        if signature and name not in ALLOWED:
            count = parameters(signature.group(1))
            if count > PARAMETERS:
                print(f"{path}:{line.group(1)}: {name}(): {count} parameters")


main()
