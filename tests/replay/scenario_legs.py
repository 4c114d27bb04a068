#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More scenarios for scenario.py: calls of several Call-IDs. legs.sh says
which of them are one call, and which are not."""

from scenario import A, B, C, PROXY, Call, Phone, main, pair, scenario

PBX = (PROXY, 5060)
KAMAILIO = ("192.0.2.40", 5060)
UUID = "ab30317f1a784dc48ff824d0d3715d86"


class Leg(Call):
    """One hop of a call that goes through others: each side is a phone with
    the media that this hop describes."""

    def __init__(self, capture, caller, callee, number, hop, tag="a"):
        super().__init__(capture, caller, callee, number)
        self.hop = hop
        self.tag = tag

    def send(self, second, text, by_caller, hop=None):
        super().send(second, text, by_caller, hop or self.hop)


def through_pbx(capture, number=1, relay=None, direct=False, callee=None,
                caller_port=4000, callee_port=5000):
    """Both legs of a call through a back-to-back user agent. It relays media
    through its own ports, or lets the phones talk directly."""
    alice = Phone("100", A, caller_port)
    bob = callee or Phone("200", B, callee_port)
    near, far = ((Phone("200", PROXY, relay), Phone("100", PROXY, relay + 2))
                 if not direct else (bob, alice))
    first = Leg(capture, alice, Phone("200", near.address, near.port), number,
                (alice.sip, PBX))
    second = Leg(capture, Phone("100", far.address, far.port), bob,
                 number + 100, (PBX, bob.sip), tag="p")
    return first, second


def start(first, second, begin=0, **more):
    """Both ring and are answered, the far one first."""
    first.invite(begin, **more)
    second.invite(begin + 0.05, **more)
    second.response(begin + 0.5, 180, "INVITE", 1)
    first.response(begin + 0.51, 180, "INVITE", 1)
    second.answer(begin + 2)
    second.request(begin + 2.01, "ACK", 1)
    first.answer(begin + 2.02)
    first.request(begin + 2.03, "ACK", 1)


def end(first, second, at):
    """The caller hangs up."""
    first.bye(at)
    second.bye(at + 0.02)


def talk_relayed(first, second, begin, until, tones, ssrc=None):
    """What one side says, on both legs; the relay makes SSRCs of its own
    unless it keeps 'ssrc'."""
    for one, other, tone in ((first, second, tones[0]),
                             (second, first, tones[1])):
        forth = (first is one)
        src = one.caller.media if forth else one.callee.media
        mine = one.callee.media if forth else one.caller.media
        out = other.caller.media if forth else other.callee.media
        dst = other.callee.media if forth else other.caller.media
        one.speak(begin, until, src, mine, tone, ssrc=ssrc and ssrc + tone)
        other.speak(begin + 0.005, until, out, dst, tone,
                    ssrc=ssrc and ssrc + tone)


@scenario
def b2bua(capture):
    """Only the numbers and the time join the legs."""
    legs = through_pbx(capture, relay=30000)
    start(*legs)
    talk_relayed(*legs, 2.1, 8, (400, 500))
    end(*legs, 8)


@scenario
def b2bua_callee_hangs_up(capture):
    legs = through_pbx(capture, relay=30000)
    start(*legs)
    talk_relayed(*legs, 2.1, 8, (400, 500))
    legs[1].bye(8, by_caller=False)
    legs[0].bye(8.02, by_caller=False)


@scenario
def b2bua_busy(capture):
    first, second = through_pbx(capture, relay=30000)
    first.invite(0)
    second.invite(0.05)
    second.response(1, 486, "INVITE", 1)
    second.request(1.01, "ACK", 1)
    first.response(1.02, 486, "INVITE", 1)


@scenario
def b2bua_next_target(capture):
    """The first phone is busy, the second one answers."""
    first, second = through_pbx(capture, relay=30000)
    first.invite(0)
    second.invite(0.05)
    second.response(1, 486, "INVITE", 1)
    third = Leg(capture, Phone("100", PROXY, 30004), Phone("200", C, 5000), 3,
                (PBX, (C, 5060)), tag="q")
    third.invite(1.1)
    third.answer(2)
    first.answer(2.02)
    talk_relayed(first, third, 2.1, 8, (400, 500))
    end(first, third, 8)


@scenario
def b2bua_asserted(capture):
    """The far leg comes from the trunk's number and goes to another one;
    who called, and who was called, is told in other headers."""
    first, second = through_pbx(capture, relay=30000)
    second.caller.number, second.callee.number = "4930555", "77"
    first.invite(0)
    second.invite(0.05, headers=[
        "P-Asserted-Identity: <sip:100@example.org>",
        "Diversion: <sip:200@example.org>;reason=unconditional"])
    second.answer(2)
    first.answer(2.02)
    talk_relayed(first, second, 2.1, 8, (400, 500))
    end(first, second, 8)


@scenario
def b2bua_bye_of_one_leg(capture):
    """The capture ends between the BYEs."""
    legs = through_pbx(capture, relay=30000)
    start(*legs)
    talk_relayed(*legs, 2.1, 8, (400, 500))
    legs[0].bye(8)


@scenario
def b2bua_other_numbers_rtp(capture):
    """The far leg has other numbers; the relay sends the same packets on."""
    legs = through_pbx(capture, relay=30000)
    legs[1].caller.number, legs[1].callee.number = "4930555", "77"
    start(*legs)
    talk_relayed(*legs, 2.1, 8, (400, 500), ssrc=7000)
    end(*legs, 8)


@scenario
def b2bua_direct_media(capture):
    """Other numbers, but both legs describe the phones' own addresses."""
    legs = through_pbx(capture, direct=True)
    legs[1].caller.number, legs[1].callee.number = "4930555", "77"
    start(*legs)
    legs[0].talk(2.1, 8, (400, 500))
    end(*legs, 8)


