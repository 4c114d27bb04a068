#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes captures of calls that rules decide on; see scenario.py."""

from scenario import A, B, C, PROXY, Call, Phone, main, scenario


def call_of(capture, number, caller, callee, host=A):
    return Call(capture, Phone(caller, host, 4000 + 4 * number),
                Phone(callee, B, 5000 + 4 * number), number)


@scenario
def five_calls(capture):
    """Calls of several numbers, each with tones of its own."""
    numbers = (("100", "200"), ("300", "230"), ("230", "100"),
               ("01701234567", "100"), ("100", "0900123"))
    for number, (caller, callee) in enumerate(numbers):
        call = call_of(capture, number + 1, caller, callee)
        call.start(0.1 * number)
        call.talk(0.4 + 0.1 * number, 3, (400 + 100 * number, 900))
        call.bye(3 + 0.1 * number)


@scenario
def failed_call(capture):
    """Early media, and no answer."""
    call = call_of(capture, 1, "100", "230")
    call.invite(0)
    call.response(0.5, 183, "INVITE", 1, sdp=call.callee.sdp())
    call.talk(0.6, 4, (400, 500))
    call.response(4, 486, "INVITE", 1)


@scenario
def early_to_council(capture):
    """Announcements for 4 s; then the proxy rings 230, which answers."""
    call = call_of(capture, 1, "100", "200")
    proxy = (PROXY, 5060)
    near, far = ((call.caller.sip, proxy), (proxy, (C, 5060)))
    call.invite(0, hop=near)
    call.response(0.5, 183, "INVITE", 1, sdp=call.callee.sdp(), hop=near)
    call.talk(0.6, 4, (400, 500))
    other = Call(capture, call.caller, Phone("230", C, 5000), 1)
    other.invite(4, hop=far, branch="-2")
    other.answer(5, hop=far, branch="-2", sdp=call.callee.sdp())
    call.answer(5.01, hop=near)
    call.talk(5.1, 8, (600, 700))
    call.bye(8, hop=near)
    call.bye(8.01, hop=far)


@scenario
def early_to_anybody(capture):
    """The same, and 240 answers."""
    call = call_of(capture, 1, "100", "200")
    call.invite(0)
    call.response(0.5, 183, "INVITE", 1, sdp=call.callee.sdp())
    call.talk(0.6, 5, (400, 500))
    call.answer(5)
    call.talk(5, 8, (600, 700))
    call.bye(8)


@scenario
def header_in_answer(capture):
    """Who answers does not want to be recorded."""
    call = call_of(capture, 1, "100", "200")
    call.invite(0)
    call.response(0.5, 183, "INVITE", 1, sdp=call.callee.sdp())
    call.talk(0.6, 3, (400, 500))
    call.answer(3, headers=("X-Record: No, thanks",))
    call.talk(3, 6, (600, 700))
    call.bye(6)


@scenario
def many_calls(capture):
    for number in range(200):
        call = call_of(capture, number + 1, str(1000 + number), "200")
        call.start(0.05 * number)
        call.talk(0.4 + 0.05 * number, 0.5 + 0.05 * number, (400, 500))
        call.bye(3 + 0.05 * number)


@scenario
def transferred_to_council(capture):
    """100 talks to 200, who is replaced by 230 (RFC 3891)."""
    call = call_of(capture, 1, "100", "200")
    call.start(0)
    call.talk(0.4, 4, (400, 500))
    other = Call(capture, Phone("230", C, 6000), call.caller, 2)
    other.invite(4, sdp=other.caller.sdp(),
                 headers=("Replaces: %s;to-tag=a;from-tag=b" % call.id,))
    other.answer(4.1, sdp=call.caller.sdp())
    call.bye(4.2, by_caller=False)
    other.talk(4.3, 8, (600, 700))
    other.bye(8)


if __name__ == "__main__":
    import sys
    main(sys.argv[1:])
