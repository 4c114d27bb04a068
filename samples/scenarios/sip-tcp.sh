# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# SIP over TCP, on a network with a small MTU: messages come in pieces.

two_hosts
for host in caller callee; do in_host "$host" ip link set eth0 mtu 576; done
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start sip-tcp.pcap
phone caller dial 'sip:305@192.0.2.20;transport=tcp'
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop sip-tcp.pcap
