#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a capture of two hundred calls at once, each side with a tone of its
own, in which addresses are used again: reuse.py CAPTURE TRUTH

Each of two hundred lines calls three times; less than 100 ms after a BYE it
calls again, on the same ports, while packets of the call before come until up
to 140 ms after it. What the lines are:

  direct   phone and gateway on one network; every other call swaps the
           gateway's ports with another line
  nat      sixty phones behind NATs, three with each private address; the
           mirror is outside, and the public ports go round
  inside   pairs of branch offices with the same private addresses, the mirror
           is inside of both NATs
  tenant   pairs of tenants with all addresses equal, in two VLANs

Each fifth call has early media before any answer, each tenth the SSRC of the one before. A line
of TRUTH is: Call-ID, tone of the caller and the callee as bins of 4096 samples
at 8 kHz, packets that each side sent.
"""
import math
import random
import struct
import sys

LINES = 200
ROUNDS = 3
BINS = 4096
FIRST_BIN = 154  # 300 Hz
TONES = 2 * LINES * ROUNDS
SAMPLES = 160
GATEWAY = "198.51.100.1"


def ulaw(sample):
    sign, size = (0x80, -sample) if sample < 0 else (0, sample)
    size = min(size, 32635) + 132
    exponent = size.bit_length() - 8
    return ~(sign | exponent << 4 | size >> exponent + 3 & 15) & 0xff


ONE_TURN = [ulaw(round(8000 * math.sin(2 * math.pi * at / BINS)))
            for at in range(BINS)]


def tone_of(line, turn, side):
    """Calls that follow each other have tones far apart."""
    return FIRST_BIN + (turn * 2 * LINES + line * 2 + side) * 487 % TONES


class Speech:
    """The tone of one side, cut into packets."""

    def __init__(self, tone):
        period = bytes(ONE_TURN[tone * at % BINS] for at in range(BINS))
        self.period = period + period[:SAMPLES]

    def packet(self, number):
        at = number * SAMPLES % BINS
        return self.period[at:at + SAMPLES]


class Capture:
    def __init__(self):
        self.frames = []

    def udp(self, ms, src, dst, payload, vlan=0):
        tag = struct.pack("!HH", 0x8100, vlan) if vlan else b""
        hosts = b"".join(bytes(map(int, host.split(".")))
                         for host, _ in (src, dst))
        frame = (bytes(12) + tag + b"\x08\x00" + struct.pack(
            "!BBHHHBBH", 0x45, 0, 28 + len(payload), len(self.frames) & 0xffff,
            0, 64, 17, 0) + hosts + struct.pack(
                "!HHHH", src[1], dst[1], 8 + len(payload), 0) + payload)
        self.frames.append((ms, len(self.frames), frame))

    def write(self, path):
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for ms, _, frame in sorted(self.frames):
                us = round(ms * 1000)
                out.write(struct.pack("<IIII", 1700000000 + us // 1000000,
                                      us % 1000000, len(frame), len(frame)))
                out.write(frame)


class Side:
    """Where a side says that it is, and where it is for the mirror."""

    def __init__(self, said, seen, sip):
        self.said, self.seen, self.sip = said, seen, (sip, 5060)


def sides_of(line, turn):
    """Caller, callee and VLAN of a call."""
    kind, at = ("direct", line) if line < 80 else \
        ("nat", line - 80) if line < 140 else \
        ("inside", line - 140) if line < 180 else ("tenant", line - 180)
    port = 20000 + 2 * line
    if kind == "direct":
        phone = ("10.0.0.%d" % (1 + at), 5004)
        gateway = (GATEWAY, 20000 + 2 * (line ^ turn % 2))
        return Side(phone, phone, phone[0]), Side(gateway, gateway, GATEWAY), 0
    gateway = Side((GATEWAY, port), (GATEWAY, port), GATEWAY)
    if kind == "nat":
        # Three lines have each private address, and their public ones go
        # round among them.
        said = ("192.168.1.%d" % (10 + at % 20), 5004)
        public = "203.0.113.%d" % (1 + (at + 20 * turn) % 60)
        seen = (public, 40000)
        return Side(said, seen, public), gateway, 0
    if kind == "inside":
        phone = ("192.168.2.%d" % (10 + at // 2), 5004)
        return Side(phone, phone, phone[0]), gateway, 0
    phone = ("192.168.3.%d" % (10 + at // 2), 5004)
    gateway = Side((GATEWAY, 30000 + at // 2 * 2), (GATEWAY, 30000 + at // 2 * 2),
                   GATEWAY)
    return Side(phone, phone, phone[0]), gateway, 100 + at % 2


class Call:
    def __init__(self, capture, line, turn):
        self.capture = capture
        self.caller, self.callee, self.vlan = sides_of(line, turn)
        self.id = "line-%d-%d" % (line, turn)
        self.tones = [tone_of(line, turn, side) for side in (0, 1)]
        self.sent = [0, 0]

    def message(self, ms, start, cseq, method, by_caller, described=None):
        src, dst = self.caller.sip, self.callee.sip
        if not by_caller:
            src, dst = dst, src
        body = ""
        if described:
            body = ("v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\n"
                    "m=audio {1} RTP/AVP 0\r\n").format(*described)
        tag = "" if start.startswith("INVITE") else ";tag=b"
        text = "\r\n".join([
            start, "Via: SIP/2.0/UDP x;branch=z9hG4bK%s%d" % (self.id, cseq),
            "From: <sip:%s@example.org>;tag=a" % self.id,
            "To: <sip:service@example.org>" + tag, "Call-ID: " + self.id,
            "CSeq: %d %s" % (cseq, method)]
            + (["Content-Type: application/sdp"] if described else [])
            + ["Content-Length: %d" % len(body), "", body])
        self.capture.udp(ms, src, dst, text.encode(), self.vlan)

    def begin(self, ms):
        self.message(ms, "INVITE sip:x@example.org SIP/2.0", 1, "INVITE", True,
                     self.caller.said)
        self.message(ms + 30, "SIP/2.0 200 OK", 1, "INVITE", False,
                     self.callee.said)
        self.message(ms + 31, "ACK sip:x@example.org SIP/2.0", 1, "ACK", True)

    def end(self, ms):
        self.message(ms, "BYE sip:x@example.org SIP/2.0", 2, "BYE", True)
        self.message(ms + 1, "SIP/2.0 200 OK", 2, "BYE", False)

    def speak(self, side, begin, end, ssrc, dice):
        src, dst = (self.caller, self.callee) if side == 0 else \
            (self.callee, self.caller)
        speech = Speech(self.tones[side])
        first = dice.randrange(65536)
        count = int((end - begin) // 20)
        for number in range(count):
            header = struct.pack("!BBHII", 0x80, 0, first + number & 0xffff,
                                 number * SAMPLES, ssrc)
            self.capture.udp(begin + 20 * number, src.seen, dst.seen,
                             header + speech.packet(number), self.vlan)
        self.sent[side] = count


def write_line(capture, line, dice, truth):
    now = 1000 + 7 * line + dice.random()
    ssrcs = [0, 0]
    for turn in range(ROUNDS):
        call = Call(capture, line, turn)
        talk = dice.randrange(2000, 2600)
        if (line + turn) % 10 or turn == 0:
            ssrcs = [dice.randrange(1 << 32) for _ in ssrcs]
        # (Behind a NAT nobody can know whose that is.)
        early = (line + turn) % 5 == 0 and call.caller.said == call.caller.seen
        call.begin(now)
        for side in (0, 1):
            begin = 5 if early and side == 1 else 33 + dice.randrange(10)
            late = dice.randrange(60, 140)
            call.speak(side, now + begin, now + talk + late, ssrcs[side], dice)
        call.end(now + talk)
        truth.write("%s %d %d %d %d\n" % (call.id, *call.tones, *call.sent))
        now += talk + dice.randrange(5, 95)


def main():
    dice = random.Random(1)
    capture = Capture()
    with open(sys.argv[2], "w", encoding="ascii") as truth:
        for line in range(LINES):
            write_line(capture, line, dice, truth)
    capture.write(sys.argv[1])


if __name__ == "__main__":
    main()