@scenario
def b2bua_early_media_then_direct(capture):
    """Who answers speaks to the back-to-back user agent, which tells the caller
    half a second later where to send: two running calls turn out to be one."""
    first, second = through_pbx(capture, direct=True)
    second.caller = Phone("4930555", PBX[0], 30000)
    second.callee.number = "77"
    first.invite(0)
    second.invite(0.05)
    second.answer(2)
    second.request(2.01, "ACK", 1)
    second.speak(2.02, 2.6, second.callee.media, second.caller.media, 500,
                 ssrc=500)
    first.answer(2.5)
    first.request(2.51, "ACK", 1)
    second.request(2.52, "INVITE", 7, sdp=first.caller.sdp())
    second.response(2.55, 200, "INVITE", 7, by_caller=False,
                    sdp=second.callee.sdp())
    second.request(2.56, "ACK", 7)
    first.talk(2.6, 8, (400, 500))
    end(first, second, 8)


@scenario
def b2bua_direct_media_late(capture):
    """Media goes through the back-to-back user agent at first, and directly
    after re-INVITEs on both legs: two running calls turn out to be one."""
    first, second = through_pbx(capture, relay=30000)
    second.caller.number, second.callee.number = "4930555", "77"
    start(first, second)
    talk_relayed(first, second, 2.1, 5, (400, 500))
    for leg, by_caller in (first, False), (second, True):
        mine = leg.caller if by_caller else leg.callee
        direct = second.callee if leg is first else first.caller
        mine.address, mine.port = direct.address, direct.port
        leg.request(5, "INVITE", 7, by_caller=by_caller, sdp=mine.sdp())
        other = leg.callee if by_caller else leg.caller
        leg.response(5.05, 200, "INVITE", 7, by_caller=not by_caller,
                     sdp=other.sdp())
        leg.request(5.06, "ACK", 7, by_caller=by_caller)
    first.talk(5.1, 10, (600, 700))
    end(first, second, 10)


@scenario
def session_id(capture):
    legs = through_pbx(capture, relay=30000)
    legs[1].caller.number = "4930555"
    start(*legs, headers=["Session-ID: %s;remote=%032d" % (UUID, 0)])
    talk_relayed(*legs, 2.1, 4, (400, 500))
    end(*legs, 4)


