#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that are not recorded whole, each for another reason.

  ledger.py list               the names of all scenarios
  ledger.py write NAME FILE    writes one as a pcap file
  ledger.py check NAME FOLDER  compares the WAV files of FOLDER with what was
      said, and the gaps on standard input ("spanview show --json", one call
      after the other) with what was lost

Each side speaks noise, which no concealment can make, so that each sample
tells whether it was received. ledger.sh says what must come of a scenario.
"""

import json
import random
import struct
import sys
import wave

from scenario import (A, B, PROXY, RATE_HZ, PACKET_SAMPLES, START, Call,
                      Capture, Phone, pair)

SCENARIOS = {}
SIDES = ("caller", "callee")


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def from_ulaw(code):
    """ITU-T G.711, mu-law."""
    code = ~code & 0xff
    magnitude = ((code & 0xf) << 3 | 0x84) << (code >> 4 & 7)
    return 0x84 - magnitude if code & 0x80 else magnitude - 0x84


LINEAR = [from_ulaw(code) for code in range(256)]


class Record(Capture):
    """Frames, of which some are cut, and what was said in them."""

    def __init__(self):
        super().__init__()
        self.cut = {}   # length of a frame that is cut, by its index
        self.said = {}  # (call, side): [(second, payload, was received)]

    def write(self, path):
        order = sorted(range(len(self.frames)), key=lambda i: self.frames[i][0])
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for i in order:
                second, frame = self.frames[i]
                us = round(second * 1000000)
                kept = frame[:self.cut.get(i, len(frame))]
                out.write(struct.pack("<IIII", START + us // 1000000,
                                      us % 1000000, len(kept), len(frame)))
                out.write(kept)


def say(call, side, begin, end, lose=None, src=None, dst=None, codec=0,
        delay=None, keep=True, cut=False, ssrc=None, sequence=0):
    """'side' sends a packet of noise each 20 ms, but for those that
    lose(second) tells; delay(second) says how much later one comes."""
    ends = [call.caller.media, call.callee.media]
    if side == "callee":
        ends.reverse()
    src, dst = src or ends[0], dst or ends[1]
    if ssrc is None:
        ssrc = call.number << 4 | SIDES.index(side)
    said = call.capture.said.setdefault((call.number, side), [])
    for i in range(round((end - begin) * 50)):
        second, number = begin + i / 50, sequence + i
        payload = random.Random(ssrc << 16 | number).randbytes(PACKET_SAMPLES)
        lost = bool(lose and lose(second))
        late = delay(second) if delay else 0
        if keep:
            said.append((second, payload, not lost and not late and not cut
                         and codec == 0))
        if lost:
            continue
        header = struct.pack("!BBHII", 0x80, codec, number & 0xffff,
                             number * PACKET_SAMPLES, ssrc)
        if cut:
            call.capture.cut[len(call.capture.frames)] = 96
        call.capture.udp(second + late, src, dst, header + payload)


def say_both(call, begin, end, lose=None):
    for side in SIDES:
        say(call, side, begin, end, lose)


def whole(call, begin=0, end=6, lose=None):
    """A call in which both speak from 0.4 s after its beginning to its end."""
    call.start(begin)
    say_both(call, begin + 0.4, end, lose)
    call.bye(end)


def within(*spans):
    return lambda second: any(begin - 1e-6 <= second < end - 1e-6
                              for begin, end in spans)


def many(capture, count):
    """Calls between phones of their own, a few ms apart."""
    for i in range(count):
        yield Call(capture, Phone("1%02d" % i, "192.0.2.%d" % (10 + i), 4000),
                   Phone("2%02d" % i, "198.51.100.%d" % (10 + i), 5000), i + 1)


@scenario
def lost_here_and_there(capture):
    call = pair(capture)
    call.start(0)
    say(call, "caller", 0.4, 6, within((1, 1.02), (2, 2.06), (3, 3.2)))
    say(call, "callee", 0.4, 6)
    call.bye(6)


@scenario
def mirror_overrun(capture):
    """The mirror drops all copies for 100 ms, twice, in 50 calls at once; one
    of them loses packets in the network, too."""
    for call in many(capture, 50):
        start = 0.003 * call.number
        spans = [(2, 2.1), (4, 4.1)]
        if call.number == 7:
            spans.append((3, 3.04))
        whole(call, start, start + 6, within(*spans))


@scenario
def mirror_overrun_short(capture):
    """5 ms, as a quarter of all streams notice."""
    for call in many(capture, 50):
        start = 0.0009 * call.number
        call.start(start)
        say(call, "caller", start + 0.4, 6, within((3, 3.005)))
        say(call, "callee", start + 0.41, 6, within((3, 3.005)))
        call.bye(6.1)


@scenario
def random_loss(capture):
    """Each of 50 calls loses 2 % on its own."""
    for call in many(capture, 50):
        chance = random.Random(call.number)
        whole(call, 0.003 * call.number, 6.1,
              lambda second, chance=chance: chance.random() < 0.02)


@scenario
def access_lost(capture):
    """What 20 phones send to one relay is lost for 100 ms: before the mirror,
    which is at the relay. What it sends to them is not."""
    relay = "203.0.113.1"
    for i in range(20):
        call = Call(capture, Phone("1%02d" % i, "192.0.2.%d" % (10 + i), 4000),
                    Phone("200", relay, 5000 + 2 * i), i + 1)
        start = 0.003 * i
        call.start(start)
        say(call, "caller", start + 0.4, 6, within((3, 3.1)))
        say(call, "callee", start + 0.4, 6)
        call.bye(6.1)


@scenario
def seen_on_the_next_hop(capture):
    """Through a relay: the mirror misses 100 ms of the caller's audio to the
    relay, but has what the relay sends on. Another loss is on both hops."""
    call = pair(capture)
    relay = Phone("200", PROXY, 7000)
    near, far = ((call.caller.sip, relay.sip), (relay.sip, call.callee.sip))
    inside = Phone("100", PROXY, 7002)
    call.invite(0, hop=near)
    call.invite(0.01, hop=far, branch="-2", sdp=inside.sdp())
    call.answer(0.3, hop=far, branch="-2")
    call.answer(0.31, hop=near, sdp=relay.sdp())
    both = within((4, 4.06))
    here = within((2, 2.1), (4, 4.06))
    say(call, "caller", 0.4, 6, here, dst=relay.media)
    say(call, "caller", 0.401, 6, both, src=inside.media, keep=False)
    say(call, "callee", 0.4, 6, dst=inside.media)
    say(call, "callee", 0.401, 6, src=relay.media, keep=False)
    call.bye(6, hop=near)
    call.bye(6.01, hop=far)


@scenario
def cut_by_the_capture(capture):
    """Half a second of the caller's packets is cut by the snap length."""
    call = pair(capture)
    call.start(0)
    say(call, "caller", 0.4, 2)
    say(call, "caller", 2, 2.5, cut=True, sequence=80)
    say(call, "caller", 2.5, 6, sequence=105)
    say(call, "callee", 0.4, 6)
    call.bye(6)


