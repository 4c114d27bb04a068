#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes captures of whole calls that no phone at hand makes.

  scenario.py list               the names of all scenarios
  scenario.py write NAME FILE    writes one as a pcap file
  scenario.py listen FILE FROM TO
      the tones (Hz) in each channel of a WAV file between two times (s)

Each side speaks one tone, so that a recording tells who is in it, and where.
A scenario is a function below; calls.sh says what must come of it.
"""

import cmath
import json
import math
import struct
import sys
import wave

START = 1700000000  # capture time of second 0
TONES = range(400, 1300, 100)
RATE_HZ = 8000
PACKET_SAMPLES = 160

SCENARIOS = {}


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def ulaw(sample):
    """ITU-T G.711, mu-law."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 0xf) & 0xff


def alaw(sample):
    """ITU-T G.711, A-law."""
    sign = 0x80 if sample >= 0 else 0
    magnitude = abs(sample) >> 3 if sample >= 0 else -sample - 1 >> 3
    exponent = max(magnitude.bit_length() - 5, 0)
    mantissa = magnitude >> max(exponent, 1) & 0xf
    return (sign | exponent << 4 | mantissa) ^ 0x55


def checksum(data):
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff or 0xffff


def address_bytes(address):
    if "." in address:
        return bytes(int(part) for part in address.split("."))
    head, _, tail = address.partition("::")
    left, right = ([int(part, 16) for part in text.split(":") if part]
                   for text in (head, tail))
    words = left + [0] * (8 - len(left) - len(right)) + right
    return struct.pack("!8H", *words)


class Capture:
    """Frames with their times, in any order."""

    def __init__(self):
        self.frames = []

    def udp(self, second, src, dst, payload, ip6_options=0):
        """A datagram between two (address, port)."""
        ends = address_bytes(src[0]) + address_bytes(dst[0])
        size = len(payload) + 8
        header = struct.pack("!HHHH", src[1], dst[1], size, 0)
        pseudo = ends + struct.pack("!II", size, 17)
        header = header[:6] + struct.pack(
            "!H", checksum(pseudo + header + payload))
        datagram = header + payload
        if len(ends) == 8:
            ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + size, 0, 0, 64, 17, 0)
            ip = ip[:10] + struct.pack("!H", checksum(ip + ends))
            frame = b"\x08\0" + ip + ends + datagram
        else:
            kinds = [0, 60, 43][:ip6_options] + [17]
            for following in reversed(kinds[1:]):
                # Options: 8 bytes, all padding (RFC 8200 section 4.2).
                datagram = bytes([following, 0, 1, 4, 0, 0, 0, 0]) + datagram
            frame = b"\x86\xdd" + struct.pack(
                "!IHBB", 6 << 28, len(datagram), kinds[0], 64) + ends + datagram
        self.frames.append((second, bytes(12) + frame))

    def write(self, path):
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for second, frame in sorted(self.frames, key=lambda pair: pair[0]):
                us = round(second * 1000000)
                out.write(struct.pack("<IIII", START + us // 1000000,
                                      us % 1000000, len(frame), len(frame)))
                out.write(frame)


class Phone:
    """A user agent: its number, host and media port."""

    def __init__(self, number, address, port):
        self.number = number
        self.address = address
        self.port = port
        self.sip = (address, 5060)

    @property
    def media(self):
        return (self.address, self.port)

    def sdp(self, codecs="0", extra="", profile="RTP/AVP"):
        family = "IP6" if ":" in self.address else "IP4"
        return ("v=0\r\no=- 1 1 IN {0} {1}\r\ns=-\r\nc=IN {0} {1}\r\nt=0 0\r\n"
                "m=audio {2} {3} {4}\r\n{5}").format(
                    family, self.address, self.port, profile, codecs, extra)


A = "192.0.2.10"
B = "192.0.2.20"
C = "192.0.2.21"
PROXY = "192.0.2.30"