@scenario
def link_header(capture):
    legs = through_pbx(capture, relay=30000)
    legs[1].caller.number = "4930555"
    start(*legs, headers=["X-Call-Link: 17"])
    talk_relayed(*legs, 2.1, 4, (400, 500))
    end(*legs, 4)


@scenario
def proxy_and_b2bua(capture):
    """Each leg of the back-to-back user agent goes through a proxy, where
    each message is seen at two points."""
    first, second = through_pbx(capture, relay=30000)
    for leg, hops in ((first, ((first.caller.sip, KAMAILIO), (KAMAILIO, PBX))),
                      (second, ((PBX, KAMAILIO),
                                (KAMAILIO, second.callee.sip)))):
        leg.both = hops

        def send(second, text, by_caller, hop=None, leg=leg):
            order = leg.both if by_caller else leg.both[::-1]
            for i, hop in enumerate(order):
                Call.send(leg, second + i / 1000,
                          text.replace(";branch=", ";branch=%s" % i), by_caller,
                          hop)
        leg.send = send
    start(first, second)
    talk_relayed(first, second, 2.1, 5, (400, 500))
    end(first, second, 5)


def redial(capture, pause):
    """The same numbers twice."""
    for i, begin in enumerate((0, 5 + pause)):
        legs = through_pbx(capture, 1 + i, relay=30000 + 10 * i,
                           caller_port=4000 + 10 * i)
        start(*legs, begin)
        talk_relayed(*legs, begin + 2.1, begin + 5, (400 + 200 * i, 500))
        end(*legs, begin + 5)


@scenario
def same_numbers_a_minute_later(capture):
    redial(capture, 60)


@scenario
def same_numbers_at_once_again(capture):
    redial(capture, 1)


@scenario
def forwarded_a_minute_later(capture):
    """An unanswered call, and a minute later one from the host that was
    called, for the same numbers."""
    first, second = through_pbx(capture, relay=30000)
    first.invite(0)
    first.response(0.1, 180, "INVITE", 1)
    second.invite(60)
    second.answer(61)
    second.talk(61.1, 63, (400, 500))
    second.bye(63)
    first.request(64, "CANCEL", 1, tag="")
    first.response(64.1, 487, "INVITE", 1)


@scenario
def two_lines(capture):
    """Two calls between the same numbers at once: which far leg is whose
    cannot be told."""
    lines = [through_pbx(capture, 1 + i, relay=30000 + 10 * i,
                         caller_port=4000 + 10 * i,
                         callee_port=5000 + 10 * i) for i in range(2)]
    for first, _ in lines:
        first.invite(0.1 * first.number)
    for first, second in lines:
        second.invite(0.5 + 0.1 * first.number)
        second.answer(1)
        first.answer(1.01)
        talk_relayed(first, second, 1.1, 4, (400, 500))
        end(first, second, 4)


@scenario
def crowd(capture):
    """Fifty calls of the same numbers at once: each far leg follows its near
    one, but there are too many to look at all."""
    for i in range(50):
        first, second = through_pbx(capture, 100 + i, relay=30000)
        first.invite(i / 1000, sdp="")
        second.invite(i / 1000 + 0.0005, sdp="")
        first.response(3, 486, "INVITE", 1)
        second.response(3, 486, "INVITE", 1)


@scenario
def two_callees(capture):
    """One caller calls two numbers at once, through the same host."""
    for i, callee in enumerate((Phone("200", B, 5000), Phone("300", C, 5000))):
        first, second = through_pbx(capture, 1 + i, relay=30000 + 10 * i,
                                    callee=callee, caller_port=4000 + 10 * i)
        first.callee.number = callee.number
        start(first, second, 0.01 * i)
        talk_relayed(first, second, 2.1, 4, (400 + 100 * i, 600 + 100 * i))
        end(first, second, 4)


