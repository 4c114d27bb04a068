# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The callee asks a third phone, and then joins the caller with it.

# shellcheck disable=SC2034 # for publish
joined=1,3
two_hosts third
speak_rtp caller pcma 0x5a3e0020 2
speak_rtp callee pcma 0x5a3e0021 2
speak_rtp third pcma 0x5a3e0022 2

capture_start transfer-attended.pcap
sipp_start third uas-replaced 192.0.2.40
third=$started
sipp_start callee uas-transferor 192.0.2.20 192.0.2.10
callee=$started
sleep 0.5
sipp_start caller uac-transferee 192.0.2.10 192.0.2.20 -cid_str t%u-%p
finish "$started"
finish "$callee"
finish "$third"
capture_stop transfer-attended.pcap
