#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A test device: a Netgear Plus switch of 8 ports, as far as its discovery
protocol and mirroring go, as others have found that out. None runs here.

    plus_switch.py FOLDER

FOLDER/state has the mirror, as hex digits. FOLDER/deaf: it does not answer
the first message of each; FOLDER/mute: none; FOLDER/flood: for each, what is
no answer, as long as that is there. FOLDER/calls as with catalyst.py.
"""
import os
import socket
import struct
import sys
import threading
import time

from catalyst import carried

PASSWORD = b"plus-s3cret"
WORD = b"NtgrSmartSwitchRock"
MAC = bytes.fromhex("a04000112233")


def attributes(data):
    """(type, value) of each."""
    while len(data) >= 4:
        kind, size = struct.unpack(">HH", data[:4])
        if kind == 0xffff:
            return
        yield kind, data[4:4 + size]
        data = data[4 + size:]


class Switch:
    """What it keeps, and answers."""

    def __init__(self, folder):
        self.folder = folder
        self.heard = set()

    def mirror(self, value=None):
        """Its mirror, read or written."""
        path = f"{self.folder}/state"
        if value is not None:
            with open(path, "w", encoding="ascii") as file:
                file.write(value.hex())
        if not os.path.exists(path):
            return bytes(3)
        with open(path, encoding="ascii") as file:
            return bytes.fromhex(file.read())

    def write(self, data):
        """The result of a write: nothing without the password first."""
        trusted = False
        for kind, value in attributes(data):
            if kind == 0x000a:
                clear = bytes(byte ^ WORD[i % len(WORD)]
                              for i, byte in enumerate(value))
                if clear != PASSWORD:
                    return 7
                trusted = True
            elif kind == 0x5c00 and trusted and len(value) == 3:
                if value[0] > 8:
                    return 5
                self.mirror(value)
            else:
                return 3 if trusted else 7
        return 0

    def answer(self, message):
        """The whole answer; None when there is none."""
        if len(message) < 32 or message[24:28] != b"NSDP":
            return None
        version, operation = message[:2]
        target = message[14:20]
        if version != 1 or target not in (bytes(6), MAC) or \
                operation not in (1, 3):
            return None
        result, body = 0, b""
        if operation == 3:
            if target != MAC:
                return None
            result = self.write(message[32:])
        else:
            known = {1: b"GS108Ev3", 4: MAC, 0x6000: b"\x08",
                     0x5c00: self.mirror()}
            _, size = carried(self.folder)
            for kind, _ in attributes(message[32:]):
                for port in range(1, 9):
                    if kind == 0x0c00: # down, but the third with 100 Mbit/s
                        body += struct.pack(">HHBBB", kind, 3, port,
                                            4 if port == 3 else 0, 0)
                    elif kind == 0x1000:
                        body += struct.pack(">HHB6Q", kind, 49, port, size,
                                            size, 0, 0, 0, 0)
                if kind in known:
                    body += struct.pack(">HH", kind, len(known[kind])) + \
                        known[kind]
        return bytes([1, operation + 1, result]) + bytes(5) + message[8:14] + \
            MAC + message[20:32] + body + b"\xff\xff\0\0"

    def flood(self, server, peer):
        """What is no answer, again and again."""
        while os.path.exists(f"{self.folder}/flood"):
            server.sendto(b"what is this" + bytes(40), peer)
            time.sleep(0.05)

    def run(self):
        """For ever."""
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 63322))
        while True:
            message, peer = server.recvfrom(2048)
            deaf = os.path.exists(f"{self.folder}/deaf") and \
                message not in self.heard
            self.heard.add(message)
            answer = self.answer(message)
            if os.path.exists(f"{self.folder}/flood"):
                threading.Thread(target=self.flood, args=(server, peer)).start()
                continue
            if peer[1] == 63321 and answer and not deaf and \
                    not os.path.exists(f"{self.folder}/mute"):
                server.sendto(b"what is this" + bytes(40), peer)
                server.sendto(answer, peer)


Switch(sys.argv[1]).run()