class Call:
    """A call between two phones, and its messages."""

    def __init__(self, capture, caller, callee, number=1, ip6_options=0):
        self.capture = capture
        self.caller = caller
        self.callee = callee
        self.id = "call-%d@example.org" % number
        self.number = number
        self.tag = "a"
        self.ip6_options = ip6_options

    def message(self, second, start, method, cseq, by_caller, asked_by_caller,
                sdp="", tag="b", hop=None, branch="", body_type=None,
                headers=()):
        parties = ['"Alice" <sip:%s@example.org>;tag=%s' % (
            self.caller.number, self.tag),
                   "<sip:%s@example.org>" % self.callee.number]
        if tag:
            parties[1] += ";tag=" + tag
        if not asked_by_caller:
            parties.reverse()
        if sdp and not body_type:
            body_type = "application/sdp"
        lines = [start, "Via: SIP/2.0/UDP host;branch=z9hG4bK%s%d%s" % (
            method, cseq, branch), "From: " + parties[0], "To: " + parties[1],
            "Call-ID: " + self.id, "CSeq: %d %s" % (cseq, method), *headers]
        if body_type:
            lines.append("Content-Type: " + body_type)
        lines += ["Content-Length: %d" % len(sdp), "", sdp]
        self.send(second, "\r\n".join(lines), by_caller, hop)

    def send(self, second, text, by_caller, hop=None):
        left, right = hop or (self.caller.sip, self.callee.sip)
        src, dst = (left, right) if by_caller else (right, left)
        self.capture.udp(second, src, dst, text.encode(), self.ip6_options)

    def request(self, second, method, cseq, by_caller=True, **more):
        start = "%s sip:%s@example.org SIP/2.0" % (
            method, self.callee.number if by_caller else self.caller.number)
        self.message(second, start, method, cseq, by_caller, by_caller, **more)

    def response(self, second, status, method, cseq, by_caller=False, **more):
        start = "SIP/2.0 %d Phrase" % status
        self.message(second, start, method, cseq, by_caller, not by_caller,
                     **more)

    def invite(self, second, cseq=1, sdp=None, tag="", **more):
        self.request(second, "INVITE", cseq, tag=tag,
                     sdp=self.caller.sdp() if sdp is None else sdp, **more)

    def answer(self, second, cseq=1, sdp=None, **more):
        self.response(second, 200, "INVITE", cseq,
                      sdp=self.callee.sdp() if sdp is None else sdp, **more)

    def start(self, second):
        """INVITE, 180, 200 and ACK in 0.3 s."""
        self.invite(second)
        self.response(second + 0.1, 180, "INVITE", 1)
        self.answer(second + 0.3)
        self.request(second + 0.31, "ACK", 1)

    def bye(self, second, cseq=9, by_caller=True, **more):
        self.request(second, "BYE", cseq, by_caller=by_caller, **more)
        self.response(second + 0.01, 200, "BYE", cseq, by_caller=not by_caller,
                      **more)

    def talk(self, begin, end, tones):
        """Both speak, the caller the first tone."""
        self.speak(begin, end, self.caller.media, self.callee.media, tones[0])
        self.speak(begin, end, self.callee.media, self.caller.media, tones[1])

    def speak(self, begin, end, src, dst, tone, codec=0, ssrc=None, sequence=0):
        encode = alaw if codec == 8 else ulaw
        if ssrc is None:
            ssrc = self.number << 16 | tone
        for i in range(round((end - begin) * 50)):
            number = sequence + i
            first = number * PACKET_SAMPLES
            payload = bytes(
                encode(round(8000 * math.sin(2 * math.pi * tone * at / RATE_HZ)))
                for at in range(first, first + PACKET_SAMPLES))
            header = struct.pack("!BBHII", 0x80, codec, number, first, ssrc)
            self.capture.udp(begin + i / 50, src, dst, header + payload,
                             self.ip6_options)


def pair(capture, number=1, caller_port=4000, callee_port=5000):
    return Call(capture, Phone("100", A, caller_port),
                Phone("200", B, callee_port), number)


@scenario
def plain(capture):
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 6, (400, 500))
    call.bye(6)


@scenario
def forked_early_media(capture):
    """Two phones send early media; the first one's is heard first."""
    call = pair(capture)
    other = Phone("200", C, 5000)
    hop = (call.caller.sip, (PROXY, 5060))
    call.invite(0, tag="", hop=hop)
    call.response(0.5, 183, "INVITE", 1, sdp=call.callee.sdp(), tag="b", hop=hop)
    call.response(0.6, 183, "INVITE", 1, sdp=other.sdp(), tag="c", hop=hop)
    call.speak(1.005, 3, call.callee.media, call.caller.media, 500)
    call.speak(1, 8, other.media, call.caller.media, 600)
    call.answer(3, sdp=other.sdp(), tag="c", hop=hop)
    call.request(3.01, "ACK", 1, tag="c", hop=hop)
    call.speak(3.02, 8, call.caller.media, other.media, 400)
    call.bye(8, tag="c", hop=hop)


