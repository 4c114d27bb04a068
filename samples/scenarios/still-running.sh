# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The recorder is stopped while two phones talk.

two_hosts
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start still-running.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 2
capture_stop still-running.pcap
