#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints each function over a limit; reads the tags of universal-ctags."""
import re
import sys

LINES = 80
PARAMETERS = 5

# Functions that may have more parameters, each with its reason.
ALLOWED = {}


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