@scenario
def too_late(capture):
    """100 ms of the callee's packets come two seconds late."""
    call = pair(capture)
    call.start(0)
    say(call, "caller", 0.4, 6)
    late = within((2, 2.1))
    say(call, "callee", 0.4, 6, delay=lambda second: 2 * late(second))
    call.bye(6)


@scenario
def codec_in_between(capture):
    """For a second, and at the end, the caller uses a codec nobody knows."""
    call = pair(capture)
    own = "a=rtpmap:99 x-own/8000\r\n"
    call.invite(0, sdp=call.caller.sdp("0 99", own))
    call.answer(0.3, sdp=call.callee.sdp("0 99", own))
    say(call, "caller", 0.4, 3)
    say(call, "caller", 3, 4, codec=99, sequence=130)
    say(call, "caller", 4, 10, sequence=180)
    say(call, "caller", 10, 13, codec=99, sequence=480)
    say(call, "callee", 0.4, 13)
    call.bye(13)


@scenario
def encrypted_in_the_end(capture):
    """A re-INVITE changes to SRTP, whose key is nowhere."""
    call = pair(capture)
    call.start(0)
    say_both(call, 0.4, 8)
    for second, phone, send in ((7.99, call.caller, call.invite),
                                (7.995, call.callee, call.answer)):
        more = {"tag": "b"} if send == call.invite else {}
        send(second, cseq=2, sdp=phone.sdp(profile="RTP/SAVP"), **more)
    for side in SIDES:
        say(call, side, 8, 12, sequence=380, keep=False)
    call.bye(12)


