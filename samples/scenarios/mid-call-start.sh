# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The recorder comes to a call that has begun; the caller hangs up.

two_hosts
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 1
capture_start mid-call-start.pcap
sleep 4
phone caller hangup
wait_for callee.log 'session closed'
capture_stop mid-call-start.pcap
