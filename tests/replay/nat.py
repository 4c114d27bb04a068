#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls whose media is not where their descriptions say, as scenario.py writes
them: nat.py write NAME FILE; nat.py listen WAV BEGIN END"""
import struct
import sys

import scenario
from scenario import A, B, C, Call, Phone

PUBLIC = "203.0.113.7"


def case(function):
    scenario.SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def private_call(capture):
    """The caller says 192.168.1.10, and signals from its public address."""
    call = Call(capture, Phone("100", "192.168.1.10", 5004), Phone("200", B, 5000))
    call.caller.sip = (PUBLIC, 40060)
    return call


@case
def nat_rebinding(capture):
    """After three seconds the NAT gives the stream another port."""
    call = private_call(capture)
    call.start(0)
    for begin, end, port in (0.4, 3, 40000), (3, 6, 40777):
        number = round((begin - 0.4) * 50)
        outside = (PUBLIC, port)
        call.speak(begin, end, outside, call.callee.media, 400, sequence=number)
        call.speak(begin, end, call.callee.media, outside, 500, sequence=number)
    call.bye(6)


def check(receiver, sender):
    """A STUN Binding request with USERNAME, as RFC 8445 has it."""
    name = ("%s:%s" % (receiver, sender)).encode()
    value = struct.pack("!HH", 6, len(name)) + name + bytes(-len(name) % 4)
    return struct.pack("!HHI", 1, len(value), 0x2112a442) + bytes(12) + value


@case
def ice_peer_reflexive(capture):
    """No description names either address, but checks tell them."""
    call = private_call(capture)
    call.callee.address = "192.168.2.10"
    caller, callee = (PUBLIC, 40000), ("203.0.113.8", 50000)
    line = "a=ice-ufrag:%s\r\na=ice-pwd:x\r\n" \
        "a=candidate:1 1 UDP 9 192.168.1.10 5004 typ host\r\n"
    call.invite(0, sdp=call.caller.sdp(extra=line % "AbCd"))
    call.answer(0.3, sdp=call.callee.sdp(extra=line % "EfGh"))
    capture.udp(0.35, caller, callee, check("EfGh", "AbCd"))
    capture.udp(0.36, callee, caller, check("AbCd", "EfGh"))
    call.speak(0.4, 6, caller, callee, 400)
    call.speak(0.4, 6, callee, caller, 500)
    call.bye(6)


@case
def bundled_video(capture):
    """As a browser describes it (RFC 8843, RFC 8829): one address for all."""
    call = Call(capture, Phone("100", A, 4000), Phone("200", B, 5000))
    extra = "a=mid:0\r\na=rtcp-mux\r\na=ssrc:%d cname:x\r\n" \
        "m=video %d RTP/AVPF 96 97\r\na=mid:1\r\na=rtcp-mux\r\n%s" \
        "a=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\n"
    group = "t=0 0\r\na=group:BUNDLE 0 1\r\n"
    for phone, send in (call.caller, call.invite), (call.callee, call.answer):
        port, only = (0, "a=bundle-only\r\n") if phone is call.caller else \
            (phone.port, "")
        send(0.1 * (phone is call.callee), sdp=phone.sdp(
            "0", extra % (7, port, only), "RTP/AVPF").replace("t=0 0\r\n", group))
    for src, dst, tone in (call.caller.media, call.callee.media, 400), \
            (call.callee.media, call.caller.media, 500):
        call.speak(0.4, 6, src, dst, tone)
        call.speak(0.41, 6, src, dst, 900, codec=96, ssrc=tone)
        call.speak(0.42, 6, src, dst, 900, codec=97, ssrc=tone + 1)
    call.bye(6)


@case
def forged_media(capture):
    """Somebody sends to and in the name of both phones all the time."""
    call = Call(capture, Phone("100", A, 4000), Phone("200", B, 5000))
    call.start(0)
    call.speak(0.42, 6, call.caller.media, call.callee.media, 400)
    call.speak(0.42, 6, call.callee.media, call.caller.media, 500)
    for at in range(50):
        begin = 0.5 + at * 0.1
        call.speak(begin, begin + 0.1, (C, 9), call.callee.media, 900, ssrc=at)
        call.speak(begin, begin + 0.1, (C, 9 + at), call.caller.media, 900)
        call.speak(begin, begin + 0.1, call.caller.media, (C, 6000 + at), 900)
    call.bye(6)


@case
def early_media_from_elsewhere(capture):
    """An announcement before the answer, from where nobody said."""
    call = Call(capture, Phone("100", A, 4000), Phone("200", B, 5000))
    call.invite(0)
    call.speak(0.5, 2, (C, 7000), call.caller.media, 600)
    call.answer(2)
    call.talk(2.02, 6, (400, 500))
    call.bye(6)


if __name__ == "__main__":
    scenario.main(sys.argv[1:])
