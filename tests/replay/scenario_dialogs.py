#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More scenarios for scenario.py: what happens within the dialogs of one
Call-ID. dialogs.sh says what must come of them."""

from scenario import A, B, C, PROXY, Call, Phone, main, pair, scenario

HELD = "c=IN IP4 0.0.0.0"


def held(phone, *lines, zero=False):
    """The description of a phone on hold."""
    sdp = phone.sdp(extra="".join("a=%s\r\n" % line for line in lines))
    return sdp.replace("c=IN IP4 " + phone.address, HELD) if zero else sdp


def reinvite(call, second, cseq, offer, answer, by_caller=True):
    """A re-INVITE, its answer and the ACK."""
    call.request(second, "INVITE", cseq, by_caller=by_caller, sdp=offer)
    call.response(second + 0.05, 200, "INVITE", cseq, by_caller=not by_caller,
                  sdp=answer)
    call.request(second + 0.06, "ACK", cseq, by_caller=by_caller)


@scenario
def early_media(capture):
    call = pair(capture)
    call.invite(0)
    call.response(0.5, 183, "INVITE", 1, sdp=call.callee.sdp())
    call.speak(0.6, 3, call.callee.media, call.caller.media, 700)
    call.answer(3)
    call.request(3.01, "ACK", 1)
    call.talk(3.02, 6, (400, 500))
    call.bye(6)


@scenario
def late_offer(capture):
    call = pair(capture)
    call.invite(0, sdp="")
    call.response(0.1, 180, "INVITE", 1)
    call.answer(0.3)
    call.request(0.31, "ACK", 1, sdp=call.caller.sdp())
    call.talk(0.4, 6, (400, 500))
    call.bye(6)


@scenario
def prack_and_update(capture):
    """The offer is in a reliable 183, the answer in the PRACK; an UPDATE
    moves the caller's port before the answer."""
    call = pair(capture)
    call.invite(0, sdp="", headers=["Supported: 100rel"])
    call.response(0.1, 183, "INVITE", 1, sdp=call.callee.sdp(),
                  headers=["Require: 100rel", "RSeq: 1"])
    call.request(0.2, "PRACK", 2, sdp=call.caller.sdp(),
                 headers=["RAck: 1 1 INVITE"])
    call.response(0.3, 200, "PRACK", 2)
    call.speak(0.4, 2, call.callee.media, call.caller.media, 700)
    call.caller.port = 4010
    call.request(2, "UPDATE", 3, sdp=call.caller.sdp())
    call.response(2.05, 200, "UPDATE", 3, sdp=call.callee.sdp())
    call.answer(2.5, sdp="")
    call.request(2.51, "ACK", 1)
    call.talk(2.6, 6, (400, 500))
    call.bye(6)


@scenario
def session_timers(capture):
    """Refreshed by re-INVITE and by UPDATE without a change, on hold too."""
    call = pair(capture)
    expires = ["Session-Expires: 90;refresher=uac"]
    call.invite(0)
    call.answer(0.3, headers=expires)
    call.request(0.31, "ACK", 1)
    call.talk(0.4, 10, (400, 500))
    for cseq in 2, 3:
        reinvite(call, cseq, cseq, call.caller.sdp(), call.callee.sdp())
    call.request(4, "UPDATE", 4, headers=expires)
    call.response(4.1, 200, "UPDATE", 4, headers=expires)
    inactive = [held(phone, "inactive")
                for phone in (call.caller, call.callee)]
    reinvite(call, 10, 5, *inactive)
    # Who is held refreshes: that makes it no holder.
    reinvite(call, 11, 6, *reversed(inactive), by_caller=False)
    reinvite(call, 12, 7, *inactive)
    reinvite(call, 13, 8, call.caller.sdp(), call.callee.sdp())
    call.talk(13.1, 15, (400, 500))
    call.bye(15)


@scenario
def session_timer_expires(capture):
    """On hold, and nobody refreshes it any more."""
    call = pair(capture)
    call.invite(0)
    call.answer(0.3, headers=["Session-Expires: 90"])
    call.request(0.31, "ACK", 1)
    call.talk(0.4, 5, (400, 500))
    reinvite(call, 5, 2, held(call.caller, "inactive"),
             held(call.callee, "inactive"))
    for second in range(6, 130):
        capture.udp(second, (C, 5060), (PROXY, 5060), b"\r\n\r\n")