@scenario
def forked_calls(capture):
    """A proxy rings two phones, both answer, the later one is hung up."""
    call = pair(capture)
    other = Phone("200", C, 5000)
    proxy = (PROXY, 5060)
    near, far, farther = ((call.caller.sip, proxy), (proxy, call.callee.sip),
                          (proxy, other.sip))
    call.invite(0, hop=near)
    call.invite(0.01, hop=far, branch="-2")
    call.invite(0.01, hop=farther, branch="-3")
    call.answer(1, hop=far, branch="-2")
    call.answer(1.01, hop=near)
    call.answer(1.02, hop=farther, branch="-3", tag="c", sdp=other.sdp())
    call.answer(1.03, hop=near, tag="c", sdp=other.sdp())
    call.bye(1.05, cseq=2, hop=near, tag="c")
    call.bye(1.06, cseq=2, hop=farther, tag="c", branch="-3")
    call.talk(1.1, 6, (400, 500))
    call.bye(6, hop=near)
    call.bye(6.01, hop=far)


@scenario
def busy_fork(capture):
    """Two branches behind one hop: one is busy, the other answers."""
    call = pair(capture)
    call.invite(0, branch="-1")
    call.invite(0, branch="-2")
    call.response(0.5, 486, "INVITE", 1, tag="x", branch="-1")
    call.answer(3, branch="-2")
    call.talk(3, 6, (400, 500))
    call.bye(6)


@scenario
def forks_behind_the_proxy(capture):
    """Three phones, seen where the caller is not: one is busy, one is
    cancelled, and the one between answers."""
    call = pair(capture)
    proxy = (PROXY, 5060)
    busy, cancelled = ((proxy, (host, 5060)) for host in (C, A))
    hop = (proxy, call.callee.sip)
    call.invite(0, hop=busy, branch="-1")
    call.invite(0.01, hop=hop, branch="-2")
    call.invite(0.02, hop=cancelled, branch="-3")
    call.response(0.5, 486, "INVITE", 1, hop=busy, tag="x", branch="-1")
    call.answer(3, hop=hop, branch="-2")
    call.request(3.01, "CANCEL", 1, hop=cancelled, tag="", branch="-3")
    call.response(3.02, 487, "INVITE", 1, hop=cancelled, tag="y", branch="-3")
    call.talk(3.1, 6, (400, 500))
    call.bye(6, hop=hop)


@scenario
def first_fork_cancelled(capture):
    """The phone that is rung first is cancelled once the other answers."""
    call = pair(capture)
    cancelled, hop = (((PROXY, 5060), (host, 5060)) for host in (C, B))
    call.invite(0, hop=cancelled, branch="-1")
    call.invite(0.01, hop=hop, branch="-2")
    call.answer(3, hop=hop, branch="-2")
    call.request(3.01, "CANCEL", 1, hop=cancelled, tag="", branch="-1")
    call.response(3.02, 487, "INVITE", 1, hop=cancelled, tag="x", branch="-1")
    call.talk(3.1, 6, (400, 500))
    call.bye(6, hop=hop)


@scenario
def all_forks_busy(capture):
    call = pair(capture)
    for host in (B, C):
        hop = ((PROXY, 5060), (host, 5060))
        call.invite(0, hop=hop, branch=host)
        call.response(2, 486 if host == B else 603, "INVITE", 1, hop=hop,
                      branch=host)


@scenario
def media_port_moves(capture):
    call = pair(capture)
    call.start(0)
    before, ssrc = call.caller.media, 77
    call.speak(0.4, 5, call.callee.media, before, 500, ssrc=ssrc)
    call.speak(0.4, 10, call.caller.media, call.callee.media, 400)
    call.caller.port = 4002
    call.invite(4.9, cseq=2, tag="b")
    call.answer(4.95, cseq=2)
    call.request(4.96, "ACK", 2)
    call.speak(5, 10, call.callee.media, call.caller.media, 500, ssrc=ssrc,
               sequence=230)
    call.bye(10)


