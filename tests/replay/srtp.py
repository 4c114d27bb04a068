#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes calls whose media is encrypted by libsrtp2, and the same in plain.

  srtp.py list                      the names of all scenarios
  srtp.py write NAME FILE           writes one as a pcap file
  srtp.py plain NAME FILE           the same call, encrypted nowhere
"""

import base64
import ctypes
import ctypes.util
import sys

import scenario

# Name: what sets its policy, bytes of key and salt.
CM, GCM = "srtp_crypto_policy_set_aes_cm_%s", "srtp_crypto_policy_set_aes_gcm_%s"
DEFAULT = "srtp_crypto_policy_set_rtp_default"
SUITES = {
    "AES_CM_128_HMAC_SHA1_80": (DEFAULT, 30),
    "AES_CM_128_HMAC_SHA1_32": (CM % "128_hmac_sha1_32", 30),
    "AES_192_CM_HMAC_SHA1_80": (CM % "192_hmac_sha1_80", 38),
    "AES_192_CM_HMAC_SHA1_32": (CM % "192_hmac_sha1_32", 38),
    "AES_256_CM_HMAC_SHA1_80": (CM % "256_hmac_sha1_80", 46),
    "AES_256_CM_HMAC_SHA1_32": (CM % "256_hmac_sha1_32", 46),
    "AEAD_AES_128_GCM": (GCM % "128_16_auth", 28),
    "AEAD_AES_256_GCM": (GCM % "256_16_auth", 44),
}


class CryptoPolicy(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in (
        "cipher_type", "cipher_key_len", "auth_type", "auth_key_len",
        "auth_tag_len", "sec_serv")]


class MasterKey(ctypes.Structure):
    _fields_ = [("key", ctypes.c_char_p), ("mki_id", ctypes.c_char_p),
                ("mki_size", ctypes.c_uint)]


class Policy(ctypes.Structure):
    _fields_ = [
        ("ssrc_type", ctypes.c_int), ("ssrc", ctypes.c_uint),
        ("rtp", CryptoPolicy), ("rtcp", CryptoPolicy),
        ("key", ctypes.c_char_p),
        ("keys", ctypes.POINTER(ctypes.POINTER(MasterKey))),
        ("num_master_keys", ctypes.c_ulong), ("ekt", ctypes.c_void_p),
        ("window_size", ctypes.c_ulong), ("allow_repeat_tx", ctypes.c_int),
        ("enc_xtn_hdr", ctypes.c_void_p), ("enc_xtn_hdr_count", ctypes.c_int),
        ("next", ctypes.c_void_p)]


def library():
    if not hasattr(library, "loaded"):
        library.loaded = ctypes.CDLL(ctypes.util.find_library("srtp2")
                                     or "libsrtp2.so.1")
        library.loaded.srtp_init()
    return library.loaded


class Key:
    """A master key, its line in a description, and who encrypts with it."""

    def __init__(self, number, suite="AES_CM_128_HMAC_SHA1_80", tag=1,
                 parameters="", mki=None, roc=0):
        self.suite, self.tag, self.mki, self.roc = suite, tag, mki, roc
        self.parameters = parameters
        self.bytes = bytes((number * 37 + i * 11) & 255
                           for i in range(SUITES[suite][1]))
        self.sessions = {}

    def line(self):
        text = base64.b64encode(self.bytes).decode() + "|2^31"
        if self.mki:
            text += "|%d:%d" % self.mki
        return "a=crypto:%d %s inline:%s%s\r\n" % (
            self.tag, self.suite, text, self.parameters)

    def session(self, ssrc):
        """Of one sender, as libsrtp2 keeps it."""
        mki = self.mki[0].to_bytes(self.mki[1], "big") if self.mki else b""
        master = MasterKey(self.bytes, mki, len(mki))
        masters = (ctypes.POINTER(MasterKey) * 1)(ctypes.pointer(master))
        policy = Policy(ssrc_type=1, ssrc=ssrc, keys=masters,
                        num_master_keys=1, window_size=1024)
        for part in policy.rtp, policy.rtcp:
            getattr(library(), SUITES[self.suite][0])(ctypes.byref(part))
        if " UNENCRYPTED_SRTP" in self.parameters:
            policy.rtp.sec_serv &= ~1
        if "UNAUTHENTICATED_SRTP" in self.parameters:
            policy.rtp.sec_serv &= ~2
            policy.rtp.auth_type = policy.rtp.auth_key_len = 0
            policy.rtp.auth_tag_len = 0
        session = ctypes.c_void_p()
        status = library().srtp_create(ctypes.byref(session),
                                       ctypes.byref(policy))
        assert status == 0, status
        if self.roc:
            library().srtp_set_stream_roc(session, ctypes.c_uint(ssrc),
                                          ctypes.c_uint(self.roc))
        return session

    def encrypt(self, packet):
        ssrc = int.from_bytes(packet[8:12], "big")
        if ssrc not in self.sessions:
            self.sessions[ssrc] = self.session(ssrc)
        room = ctypes.create_string_buffer(packet, len(packet) + 200)
        size = ctypes.c_int(len(packet))
        status = library().srtp_protect_mki(
            self.sessions[ssrc], room, ctypes.byref(size),
            ctypes.c_uint(self.mki is not None), ctypes.c_uint(0))
        assert status == 0, status
        return room.raw[:size.value]


class Capture(scenario.Capture):
    """Encrypts what a media address sends, if it has a key."""

    def __init__(self, is_plain):
        super().__init__()
        self.is_plain = is_plain
        self.keys = {}
        self.pads = False

    def udp(self, second, src, dst, payload, ip6_options=0):
        if src in self.keys and self.pads:
            payload = bytes([payload[0] | 0x20]) + payload[1:] + b"\0\0\3"
        if src in self.keys and not self.is_plain:
            payload = self.keys[src].encrypt(payload)
        super().udp(second, src, dst, payload, ip6_options)

    def sdp(self, phone, *keys, codecs="0", profile="RTP/SAVP"):
        if self.is_plain:
            return phone.sdp(codecs)
        return phone.sdp(codecs, "".join(key.line() for key in keys), profile)


def talk(capture, offered, chosen, spoken=None, sequence=0):
    """A call: the keys that are offered, that which answers, and those that
    the caller and the callee use."""
    call = scenario.pair(capture)
    call.invite(0, sdp=capture.sdp(call.caller, *offered))
    call.answer(0.3, sdp=capture.sdp(call.callee, chosen))
    call.request(0.31, "ACK", 1)
    capture.keys = dict(zip((call.caller.media, call.callee.media),
                            spoken or (offered[-1], chosen)))
    for src, dst, tone in (
            (call.caller.media, call.callee.media, 400),
            (call.callee.media, call.caller.media, 500)):
        call.speak(0.4, 4, src, dst, tone, sequence=sequence)
    return call


def one(capture, **more):
    """The line that is offered second, with another suite, is chosen."""
    other = "AEAD_AES_128_GCM"
    if more.get("suite") == other:
        other = "AES_CM_128_HMAC_SHA1_80"
    talk(capture, (Key(1, other), Key(2, tag=2, **more)),
         Key(3, tag=2, **more)).bye(4)


SCENARIOS = {name: lambda capture, name=name: one(capture, suite=name)
             for name in SUITES}


def named(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


@named
def unencrypted(capture):
    one(capture, parameters=" UNENCRYPTED_SRTP UNENCRYPTED_SRTCP")


@named
def unauthenticated(capture):
    """Only the answer tells which key of the caller it is."""
    no_tag = {"parameters": " UNAUTHENTICATED_SRTP"}
    talk(capture, (Key(1, **no_tag), Key(2, tag=2, **no_tag)),
         Key(3, tag=2, **no_tag)).bye(4)


@named
def mki(capture):
    one(capture, mki=(258, 4))


@named
def mki_gcm(capture):
    one(capture, mki=(1, 1), suite="AEAD_AES_256_GCM")


@named
def padded(capture):
    """How much padding there is only shows when it is decrypted."""
    capture.pads = True
    one(capture)


@named
def joined_in_the_middle(capture):
    """The sequence number had begun anew seven times before the capture."""
    keys = Key(1, roc=7), Key(2, roc=7)
    talk(capture, keys[:1], keys[1], sequence=1000).bye(4)


@named
def sequence_wraps(capture):
    keys = Key(1), Key(2)
    call = scenario.pair(capture)
    call.invite(0, sdp=capture.sdp(call.caller, keys[0]))
    call.answer(0.3, sdp=capture.sdp(call.callee, keys[1]))
    capture.keys = {call.caller.media: keys[0], call.callee.media: keys[1]}
    call.speak(0.4, 1.4, call.caller.media, call.callee.media, 400,
               sequence=65486)
    call.speak(0.4, 4, call.callee.media, call.caller.media, 500)
    call.speak(1.4, 4, call.caller.media, call.callee.media, 400)
    call.bye(4)


@named
def new_keys(capture):
    """A re-INVITE brings new keys; the old ones are used 60 ms longer."""
    call = talk(capture, (Key(1),), Key(2))
    call.invite(3.8, cseq=2, tag="b", sdp=capture.sdp(call.caller, Key(4)))
    call.answer(3.94, cseq=2, sdp=capture.sdp(call.callee, Key(5)))
    call.request(3.95, "ACK", 2)
    capture.keys = {call.caller.media: Key(4), call.callee.media: Key(5)}
    for src, dst, tone in ((call.caller.media, call.callee.media, 400),
                           (call.callee.media, call.caller.media, 500)):
        call.speak(4, 8, src, dst, tone, sequence=180)
    call.bye(8)


@named
def other_ssrc(capture):
    call = talk(capture, (Key(1),), Key(2))
    call.speak(4, 6, call.caller.media, call.callee.media, 600, ssrc=99)
    call.speak(4, 6, call.callee.media, call.caller.media, 500, sequence=180)
    call.bye(6)


@named
def forked(capture):
    """Two phones answer with keys and suites of their own; one stays."""
    call = scenario.pair(capture)
    other = scenario.Phone("200", scenario.C, 5000)
    keys = (Key(1, "AEAD_AES_256_GCM"), Key(2, tag=2), Key(3, tag=2),
            Key(4, "AEAD_AES_256_GCM"))
    hop = (call.caller.sip, (scenario.PROXY, 5060))
    call.invite(0, sdp=capture.sdp(call.caller, *keys[:2]), hop=hop)
    call.response(0.5, 183, "INVITE", 1, tag="b", hop=hop,
                  sdp=capture.sdp(call.callee, keys[2]))
    call.response(0.6, 183, "INVITE", 1, tag="c", hop=hop,
                  sdp=capture.sdp(other, keys[3]))
    capture.keys = {call.callee.media: keys[2], other.media: keys[3],
                    call.caller.media: keys[0]}
    call.speak(1.005, 3, call.callee.media, call.caller.media, 500)
    call.speak(3, 8, other.media, call.caller.media, 600)
    call.answer(3, sdp=capture.sdp(other, keys[3]), tag="c", hop=hop)
    call.request(3.01, "ACK", 1, tag="c", hop=hop)
    call.speak(3.02, 8, call.caller.media, other.media, 400)
    call.bye(8, tag="c", hop=hop)


@named
def wrong_key(capture):
    """The callee's packets are encrypted with another key than it named."""
    talk(capture, (Key(1),), Key(2), (Key(1), Key(9))).bye(4)


@named
def dtls(capture):
    """Keys by DTLS: nobody who listens has them."""
    call = scenario.pair(capture)
    extra = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\n"
    profile = "UDP/TLS/RTP/SAVP"
    if capture.is_plain:
        extra, profile = "", "RTP/AVP"
    call.invite(0, sdp=call.caller.sdp(extra=extra, profile=profile))
    call.answer(0.3, sdp=call.callee.sdp(extra=extra, profile=profile))
    capture.keys = {call.caller.media: Key(1), call.callee.media: Key(2)}
    call.talk(0.4, 4, (400, 500))
    call.bye(4)


def main(arguments):
    if arguments == ["list"]:
        print("\n".join(SCENARIOS))
    elif len(arguments) == 3 and arguments[0] in ("write", "plain"):
        capture = Capture(arguments[0] == "plain")
        SCENARIOS[arguments[1]](capture)
        capture.write(arguments[2])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
