# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# baresip as a back-to-back user agent: it answers the one, calls the other,
# and speaks to each what the other says.

# shellcheck disable=SC2034 # for publish
joined=1,2
two_hosts proxy
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20
b2bua_start 192.0.2.30 192.0.2.20

capture_start b2bua.pcap
phone caller dial sip:305@192.0.2.30
wait_for callee.log 'Call established'
sleep 4
phone caller hangup
wait_for callee.log 'session closed'
capture_stop b2bua.pcap
