# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A phone behind a NAT, a proxy and a media relay that waits for the phone's
# media to learn where it is. The mirrored port is that of proxy and relay.

switch_up
nat_add router 07 192.0.2.7/24 caller
host_add callee 14 192.0.2.20/24
host_add proxy 1e 192.0.2.30/24
mirror proxy both
rtpengine_start 192.0.2.30
kamailio_start WITH_RTPENGINE
account=';outbound="sip:192.0.2.30"' baresip_start caller 201 192.168.1.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start sbc-latching.pcap
phone caller dial sip:305@pbx.example
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for caller.log 'terminated'
sleep 0.5
capture_stop sbc-latching.pcap
