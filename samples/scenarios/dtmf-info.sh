# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The caller tells of its keys in SIP INFO, in the ways that there are: 7 and *
# as dtmf-relay, 9 as dtmf, and a hook flash.

two_hosts
speak_rtp caller pcma 0x5a3e000e 2
speak_rtp callee pcma 0x5a3e000f 2

capture_start dtmf-info.pcap
sipp_start callee uas-info 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-info 192.0.2.10 -s 305 -key number 201 192.0.2.20
finish "$started"
finish "$answering"
capture_stop dtmf-info.pcap
