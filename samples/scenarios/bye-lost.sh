# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Both agents lose their power in the middle of the call: no BYE. They come
# back, and only ask each other whether they are alive.

two_hosts
speak_rtp caller pcma 0x5a3e0003 5
speak_rtp callee pcma 0x5a3e0004 5

capture_start bye-lost.pcap
sipp_start callee uas-audio 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-audio 192.0.2.10 -s 305 -key number 201 192.0.2.20
calling=$started
sleep 3.5
kill_agents "$calling" "$answering"

sleep 1
sipp_start callee uas-options 192.0.2.20 -m 3
answering=$started
sleep 0.5
sipp_start caller uac-options 192.0.2.10 -m 3 -r 1 -rp 2000 192.0.2.20
finish "$started"
finish "$answering"
capture_stop bye-lost.pcap
