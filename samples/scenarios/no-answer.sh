# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The phone rings for three seconds, then the caller gives up.

two_hosts
baresip_start caller 201 192.0.2.10
baresip_start callee 305 192.0.2.20

capture_start no-answer.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log '180 Ringing'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop no-answer.pcap
