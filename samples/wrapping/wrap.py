#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the packets of a call into the wrappings that mirror ports deliver.

usage: wrap.py BASES OUT NAME...

Reads BASES/plain.pcap (or plain6.pcap, plain-tcp.pcap) and writes OUT/NAME.pcap.
make-wrapped calls it for those that no real sender makes; it can make all but
hep3-kamailio.
"""

import os
import struct
import sys

sys.dont_write_bytecode = True
from frames import (ETHERTYPE_IPV4, ethernet, fragments4, fragments6, gre, ipv4,
                    ipv6, pseudo_header, read_pcap, tagged, udp,
                    with_ipv4_checksum, word_sum, write_pcap)
from packets import Packet, Segment, is_tcp, with_data

TEB = 0x6558  # GRE's type of a whole Ethernet frame

WRAPPINGS = {}  # name -> (base, function of all packets that gives all frames)


def whole(name, base="plain"):
    """Declares a function from all packets to all (time, frame) pairs."""
    def declare(function):
        WRAPPINGS[name] = base, function
        return function
    return declare


def each(name, base="plain"):
    """Declares a function from one packet to its frame, its frames or None."""
    def declare(function):
        def wrap_all(packets):
            for packet in packets:
                frames = function(packet)
                if isinstance(frames, bytes):
                    frames = [frames]
                for frame in frames or []:
                    yield packet.time, frame
        WRAPPINGS[name] = base, wrap_all
        return function
    return declare


def over_ip(payload, protocol, packet):
    return ethernet(ipv4(payload, protocol, ident=packet.index))


def over_udp(payload, port, packet, src_port=None):
    return over_ip(udp(payload, port, src_port), 17, packet)


# Tags and labels -----------------------------------------------------------

@each("vlan")
def vlan(packet):
    return tagged(packet.frame, 100, priority=5)


@each("vlan-priority")
def vlan_priority(packet):
    """A priority tag, IEEE 802.1Q-2018 section 6.9: VLAN id 0 is none."""
    return tagged(packet.frame, 0, priority=5)


@each("qinq")
def qinq(packet):
    return tagged(tagged(packet.frame, 100), 200)


@each("ad")
def ad(packet):
    return tagged(tagged(packet.frame, 100), 200, tpid=0x88a8)


@each("vlan-one-way")
def vlan_one_way(packet):
    return tagged(packet.frame, 100) if packet.from_caller() else packet.frame


@each("vlan-mixed")
def vlan_mixed(packet):
    return tagged(packet.frame, 10 if packet.is_sip() else 20)


@each("vntag")
def vntag(packet):
    """IEEE 802.1BR's ancestor: destination interface 257, source 258."""
    tag = struct.pack("!HHH", 0x8926, 257, 258)
    return packet.frame[:12] + tag + packet.frame[12:]


def mpls_label(label, bottom=True):
    return struct.pack("!I", label << 12 | bottom << 8 | 64)


@each("mpls-ip")
def mpls_ip(packet):
    return ethernet(mpls_label(1000) + packet.ip, 0x8847)


@each("mpls-ip-2labels")
def mpls_ip_2labels(packet):
    return ethernet(mpls_label(1000, False) + mpls_label(2000) + packet.ip, 0x8847)


@each("mpls-ethernet")
def mpls_ethernet(packet):
    """RFC 4448 with a control word without sequence number."""
    return ethernet(mpls_label(1000) + b"\0\0\0\0" + packet.frame, 0x8847)


@each("mpls-ethernet-nocw")
def mpls_ethernet_nocw(packet):
    return ethernet(mpls_label(1000) + packet.frame, 0x8847)


@each("pppoe")
def pppoe(packet):
    """RFC 2516, session 42; PPP protocol 0x0021 is IPv4."""
    header = struct.pack("!BBHHH", 0x11, 0, 42, len(packet.ip) + 2, 0x0021)
    return ethernet(header + packet.ip, 0x8864)


@each("llc-snap")
def llc_snap(packet):
    """IEEE 802.3 with a length, RFC 1042."""
    body = bytes.fromhex("aaaa030000000800") + packet.ip
    return packet.frame[:12] + struct.pack("!H", len(body)) + body


@each("pbb")
def pbb(packet):
    """IEEE 802.1ah: backbone VLAN 300, service 424242."""
    header = struct.pack("!I", 424242)
    return tagged(ethernet(header + packet.frame, 0x88e7), 300, tpid=0x88a8)


# GRE and its kin -----------------------------------------------------------

@each("gre-ip")
def gre_ip(packet):
    return over_ip(gre(packet.ip, ETHERTYPE_IPV4), 47, packet)