@scenario
def codec_and_ssrc_change(capture):
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    call.invite(4.9, cseq=2, tag="b", sdp=call.caller.sdp("8"))
    call.answer(4.95, cseq=2, sdp=call.callee.sdp("8"))
    call.request(4.96, "ACK", 2)
    call.speak(5, 10, call.caller.media, call.callee.media, 600, codec=8)
    call.speak(5, 10, call.callee.media, call.caller.media, 700, codec=8)
    call.bye(10)


@scenario
def bye_lost(capture):
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 6, (400, 500))
    for second in range(7, 31):
        capture.udp(second, (A, 5060), (B, 5060), b"\r\n\r\n")


@scenario
def bye_only(capture):
    pair(capture).bye(0)


@scenario
def still_ringing(capture):
    call = pair(capture)
    call.invite(0)
    call.response(0.1, 180, "INVITE", 1)


@scenario
def one_way(capture):
    call = pair(capture)
    call.start(0)
    call.speak(0.4, 6, call.caller.media, call.callee.media, 400)
    call.bye(6)


@scenario
def late_offer_one_way(capture):
    call = pair(capture)
    call.invite(0, sdp="")
    call.answer(0.3)
    call.request(0.31, "ACK", 1, sdp=call.caller.sdp())
    call.speak(0.4, 6, call.callee.media, call.caller.media, 500)
    call.bye(6)


@scenario
def no_rtp(capture):
    call = pair(capture)
    call.start(0)
    call.bye(6, by_caller=False)


@scenario
def challenge(capture):
    call = pair(capture)
    call.invite(0)
    call.response(0.1, 401, "INVITE", 1, tag="x")
    call.request(0.11, "ACK", 1, tag="x")
    call.invite(0.2, cseq=2)
    call.answer(1, cseq=2)
    call.request(1.01, "ACK", 2)
    call.talk(1, 6, (400, 500))
    call.bye(6)


@scenario
def retry_after_422(capture):
    call = pair(capture)
    call.invite(0)
    call.response(0.1, 422, "INVITE", 1, tag="x")
    call.request(0.11, "ACK", 1, tag="x")
    call.invite(0.2, cseq=2)
    call.answer(1, cseq=2)
    call.talk(1, 6, (400, 500))
    call.bye(6)


@scenario
def several_media_lines(capture):
    """Audio, refused audio, video and fax; the video is no audio."""
    call = pair(capture)
    extra = ("a=rtpmap:97 opus/48000/2\r\nm=video %d RTP/AVP 96\r\n"
             "a=rtpmap:96 H264/90000\r\nm=image 0 udptl t38\r\n")
    refused = "m=audio 0 RTP/AVP 8\r\nm="
    for_side = [phone.sdp("0 97", extra % (phone.port + 10)).replace(
        "m=", refused, 1) for phone in (call.caller, call.callee)]
    call.invite(0, sdp=for_side[0])
    call.answer(0.3, sdp=for_side[1])
    call.talk(0.4, 6, (400, 500))
    call.speak(0.4, 6, (A, 4010), (B, 5010), 900, codec=96)
    call.bye(6)


@scenario
def multipart(capture):
    call = pair(capture)

    def body(phone):
        return ("--x y\r\nContent-Type: application/isup;version=itu-t92+\r\n"
                "\r\n\1\2\3\r\n--x y\r\nContent-Type: application/sdp\r\n\r\n"
                "%s\r\n--x y--\r\n" % phone.sdp())

    kind = 'multipart/mixed;boundary="x y"'
    call.invite(0, sdp=body(call.caller), body_type=kind)
    call.answer(0.3, sdp=body(call.callee), body_type=kind)
    call.talk(0.4, 6, (400, 500))
    call.bye(6)


