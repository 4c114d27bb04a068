#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a call whose signalling goes through TLS, made by OpenSSL.

  tls.py certificate FILE           writes key and certificate of a server
  tls.py list                       the names of all scenarios
  tls.py write NAME CERTIFICATE CAPTURE KEYLOG
  tls.py drop NUMBER NAME CERTIFICATE CAPTURE KEYLOG
                                    without the segment with that number
  tls.py plain CAPTURE              the same call in plain TCP
"""

import base64
import ctypes
import os
import ssl
import struct
import subprocess
import sys

import scenario

PORT = 5061
MSS = 1400

OP_NO_ENCRYPT_THEN_MAC = 1 << 19
OP_ALLOW_RENEGOTIATION = 1 << 8  # by the client
OP_NO_RENEGOTIATION = 1 << 30


class Wire:
    """A TCP connection, as frames of a capture."""

    def __init__(self, capture, client, server, mss=MSS):
        self.capture, self.mss = capture, mss
        self.ends = (client, 40000 + capture.connections), (server, PORT)
        self.sequences = [1000, 5000]
        capture.connections += 1

    def segment(self, second, side, flags, payload=b""):
        src, dst = self.ends[side], self.ends[1 - side]
        addresses = (scenario.address_bytes(src[0])
                     + scenario.address_bytes(dst[0]))
        tcp = struct.pack("!HHIIBBHHH", src[1], dst[1], self.sequences[side],
                          self.sequences[1 - side] if flags & 16 else 0, 0x50,
                          flags, 65535, 0, 0)
        check = scenario.checksum(addresses + struct.pack(
            "!II", len(tcp) + len(payload), 6) + tcp + payload)
        tcp = tcp[:16] + struct.pack("!H", check) + tcp[18:] + payload
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0)
        ip = ip[:10] + struct.pack("!H", scenario.checksum(ip + addresses))
        frame = bytes(12) + b"\x08\0" + ip + addresses + tcp
        self.sequences[side] += len(payload) + (flags & 3 > 0)
        if payload:
            self.capture.segments += 1
            if self.capture.segments - 1 == self.capture.dropped:
                return
        second += self.capture.late if side else 0
        # Frames of one time keep their order.
        self.capture.ticks += 1
        self.capture.frames.append(
            (second + self.capture.ticks * 1e-6, frame))

    def open(self, second):
        self.segment(second, 0, 2)
        self.segment(second, 1, 18)
        self.segment(second, 0, 16)

    def close(self, second):
        for side in 0, 1:
            self.segment(second, side, 17)

    def send(self, second, side, data):
        for at in range(0, len(data), self.mss):
            self.segment(second, side, 24, data[at:at + self.mss])


class Plain:
    """Says it as it is."""

    def __init__(self, wire, _):
        self.wire = wire
        wire.open(0)

    def say(self, second, side, data):
        self.wire.send(second, side, data)


class Tls:
    """Two TLS engines, and what they say to one another."""

    def __init__(self, wire, keylog, second=0.0, session=None, contexts=None):
        self.wire = wire
        self.contexts = contexts or wire.capture.contexts(keylog)
        self.bios = [(ssl.MemoryBIO(), ssl.MemoryBIO()) for _ in range(2)]
        self.ends = [context.wrap_bio(*self.bios[side], server_side=side == 1,
                                      session=None if side else session)
                     for side, context in enumerate(self.contexts)]
        wire.open(second)
        done = [False, False]
        while not all(done):
            for side in 0, 1:
                try:
                    self.ends[side].do_handshake()
                    done[side] = True
                except ssl.SSLWantReadError:
                    pass
                self.flush(second, side)
        self.read(1)
        self.flush(second, 1)
        self.read(0)

    def flush(self, second, side):
        data = self.bios[side][1].read()
        if data:
            self.wire.send(second, side, data)
            self.bios[1 - side][0].write(data)

    def read(self, side):
        try:
            while self.ends[side].read(65536):
                pass
        except ssl.SSLWantReadError:
            pass

    def say(self, second, side, data):
        if self.wire.capture.pieces:
            half = len(data) // 2
            self.ends[side].write(data[:half])
            data = data[half:]
        self.ends[side].write(data)
        self.flush(second, side)
        self.read(1 - side)
        self.flush(second, 1 - side)
        self.read(side)

    def native(self, side):
        """The SSL of OpenSSL itself, for what Python does not offer."""
        return native(self.ends[side]._sslobj, 3)


def native(thing, place):
    return ctypes.c_void_p(ctypes.c_void_p.from_address(
        id(thing) + place * ctypes.sizeof(ctypes.c_void_p)).value)


LIBSSL = ctypes.CDLL("libssl.so.3")


class Capture(scenario.Capture):
    """Signalling goes through a connection instead of datagrams."""

    def __init__(self, certificate, version=ssl.TLSVersion.TLSv1_3,
                 ciphers="", options=0, mss=MSS, pieces=False, group=None):
        super().__init__()
        self.certificate, self.version, self.mss = certificate, version, mss
        self.ciphers, self.options, self.group = ciphers, options, group
        self.pieces = pieces
        self.connections = self.segments = self.ticks = 0
        self.dropped = -1
        self.late = 0
        self.connection = None
        self.before_message = {}
        self.messages = 0
        self.wrap = lambda data, side: data

    def contexts(self, keylog):
        pair = (ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
        for context in pair:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.options |= self.options
            context.options &= ~OP_NO_RENEGOTIATION
            if self.version == ssl.TLSVersion.TLSv1_3:
                context.minimum_version = self.version
                if self.ciphers:
                    done = LIBSSL.SSL_CTX_set_ciphersuites(
                        native(context, 2), self.ciphers.encode())
                    assert done == 1, self.ciphers
            else:
                context.maximum_version = self.version
                context.set_ciphers((self.ciphers or "DEFAULT")
                                    + ":@SECLEVEL=0")
        pair[1].load_cert_chain(self.certificate)
        if self.group:
            pair[1].set_ecdh_curve(self.group)
        pair[0].keylog_filename = keylog
        return pair

    def udp(self, second, src, dst, payload, ip6_options=0):
        if src[1] != 5060:
            super().udp(second, src, dst, payload, ip6_options)
            return
        side = 0 if src[0] == scenario.A else 1
        self.before_message.get(self.messages, lambda: None)()
        self.messages += 1
        self.connection.say(second, side, self.wrap(payload, side))

    def wire(self):
        return Wire(self, scenario.A, scenario.B, self.mss)


def call(capture):
    one = scenario.pair(capture)
    one.start(0.1)
    one.talk(0.5, 2, (400, 500))
    one.bye(2)


def simple(keylog, *arguments, **more):
    capture = Capture(*arguments, **more)
    capture.connection = Tls(capture.wire(), keylog)
    return capture


V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
SCENARIOS = {}
for name, version, options in (
        ("ECDHE-RSA-AES128-GCM-SHA256", V12, 0),
        ("ECDHE-RSA-AES256-GCM-SHA384", V12, 0),
        ("ECDHE-RSA-CHACHA20-POLY1305", V12, 0),
        ("AES128-CCM", V12, 0), ("AES256-CCM", V12, 0),
        ("AES128-CCM8", V12, 0), ("AES256-CCM8", V12, 0),
        ("AES128-SHA", V12, 0), ("AES256-SHA", V12, 0),
        ("AES128-SHA256", V12, 0), ("AES256-SHA256", V12, 0),
        ("ECDHE-RSA-AES256-SHA384", V12, 0),
        ("AES128-SHA", V12, OP_NO_ENCRYPT_THEN_MAC),
        ("AES256-SHA256", V12, OP_NO_ENCRYPT_THEN_MAC),
        ("ECDHE-RSA-AES256-SHA384", V12, OP_NO_ENCRYPT_THEN_MAC),
        ("TLS_AES_128_GCM_SHA256", V13, 0),
        ("TLS_AES_256_GCM_SHA384", V13, 0),
        ("TLS_CHACHA20_POLY1305_SHA256", V13, 0),
        ("TLS_AES_128_CCM_SHA256", V13, 0),
        ("TLS_AES_128_CCM_8_SHA256", V13, 0)):
    SCENARIOS[name + ("-mac-then-encrypt" if options else "")] = (
        lambda certificate, keylog, name=name, version=version,
        options=options: simple(keylog, certificate, version, name, options))


def named(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


def server_is_late(certificate, keylog, version):
    """Two mirrors, one behind the other: the client seems to go first."""
    capture = Capture(certificate, version)
    capture.late = 0.005
    capture.connection = Tls(capture.wire(), keylog)
    return capture


@named
def server_is_late_12(certificate, keylog):
    return server_is_late(certificate, keylog, V12)


@named
def server_is_late_13(certificate, keylog):
    return server_is_late(certificate, keylog, V13)


@named
def small_segments_12(certificate, keylog):
    return simple(keylog, certificate, V12, mss=7)


@named
def small_segments_13(certificate, keylog):
    return simple(keylog, certificate, V13, mss=7)


@named
def two_records_a_message(certificate, keylog):
    return simple(keylog, certificate, V13, pieces=True)


@named
def hello_retry(certificate, keylog):
    """The server wants another group than the client has guessed."""
    return simple(keylog, certificate, V13, group="secp384r1")


@named
def key_update(certificate, keylog):
    """Both sides change their keys, one of them twice."""
    capture = simple(keylog, certificate, V13)
    update = LIBSSL.SSL_key_update
    ends = capture.connection.native(0), capture.connection.native(1)
    assert LIBSSL.SSL_version(ends[0]) == 0x304
    capture.before_message = {
        1: lambda: update(ends[0], 0) or 1 / 0,
        2: lambda: update(ends[1], 1) or 1 / 0,
        4: lambda: update(ends[0], 0) or 1 / 0,
    }
    return capture


def resumed(certificate, keylog, version):
    capture = Capture(certificate, version)
    first = Tls(capture.wire(), keylog, -2)
    first.say(-1.5, 0, b"\r\n\r\n")
    first.wire.close(-1)
    capture.connection = Tls(capture.wire(), keylog, 0,
                             first.ends[0].session, first.contexts)
    assert capture.connection.ends[0].session_reused
    return capture


@named
def resumed_12(certificate, keylog):
    return resumed(certificate, keylog, V12)


@named
def resumed_13(certificate, keylog):
    return resumed(certificate, keylog, V13)


@named
def renegotiated(certificate, keylog):
    capture = simple(keylog, certificate, V12)

    def again():
        tls = capture.connection
        assert LIBSSL.SSL_renegotiate(tls.native(0)) == 1
        for _ in range(4):
            for side in 0, 1:
                try:
                    tls.ends[side].do_handshake()
                except ssl.SSLWantReadError:
                    pass
                tls.read(side)
                tls.flush(0.35, side)

    capture.before_message = {2: again}
    LIBSSL.SSL_set_options(capture.connection.native(1),
                           ctypes.c_uint64(OP_ALLOW_RENEGOTIATION))
    return capture


@named
def websocket(certificate, keylog):
    """SIP in WebSocket frames in TLS (RFC 7118)."""
    capture = simple(keylog, certificate, V13)
    capture.connection.say(0.01, 0, (
        b"GET / HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: "
        + base64.b64encode(bytes(16)) + b"\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: sip\r\n\r\n"))
    capture.connection.say(0.02, 1, (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n"
        b"Sec-WebSocket-Protocol: sip\r\n\r\n"))

    def frame(data, side):
        head = struct.pack("!BBH", 0x81, 126 | (0x80 if side == 0 else 0),
                           len(data))
        if side == 1:
            return head + data
        mask = b"\x12\x34\x56\x78"
        return head + mask + bytes(
            byte ^ mask[at % 4] for at, byte in enumerate(data))

    capture.wrap = frame
    return capture


@named
def no_sip(certificate, keylog):
    """Something else in TLS."""
    capture = simple(keylog, certificate, V13)
    capture.wrap = lambda data, side: b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    return capture


def main(arguments):
    if arguments == ["list"]:
        print("\n".join(SCENARIOS))
    elif len(arguments) == 2 and arguments[0] == "certificate":
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048",
                        "-nodes", "-days", "3650", "-subj", "/CN=example.org",
                        "-keyout", arguments[1] + ".key", "-out",
                        arguments[1]], check=True, capture_output=True)
        with open(arguments[1], "a", encoding="ascii") as out, \
                open(arguments[1] + ".key", encoding="ascii") as key:
            out.write(key.read())
        os.remove(arguments[1] + ".key")
    elif len(arguments) == 2 and arguments[0] == "plain":
        capture = Capture(None)
        capture.connection = Plain(capture.wire(), None)
        call(capture)
        capture.write(arguments[1])
    elif len(arguments) in (5, 6) and arguments[0] in ("write", "drop"):
        dropped = int(arguments.pop(1)) if arguments[0] == "drop" else -1
        _, scenario_name, certificate, path, keylog = arguments
        dropping(dropped)
        capture = SCENARIOS[scenario_name](certificate, keylog)
        call(capture)
        print(capture.segments)
        capture.write(path)
    else:
        sys.exit(__doc__)


def dropping(number):
    """All captures lose the segment with that number."""
    make = Capture.__init__

    def wrapped(self, *arguments, **more):
        make(self, *arguments, **more)
        self.dropped = number

    Capture.__init__ = wrapped


main(sys.argv[1:])