@scenario
def one_way(capture):
    call = pair(capture)
    call.start(0)
    say(call, "caller", 0.4, 6)
    call.bye(6)


@scenario
def silent_edges(capture):
    """The caller is heard late, and the callee stops early."""
    call = pair(capture)
    call.start(0)
    say(call, "caller", 3.4, 10)
    say(call, "callee", 0.4, 7)
    call.bye(10)


@scenario
def both_stop_early(capture):
    call = pair(capture)
    call.start(0)
    say_both(call, 0.4, 5)
    call.bye(20)


class Natted(Phone):
    """A phone that does not know its own address."""

    def __init__(self, number, inside, outside, port):
        super().__init__(number, inside, port)
        self.sip = (outside, 5060)


@scenario
def callee_behind_nat(capture):
    """What the caller sends goes to the address in the SDP: nowhere."""
    call = Call(capture, Phone("100", "198.51.100.1", 4000),
                Natted("200", "192.168.1.10", "203.0.113.7", 5000))
    call.start(0)
    say(call, "callee", 0.4, 6, src=("203.0.113.7", 31000))
    call.bye(6)


@scenario
def silent_behind_nat(capture):
    """The side behind NAT itself is not heard."""
    call = Call(capture, Phone("100", "198.51.100.1", 4000),
                Natted("200", "192.168.1.10", "203.0.113.7", 5000))
    call.start(0)
    say(call, "caller", 0.4, 6)
    call.bye(6)


@scenario
def mirror_of_one_direction(capture):
    """Five calls from one phone system: the mirror has no audio of it."""
    for i in range(5):
        call = Call(capture, Phone("100", A, 4000 + 2 * i),
                    Phone("20%d" % i, "192.0.2.%d" % (20 + i), 5000), i + 1)
        call.start(10 * i)
        say(call, "callee", 10 * i + 0.4, 10 * i + 6)
        call.bye(10 * i + 6)


@scenario
def nothing_at_all(capture):
    for i in range(4):
        call = Call(capture, Phone("100", A, 4000 + 2 * i),
                    Phone("200", B, 5000 + 2 * i), i + 1)
        call.start(10 * i)
        call.bye(10 * i + 6)


@scenario
def receives_only(capture):
    call = pair(capture)
    call.invite(0)
    call.answer(0.3, sdp=call.callee.sdp(extra="a=recvonly\r\n"))
    say(call, "caller", 0.4, 6)
    call.bye(6)


@scenario
def held_throughout(capture):
    call = pair(capture)
    call.invite(0, sdp=call.caller.sdp(extra="a=sendonly\r\n"))
    call.answer(0.3)
    say(call, "caller", 0.4, 6)
    call.bye(6)


@scenario
def held_for_a_while(capture):
    """The caller holds from 2 to 5 s; nobody speaks then."""
    call = pair(capture)
    call.start(0)
    say_both(call, 0.4, 2)
    for cseq, second, way in (2, 2, "inactive"), (3, 5, "sendrecv"):
        extra = "a=%s\r\n" % way
        call.invite(second, cseq=cseq, tag="b", sdp=call.caller.sdp(extra=extra))
        call.answer(second + 0.05, cseq=cseq, sdp=call.callee.sdp(extra=extra))
    for side in SIDES:
        say(call, side, 5.1, 8, sequence=80)
    call.bye(8)