@each("gre-ip-key-seq")
def gre_ip_key_seq(packet):
    return over_ip(gre(packet.ip, ETHERTYPE_IPV4, key=42, sequence=packet.index,
                       with_checksum=True), 47, packet)


@each("gre-teb")
def gre_teb(packet):
    return over_ip(gre(packet.frame, TEB, key=42), 47, packet)


@each("erspan1")
def erspan1(packet):
    """Type I has no header of its own, and GRE no sequence number."""
    return over_ip(gre(packet.frame, 0x88be), 47, packet)


def erspan2_header(session, vlan_id=0, index=0):
    return struct.pack("!HHI", 1 << 12 | vlan_id, session, index)


@each("erspan2")
def erspan2(packet):
    payload = erspan2_header(7, index=123) + packet.frame
    return over_ip(gre(payload, 0x88be, sequence=packet.index), 47, packet)


def erspan3_header(packet, session, optional):
    """draft-foschiano-erspan-03, time stamps of 100 microseconds."""
    stamp = packet.time // 100 & 0xffffffff
    hardware_id, direction = 17, packet.from_caller()
    return struct.pack("!HHIHH", 2 << 12, session, stamp, 0,
                       1 << 15 | hardware_id << 4 | direction << 3 | optional)


@each("erspan3")
def erspan3(packet):
    payload = erspan3_header(packet, 7, False) + packet.frame
    return over_ip(gre(payload, 0x22eb, sequence=packet.index), 47, packet)


