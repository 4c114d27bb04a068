#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What beside.sh needs to look at captures and pages.

  beside.py drop FILE OUT OF LOST...   without some of each OF packets of T.38
  beside.py same TIFF TIFF             are all pages equal, pixel by pixel?
  beside.py write NAME FILE            a call of scenario.py with keys in it
"""
import struct
import sys

import scenario

FAX_PORTS = {4000, 4002}


def records(data):
    at = 24
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 8)[0]
        yield data[at:at + 16 + size]
        at += 16 + size


def fax_number(record):
    """The number of a packet of T.38 and who sent it, or None."""
    frame = record[16:]
    if frame[12:14] != b"\x08\0" or frame[23] != 17:
        return None
    udp = frame[14 + (frame[14] & 15) * 4:]
    source, target = struct.unpack_from("!HH", udp)
    if {source, target} != FAX_PORTS:
        return None
    return struct.unpack_from("!H", udp, 8)[0]


def drop(path, out, of, lost):
    with open(path, "rb") as file:
        data = file.read()
    dropped = 0
    with open(out, "wb") as file:
        file.write(data[:24])
        for record in records(data):
            number = fax_number(record)
            if number is not None and number % of in lost:
                dropped += 1
            else:
                file.write(record)
    print(dropped)


def unmirror(path, out, port, first, last):
    """Leaves the packets 'first' to 'last' to a UDP port out."""
    with open(path, "rb") as file:
        data = file.read()
    number = 0
    with open(out, "wb") as file:
        file.write(data[:24])
        for record in records(data):
            frame = record[16:]
            udp = frame[14 + (frame[14] & 15) * 4:]
            if (frame[12:14] == b"\x08\0" and frame[23] == 17
                    and struct.unpack_from("!H", udp, 2)[0] == port):
                number += 1
                if first <= number <= last:
                    continue
            file.write(record)


def unpack(data, size):
    """PackBits."""
    out, at = bytearray(), 0
    while len(out) < size:
        head = data[at]
        if head < 128:
            out += data[at + 1:at + 2 + head]
            at += 2 + head
        else:
            if head > 128:
                out += data[at + 1:at + 2] * (257 - head)
            at += 2
    return bytes(out)


def pages(path):
    """Width, length and bits of each page."""
    with open(path, "rb") as file:
        data = file.read()
    at = struct.unpack_from("<I", data, 4)[0]
    while at:
        count = struct.unpack_from("<H", data, at)[0]
        tags = {}
        for i in range(count):
            tag, kind, _, value = struct.unpack_from("<HHII", data, at + 2 + 12 * i)
            tags[tag] = value & 0xffff if kind == 3 else value
        size = tags[256] // 8 * tags[257]
        strip = data[tags[273]:tags[273] + tags[279]]
        yield tags[256], tags[257], unpack(strip, size) if tags[259] == 32773 else strip
        at = struct.unpack_from("<I", data, at + 2 + 12 * count)[0]


SDP = "a=rtpmap:101 telephone-event/8000\r\n"


class Keys(scenario.Call):
    """A call with keys."""

    def event(self, second, code, units=800, ended=3, ssrc=1, timestamp=None,
              sequence=None, ptime=160):
        """A key for 'units', in packets of 20 ms, of the caller."""
        start = int(second * 8000) if timestamp is None else timestamp
        for i, duration in enumerate(list(range(ptime, units, ptime)) + [units] * ended):
            end = duration == units
            self.sequence = getattr(self, "sequence", 5000) + 1
            self.capture.udp(
                second + min(duration, units) / 8000 + 0.0001 * i,
                self.caller.media, self.callee.media,
                struct.pack("!BBHII", 0x80, 101, self.sequence, start, ssrc) +
                struct.pack("!BBH", code, 10 | (0x80 if end else 0), duration))

    def info(self, second, signal, cseq):
        self.request(second, "INFO", cseq,
                     sdp="Signal=%s\r\nDuration=100\r\n" % signal,
                     body_type="application/dtmf-relay")
        self.response(second + 0.01, 200, "INFO", cseq)


def begin(capture):
    call = scenario.pair(capture)
    call.__class__ = Keys
    call.invite(0, sdp=call.caller.sdp("0 101", SDP))
    call.answer(1, sdp=call.callee.sdp("0 101", SDP))
    call.talk(1, 6, [400, 500])
    return call


def both_ways(capture):
    """5 5 6, each told of in RTP and in INFO; and a flash."""
    call = begin(capture)
    for cseq, (second, code) in enumerate(((2, 5), (2.3, 5), (4, 6))):
        call.event(second, code)
        call.info(second + 0.12, "0123456789"[code], cseq + 3)
    call.event(5, 16)
    call.bye(6)


def lossy_keys(capture):
    """1 without its start, 2 without its end, 4 whole, on other SSRCs than
    the voice."""
    call = begin(capture)
    call.event(1.5, 1, ptime=10000)
    call.event(2, 2, ended=0)
    call.event(3, 4, ssrc=77)
    call.bye(6)


def main(arguments):
    if arguments[0] == "drop":
        drop(arguments[1], arguments[2], int(arguments[3]),
             {int(number) for number in arguments[4:]})
    elif arguments[0] == "unmirror":
        unmirror(arguments[1], arguments[2], *map(int, arguments[3:]))
    elif arguments[0] == "same":
        sys.exit(list(pages(arguments[1])) != list(pages(arguments[2])))
    elif arguments[0] == "write":
        capture = scenario.Capture()
        {"both-ways": both_ways, "lossy-keys": lossy_keys}[arguments[1]](capture)
        capture.write(arguments[2])


if __name__ == "__main__":
    main(sys.argv[1:])
