#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a capture of SIP calls, to be sent by tcpreplay.

signalling.py FILE CALLS [FIRST]: INVITEs alone; or, when their numbers begin
at FIRST, with 200, ACK and a few packets of RTP. None of them ever ends.
"""
import struct
import sys

SDP = ("v=0\r\no=- 1 1 IN IP4 10.9.1.{side}\r\ns=-\r\nc=IN IP4 10.9.1.{side}\r\n"
       "t=0 0\r\nm=audio {port} RTP/AVP 0\r\n")
HEAD = ("{line}\r\nVia: SIP/2.0/UDP 10.9.1.1:5060;branch=z9hG4bK{i}{cseq}\r\n"
        "From: <sip:7{i}@10.9.1.1>;tag=a{i}\r\nTo: <sip:300@10.9.1.2>{to}\r\n"
        "Call-ID: endless-{i}@10.9.1.1\r\nCSeq: 1 {cseq}\r\n"
        "Contact: <sip:7{i}@10.9.1.1:5060>\r\nMax-Forwards: 70\r\n{type}"
        "Content-Length: {length}\r\n\r\n")


def message(i, line, cseq, to_tag, side):
    """One message of call 'i'; 'side' describes its media, 0: none."""
    body = SDP.format(side=side, port=10000 + i % 20000 * 2) if side else ""
    kind = "Content-Type: application/sdp\r\n" if side else ""
    to_tag = f";tag=b{i}" if to_tag else ""
    head = HEAD.format(line=line, i=i, cseq=cseq, to=to_tag, type=kind,
                       length=len(body))
    return (head + body).encode()


def rtp(i, number):
    """A packet of the caller of call 'i'."""
    return (struct.pack("!BBHII", 0x80, 0, number, 160 * number, 7000000 + i)
            + b"\xff" * 160)


def frame(number, from_caller, data, ports=(5060, 5060)):
    """An Ethernet frame with a UDP datagram."""
    ends = (bytes((10, 9, 1, 1)), bytes((10, 9, 1, 2)))
    src, dst = ends if from_caller else ends[::-1]
    udp = struct.pack("!HHHH", *ports, 8 + len(data), 0) + data
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp),
                       number & 0xffff, 0, 64, 17, 0, src, dst)
    total = sum(struct.unpack("!10H", head))
    total = (total & 0xffff) + (total >> 16)
    total = (total & 0xffff) + (total >> 16)
    head = head[:10] + struct.pack("!H", ~total & 0xffff) + head[12:]
    return bytes((2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0)) + head + udp


def main():
    """Writes the file."""
    name, calls = sys.argv[1], int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else None
    number = 0
    with open(name, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for i in range(first or 0, (first or 0) + calls):
            media = 10000 + i % 20000 * 2
            parts = [(True, message(i, "INVITE sip:300@10.9.1.2 SIP/2.0",
                                    "INVITE", False, 1))]
            if first is not None:
                parts += [(False, message(i, "SIP/2.0 200 OK", "INVITE",
                                          True, 2)),
                          (True, message(i, "ACK sip:300@10.9.1.2 SIP/2.0",
                                         "ACK", True, 0))]
                parts += [(None, rtp(i, n)) for n in range(3)]
            for from_caller, data in parts:
                packet = (frame(number, True, data, (media, media))
                          if from_caller is None
                          else frame(number, from_caller, data))
                out.write(struct.pack("<IIII", 1700000000 + number // 10000,
                                      number % 10000 * 100, len(packet),
                                      len(packet)))
                out.write(packet)
                number += 1


main()
