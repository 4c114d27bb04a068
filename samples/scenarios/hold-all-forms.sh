# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The caller holds four times: sendonly, inactive, c=0.0.0.0, and the last two
# at once.

two_hosts
speak_rtp caller pcma 0x5a3e0010 7
speak_rtp callee pcma 0x5a3e0011 7

capture_start hold-all-forms.pcap
sipp_start callee uas-held 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-hold-forms 192.0.2.10 192.0.2.20 -s 305 -key number 201
finish "$started"
finish "$answering"
capture_stop hold-all-forms.pcap