@scenario
def lines_behind_the_proxy(capture):
    """Seen at the switchboard only: the second call comes in from the proxy
    that the first one went out to."""
    phones = Phone("100", A, 4000), Phone("200", B, 5000)
    hops = (KAMAILIO, PBX), (PBX, KAMAILIO), (KAMAILIO, PBX), (PBX, KAMAILIO)
    legs = [Leg(capture, *phones, i + 1, hop, tag="t%d" % i)
            for i, hop in enumerate(hops)]
    for i, leg in enumerate(legs[:3]):
        leg.invite(i * 0.1, sdp="")
    for leg in legs[:3]:
        leg.response(3, 486, "INVITE", 1)


@scenario
def agents_on_one_host(capture):
    """Three agents on one host, told apart by their ports; the same two call
    each other several times at once, and one calls the third."""
    ports = [(A, 5060), (A, 5070)]
    for i in range(3):
        leg = Leg(capture, Phone("100", A, 4000 + 10 * i),
                  Phone("200", A, 5000 + 10 * i), i + 1, ports, tag="t%d" % i)
        leg.invite(i * 0.1)
        leg.answer(1)
        leg.talk(1.1, 2, (400, 500))
        leg.bye(2)
    other = Leg(capture, Phone("100", A, 4100), Phone("200", A, 5100), 9,
                [(A, 5060), (A, 5080)], tag="t9")
    other.invite(0.5, sdp="")
    other.response(0.6, 486, "INVITE", 1)


@scenario
def anonymous(capture):
    """Who is anonymous may be anybody."""
    legs = through_pbx(capture, relay=30000)
    for leg in legs:
        leg.caller.number = "anonymous"
    start(*legs)
    end(*legs, 4)


@scenario
def waiting_call(capture):
    """A phone uses one media port for both of its calls: they stay two."""
    first = pair(capture, 1)
    second = Call(capture, Phone("300", C, 6000), Phone("100", A, 4000), 2)
    first.start(0)
    first.talk(0.4, 3, (400, 500))
    second.start(3)
    second.talk(3.4, 6, (600, 700))
    second.bye(6)
    first.bye(7)


@scenario
def same_private_address(capture):
    """Behind two NATs, two phones have the same address and port."""
    calls = []
    for i, host in enumerate((A, C)):
        phone = Phone(str(100 + i), "192.168.1.2", 4000)
        call = Leg(capture, phone, Phone("200", PROXY, 30000 + 10 * i), i + 1,
                   ((host, 5060), PBX))
        call.invite(i)
        call.answer(i + 0.3)
        call.bye(5 + i)
        calls.append(call)


def refer(call, second, target, by_caller, headers=(), status=202):
    call.request(second, "REFER", 50, by_caller=by_caller,
                 headers=["Refer-To: " + target, *headers])
    call.response(second + 0.01, status, "REFER", 50, by_caller=not by_caller)


def notify(call, second, cseq, status, by_caller):
    """What who was sent elsewhere tells of it."""
    call.request(second, "NOTIFY", cseq, by_caller=by_caller,
                 headers=["Event: refer"], sdp="SIP/2.0 %d X\r\n" % status,
                 body_type="message/sipfrag")
    call.response(second + 0.01, 200, "NOTIFY", cseq, by_caller=not by_caller)


@scenario
def transfer_blind(capture):
    """B sends A to C."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    refer(call, 5, "<sip:300@192.0.2.21>", False,
          ["Referred-By: <sip:200@example.org>"])
    notify(call, 5.05, 51, 100, True)
    call.bye(5.1, by_caller=False)
    after = Call(capture, call.caller, Phone("300", C, 6000), 2)
    after.invite(5.2)
    after.answer(7)
    after.request(7.01, "ACK", 1)
    after.talk(7.1, 10, (400, 600))
    after.bye(10, by_caller=False)


@scenario
def transfer_and_hang_up(capture):
    """The new leg ends a second after the old one: that is the end."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    refer(call, 5, "<sip:300@192.0.2.21>", False)
    after = Call(capture, call.caller, Phone("300", C, 6000), 2)
    after.invite(5.1)
    after.answer(5.2)
    call.bye(5.3, by_caller=False)
    after.talk(5.4, 6.3, (400, 600))
    after.bye(6.3)


