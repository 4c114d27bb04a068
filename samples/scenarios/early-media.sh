# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The callee speaks for two seconds before it answers (183 with SDP), as an
# announcement does; the caller, a phone, hangs up.

two_hosts
baresip_start caller 201 192.0.2.10
speak_rtp callee pcmu 0x5a3e0005 5

capture_start early-media.pcap
sipp_start callee uas-early 192.0.2.20
answering=$started
sleep 0.5
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 2.5
phone caller hangup
finish "$answering"
capture_stop early-media.pcap
