# SPDX-License-Identifier: GPL-3.0-or-later
"""Capture files and the headers that wrap.py puts before a packet.

Times are integers, microseconds since 1970.  Lengths and checksums are filled
in; what a header carries otherwise is in the parameters.
"""

import socket
import struct

ETHERTYPE_IPV4 = 0x0800
ETHERTYPE_IPV6 = 0x86dd
# The mirror's two ends; the call itself is in 192.0.2.0/24 and 2001:db8::/64.
SENDER_MAC = bytes.fromhex("020000000101")
COLLECTOR_MAC = bytes.fromhex("020000000102")
SENDER, COLLECTOR = "198.51.100.1", "198.51.100.2"
SENDER6, COLLECTOR6 = "2001:db8:100::1", "2001:db8:100::2"


def read_pcap(path):
    """The (time, frame) pairs of a pcap file with microseconds."""
    with open(path, "rb") as file:
        data = file.read()
    magic, _, _, _, _, _, link_type = struct.unpack_from("<IHHiIII", data)
    if magic != 0xa1b2c3d4 or link_type != 1:
        raise SystemExit("%s: no little-endian pcap of Ethernet with microseconds"
                         % path)
    frames, at = [], 24
    while at < len(data):
        seconds, micros, size, _ = struct.unpack_from("<IIII", data, at)
        frames.append((seconds * 1000000 + micros, data[at + 16:at + 16 + size]))
        at += 16 + size
    return frames


def write_pcap(path, frames):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for time, frame in frames:
            file.write(struct.pack("<IIII", time // 1000000, time % 1000000,
                                   len(frame), len(frame)) + frame)


def word_sum(data):
    """The one's complement sum of RFC 1071, not complemented."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return total


def checksum(data):
    return word_sum(data) ^ 0xffff


def address(text):
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    return socket.inet_pton(family, text)


def ethernet(payload, ethertype=ETHERTYPE_IPV4):
    return COLLECTOR_MAC + SENDER_MAC + struct.pack("!H", ethertype) + payload


def tagged(frame, vlan, priority=0, tpid=0x8100):
    """An Ethernet frame with one more tag, before those it has."""
    return frame[:12] + struct.pack("!HH", tpid, priority << 13 | vlan) + frame[12:]


def ipv4(payload, protocol, src=SENDER, dst=COLLECTOR, ident=0, fragment=0x4000):
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), ident & 0xffff,
                         fragment, 64, protocol, 0) + address(src) + address(dst)
    return with_ipv4_checksum(header) + payload


def with_ipv4_checksum(packet):
    """The same IPv4 packet with the checksum of its header set right."""
    end = (packet[0] & 15) * 4
    header = packet[:10] + b"\0\0" + packet[12:end]
    return header[:10] + struct.pack("!H", checksum(header)) + packet[10 + 2:]


def ipv6(payload, next_header, src=SENDER6, dst=COLLECTOR6):
    return struct.pack("!IHBB", 6 << 28, len(payload), next_header, 64) + \
        address(src) + address(dst) + payload


def pseudo_header(packet):
    """The pseudo-header of the UDP packet in an IPv4 packet (RFC 768)."""
    size = len(packet) - (packet[0] & 15) * 4
    return packet[12:20] + struct.pack("!BBH", 0, packet[9], size)


def udp(payload, port, src_port=None):
    """UDP without checksum, as most tunnels over IPv4 send it."""
    return struct.pack("!HHHH", port if src_port is None else src_port, port,
                       8 + len(payload), 0) + payload


def gre(payload, protocol, key=None, sequence=None, with_checksum=False):
    """RFC 2784 and RFC 2890."""
    flags = (with_checksum << 15) | ((key is not None) << 13) | \
        ((sequence is not None) << 12)
    options = b""
    if key is not None:
        options += struct.pack("!I", key)
    if sequence is not None:
        options += struct.pack("!I", sequence)
    start = struct.pack("!HH", flags, protocol)
    if not with_checksum:
        return start + options + payload
    value = checksum(start + b"\0\0\0\0" + options + payload)
    return start + struct.pack("!HH", value, 0) + options + payload


def fragments4(packet, mtu):
    """An IPv4 packet in pieces that fit an MTU; itself if it does."""
    if len(packet) <= mtu:
        return [packet]
    head, body = packet[:20], packet[20:]
    step = (mtu - 20) // 8 * 8
    pieces = []
    for at in range(0, len(body), step):
        piece = body[at:at + step]
        more = 0x2000 if at + step < len(body) else 0
        pieces.append(with_ipv4_checksum(
            head[:2] + struct.pack("!H", 20 + len(piece)) + head[4:6] +
            struct.pack("!H", more | at // 8) + head[8:] + piece))
    return pieces


def fragments6(packet, mtu, ident):
    """The same for IPv6 without extension headers."""
    if len(packet) <= mtu:
        return [packet]
    head, body = packet[:40], packet[40:]
    step = (mtu - 48) // 8 * 8
    pieces = []
    for at in range(0, len(body), step):
        piece = body[at:at + step]
        more = at + step < len(body)
        pieces.append(head[:4] + struct.pack("!HB", 8 + len(piece), 44) + head[7:] +
                      struct.pack("!BBHI", head[6], 0, at | more, ident) + piece)
    return pieces
