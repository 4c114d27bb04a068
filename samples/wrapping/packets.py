# SPDX-License-Identifier: GPL-3.0-or-later
"""The packets of the call, before anything is put around them."""

import struct

from frames import pseudo_header, with_ipv4_checksum, word_sum

CALLER_MAC = bytes.fromhex("02000000000a")
SIP_PORT = 5060


class Packet:
    """A packet of the call as it was on the wire."""

    def __init__(self, index, time, frame):
        self.index = index
        self.time = time
        self.frame = frame

    @property
    def ip(self):
        return self.frame[14:]

    def from_caller(self):
        return self.frame[6:12] == CALLER_MAC

    def ports(self):
        """Of UDP over IPv4, else (0, 0)."""
        if self.ip[0] >> 4 != 4 or self.ip[9] != 17:
            return 0, 0
        return struct.unpack_from("!HH", self.ip, 20)

    def is_sip(self):
        return SIP_PORT in self.ports()

    def is_rtp(self):
        return self.ports()[0] and self.ip[28] == 0x80 and self.ip[29] & 0x7f == 0

    def with_ip(self, packet):
        return self.frame[:14] + packet


class Segment:
    """A TCP segment over IPv4."""

    def __init__(self, packet):
        header = packet.ip[20:]
        self.flow = packet.ip[12:20] + header[:4]
        self.start = 20 + (header[12] >> 4) * 4
        self.data = packet.ip[self.start:]
        self.sequence, = struct.unpack_from("!I", header, 4)

    def joins(self, other):
        return self.flow == other.flow and self.data and other.data and \
            self.sequence + len(self.data) == other.sequence


def is_tcp(packet):
    return packet.ip[9] == 6


def with_data(ip, start, data):
    """The IPv4 packet with other TCP data, and right checksums."""
    ip = ip[:2] + struct.pack("!H", start + len(data)) + ip[4:start] + data
    ip = ip[:36] + b"\0\0" + ip[38:]
    value = word_sum(pseudo_header(ip) + ip[20:]) ^ 0xffff
    return with_ipv4_checksum(ip[:36] + struct.pack("!H", value) + ip[38:])
