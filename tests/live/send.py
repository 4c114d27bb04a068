#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends the frames of captures from an interface, each when it is due.

    send.py INTERFACE FILE...

Only classic pcap with Ethernet and microseconds, as the samples are.
"""
import socket
import struct
import sys
import time


def frames(path):
    """Yields the seconds since the first frame, and the bytes, of each."""
    with open(path, "rb") as file:
        if file.read(24)[:4] != b"\xd4\xc3\xb2\xa1":
            sys.exit(f"{path}: not the pcap that is expected")
        first = None
        while len(header := file.read(16)) == 16:
            seconds, us, size, _ = struct.unpack("<4I", header)
            when = seconds + us / 1e6
            first = when if first is None else first
            yield when - first, file.read(size)


def main():
    """Sends the frames of all files in the order of time."""
    packet_socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    packet_socket.bind((sys.argv[1], 0))
    due = sorted(
        (frame for path in sys.argv[2:] for frame in frames(path)),
        key=lambda frame: frame[0],
    )
    begin = time.monotonic()
    for when, frame in due:
        time.sleep(max(0.0, begin + when - time.monotonic()))
        packet_socket.send(frame)


main()
