#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a loss of power leaves: powerloss.py FOLDER OUT SEED

Makes OUT of what was synced in FOLDER (see powerloss.c). With a SEED above 0
some of what was not synced is there as well, as on a real disk: blocks of
files here and there, and some names."""
import os
import random
import sys

BLOCK = 4096


def names_in(disk, relative):
    path = os.path.join(disk, "names", "_" + relative.replace("/", "%"))
    try:
        with open(path, encoding="utf-8") as listed:
            return [line.rstrip("\n").split(" ", 2) for line in listed]
    except FileNotFoundError:
        return []


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, IsADirectoryError):
        return b""


def mix(synced, seen, chance):
    """The synced bytes, and some blocks of those that were written later."""
    out = bytearray(synced)
    if chance is None or seen == synced:
        return bytes(out)
    for at in range(0, len(seen), BLOCK):
        if chance.random() < 0.5:
            continue
        block = seen[at:at + BLOCK]
        if len(out) < at:
            out.extend(bytes(at - len(out)))  # a hole
        out[at:at + len(block)] = block
    return bytes(out)


def rebuild(folder, out, relative, chance):
    disk = os.path.join(folder, ".disk")
    os.makedirs(os.path.join(out, relative), exist_ok=True)
    for kind, number, name in names_in(disk, relative):
        path = os.path.join(relative, name)
        if kind == "d":
            rebuild(folder, out, path, chance)
            continue
        synced = read(os.path.join(disk, "inode", number))
        seen_path = os.path.join(folder, path)
        seen = synced
        if chance and os.path.exists(seen_path) and \
                os.stat(seen_path).st_ino == int(number):
            seen = read(seen_path)
        # SQLite makes this one anew, and never syncs it.
        if name.endswith("-shm"):
            continue
        with open(os.path.join(out, path), "wb") as file:
            file.write(mix(synced, seen, chance))


def main():
    folder, out, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rebuild(folder, out, "", random.Random(seed) if seed else None)


main()
