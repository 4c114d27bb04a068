#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does to a capture what networks and mirrors do to packets: cuts them into
fragments, cuts TCP into other segments, changes their order, and doubles them
with other tags, MAC addresses and times to live; of odd seeds, all in a VLAN.
The call stays the same.

usage: mangle.py IN.pcap OUT.pcap SEED
"""

import random
import struct
import sys

TCP, UDP = 6, 17
DELAY_US = 25000  # how late media may be
SIP_DELAY_US = 50 # ... and signalling: RTP may follow an answer at once
COPY_US = 30000   # how long after it its copy may be


def read(path):
    with open(path, "rb") as file:
        head = file.read(24)
        assert head[:4] == b"\xd4\xc3\xb2\xa1", "a little-endian pcap of us"
        while record := file.read(16):
            seconds, us, size, _ = struct.unpack("<IIII", record)
            yield seconds * 1000000 + us, file.read(size)


def write(path, frames):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for time, frame in frames:
            file.write(struct.pack("<IIII", time // 1000000, time % 1000000,
                                   len(frame), len(frame)) + frame)


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Ip:
    """An IPv4 or IPv6 packet in an Ethernet frame, without tags."""

    def __init__(self, frame):
        self.ethernet, packet = frame[:14], frame[14:]
        self.version = packet[0] >> 4
        if self.version == 4:
            size = (packet[0] & 15) * 4
            total = struct.unpack("!H", packet[2:4])[0]
            self.header, self.payload = packet[:size], packet[size:total]
            self.protocol = packet[9]
        else:
            length = struct.unpack("!H", packet[4:6])[0]
            self.header, self.payload = packet[:40], packet[40:40 + length]
            self.protocol = packet[6]

    def frame(self, payload, offset=0, more=False, ident=0, fragment=False):
        if self.version == 4:
            head = bytearray(self.header)
            head[2:4] = struct.pack("!H", len(head) + len(payload))
            if fragment:
                head[4:8] = struct.pack("!HH", ident & 0xFFFF,
                                        offset // 8 | (0x2000 if more else 0))
            head[10:12] = b"\0\0"
            head[10:12] = struct.pack("!H", checksum(bytes(head)))
        else:
            head = bytearray(self.header)
            if fragment:
                head[6] = 44
                payload = struct.pack("!BBHI", self.protocol, 0,
                                      offset | more, ident) + payload
            head[4:6] = struct.pack("!H", len(payload))
        return self.ethernet + bytes(head) + payload


def cut(rng, size, unit):
    """Places at which 'size' bytes are cut, multiples of 'unit'."""
    places = {0, size}
    for _ in range(rng.randint(1, 4)):
        places.add(rng.randrange(size) // unit * unit)
    return sorted(places)


def fragments(rng, packet, ident):
    places = cut(rng, len(packet.payload), 8)
    return [packet.frame(packet.payload[a:b], a, b < places[-1], ident, True)
            for a, b in zip(places, places[1:])]


def segments(rng, packet):
    head = (packet.payload[12] >> 4) * 4
    data = packet.payload[head:]
    if not data:
        return [packet.frame(packet.payload)]
    sequence = struct.unpack("!I", packet.payload[4:8])[0]
    places = cut(rng, len(data), 1)
    out = []
    for a, b in zip(places, places[1:]):
        header = bytearray(packet.payload[:head])
        header[4:8] = struct.pack("!I", (sequence + a) & 0xFFFFFFFF)
        out.append(packet.frame(bytes(header) + data[a:b]))
    return out


def tagged(frame, vlan):
    return frame[:12] + struct.pack("!HH", 0x8100, vlan) + frame[12:]


def copy(rng, frame):
    """The same packet, as another port of the mirror may show it."""
    how = rng.randrange(3)
    if how == 1:
        return tagged(frame, 10)
    if how == 2:  # behind a router
        packet = Ip(frame)
        head = bytearray(packet.header)
        head[8 if packet.version == 4 else 7] -= 1
        packet.header = bytes(head)
        packet.ethernet = b"\2\0\0\0\0\1\2\0\0\0\0\2" + frame[12:14]
        if packet.version == 4:
            head[10:12] = b"\0\0"
            head[10:12] = struct.pack("!H", checksum(bytes(head)))
        return packet.ethernet + bytes(head) + packet.payload
    return frame


def pieces(rng, frame, number):
    if frame[12:14] not in (b"\x08\0", b"\x86\xdd"):
        return [frame]
    packet = Ip(frame)
    if packet.protocol == TCP:
        return segments(rng, packet)
    if packet.protocol == UDP and rng.random() < 0.5:
        return fragments(rng, packet, number + 1)
    return [frame]


def is_signalling(frame):
    return b"SIP/2.0" in frame or Ip(frame).protocol == TCP


def main():
    rng = random.Random(int(sys.argv[3]))
    started = set()  # streams: how late the first packet is moves the others
    out = []
    for number, (time, frame) in enumerate(read(sys.argv[1])):
        delay = SIP_DELAY_US if is_signalling(frame) else DELAY_US
        flow = frame[26:38] if frame[12:14] == b"\x08\0" else frame[22:58]
        held = flow not in started
        started.add(flow)
        if held:
            out.append((time, frame))
            continue
        for piece in pieces(rng, frame, number):
            late = time + rng.randrange(delay)
            out.append((late, piece))
            if rng.random() < 0.3:
                out.append((late + rng.randrange(COPY_US), copy(rng, piece)))
    out.sort(key=lambda it: it[0])
    if int(sys.argv[3]) % 2:
        out = [(time, tagged(frame, 20)) for time, frame in out]
    write(sys.argv[2], out)


main()
