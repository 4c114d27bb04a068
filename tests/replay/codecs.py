#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes calls in codecs other than G.711, out of what real encoders made of
speech (samples/codecs). correlate.c measures what was recorded of them.

  codecs.py list                  the names of the calls
  codecs.py sides NAME FOLDER     for each side: its codec, its source, and the
                                  correlation wanted
  codecs.py write NAME FOLDER FILE.pcap     FOLDER is samples/codecs
"""

import os
import struct
import subprocess
import sys

from scenario import A, B, Call, Capture, Phone, ulaw

BEGIN = 1.0  # s, when both begin to speak
CALLS = {}


class Side:
    """What one side sends: packets of (RTP time, octets), None when lost."""

    def __init__(self, name, clock_hz, packets, number=96, **more):
        self.name = name
        self.clock_hz = clock_hz
        self.packets = packets
        self.number = number
        self.fmtp = more.get("fmtp", "")
        self.channels = more.get("channels", 1)
        self.source = more.get("source", "speech")
        self.wanted = more.get("wanted", 0.9)
        self.late = more.get("late", {})  # seconds by packet
        self.other = more.get("other", ())  # more (number, rtpmap)
        self.types = more.get("types", {})  # payload types by packet

    def sdp_lines(self):
        name = "%s/%d" % (self.name, self.clock_hz)
        if self.channels > 1:
            name += "/%d" % self.channels
        lines = "a=rtpmap:%d %s\r\n" % (self.number, name)
        for number, rtpmap in self.other:
            lines += "a=rtpmap:%d %s\r\n" % (number, rtpmap)
        if self.fmtp:
            lines += "a=fmtp:%d %s\r\n" % (self.number, self.fmtp)
        return lines

    def numbers(self):
        return " ".join(str(n) for n in
                        [self.number] + [pair[0] for pair in self.other])


def call(name):
    def add(function):
        CALLS[name] = function
        return function
    return add


class Folder:
    """The encoded speech."""

    def __init__(self, path):
        self.path = path

    def raw(self, name):
        with open(os.path.join(self.path, name + ".raw"), "rb") as file:
            return file.read()

    def frames(self, name):
        """Frames, empty ones for what is not sent."""
        with open(os.path.join(self.path, name + ".frames"), "rb") as file:
            data = file.read()
        frames = []
        while data:
            size = struct.unpack("!H", data[:2])[0]
            frames.append(data[2:2 + size])
            data = data[2 + size:]
        return frames

    def samples(self, name, rate_hz):
        return subprocess.run(
            ["sox", "-R", os.path.join(self.path, name + ".flac"), "-t", "raw",
             "-e", "signed", "-b", "16", "-B", "-r", str(rate_hz), "-"],
            check=True, stdout=subprocess.PIPE).stdout


def pieces(data, size, ticks):
    """Packets of 'size' octets of a codec without frames."""
    return [(i // size * ticks, data[i:i + size])
            for i in range(0, len(data), size)]


def joined(frames, count, ticks):
    """Packets of 'count' frames of 'ticks' each."""
    return [(i * ticks, b"".join(frames[i:i + count]))
            for i in range(0, len(frames), count)]


def without_pauses(packets):
    """Sequence numbers do not count what is not sent."""
    return [packet for packet in packets if packet[1]]


# RFC 4867: bits of a frame by its type.
NARROW = [95, 103, 118, 134, 148, 159, 204, 244, 39]
WIDE = [132, 177, 253, 285, 317, 365, 397, 461, 477, 40]


def amr(frames, count, ticks, bits, aligned):
    """Packets of frames as in a file: a type octet, then the bits. An encoder
    says NO_DATA (15) for what is not sent."""
    packets = []
    for i in range(0, len(frames), count):
        group = frames[i:i + count]
        if all(frame[0] >> 3 & 15 == 15 for frame in group):
            continue
        cmr, entries, speech = "1111", [], []
        for place, frame in enumerate(group):
            kind = frame[0] >> 3 & 15
            more = "1" if place + 1 < len(group) else "0"
            entries.append(more + format(kind, "04b") + "1")
            size = bits[kind] if kind < len(bits) else 0
            text = "".join(format(octet, "08b") for octet in frame[1:])
            speech.append(text[:size])
        if aligned:
            text = cmr + "0000" + "".join(e + "00" for e in entries)
            text += "".join(s + "0" * (-len(s) % 8) for s in speech)
        else:
            text = cmr + "".join(entries) + "".join(speech)
        text += "0" * (-len(text) % 8)
        packets.append((i * ticks, bytes(int(text[j:j + 8], 2)
                                         for j in range(0, len(text), 8))))
    return packets


@call("g722")
def g722(folder):
    raw = folder.raw("g722")
    return (Side("G722", 8000, pieces(raw, 160, 160), 9, wanted=0.99),
            Side("G722", 8000, pieces(raw, 240, 240), 9, wanted=0.99))


for _kbit in (16, 24, 32, 40):
    @call("g726-%d" % _kbit)
    def g726(folder, kbit=_kbit):
        size = kbit * 20 // 8
        return (Side("G726-%d" % kbit, 8000, pieces(
                    folder.raw("g726-%d" % kbit), size, 160)),
                Side("AAL2-G726-%d" % kbit, 8000, pieces(
                    folder.raw("aal2-g726-%d" % kbit), 2 * size, 320)))


@call("g729")
def g729(folder):
    frames = folder.frames("g729")
    return (Side("G729", 8000, joined(frames, 2, 80), 18),
            Side("G729", 8000, joined(frames, 3, 80), 18, fmtp="annexb=no"))


@call("g723-gsm")
def g723(folder):
    return (Side("G723", 8000, pieces(folder.raw("g723"), 24, 240), 4),
            Side("GSM", 8000, joined(folder.frames("gsm"), 2, 160), 3))


@call("ilbc")
def ilbc(folder):
    return (Side("iLBC", 8000, joined(folder.frames("ilbc20"), 1, 160),
                 fmtp="mode=20"),
            Side("iLBC", 8000, joined(folder.frames("ilbc30"), 2, 240),
                 fmtp="mode=30"))


@call("ilbc-other-mode")
def ilbc_other_mode(folder):
    """What is sent is not what was described: its size tells."""
    return (Side("iLBC", 8000, joined(folder.frames("ilbc20"), 1, 160),
                 fmtp="mode=30"),
            Side("iLBC", 8000, joined(folder.frames("ilbc30"), 1, 240),
                 fmtp="mode=20"))


@call("speex")
def speex(folder):
    return (Side("speex", 8000, joined(folder.frames("speex-8000"), 1, 160)),
            Side("speex", 16000, joined(folder.frames("speex-16000"), 1, 320)))


@call("speex-32")
def speex_32(folder):
    side = Side("speex", 32000, joined(folder.frames("speex-32000"), 1, 640))
    return side, side


@call("amr")
def amr_nb(folder):
    frames = folder.frames("amr")
    return (Side("AMR", 8000, amr(frames, 1, 160, NARROW, False)),
            Side("AMR", 8000, amr(frames, 3, 160, NARROW, True),
                 fmtp="octet-align=1"))


@call("amr-wb")
def amr_wb(folder):
    frames = folder.frames("amr-wb")
    return (Side("AMR-WB", 16000, amr(frames, 2, 320, WIDE, False)),
            Side("AMR-WB", 16000, amr(frames, 1, 320, WIDE, True),
                 fmtp="mode-set=8; octet-align=1"))


@call("opus")
def opus(folder):
    packets = joined(folder.frames("opus"), 1, 960)
    return (Side("opus", 48000, packets, 111, channels=2, wanted=0.99),
            Side("opus", 48000, packets, 111, channels=2, wanted=0.99))


@call("l16")
def l16(folder):
    mono = folder.samples("speech", 44100)
    stereo = b"".join(mono[i:i + 2] * 2 for i in range(0, len(mono), 2))
    return (Side("L16", 44100, pieces(mono, 882, 441), 11, wanted=0.99),
            Side("L16", 44100, pieces(stereo, 1764, 441), 10, channels=2,
                 wanted=0.99))


@call("l16-16")
def l16_16(folder):
    raw = folder.samples("speech", 16000)
    return (Side("L16", 16000, pieces(raw, 640, 320), wanted=0.99),
            Side("L16", 8000, pieces(folder.samples("speech", 8000), 320, 160),
                 wanted=0.99))


@call("mixed-rates")
def mixed_rates(folder):
    """Each side its own codec: the recording has the higher rate."""
    return (Side("opus", 48000, joined(folder.frames("opus"), 1, 960), 111,
                 channels=2, wanted=0.99),
            Side("GSM", 8000, joined(folder.frames("gsm"), 1, 160), 3))


@call("pauses-g729-amr")
def pauses(folder):
    """Discontinuous transmission: what is not sent keeps its length."""
    frames = folder.frames("g729-vad")
    packets = []
    for i in range(0, len(frames), 2):
        # A frame of comfort noise only ends a packet.
        if len(frames[i]) == 10 or not frames[i]:
            packets.append((i * 80, frames[i] + frames[i + 1])
                           if frames[i] else ((i + 1) * 80, frames[i + 1]))
        else:
            packets += [(i * 80, frames[i]), ((i + 1) * 80, frames[i + 1])]
    return (Side("G729", 8000, without_pauses(packets), 18, source="pause",
                 wanted=0.85),
            Side("AMR", 8000, amr(folder.frames("amr-dtx"), 1, 160, NARROW,
                                  False), source="pause"))


@call("pauses-wb-opus")
def pauses_wide(folder):
    return (Side("AMR-WB", 16000, amr(folder.frames("amr-wb-dtx"), 1, 320,
                                      WIDE, True), fmtp="octet-align=1",
                 source="pause"),
            Side("opus", 48000, without_pauses(
                joined(folder.frames("opus-dtx"), 1, 960)), 111, channels=2,
                 source="pause"))


def without(packets, lost):
    return [None if i in lost else p for i, p in enumerate(packets)]


@call("loss")
def loss(folder):
    """Single packets are lost: Opus tells of them in the next one."""
    lost = set(range(7, 120, 10))
    return (Side("opus", 48000, without(
                joined(folder.frames("opus-fec"), 1, 960), lost), 111,
                channels=2, fmtp="useinbandfec=1", wanted=0.82),
            Side("G722", 8000, without(
                pieces(folder.raw("g722"), 160, 160), lost), 9, wanted=0.8))


@call("reordered")
def reordered(folder):
    late = {i: 0.05 for i in range(5, 110, 9)}
    return (Side("opus", 48000, joined(folder.frames("opus"), 1, 960), 111,
                 channels=2, wanted=0.99, late=late),
            Side("AMR", 8000, amr(folder.frames("amr"), 1, 160, NARROW, False),
                 late=late))


@call("changing")
def changing(folder):
    """The codec changes from packet to packet."""
    g722 = pieces(folder.raw("g722"), 160, 160)
    gsm = joined(folder.frames("gsm"), 1, 160)
    packets = [(g722 if i // 25 % 2 else gsm)[i] for i in range(120)]
    types = {i: 9 if i // 25 % 2 else 3 for i in range(120)}
    return (Side("G722", 8000, packets, 9, other=[(3, "GSM/8000")],
                 types=types),
            Side("GSM", 8000, gsm, 3))


@call("wider")
def wider(folder):
    """G.711, a pause, then G.722, in one stream: two files."""
    g711 = pieces(folder.samples("speech", 8000), 320, 160)
    g711 = [(time, bytes(ulaw(at) for (at,) in struct.iter_unpack("!h", data)))
            for time, data in g711]
    g722 = [(time + 24000, data) for time, data in
            pieces(folder.raw("g722"), 160, 160)]
    side = Side("PCMU", 8000, g711 + g722, 0, other=[(9, "G722/8000")],
                types={i: 9 for i in range(120, 240)})
    return side, side


@call("refused")
def refused(folder):
    """Interleaving is not read; the other side is no codec we know."""
    frames = folder.frames("amr")
    return (Side("AMR", 8000, amr(frames, 1, 160, NARROW, True),
                 fmtp="octet-align=1; interleaving=30"),
            Side("G728", 8000, joined(frames, 1, 160), 15))


@call("broken")
def broken(folder):
    """Payloads that are none of their codec's: as if they were lost."""
    frames = folder.frames("g729")
    packets = joined(frames, 2, 80)
    for i in range(20, 25):
        packets[i] = (packets[i][0], packets[i][1][:13])
    return (Side("G729", 8000, packets, 18, wanted=0.7),
            Side("GSM", 8000, [(t, bytes(33)) for t, _ in
                               joined(folder.frames("gsm"), 1, 160)], 3,
                 wanted=-1))