@each("erspan3-optional")
def erspan3_optional(packet):
    """With a platform sub-header: platform 5, switch 3, port 9, seconds."""
    platform = struct.pack("!II", 5 << 26 | 3 << 16 | 9, packet.time // 1000000)
    payload = erspan3_header(packet, 7, True) + platform + packet.frame
    return over_ip(gre(payload, 0x22eb, sequence=packet.index), 47, packet)


# Tunnels over UDP ----------------------------------------------------------

def vxlan_header(vni):
    return struct.pack("!II", 0x08 << 24, vni << 8)


@each("vxlan")
def vxlan(packet):
    return over_udp(vxlan_header(42) + packet.frame, 4789, packet, 49152)


@each("vxlan-8472")
def vxlan_8472(packet):
    return over_udp(vxlan_header(42) + packet.frame, 8472, packet, 49152)


@each("vxlan-gpe")
def vxlan_gpe(packet):
    """draft-ietf-nvo3-vxlan-gpe: flags I and P, next protocol 1 is IPv4."""
    header = struct.pack("!BBBBI", 0x0c, 0, 0, 1, 42 << 8)
    return over_udp(header + packet.ip, 4790, packet, 49152)


def geneve_header(vni, options=b""):
    return struct.pack("!BBHI", len(options) // 4, 0, TEB, vni << 8) + options


@each("geneve")
def geneve(packet):
    return over_udp(geneve_header(42) + packet.frame, 6081, packet, 49152)


@each("geneve-options")
def geneve_options(packet):
    """Two options, of 4 and of 8 bytes (RFC 8926 section 3.5)."""
    options = struct.pack("!HBBI", 0x0103, 1, 1, 0x01020304) + \
        struct.pack("!HBBQ", 0x0103, 2, 2, packet.index)
    return over_udp(geneve_header(42, options) + packet.frame, 6081, packet, 49152)


def gtpu_header(packet, more=b"", flags=0x30):
    return struct.pack("!BBHI", flags, 0xff, len(more) + len(packet.ip), 42) + more


@each("gtpu")
def gtpu(packet):
    """3GPP TS 29.281 section 5.1: a G-PDU without options."""
    return over_udp(gtpu_header(packet) + packet.ip, 2152, packet)


@each("gtpu-extension")
def gtpu_extension(packet):
    """With a sequence number and a PDU session container of 4 bytes."""
    more = struct.pack("!HBB", packet.index, 0, 0x85) + bytes([1, 0x10, 9, 0])
    return over_udp(gtpu_header(packet, more, 0x36) + packet.ip, 2152, packet)


@each("tzsp")
def tzsp(packet):
    """A received Ethernet frame, the tag of its length, the end tag."""
    header = struct.pack("!BBH", 1, 0, 1)
    tags = struct.pack("!BBHB", 41, 2, len(packet.frame), 1)
    return over_udp(header + tags + packet.frame, 37008, packet, 49152)


@each("hp-erm")
def hp_erm(packet):
    """The meaning of the first eight bytes is not public."""
    header = bytes(8) + struct.pack("!I", 5 << 21 | 100 << 8 | 1 << 7)
    return over_udp(header + packet.frame, 7932, packet)


@each("jmirror")
def jmirror(packet):
    """Header version 0, intercept id 42, session id 77."""
    return over_udp(struct.pack("!II", 42, 77) + packet.ip, 30030, packet)


@each("pcli")
def pcli(packet):
    """PacketCable: the CCC id, then the IP packet."""
    return over_udp(struct.pack("!I", 42) + packet.ip, 9000, packet)


def hep_chunk(number, value):
    return struct.pack("!HHH", 0, number, 6 + len(value)) + value


@each("hep3")
def hep3(packet):
    """SIP as protocol type 1, RTP as 4; HEP carries nothing else here."""
    if not (packet.is_sip() or packet.is_rtp()):
        return None
    source, destination = packet.ports()
    chunks = hep_chunk(1, b"\x02") + hep_chunk(2, b"\x11") + \
        hep_chunk(3, packet.ip[12:16]) + hep_chunk(4, packet.ip[16:20]) + \
        hep_chunk(7, struct.pack("!H", source)) + \
        hep_chunk(8, struct.pack("!H", destination)) + \
        hep_chunk(9, struct.pack("!I", packet.time // 1000000)) + \
        hep_chunk(10, struct.pack("!I", packet.time % 1000000)) + \
        hep_chunk(11, b"\x01" if packet.is_sip() else b"\x04") + \
        hep_chunk(12, struct.pack("!I", 2001)) + \
        hep_chunk(15, packet.ip[28:])
    return over_udp(b"HEP3" + struct.pack("!H", 6 + len(chunks)) + chunks, 9060,
                    packet, 49152)


# IP in IP, and L2TP version 3 ----------------------------------------------

@each("ipip")
def ipip(packet):
    return over_ip(packet.ip, 4, packet)


@each("6in4", base="plain6")
def six_in_four(packet):
    return over_ip(packet.ip, 41, packet)


@each("4in6")
def four_in_six(packet):
    return ethernet(ipv6(packet.ip, 4), 0x86dd)


@each("ip6gre")
def ip6gre(packet):
    return ethernet(ipv6(gre(packet.ip, ETHERTYPE_IPV4, key=42), 47), 0x86dd)


L2TP_COOKIE = bytes.fromhex("c0ffee42")
L2TP_SUBLAYER = bytes(4)  # RFC 3931 section 4.6, no sequence number


@each("l2tpv3-ip")
def l2tpv3_ip(packet):
    return over_ip(struct.pack("!I", 77) + packet.frame, 115, packet)


@each("l2tpv3-ip-cookie")
def l2tpv3_ip_cookie(packet):
    return over_ip(struct.pack("!I", 77) + L2TP_COOKIE + L2TP_SUBLAYER +
                   packet.frame, 115, packet)


@each("l2tpv3-udp")
def l2tpv3_udp(packet):
    """RFC 3931 section 4.1.2: a data message has four bytes before."""
    return over_udp(struct.pack("!HHI", 3, 0, 77) + packet.frame, 1701, packet)


# One in another ------------------------------------------------------------

@each("nested-vlan-erspan2-vlan")
def nested_vlan_erspan2_vlan(packet):
    payload = erspan2_header(7, vlan_id=100) + tagged(packet.frame, 100)
    tunnel = over_ip(gre(payload, 0x88be, sequence=packet.index), 47, packet)
    return tagged(tunnel, 30)


@each("nested-vxlan-gre-mpls")
def nested_vxlan_gre_mpls(packet):
    inner = ipv4(udp(vxlan_header(42) + packet.frame, 4789, 49152), 17,
                 "203.0.113.1", "203.0.113.2", ident=packet.index)
    outer = ipv4(gre(inner, ETHERTYPE_IPV4, key=43), 47, ident=packet.index)
    return ethernet(mpls_label(1000) + outer, 0x8847)


def nested_ipip(packet, depth):
    inner = packet.ip
    for level in range(depth, 0, -1):
        inner = ipv4(inner, 4, "198.51.100.%d" % (2 * level - 1),
                     "198.51.100.%d" % (2 * level), ident=packet.index)
    return ethernet(inner)


@each("nested8")
def nested8(packet):
    return nested_ipip(packet, 8)


@each("nested9")
def nested9(packet):
    return nested_ipip(packet, 9)


# Fragments and merged segments ---------------------------------------------

@each("fragmented-erspan2")
def fragmented_erspan2(packet):
    """Each tunnel packet in pieces, those of one packet at one time."""
    payload = erspan2_header(7, index=123) + packet.frame
    outer = ipv4(gre(payload, 0x88be, sequence=packet.index), 47,
                 ident=packet.index, fragment=0)
    return [ethernet(piece) for piece in fragments4(outer, 150)]


@each("fragmented-ipv4")
def fragmented_ipv4(packet):
    return [packet.with_ip(piece) for piece in fragments4(packet.ip, 576)]


@each("fragmented-reversed")
def fragmented_reversed(packet):
    return [packet.with_ip(piece) for piece in reversed(fragments4(packet.ip, 300))]


@each("fragmented-ipv6", base="plain6")
def fragmented_ipv6(packet):
    return [packet.with_ip(piece)
            for piece in fragments6(packet.ip, 576, packet.index)]


@whole("tcp-merged", base="plain-tcp")
def tcp_merged(packets):
    """As GRO does: segments in a row are one, at the time of the last."""
    held = None  # the (packet, segment) that the next one may join
    for packet in packets:
        segment = Segment(packet) if is_tcp(packet) else None
        if held and segment and held[1].joins(segment):
            first = held[1]
            ip = with_data(held[0].ip, first.start, first.data + segment.data)
            packet = Packet(packet.index, packet.time, packet.with_ip(ip))
            held = packet, Segment(packet)
            continue
        if held:
            yield held[0].time, held[0].frame
        held = packet, segment
        if not segment:
            yield packet.time, packet.frame
            held = None
    if held:
        yield held[0].time, held[0].frame


@each("checksum-zero")
def checksum_zero(packet):
    """What a capture sees of its own host: the card would do the rest.

    UDP has the sum of the pseudo-header only, and the 200 OK to the INVITE a
    total length of 0 in its IP header.
    """
    ip = packet.ip
    if ip[9] == 17:
        ip = ip[:26] + struct.pack("!H", word_sum(pseudo_header(ip))) + ip[28:]
    if ip[28:].startswith(b"SIP/2.0 200") and b"INVITE\r\n" in ip:
        ip = with_ipv4_checksum(ip[:2] + b"\0\0" + ip[4:])
    return packet.with_ip(ip)


# Each packet more than once ------------------------------------------------

def in_order(frames):
    """By time; those of one time stay in the order of their making."""
    return sorted(frames, key=lambda frame: frame[0])


def twice(packets, later=3):
    """Each frame twice, microseconds apart."""
    for packet in packets:
        yield packet.time, packet.frame
        yield packet.time + later, packet.frame


@whole("spanned-both")
def spanned_both(packets):
    return in_order(twice(packets))


@whole("spanned-routed")
def spanned_routed(packets):
    """Seen before a router, in VLAN 10, and behind, in VLAN 20."""
    frames = []
    for packet in packets:
        frames.append((packet.time, tagged(packet.frame, 10)))
        ip = packet.ip
        dscp_af31 = 26 << 2
        routed = with_ipv4_checksum(ip[:1] + bytes([dscp_af31]) + ip[2:8] +
                                    bytes([ip[8] - 1]) + ip[9:])
        frames.append((packet.time + 12, tagged(ethernet(routed), 20)))
    return in_order(frames)


@whole("two-interfaces-a")
def two_interfaces_a(packets):
    return [(packet.time, packet.frame) for packet in packets]


@whole("two-interfaces-b")
def two_interfaces_b(packets):
    """The other card's clock is some microseconds late, not always as many."""
    return in_order((packet.time + 3 + packet.index * 7 % 11, packet.frame)
                    for packet in packets)


@whole("plain-retransmitted")
def plain_retransmitted(packets):
    """A base: the INVITE is sent again after 500 ms (T1); then all goes on."""
    sent = False
    for packet in packets:
        if packet.ip[28:].startswith(b"INVITE ") and not sent:
            ip = with_ipv4_checksum(packet.ip[:4] + b"\0\0" + packet.ip[6:])
            yield packet.time, packet.with_ip(ip)
            yield packet.time + 500000, packet.with_ip(ip)
            sent = True
        else:
            yield packet.time + 500000, packet.frame


@whole("sip-retransmission-kept", base="plain-retransmitted")
def sip_retransmission_kept(packets):
    return in_order(twice(packets))


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    bases, out = sys.argv[1:3]
    for name in sys.argv[3:]:
        base, function = WRAPPINGS[name]
        frames = read_pcap(os.path.join(bases, base + ".pcap"))
        packets = [Packet(index, time, frame)
                   for index, (time, frame) in enumerate(frames)]
        write_pcap(os.path.join(out, name + ".pcap"), function(packets))


if __name__ == "__main__":
    main()
