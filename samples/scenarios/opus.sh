# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A codec with a dynamic payload type; the caller hangs up.

two_hosts
codec=opus baresip_start caller 201 192.0.2.10
codec=opus account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start opus.pcap
phone caller dial 'sip:305@192.0.2.20'
wait_for caller.log 'Call established'
sleep 4
phone caller hangup
wait_for callee.log 'session closed'
capture_stop opus.pcap
