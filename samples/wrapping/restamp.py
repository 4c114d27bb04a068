#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives what a mirror sent the times of the packets that were put into it.

usage: restamp.py BASE.pcap CAPTURED.pcap OUT.pcap [--ethernet]

Each packet of the base must be in the capture, in the same order and byte by
byte at the end of a frame: the IP packet, or with --ethernet the whole frame.
Fragments of a tunnel packet are put together to look into them and all get its
time.  What else was on the wire (ARP, neighbour discovery) is dropped.
"""

import struct
import sys

sys.dont_write_bytecode = True
from frames import read_pcap, write_pcap


def groups(frames):
    """Lists of the frames that carry one packet, each with its last bytes."""
    pieces = {}  # identification -> frames
    for _, frame in frames:
        if frame[12:14] != b"\x08\x00":
            yield [frame], frame
            continue
        ident, fragment = struct.unpack_from("!HH", frame, 18)
        if fragment & 0x3fff == 0:
            yield [frame], frame
            continue
        pieces.setdefault(ident, []).append(frame)
        if not fragment & 0x2000:
            parts = pieces.pop(ident)
            yield parts, parts[0] + b"".join(part[34:] for part in parts[1:])


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    base, captured = read_pcap(sys.argv[1]), read_pcap(sys.argv[2])
    start = 0 if "--ethernet" in sys.argv[4:] else 14
    result, foreign = [], 0
    wanted = iter(base)
    time, frame = next(wanted)
    for parts, whole in groups(captured):
        if frame is None or not whole.endswith(frame[start:]):
            foreign += len(parts)
            continue
        result += [(time, part) for part in parts]
        time, frame = next(wanted, (None, None))
    if frame is not None:
        sys.exit("%s: the packet at %d is not in %s" % (sys.argv[1], time, sys.argv[2]))
    write_pcap(sys.argv[3], result)
    print("%s: %d packets in %d frames, %d foreign frames" % (
        sys.argv[3], len(base), len(result), foreign))


if __name__ == "__main__":
    main()
