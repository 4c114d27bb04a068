# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two branch offices, each with a phone that has the address 192.168.1.10 and
# the port 5004, call at the same time. Both phones' ports are mirrored, so what
# is seen is inside of both NATs.

switch_up
nat_add router1 07 192.0.2.7/24 caller
nat_add router2 08 192.0.2.8/24 other
host_add callee 14 192.0.2.20/24
host_add service 15 192.0.2.21/24
mirror caller both
mirror other both
ports=5004-5005 baresip_start caller 201 192.168.1.10
cp "$tmp/callee.wav" "$tmp/other.wav" 2>/dev/null ||
  { speak callee && cp "$tmp/callee.wav" "$tmp/other.wav"; }
ports=5004-5005 baresip_start other 202 192.168.1.10

capture_start same-private-address.pcap
sipp_start callee uas-echo 192.0.2.20 -rtp_echo -mp 6000
sipp_start service uas-echo 192.0.2.21 -rtp_echo -mp 6000
sleep 0.5
phone caller dial sip:305@192.0.2.20
phone other dial sip:306@192.0.2.21
wait_for caller.log 'Call established'
wait_for other.log 'Call established'
sleep 3
phone caller hangup
phone other hangup
wait_for caller.log 'terminated'
wait_for other.log 'terminated'
sleep 0.5
capture_stop same-private-address.pcap
