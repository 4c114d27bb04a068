#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves TCP segments with data out of a capture, as a mirror may.

usage: tcp.py count IN.pcap             prints how many such segments there are
       tcp.py drop N IN.pcap OUT.pcap   leaves out the segment N, from 0 on
       tcp.py from N IN.pcap OUT.pcap   leaves out all TCP before segment N
"""

import struct
import sys


def records(path):
    with open(path, "rb") as file:
        yield None, file.read(24)
        while record := file.read(16):
            frame = file.read(struct.unpack("<8xI4x", record)[0])
            yield frame, record + frame


def data_size(frame):
    """Of a TCP segment in IPv4 in Ethernet; None of all else."""
    if frame is None or frame[12:14] != b"\x08\0" or frame[23] != 6:
        return None
    total = struct.unpack("!H", frame[16:18])[0]
    return total - 20 - (frame[14 + 20 + 12] >> 4) * 4


def main():
    number = -1
    what = sys.argv[1]
    if what == "count":
        print(sum(1 for frame, _ in records(sys.argv[2]) if data_size(frame)))
        return
    wanted = int(sys.argv[2])
    with open(sys.argv[4], "wb") as out:
        for frame, whole in records(sys.argv[3]):
            size = data_size(frame)
            number += bool(size)
            if what == "drop" and size and number == wanted:
                continue
            if what == "from" and size is not None and number < wanted:
                continue
            out.write(whole)


main()