@scenario
def glare(capture):
    """Both hold at once, both are refused, one is sent again."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    mine, other = (held(phone, "sendonly")
                   for phone in (call.caller, call.callee))
    call.request(5, "INVITE", 2, sdp=mine)
    call.request(5.01, "INVITE", 1, by_caller=False, sdp=other)
    call.response(5.02, 491, "INVITE", 2)
    call.response(5.03, 491, "INVITE", 1, by_caller=True)
    call.request(5.04, "ACK", 2)
    call.request(5.05, "ACK", 1, by_caller=False)
    call.talk(5, 6, (400, 500))
    reinvite(call, 6, 3, mine, held(call.callee, "recvonly"))
    reinvite(call, 8, 4, call.caller.sdp(), call.callee.sdp())
    call.talk(8.1, 10, (400, 500))
    call.bye(10)


@scenario
def overlapping_reinvites(capture):
    """The second re-INVITE comes before the answer to the first, and is
    refused; the first moves the caller's port."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    call.caller.port = 4020
    moved = call.caller.sdp()
    call.request(5, "INVITE", 2, sdp=moved)
    call.request(5.01, "INVITE", 3, sdp=held(call.caller, "inactive"))
    call.response(5.02, 500, "INVITE", 3, headers=["Retry-After: 1"])
    call.request(5.03, "ACK", 3)
    call.answer(5.04, cseq=2)
    call.request(5.05, "ACK", 2)
    call.talk(5.1, 8, (400, 500))
    call.bye(8)


@scenario
def refused_reinvite(capture):
    """A hold in another codec is refused: both go on as before, meanwhile
    too."""
    call = pair(capture)
    call.caller.sdp = lambda *_, **__: Phone.sdp(
        call.caller, "97", "a=rtpmap:97 PCMU/8000\r\n")
    call.start(0, )
    call.speak(0.4, 8, call.callee.media, call.caller.media, 500, codec=97)
    call.speak(0.4, 8, call.caller.media, call.callee.media, 400)
    call.request(4, "INVITE", 2, sdp=Phone.sdp(
        call.caller, "8", "a=inactive\r\n"))
    call.response(4.3, 488, "INVITE", 2)
    call.request(4.31, "ACK", 2)
    call.bye(8)


@scenario
def hold_forms(capture):
    """Each form of hold, two forms at once, and both sides at once."""
    call = pair(capture)
    call.start(0)
    call.speak(0.4, 30, call.caller.media, call.callee.media, 400)
    call.speak(0.4, 30, call.callee.media, call.caller.media, 500)
    mine, other = call.caller, call.callee
    plain = mine.sdp(), other.sdp()
    cseq = 2
    for second, offer, answer in (
            (2, held(mine, "sendonly"), held(other, "recvonly")),
            (3, *plain),
            (4, held(mine, "inactive"), held(other, "inactive")),
            (5, *plain),
            (6, held(mine, zero=True), plain[1]),
            (7, *plain),
            (8, held(mine, "inactive", zero=True), held(other, "inactive")),
            (9, *plain)):
        reinvite(call, second, cseq, offer, answer)
        cseq += 1
    # Both: who holds second offers what is left, and resumes first.
    reinvite(call, 20, cseq, held(mine, "sendonly"), held(other, "recvonly"))
    reinvite(call, 21, 1, held(other, "inactive"), held(mine, "inactive"),
             by_caller=False)
    reinvite(call, 22, 2, held(other, "recvonly"), held(mine, "sendonly"),
             by_caller=False)
    reinvite(call, 23, cseq + 1, *plain)
    call.bye(30)


@scenario
def music_on_hold(capture):
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 4, (400, 500))
    reinvite(call, 4, 2, held(call.caller, "sendonly"),
             held(call.callee, "recvonly"))
    call.speak(4.1, 8, call.caller.media, call.callee.media, 900, ssrc=9)
    reinvite(call, 8, 3, call.caller.sdp(), call.callee.sdp())
    call.talk(8.1, 10, (400, 500))
    call.bye(10)


