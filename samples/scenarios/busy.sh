# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The callee sees who rings and declines: 486.

two_hosts
baresip_start caller 201 192.0.2.10
baresip_start callee 305 192.0.2.20

capture_start busy.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log '180 Ringing'
sleep 1
phone callee hangup
wait_for caller.log 'session closed'
capture_stop busy.pcap
