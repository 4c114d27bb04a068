#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes captures of calls in which a secret is told while the recording is
paused; see scenario.py.

  pause.py secret FILE       the audio of the secret, 16 bit at 8 kHz
  pause.py found FILE...     prints how often the bytes of the secret, as they
                             were sent, are in the files
  pause.py differ A B FROM TO...
      the seconds in which two recordings differ, outside of the stretches

The secret is noise: it is like nothing but itself. Besides, the keys 7, 8 and 9
are pressed in it, and never elsewhere.
"""
import json
import random
import struct
import sys
import wave

import scenario
from beside import SDP, Keys
from scenario import A, B, C, PROXY, Phone, ulaw
from scenario_legs import PBX, end, through_pbx

BEGIN, END = 3.2, 6.2  # s, of the secret
PACKETS = round((END - BEGIN) * 50)


def noise(seed):
    source = random.Random(seed)
    return [source.randint(-6000, 6000) for _ in range(PACKETS * 160)]


SECRET = (noise(1), noise(2))
SECRET_BYTES = [bytes(map(ulaw, samples)) for samples in SECRET]


class Card(Keys):
    """A call in which somebody tells the number of a card."""

    def voice(self, second, src, dst, payload, number, ssrc):
        header = struct.pack("!BBHII", 0x80, 0, number, number * 160, ssrc)
        self.capture.udp(second, src, dst, header + payload)

    def side(self, src, dst, ssrc, tones, secret):
        """Tones before and behind the secret, without a gap in RTP."""
        tone = {tone: [bytes(ulaw(round(8000 * scenario.math.sin(
            2 * scenario.math.pi * tone * at / 8000)))
                             for at in range(first, first + 160))
                       for first in range(0, 8000, 160)] for tone in tones}
        for number in range(450):
            second = 1 + number / 50
            secret_number = number - round((BEGIN - 1) * 50)
            if 0 <= secret_number < PACKETS:
                payload = secret[secret_number * 160:][:160]
            else:
                payload = tone[tones[secret_number >= 0]][number % 50]
            self.voice(second, src, dst, payload, number, ssrc)

    def talk_with_secret(self):
        caller, callee = self.caller.media, self.callee.media
        self.side(caller, callee, 1, (400, 600), SECRET_BYTES[0])
        self.side(callee, caller, 2, (500, 700), SECRET_BYTES[1])

    def secret_keys(self, cseq=20):
        for i, code in enumerate((7, 8, 9)):
            self.event(4 + i / 2, code, ssrc=77)
            self.info(4.2 + i / 2, str(code), cseq + i)


def begin(capture, codecs="0 101", extra=SDP):
    call = Card(capture, Phone("100", A, 4000), Phone("200", B, 5000))
    call.invite(0, sdp=call.caller.sdp(codecs, extra))
    call.answer(1, sdp=call.callee.sdp(codecs, extra))
    call.talk_with_secret()
    return call


def press(call, second, keys, ssrc=77):
    for i, key in enumerate(keys):
        call.event(second + 0.3 * i, "0123456789*#".index(key), ssrc=ssrc)


@scenario.scenario
def keys(capture):
    """*1, the secret, *2; 5 before and 6 behind."""
    call = begin(capture)
    press(call, 1.5, "5*4")
    press(call, 2.6, "*1")
    call.secret_keys()
    press(call, 6.3, "*2")
    press(call, 7.5, "6")
    call.bye(10)


@scenario.scenario
def keys_by_info(capture):
    call = begin(capture)
    for i, (second, key) in enumerate(((1.5, "5"), (2.6, "*"), (2.9, "1"),
                                       (6.3, "*"), (6.6, "2"), (7.5, "6"))):
        call.info(second, key, 40 + i)
    call.secret_keys(60)
    call.bye(10)


@scenario.scenario
def never_resumed(capture):
    call = begin(capture)
    press(call, 2.6, "*1")
    call.secret_keys()
    call.bye(10)


@scenario.scenario
def no_code(capture):
    """A star alone, one before a five, and the code too slowly."""
    call = begin(capture)
    press(call, 1.2, "*")
    press(call, 4.6, "*5")
    press(call, 6, "*")
    press(call, 9.5, "1")
    call.bye(10)


@scenario.scenario
def by_headers(capture):
    """INFO pauses, and a re-INVITE resumes."""
    call = begin(capture)
    call.request(2.9, "INFO", 3, headers=("X-Recording: Pause please",))
    call.response(2.91, 200, "INFO", 3)
    call.secret_keys()
    call.invite(6.5, 30, sdp=call.caller.sdp("0 101", SDP), tag="b",
                headers=("X-Recording: resume",))
    call.answer(6.52, 30, sdp=call.callee.sdp("0 101", SDP))
    call.request(6.53, "ACK", 30)
    call.bye(10)


@scenario.scenario
def by_update(capture):
    call = begin(capture)
    call.request(2.9, "UPDATE", 3, headers=("X-Recording: pause",))
    call.response(2.91, 200, "UPDATE", 3)
    call.request(6.5, "UPDATE", 31, by_caller=False,
                 headers=("X-Recording: resume",))
    call.response(6.51, 200, "UPDATE", 31, by_caller=True)
    call.bye(10)


@scenario.scenario
def late_packets(capture):
    """By a header; some packets of the secret come behind its end, and one is
    lost before it."""
    call = begin(capture)
    for second, method, cseq in ((3.19, "pause", 3), (6.199, "resume", 31)):
        call.request(second, "INFO", cseq,
                     headers=("X-Recording: " + method,))
        call.response(second + 0.001, 200, "INFO", cseq)
    frames = []
    for second, frame in sorted(call.capture.frames, key=lambda pair: pair[0]):
        if 6.1 < second < 6.19 and len(frame) > 200:
            second += 0.15
        if not (3.13 < second < 3.15 and len(frame) > 200):
            frames.append((second, frame))
    call.capture.frames = frames
    call.bye(10)


@scenario.scenario
def paused_before_it_is_one(capture):
    """The leg that is paused turns out to be of one call with another, whose
    audio waits in memory: the secret, said to the user agent between them."""
    first, second = through_pbx(capture, direct=True)
    second.caller = Phone("4930555", PBX[0], 30000)
    second.callee.number = "77"
    early = Phone("200", PROXY, 31000)
    first.invite(0)
    second.invite(0.05)
    first.response(1.5, 183, "INVITE", 1, sdp=early.sdp())
    first.speak(1.55, 2.5, first.caller.media, early.media, 400, ssrc=1)
    first.request(1.8, "INFO", 3, headers=("X-Recording: pause",))
    first.response(1.81, 200, "INFO", 3)
    second.answer(2)
    second.request(2.01, "ACK", 1)
    card = Card(capture, first.caller, second.callee)
    for number in range(PACKETS):
        card.voice(2.02 + number / 50,
                   second.callee.media, second.caller.media,
                   SECRET_BYTES[1][number * 160:][:160], number, 500)
    first.answer(2.5)
    first.request(2.51, "ACK", 1)
    second.request(2.52, "INVITE", 7, sdp=first.caller.sdp())
    second.response(2.55, 200, "INVITE", 7, by_caller=False,
                    sdp=second.callee.sdp())
    second.request(2.56, "ACK", 7)
    end(first, second, 8)


@scenario.scenario
def tones_in_audio(capture):
    """Neither side knows telephone events: keys are tones; 7 8 9 as the
    secret, 4 before it."""
    dtmf = {"4": (770, 1209), "7": (852, 1209), "8": (852, 1336),
            "9": (852, 1477)}

    def tone(key):
        low, high = dtmf[key]
        turn = 2 * scenario.math.pi / 8000
        return bytes(ulaw(round(6000 * (scenario.math.sin(turn * low * at) +
                                        scenario.math.sin(turn * high * at))))
                     for at in range(1600)) + b"\xff" * 1600

    keys = (tone("7") + tone("8") + tone("9")) * 3
    call = Card(capture, Phone("100", A, 4000), Phone("200", B, 5000))
    call.invite(0)
    call.answer(1)
    caller, callee = call.caller.media, call.callee.media
    for number in range(450):
        second = 1 + number / 50
        at = (number - round((BEGIN - 1) * 50)) * 160
        payload = b"\xff" * 160
        if 0 <= at < len(keys):
            payload = keys[at:at + 160]
        elif 50 <= number < 70:
            payload = tone("4")[number % 10 * 160:][:160]
        call.voice(second, caller, callee, payload, number, 1)
        call.voice(second, callee, caller, b"\xff" * 160, number, 2)
    for second, method, cseq in ((3, "pause", 3), (6.7, "resume", 31)):
        call.request(second, "INFO", cseq,
                     headers=("X-Recording: " + method,))
        call.response(second + 0.01, 200, "INFO", cseq)
    call.bye(10)


def found(paths):
    pieces = [secret[at:at + 32] for secret in SECRET_BYTES
              for at in range(0, len(secret) - 32, 32)]
    count = 0
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        # One behind the other, or of two channels.
        count += sum(any(piece in part for part in
                         (data, data[::2], data[1::2])) for piece in pieces)
    return count


def seconds(path):
    with wave.open(path) as file:
        return file.getframerate(), file.readframes(file.getnframes())


def differ(one, other, spans):
    """The first and last difference of each second, outside of the spans."""
    rate, left = seconds(one)
    _, right = seconds(other)
    places = []
    if len(left) != len(right):
        places.append([len(left) // 4, len(right) // 4])
    for at in range(0, min(len(left), len(right)), 4 * 80):
        second = at / 4 / rate
        if (left[at:at + 320] != right[at:at + 320] and
                not any(begin <= second < end for begin, end in spans)):
            places.append(round(second, 2))
    return places


def main(arguments):
    if arguments[0] == "secret":
        with open(arguments[1], "wb") as out:
            for samples in SECRET:
                out.write(struct.pack("<%dh" % len(samples), *samples))
    elif arguments[0] == "found":
        print(found(arguments[1:]))
    elif arguments[0] == "differ":
        times = list(map(float, arguments[3:]))
        print(json.dumps(differ(arguments[1], arguments[2],
                                list(zip(times[::2], times[1::2])))))
    else:
        scenario.main(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
