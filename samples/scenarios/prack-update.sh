# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The offer is in a reliable 183, the answer in the PRACK; then an UPDATE.

two_hosts
speak_rtp caller pcma 0x5a3e0012 4
speak_rtp callee pcma 0x5a3e0013 5

capture_start prack-update.pcap
sipp_start callee uas-prack 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-prack 192.0.2.10 192.0.2.20 -s 305 -key number 201
finish "$started"
finish "$answering"
capture_stop prack-update.pcap
