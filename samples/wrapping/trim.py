#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a real capture of a call short enough to be wrapped fifty times.

usage: trim.py IN.pcap OUT.pcap [--large-invite]

Keeps the packets of the call with about one second of audio each way: later RTP
is left out, and what follows (the BYE) is moved forward by as much.  ARP and
neighbour discovery are left out, as tunnels of IP cannot carry them.
--large-invite gives the INVITE of a call over TCP some 2 kB of header fields
more, in segments of the old size.
"""

import struct
import sys

sys.dont_write_bytecode = True
from frames import read_pcap, write_pcap
from packets import Packet, Segment, is_tcp, with_data

AUDIO_US = 1040000  # from the first packet
GUARD_US = 5000  # from the last RTP to what follows

FILL = b"".join(b"X-Route-Trace: <sip:hop%02d.example;lr>;time=%06d\r\n" % (i, i * 7)
                for i in range(40))


def payload_of(frame):
    """The UDP payload, or None."""
    ethertype, = struct.unpack_from("!H", frame, 12)
    if ethertype == 0x0800 and frame[23] == 17:
        return frame[42:]
    if ethertype == 0x86dd and frame[20] == 17:
        return frame[62:]
    return None


def is_rtp(frame):
    payload = payload_of(frame)
    return payload is not None and payload[0] == 0x80 and payload[1] & 0x7f == 0


def is_of_the_call(frame):
    ethertype, = struct.unpack_from("!H", frame, 12)
    if ethertype == 0x86dd and frame[20] == 58:  # ICMPv6: errors only
        return frame[54] < 128
    if ethertype == 0x86dd:  # multicast listener reports have an option first
        return frame[20] in (6, 17)
    return ethertype == 0x0800


def shortened(frames):
    frames = [(time, frame) for time, frame in frames if is_of_the_call(frame)]
    start = frames[0][0]
    end_of_audio = start + AUDIO_US
    kept = [(time, frame) for time, frame in frames
            if time < end_of_audio or not is_rtp(frame)]
    later = [time for time, _ in kept if time >= end_of_audio]
    last_audio = max(time for time, frame in kept if is_rtp(frame))
    shift = later[0] - (last_audio + GUARD_US)
    return [(time - shift if time >= end_of_audio else time, frame)
            for time, frame in kept]


def with_large_invite(frames):
    """Inserts FILL after the first line, moves all later sequence numbers."""
    packets = [Packet(i, time, frame) for i, (time, frame) in enumerate(frames)]
    invite = next(p for p in packets if is_tcp(p) and
                  Segment(p).data.startswith(b"INVITE "))
    segment = Segment(invite)
    at = segment.data.index(b"\r\n") + 2
    size = len(segment.data)
    result = []
    for packet in packets:
        if packet is invite:
            data = segment.data[:at] + FILL + segment.data[at:]
            for offset in range(0, len(data), size):
                piece = data[offset:offset + size]
                before = (len(data) - offset - 1) // size
                ip = moved(packet.ip, offset, 0, before)
                ip = with_data(ip, segment.start, piece)
                result.append((packet.time - before, packet.with_ip(ip)))
        elif is_tcp(packet) and packet.time > invite.time:
            mine = Segment(packet).flow == segment.flow
            ip = moved(packet.ip, len(FILL) if mine else 0, 0 if mine else len(FILL))
            data = Segment(packet)
            result.append((packet.time,
                           packet.with_ip(with_data(ip, data.start, data.data))))
        else:
            result.append((packet.time, packet.frame))
    return sorted(result, key=lambda pair: pair[0])


def moved(ip, sequence, acknowledged, ident_back=0):
    """A TCP segment with other numbers; its checksums are wrong then."""
    old = struct.unpack_from("!II", ip, 24)
    ident, = struct.unpack_from("!H", ip, 4)
    ip = ip[:4] + struct.pack("!H", ident - ident_back & 0xffff) + ip[6:]
    return ip[:24] + struct.pack("!II", old[0] + sequence & 0xffffffff,
                                 old[1] + acknowledged & 0xffffffff) + ip[32:]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    frames = shortened(read_pcap(sys.argv[1]))
    if "--large-invite" in sys.argv[3:]:
        frames = with_large_invite(frames)
    write_pcap(sys.argv[2], frames)


if __name__ == "__main__":
    main()