@scenario
def transfer_by_the_caller(capture):
    """A sends B to C: B is the caller of the new leg."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    refer(call, 5, "<sip:300@192.0.2.21>", True)
    after = Call(capture, call.callee, Phone("300", C, 6000), 2)
    after.tag = "t"
    after.invite(5.2)
    after.answer(7)
    call.bye(7.1)
    after.talk(7.1, 10, (500, 600))
    after.bye(10)


@scenario
def transfer_refused(capture):
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 8, (400, 500))
    refer(call, 5, "<sip:300@192.0.2.21>", False, status=603)
    call.bye(8)


@scenario
def transfer_fails(capture):
    """C is busy, and B speaks on."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 10, (400, 500))
    refer(call, 5, "<sip:300@192.0.2.21>", False)
    after = Call(capture, call.caller, Phone("300", C, 6000), 2)
    after.invite(5.2)
    after.response(6, 486, "INVITE", 1)
    notify(call, 6.1, 51, 486, True)
    call.bye(10)


@scenario
def transfer_to_nowhere(capture):
    """B hangs up, and no INVITE follows: it ended with the BYE."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 5, (400, 500))
    refer(call, 5, "<sip:300@192.0.2.21>", False)
    call.bye(5.1, by_caller=False)
    for second in range(6, 30):
        capture.udp(second, (C, 5060), PBX, b"\r\n\r\n")


@scenario
def transfer_attended(capture):
    """B asks C, and then joins A and C."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 4, (400, 500))
    asked = Call(capture, Phone("200", B, 5010), Phone("300", C, 6000), 2)
    asked.start(4)
    asked.talk(4.4, 7, (700, 800))
    replaces = "call-2%40example.org%3Bto-tag%3Db%3Bfrom-tag%3Da"
    refer(call, 7, "<sip:300@192.0.2.21?Replaces=%s>" % replaces, False)
    after = Call(capture, call.caller, Phone("300", C, 6010), 3)
    after.invite(7.1, headers=[
        "Replaces: call-2@example.org;to-tag=b;from-tag=a"])
    after.answer(7.3)
    after.request(7.31, "ACK", 1)
    asked.bye(7.35, by_caller=False)
    notify(call, 7.4, 51, 200, True)
    call.bye(7.5, by_caller=False)
    after.talk(7.6, 10, (400, 600))
    after.bye(10)


@scenario
def replaced(capture):
    """Only C is seen: B's call to it goes on with A."""
    asked = Call(capture, Phone("200", B, 5010), Phone("300", C, 6000), 2)
    asked.start(0)
    asked.talk(0.4, 5, (700, 800))
    after = Call(capture, Phone("100", A, 4000), Phone("300", C, 6010), 3)
    after.invite(5, headers=[
        "Replaces: call-2@example.org;to-tag=b;from-tag=a"])
    after.answer(5.2)
    asked.bye(5.3, by_caller=False)
    after.talk(5.4, 8, (400, 600))
    after.bye(8)


@scenario
def pickup(capture):
    """A calls B; C takes the call while it rings."""
    call = pair(capture)
    call.invite(0)
    call.response(0.2, 180, "INVITE", 1)
    taken = Call(capture, Phone("300", C, 6000), Phone("100", A, 4010), 2)
    taken.tag = "c"
    taken.invite(2, headers=[
        "Replaces: call-1@example.org;to-tag=a;from-tag=b;early-only"])
    taken.answer(2.1)
    call.request(2.11, "CANCEL", 1, tag="")
    call.response(2.12, 487, "INVITE", 1)
    taken.talk(2.2, 6, (600, 400))
    taken.bye(6)


@scenario
def pickup_too_late(capture):
    """B has answered; with early-only C gets nothing."""
    call = pair(capture)
    call.start(0)
    call.talk(0.4, 6, (400, 500))
    late = Call(capture, Phone("300", C, 6000), Phone("100", A, 4010), 2)
    late.invite(2, headers=[
        "Replaces: call-1@example.org;to-tag=a;from-tag=b;early-only"])
    late.response(2.1, 486, "INVITE", 1)
    call.bye(6)


if __name__ == "__main__":
    import sys
    main(sys.argv[1:])
