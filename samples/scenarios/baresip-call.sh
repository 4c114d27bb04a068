# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones; the callee hangs up.

two_hosts
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start baresip-call.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 5
phone callee hangup
wait_for caller.log 'session closed'
capture_stop baresip-call.pcap
