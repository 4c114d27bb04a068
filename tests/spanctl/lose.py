#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a real driver lose what it receives, and count it.

    lose.py INTERFACE PEER FRAMES

Until the end of its standard input a program of the kernel (XDP) at INTERFACE
wants to hand frames on and does not say where to, and veth drops them as its
own; PEER, its other end, sends so many a second. Status 77: not allowed here.
"""
import ctypes
import select
import socket
import struct
import sys

SYS_BPF = 321  # x86-64
PROG_LOAD, LINK_CREATE = 5, 28
TYPE_XDP, ATTACH_XDP = 6, 37
XDP_REDIRECT = 4


def bpf(libc, command, attributes):
    """bpf(2)."""
    room = ctypes.create_string_buffer(attributes, 128)
    result = libc.syscall(SYS_BPF, command, room, len(room))
    if result < 0:
        sys.exit(77)
    return result


def main():
    """Attaches, and sends."""
    libc = ctypes.CDLL(None, use_errno=True)
    # r0 = XDP_REDIRECT; exit
    code = ctypes.create_string_buffer(
        struct.pack("<BBhiBBhi", 0xb7, 0, 0, XDP_REDIRECT, 0x95, 0, 0, 0))
    licence = ctypes.create_string_buffer(b"GPL")
    program = bpf(libc, PROG_LOAD, struct.pack(
        "<IIQQIIQII", TYPE_XDP, 2, ctypes.addressof(code),
        ctypes.addressof(licence), 0, 0, 0, 0, 0))
    bpf(libc, LINK_CREATE, struct.pack(
        "<IIII", program, socket.if_nametoindex(sys.argv[1]), ATTACH_XDP, 0))
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((sys.argv[2], 0))
    print("attached", flush=True)
    wait = 1 / int(sys.argv[3])
    while not select.select([sys.stdin], [], [], wait)[0]:
        out.send(b"\xff" * 6 + bytes(5) + b"\1\x08\0" + bytes(100))


if __import__("platform").machine() != "x86_64":
    sys.exit(77)
main()
