# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The callee sends the caller to a third phone, and hangs up.

# shellcheck disable=SC2034 # for publish
joined=1,2
two_hosts third
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20
account=';answermode=auto' baresip_start third 409 192.0.2.40

capture_start transfer-blind.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 3
phone callee transfer sip:409@192.0.2.40
wait_for third.log 'Call established'
sleep 3
phone caller hangup
wait_for third.log 'session closed'
capture_stop transfer-blind.pcap
