# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# From is anonymous, the network says who calls, whom the call was for at
# first, and who answered; the BYE says why.

two_hosts
speak_rtp caller pcma 0x5a3e0021 3
speak_rtp callee pcma 0x5a3e0022 3

capture_start diverted.pcap
sipp_start callee uas-connected 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-diverted 192.0.2.10 -s 203 192.0.2.20
finish "$started"
finish "$answering"
capture_stop diverted.pcap
