#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a capture in which a call goes on amid an attack on one table.

usage: hostile.py ATTACK COUNT CALL.pcap OUT.pcap

syn        COUNT half-open TCP connections
invite     COUNT TCP connections, each with the beginning of an INVITE
fragments  COUNT first fragments whose others never come
overlaps   fragments of COUNT packets that contradict each other
vlans      COUNT tagged packets, of all VLANs, in stacks of two
tunnels    COUNT packets to the ports of tunnels, with random bytes
"""

import random
import struct
import sys

MAC = b"\2\0\0\0\0\1\2\0\0\0\0\2"
PORTS = 4789, 8472, 4790, 6081, 2152, 1701, 37008, 7932, 30030, 9060


def ip4(protocol, payload, source, ident=0, flags=0):
    return MAC + b"\x08\0" + struct.pack(
        "!BBHHHBBHII", 0x45, 0, 20 + len(payload), ident & 0xFFFF, flags, 64,
        protocol, 0, source, 0xC6336402) + payload


def udp(port, data):
    return struct.pack("!HHHH", 40000, port, 8 + len(data), 0) + data


def tcp(port, flags, data=b"", sequence=1):
    return struct.pack("!HHIIBBHHH", port, 5060, sequence, 0, 0x50, flags, 1000,
                       0, 0) + data


def attack(kind, count, rng):
    invite = b"INVITE sip:a@example.org SIP/2.0\r\nVia: SIP/2.0/TCP b"
    for i in range(count):
        host, port = 0x0A000000 + i // 60000, 1024 + i % 60000
        if kind == "syn":
            yield ip4(6, tcp(port, 0x02), host)
        elif kind == "invite":
            yield ip4(6, tcp(port, 0x18, invite), host)
        elif kind == "fragments":
            yield ip4(17, udp(5060, b"x" * 504), host + i // 65536, i, 0x2000)
        elif kind == "overlaps":
            yield ip4(17, udp(5060, b"x" * 40), host, i, 0x2000)
            yield ip4(17, b"y" * 48, host, i, 0x2001)
            yield ip4(17, b"z" * 8, host, i, 0x0004)
        elif kind == "vlans":
            packet = ip4(17, udp(4000, b"x" * 40), host)
            yield packet[:12] + struct.pack(
                "!HHHH", 0x88A8, 1 + i // 4094, 0x8100, 1 + i % 4094) + packet[12:]
        else:
            data = rng.randbytes(rng.randrange(100))
            head = rng.choice((b"", b"\x08\0\0\0", b"HEP3", b"\x30\xff\0\x20",
                               b"\0\0\x65\x58", b"\1\0\0\1", b"\0\3\0\0"))
            yield ip4(17, udp(rng.choice(PORTS), head + data), host)


def frames(path):
    with open(path, "rb") as file:
        file.read(24)
        while record := file.read(16):
            yield record, file.read(struct.unpack("<8xI4x", record)[0])


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    call = list(frames(sys.argv[3]))
    enemy = attack(kind, count, random.Random(1))
    share = -(-count // len(call)) * (3 if kind == "overlaps" else 1)
    with open(sys.argv[4], "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for record, frame in call:
            for _, packet in zip(range(share), enemy):
                out.write(record[:8] + struct.pack("<II", *[len(packet)] * 2) + packet)
            out.write(record + frame)


main()
