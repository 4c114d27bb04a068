# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones that find out by ICE how they reach each other. The caller is
# behind a NAT, and a STUN server tells it what it looks like. The callee's
# port is mirrored.

switch_up
nat_add router 07 192.0.2.7/24 caller keep
host_add callee 14 192.0.2.20/24
host_add proxy 1e 192.0.2.30/24
mirror callee both
stun_start 192.0.2.30
ice=';medianat=ice;stunserver="stun:192.0.2.30"'
account=$ice baresip_start caller 201 192.168.1.10 'module ice.so'
account="$ice;answermode=auto" \
  baresip_start callee 305 192.0.2.20 'module ice.so'

capture_start ice.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for caller.log 'terminated'
sleep 0.5
capture_stop ice.pcap