@scenario
def compact_and_folded(capture):
    """RFC 3261 section 7.3.3, and RFC 2543's folding, in one call."""
    call = pair(capture)
    head = ("v: SIP/2.0/UDP host;\r\n branch=z9hG4bK%d%s\r\nf : Alice\r\n"
            "\t<sip:100@example.org>\r\n ;tag=a\r\nt:\r\n <sip:200@example.org>"
            "%s\r\ni:call-1@example.org\r\nCSEQ: %d\r\n  %s\r\n")
    body = "c: application/sdp\r\nl: %d\r\n\r\n%s"
    for second, start, tag, phone in (
            (0, "INVITE sip:200@example.org SIP/2.0\r\n", "", call.caller),
            (0.3, "SIP/2.0 200 OK\r\n", ";tag=b", call.callee)):
        sdp = phone.sdp()
        call.send(second, start + head % (1, "INVITE", tag, 1, "INVITE")
                  + body % (len(sdp), sdp), phone is call.caller)
    call.talk(0.4, 6, (400, 500))
    call.send(6, "BYE sip:x SIP/2.0\r\n" + head % (2, "BYE", ";tag=b", 2, "BYE")
              + "\r\n", True)


@scenario
def ipv6_extension_headers(capture):
    call = Call(capture, Phone("100", "2001:db8::10", 4000),
                Phone("200", "2001:db8::20", 5000), ip6_options=2)
    call.start(0)
    call.talk(0.4, 6, (400, 500))
    call.bye(6)


@scenario
def port_reuse(capture):
    """The next call begins 100 ms after the BYE, on the same ports, while the
    last audio of the one before is still on its way."""
    first, second = pair(capture, 1), pair(capture, 2)
    first.start(0)
    first.talk(0.4, 5.2, (400, 500))
    first.bye(5)
    second.start(5.1)
    second.talk(5.5, 10, (600, 700))
    second.bye(10)


@scenario
def swapped_roles(capture):
    """Two calls at once: A calls B, and B calls A."""
    first = pair(capture, 1)
    second = Call(capture, Phone("200", B, 5002), Phone("100", A, 4002), 2)
    for call, tones in (first, (400, 500)), (second, (600, 700)):
        call.start(0.01 * call.number)
        call.talk(0.5, 6, tones)
        call.bye(6, by_caller=call is first)


@scenario
def srtp_declined(capture):
    """RTP/AVP with a=crypto: an offer of SRTP that the callee leaves."""
    call = pair(capture)
    crypto = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s\r\n" % ("A" * 40)
    call.invite(0, sdp=call.caller.sdp(extra=crypto))
    call.answer(0.3)
    call.talk(0.4, 4, (400, 500))
    call.invite(3, cseq=2, tag="b", sdp=call.caller.sdp(
        extra=crypto, profile="RTP/SAVP"))
    call.response(3.1, 488, "INVITE", 2)
    call.talk(4, 6, (400, 500))
    call.bye(6)


@scenario
def sip_port_as_media(capture):
    """A description that names the port of a phone's own signalling."""
    evil = Call(capture, Phone("666", C, 5060), Phone("200", B, 5060), 3)
    evil.invite(0)
    evil.answer(0.1)
    call = pair(capture)
    call.start(1)
    call.talk(1.4, 6, (400, 500))
    call.bye(6)
    evil.bye(7)


def listen(path, begin, end):
    """All tones of any 100 ms, by channel."""
    with wave.open(path) as audio:
        channels, rate = audio.getnchannels(), audio.getframerate()
        audio.setpos(round(begin * rate))
        data = audio.readframes(round((end - begin) * rate))
    samples = struct.unpack("<%dh" % (len(data) // 2), data)
    heard = []
    for channel in range(channels):
        one = samples[channel::channels]
        blocks = [one[at:at + rate // 10]
                  for at in range(0, len(one), rate // 10)]
        heard.append([tone for tone in TONES
                      if any(is_in(tone, block, rate) for block in blocks)])
    return heard


def is_in(tone, samples, rate):
    """Is it more than a twentieth of the samples' energy?"""
    energy = sum(sample * sample for sample in samples) / len(samples)
    if energy < 100:
        return False
    turn = -2j * math.pi * tone / rate
    part = sum(sample * cmath.exp(turn * at)
               for at, sample in enumerate(samples)) / len(samples)
    return 2 * abs(part) ** 2 > energy / 20


def main(arguments):
    command = arguments[0] if arguments else ""
    if command == "list":
        print("\n".join(SCENARIOS))
    elif command == "write" and len(arguments) == 3:
        capture = Capture()
        SCENARIOS[arguments[1]](capture)
        capture.write(arguments[2])
    elif command == "listen" and len(arguments) == 4:
        print(json.dumps(listen(arguments[1], *map(float, arguments[2:])),
                         separators=(",", ":")))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
