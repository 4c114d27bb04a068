# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A wideband codec with a static payload type; the caller hangs up.

two_hosts
codec=g722 baresip_start caller 201 192.0.2.10
codec=g722 account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start g722.pcap
phone caller dial 'sip:305@192.0.2.20'
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop g722.pcap
