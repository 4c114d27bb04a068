# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The INVITE has no SDP: the offer is in the 200, the answer in the ACK.

two_hosts
speak_rtp caller pcma 0x5a3e0006 5
speak_rtp callee pcma 0x5a3e0007 5

capture_start late-offer.pcap
sipp_start callee uas-audio 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-late-offer 192.0.2.10 -s 305 -key number 201 192.0.2.20
finish "$started"
finish "$answering"
capture_stop late-offer.pcap