def send(capture, begin, src, dst, side, ssrc):
    sequence = 0
    for i, packet in enumerate(side.packets):
        sequence += 1
        if packet is None:
            continue
        number = side.types.get(i, side.number)
        header = struct.pack("!BBHII", 0x80, number, sequence,
                             1000000 + packet[0], ssrc)
        when = begin + packet[0] / side.clock_hz + side.late.get(i, 0)
        capture.udp(when, src, dst, header + packet[1])


def describe(phone, side):
    """What 'phone' wants to be sent, which is what the other one sends."""
    return phone.sdp(side.numbers(), side.sdp_lines())


def write(name, folder, path):
    caller_side, callee_side = CALLS[name](Folder(folder))
    capture = Capture()
    it = Call(capture, Phone("100", A, 4000), Phone("200", B, 5000))
    it.invite(0, sdp=describe(it.caller, callee_side))
    it.answer(0.3, sdp=describe(it.callee, caller_side))
    it.request(0.31, "ACK", 1)
    send(capture, BEGIN, it.caller.media, it.callee.media, caller_side, 1)
    send(capture, BEGIN, it.callee.media, it.caller.media, callee_side, 2)
    it.bye(BEGIN + max(side.packets[-1][0] / side.clock_hz for side in
                       (caller_side, callee_side)) + 0.8)
    capture.write(path)


def main(arguments):
    if arguments == ["list"]:
        for name in CALLS:
            print(name)
    elif len(arguments) == 4 and arguments[0] == "write":
        write(*arguments[1:])
    elif len(arguments) == 3 and arguments[0] == "sides":
        for side in CALLS[arguments[1]](Folder(arguments[2])):
            print(side.name.upper(), side.source, side.wanted)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