@scenario
def conference_focus(capture):
    call = pair(capture)
    call.invite(0)
    call.answer(0.3, headers=["Contact: <sip:conf@192.0.2.20>;isfocus"])
    call.request(0.31, "ACK", 1)
    call.talk(0.4, 6, (400, 500))
    reinvite(call, 3, 2, call.caller.sdp(), call.callee.sdp())
    call.bye(6)


@scenario
def answer_crosses_cancel(capture):
    call = pair(capture)
    call.invite(0)
    call.response(0.1, 180, "INVITE", 1)
    call.request(2, "CANCEL", 1, tag="")
    call.answer(2.01)
    call.response(2.02, 200, "CANCEL", 1)
    call.answer(2.51)  # sent again
    call.request(2.52, "ACK", 1)
    call.speak(2.05, 2.6, call.callee.media, call.caller.media, 500)
    call.bye(2.6)


@scenario
def two_forks_answer(capture):
    """Behind one hop two phones answer; the caller hangs up the second."""
    call = pair(capture)
    other = Phone("200", C, 5000)
    call.invite(0)
    call.answer(1)
    call.request(1.01, "ACK", 1)
    call.answer(1.02, tag="c", sdp=other.sdp())
    call.request(1.03, "ACK", 1, tag="c")
    call.bye(1.05, cseq=2, tag="c")
    call.talk(1.1, 6, (400, 500))
    call.bye(6, cseq=3)


@scenario
def redirected(capture):
    """302; the caller calls the Contact, under the same Call-ID."""
    call = pair(capture)
    call.invite(0)
    call.response(1, 302, "INVITE", 1, tag="x",
                  headers=["Contact: <sip:300@192.0.2.21>"])
    call.request(1.01, "ACK", 1, tag="x")
    call.callee = Phone("300", C, 5000)
    call.start_again(1.1)


@scenario
def redirected_elsewhere(capture):
    """The same under another Call-ID."""
    call = pair(capture)
    call.invite(0)
    call.response(1, 302, "INVITE", 1, tag="x",
                  headers=["Contact: <sip:300@192.0.2.21>"])
    call.request(1.01, "ACK", 1, tag="x")
    Call(capture, call.caller, Phone("300", C, 5000), 2).start_again(1.1)


@scenario
def redirected_to_nobody(capture):
    """Nobody calls the Contact."""
    call = pair(capture)
    call.invite(0)
    call.response(1, 302, "INVITE", 1, tag="x",
                  headers=["Contact: <sip:300@192.0.2.21>"])
    call.request(1.01, "ACK", 1, tag="x")
    for second in range(2, 30):
        capture.udp(second, (C, 5060), (PROXY, 5060), b"\r\n\r\n")


@scenario
def proxy_recurses(capture):
    """The proxy follows the 302 itself; seen behind it only."""
    call = pair(capture)
    first, second = (((PROXY, 5060), (host, 5060)) for host in (B, C))
    call.invite(0, hop=first, branch="-1")
    call.response(1, 302, "INVITE", 1, tag="x", hop=first, branch="-1",
                  headers=["Contact: <sip:300@192.0.2.21>"])
    call.callee = Phone("200", C, 5000)
    call.invite(1.1, hop=second, branch="-2")
    call.answer(2, hop=second, branch="-2")
    call.talk(2.1, 6, (400, 500))
    call.bye(6, hop=second)


def start_again(call, second):
    """The next attempt, answered, with speech to 6 s."""
    call.invite(second, cseq=2)
    call.answer(second + 0.3, cseq=2)
    call.request(second + 0.31, "ACK", 2)
    call.talk(second + 0.4, 6, (400, 600))
    call.bye(6)


@scenario
def late_through_two_hops(capture):
    """It ran before; a BYE through a proxy names it."""
    call = pair(capture)
    call.talk(0, 6, (400, 500))
    near = (call.caller.sip, (PROXY, 5060))
    far = ((PROXY, 5060), call.callee.sip)
    call.request(6, "BYE", 9, hop=near)
    call.request(6.01, "BYE", 9, hop=far, branch="-2")
    call.response(6.02, 200, "BYE", 9, hop=far, branch="-2")
    call.response(6.03, 200, "BYE", 9, hop=near)


Call.start_again = start_again

if __name__ == "__main__":
    import sys
    main(sys.argv[1:])
