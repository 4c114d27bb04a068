#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a capture of calls that differ in who calls, which way, and how they
end; facts.sh says what must be told of each. Usage: facts.py FILE"""

import sys

from scenario import Capture

PHONE = ("192.168.1.20", 5060)
DESK = ("192.168.1.21", 5060)
PBX = ("192.168.1.2", 5060)
TRUNK = ("10.9.9.1", 5060)
PROVIDER = ("203.0.113.9", 5060)

capture = Capture()
names = []


class Call:
    """One INVITE on its hops, the first one first."""

    def __init__(self, name, caller, callee, hops):
        self.id = name
        self.start = 10.0 * len(names)
        self.caller = caller
        self.callee = callee
        self.hops = hops
        names.append(name)

    def message(self, after, start, cseq, headers=(), backward=False,
                hop=None, tag=True):
        hops = self.hops if hop is None else self.hops[hop:hop + 1]
        for number, (src, dst) in enumerate(hops):
            lines = [start, "Via: SIP/2.0/UDP h;branch=z9hG4bK%s" % cseq[0],
                     "From: %s;tag=a" % self.caller,
                     "To: %s%s" % (self.callee, ";tag=b" if tag else ""),
                     "Call-ID: " + self.id, "CSeq: " + cseq, *headers,
                     "Content-Length: 0", "", ""]
            ends = (dst, src) if backward else (src, dst)
            capture.udp(self.start + after + number / 1000, *ends,
                        "\r\n".join(lines).encode())

    def invite(self, *headers, hop=None, after=0, cseq=1):
        self.message(after, "INVITE sip:x@h SIP/2.0", "%d INVITE" % cseq,
                     headers, hop=hop, tag=False)

    def response(self, after, status, *headers, cseq="1 INVITE"):
        self.message(after, "SIP/2.0 " + status, cseq, headers, backward=True)

    def cancel(self, after, *headers):
        self.message(after, "CANCEL sip:x@h SIP/2.0", "1 CANCEL", headers,
                     tag=False)

    def bye(self, after, *headers):
        self.message(after, "BYE sip:x@h SIP/2.0", "2 BYE", headers)
        self.response(after + 0.01, "200 OK", cseq="2 BYE")

    def answered(self, *headers):
        self.invite(*headers)
        self.response(1, "200 OK")
        self.bye(3)


def refused(name, status, *headers):
    call = Call(name, "<sip:201@pbx>", "<sip:202@pbx>", [(PHONE, PBX)])
    call.invite()
    call.response(0.1, "100 Trying")
    call.response(1, status, *headers)
    return call


def register():
    """Two phones; the second one only after a challenge."""
    phone = Call("register-1", '"Alice Liddell" <sip:201@pbx>',
                 '"Alice Liddell" <sip:201@pbx>', [(PHONE, PBX)])
    request = "REGISTER sip:pbx SIP/2.0"
    phone.message(0, request, "1 REGISTER", [
        "Contact: <sip:201@192.168.1.20:5060>", "User-Agent: Desk phone 7"],
        tag=False)
    phone.response(0.1, "200 OK",
                   "Contact: <sip:201@192.168.1.20:5060>;expires=3600",
                   cseq="1 REGISTER")
    desk = Call("register-2", "<sip:202@pbx>", "<sip:202@pbx>", [(DESK, PBX)])
    desk.message(0, request, "1 REGISTER",
                 ["Contact: <sip:202@192.168.1.21>"], tag=False)
    desk.response(0.1, "401 Unauthorized", cseq="1 REGISTER")
    desk.message(0.2, request, "2 REGISTER",
                 ["Contact: <sip:202@192.168.1.21>"], tag=False)
    desk.response(0.3, "200 OK",
                  'Contact: "Bob" <sip:202@192.168.1.21>;expires=1000',
                  cseq="2 REGISTER")


def outsiders():
    for method in ("OPTIONS", "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH"):
        other = Call("other-" + method, "<sip:201@pbx>", "<sip:202@pbx>",
                     [(PHONE, PBX)])
        other.message(0, method + " sip:202@pbx SIP/2.0", "1 " + method,
                      tag=False)


def parties():
    Call("named", "<sip:201@pbx>", "<sip:202@192.168.1.21:5060>",
         [(PBX, DESK)]).answered()
    Call("address-only", "<sip:192.168.1.20>", "<sip:202@pbx>",
         [(PHONE, PBX)]).answered()
    Call("anonymous", '"Anonymous" <sip:anonymous@anonymous.invalid>',
         "<sip:+493012202@pbx>", [(PROVIDER, PBX)]).answered(
             "P-Asserted-Identity: \"Carol \\\"C\\\"\" <sip:%2B4417200@h>",
             "Privacy: id")
    Call("withheld", "<sip:anonymous@anonymous.invalid>",
         "<sip:202@pbx>", [(PROVIDER, PBX)]).answered()
    Call("asked", "<sip:+4417200@h>", "<sip:202@pbx>",
         [(PROVIDER, PBX)]).answered(
             "Privacy: id", "P-Asserted-Identity: <sip:+4417299@h>")
    Call("diverted", "<sip:+4417200@h>", "<sip:203@pbx>",
         [(PROVIDER, PBX)]).answered(
             "Diversion: <sip:202@pbx>;reason=user-busy",
             "Diversion: <tel:+493012201>;reason=no-answer")
    call = Call("connected", "<sip:201@pbx>", '"Any" <sip:200@pbx>',
                [(PHONE, PBX), (PBX, DESK)])
    call.invite()
    call.response(1, "200 OK", 'P-Asserted-Identity: "Dora" <sip:207@pbx>')
    call.bye(3)
    Call("telephone", "<tel:0049-30-123456;npdi>", "<tel:11>",
         [(PHONE, PBX)]).answered()


def directions():
    Call("outbound", "<sip:201@pbx>", "<sip:030123456@h>",
         [(PBX, PROVIDER)]).answered()
    Call("inside-out", "<sip:201@pbx>", "<sip:030123456@h>",
         [(PHONE, PBX)]).answered()
    Call("forwarded", "<sip:+4417200@h>", "<sip:+493012201@pbx>",
         [(PROVIDER, PBX), (PBX, ("203.0.113.10", 5060))]).answered()
    Call("over-trunk", "<sip:+493012201@pbx>", "<sip:+493012999@h>",
         [(PHONE, PBX), (PBX, TRUNK)]).answered()
    Call("from-trunk", "<sip:+4417200@h>", "<sip:+493012201@pbx>",
         [(TRUNK, PBX), (PBX, PHONE)]).answered()


def ends():
    refused("busy", "486 Busy Here")
    refused("gateway", "480 Temporarily Unavailable",
            'Reason: Q.850;cause=19;text="No answer"')
    refused("unknown", "404 Not Found", "Reason: Q.850;cause=1",
            "Reason: SIP;cause=404")
    refused("declined", "603 Decline")
    refused("moved", "302 Moved Temporarily", "Contact: <sip:9@pbx>")
    call = refused("forbidden", "401 Unauthorized")
    call.invite("Authorization: Digest x=y", after=2, cseq=2)
    call.response(3, "403 Forbidden", cseq="2 INVITE")
    refused("challenged", "407 Proxy Authentication Required")
    call = Call("cancelled", "<sip:201@pbx>", "<sip:202@pbx>", [(PHONE, PBX)])
    call.invite()
    call.response(0.1, "180 Ringing")
    call.cancel(2)
    call.response(2.1, "487 Request Terminated")
    call = Call("elsewhere", "<sip:201@pbx>", "<sip:202@pbx>", [(PBX, DESK)])
    call.invite()
    call.response(0.1, "180 Ringing")
    call.cancel(2, 'Reason: SIP;cause=200;text="Call completed elsewhere"')
    call.response(2.1, "487 Request Terminated")
    call = Call("cleared", "<sip:201@pbx>", "<sip:202@pbx>", [(PHONE, PBX)])
    call.invite()
    call.response(1, "200 OK")
    call.bye(3, 'Reason: Q.850;cause=31;text="RTP timeout"')
    Call("silence", "<sip:201@pbx>", "<sip:202@pbx>", [(PHONE, PBX)]).invite()
    call = Call("ringing", "<sip:201@pbx>", "<sip:202@pbx>", [(PHONE, PBX)])
    call.invite()
    call.response(0.1, "180 Ringing")


register()
outsiders()
parties()
directions()
ends()
# Time passes, so that what waits is given up.
Call("late", "<sip:1@pbx>", "<sip:2@pbx>", [(PHONE, PBX)])
names.extend(["-"] * 40)
Call("last", "<sip:201@pbx>", "<sip:202@pbx>", [(PHONE, PBX)]).answered()
capture.write(sys.argv[1])
