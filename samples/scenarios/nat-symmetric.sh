# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A phone behind a NAT says its private address; who answers sends media to
# where it comes from (symmetric RTP). The answering host's port is mirrored.

switch_up
nat_add router 07 192.0.2.7/24 caller
host_add callee 14 192.0.2.20/24
mirror callee both
baresip_start caller 201 192.168.1.10

capture_start nat-symmetric.pcap
sipp_start callee uas-echo 192.0.2.20 -rtp_echo -mp 6000
sleep 0.5
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for caller.log 'terminated'
sleep 0.5
capture_stop nat-symmetric.pcap
