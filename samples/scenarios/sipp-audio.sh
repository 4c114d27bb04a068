# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# SIPp calls SIPp; both play speech; the caller hangs up.

two_hosts
speak_rtp caller pcma 0x5a3e0001 5
speak_rtp callee pcma 0x5a3e0002 5

capture_start sipp-audio.pcap
sipp_start callee uas-audio 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-audio 192.0.2.10 -s +442079460305 \
  -key number +442079460201 192.0.2.20
finish "$started"
finish "$answering"
capture_stop sipp-audio.pcap