@scenario
def silence_suppressed(capture):
    """The caller is silent for 3 s: its RTP time goes on, its sequence does
    not; the first packets are those of a talk spurt."""
    call = pair(capture)
    call.start(0)
    say(call, "callee", 0.4, 8)
    for i in list(range(100)) + list(range(250, 380)):
        number = i if i < 100 else i - 150
        payload = random.Random(i).randbytes(PACKET_SAMPLES)
        header = struct.pack("!BBHII", 0x80, 0, number, i * PACKET_SAMPLES, 5)
        capture.udp(0.4 + i / 50, call.caller.media, call.callee.media,
                    header + payload)
        capture.said.setdefault((1, "caller"), []).append(
            (0.4 + i / 50, payload, True))
    call.bye(8)


@scenario
def audio_refused(capture):
    call = pair(capture)
    call.invite(0)
    call.answer(0.3, sdp=call.callee.sdp().replace("m=audio 5000", "m=audio 0"))
    call.bye(6)


def read_wav(path):
    """The samples of each channel."""
    with wave.open(path) as audio:
        assert audio.getnchannels() == 2 and audio.getframerate() == RATE_HZ
        data = audio.readframes(audio.getnframes())
    samples = struct.unpack("<%dh" % (len(data) // 2), data)
    return samples[::2], samples[1::2]


def check_side(said, samples, gaps, origin):
    """What is wrong with one side; its gaps are pairs of samples."""
    lost = 0
    # Nobody can know what was said before the first packet that is heard, and
    # behind the last one.
    heard = [i for i, (_, _, received) in enumerate(said) if received]
    said = said[heard[0]:heard[-1] + 1] if heard else []
    inner = [round((said[i][0] - origin) * RATE_HZ) for i in (0, -1) if said]
    for second, payload, received in said:
        begin = round((second - origin) * RATE_HZ)
        end = begin + PACKET_SAMPLES
        inside = [gap for gap in gaps if gap[0] < end and begin < gap[1]]
        heard = list(samples[begin:end])
        truth = [LINEAR[code] for code in payload]
        if received and (heard != truth or inside):
            yield "what was said at %.2f s is not there" % second
        if not received and (heard == truth or len(inside) != 1
                             or inside[0][0] > begin or inside[0][1] < end):
            yield "what was lost at %.2f s is in no gap: %s" % (second, inside)
        lost += not received
    length = sum(end - begin for begin, end in gaps
                 if said and inner[0] < end and begin < inner[1])
    if lost and length != lost * PACKET_SAMPLES:
        yield "%d samples are in gaps, %d were lost" % (
            length, lost * PACKET_SAMPLES)
    for begin, end in gaps:
        # A concealed loss has faded out within 60 ms.
        if any(samples[begin + RATE_HZ * 60 // 1000:end]):
            yield "the gap from %d to %d is not silent" % (begin, end)


def check(capture, folder, calls):
    """Compares; the calls are in the order of their numbers."""
    for number, call in enumerate(calls, 1):
        if not call["recordings"]:
            continue
        channels = read_wav("%s/%s" % (folder, call["recordings"][0]["path"]))
        origin = min(second for key, said in capture.said.items()
                     for second, _, received in said
                     if key[0] == number and received)
        for side, samples in zip(SIDES, channels):
            gaps = [(gap["from_us"] * RATE_HZ // 1000000,
                     gap["to_us"] * RATE_HZ // 1000000)
                    for gap in call["gaps"] if gap["side"] == side]
            said = capture.said.get((number, side), [])
            for fault in check_side(said, samples, gaps, origin):
                yield "call %d, %s: %s" % (number, side, fault)


def read_all(text):
    decoder, at = json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        yield value


def main(arguments):
    command = arguments[0] if arguments else ""
    if command == "list":
        print("\n".join(SCENARIOS))
    elif command in ("write", "check") and len(arguments) == 3:
        capture = Record()
        SCENARIOS[arguments[1]](capture)
        if command == "write":
            capture.write(arguments[2])
            return
        faults = list(check(capture, arguments[2], read_all(sys.stdin.read())))
        if faults:
            sys.exit("\n".join(faults[:20]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
