# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones of another family, with the codec that they prefer; the caller
# hangs up.

two_hosts
linphone_start callee 305 192.0.2.20
linphone_start caller 201 192.0.2.10

capture_start linphone.pcap
linphone caller 'call sip:305@192.0.2.20'
wait_for callee.log 'Receiving new incoming call'
sleep 0.5
linphone callee 'answer'
wait_for caller.log 'connected'
sleep 4
linphone caller 'terminate'
wait_for callee.log 'ended'
sleep 0.5
capture_stop linphone.pcap
