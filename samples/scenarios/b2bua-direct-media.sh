# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A proxy that hides its topology: another Call-ID and caller on the far side,
# and the phones' own descriptions.

# shellcheck disable=SC2034 # for publish
joined=1,2
two_hosts proxy
kamailio_start WITH_HIDE
account=';outbound="sip:192.0.2.30"' baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start b2bua-direct-media.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 4
phone caller hangup
wait_for callee.log 'session closed'
capture_stop b2bua-direct-media.pcap
