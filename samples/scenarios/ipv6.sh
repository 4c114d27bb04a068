# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones that have IPv6 only; the caller hangs up.

switch_up
host_add caller 0a 2001:db8::10/64
host_add callee 14 2001:db8::20/64
mirror callee both
baresip_start caller 201 2001:db8::10
account=';answermode=auto' baresip_start callee 305 2001:db8::20

capture_start ipv6.pcap
phone caller dial 'sip:305@[2001:db8::20]'
wait_for caller.log 'Call established'
sleep 4
phone caller hangup
wait_for callee.log 'session closed'
capture_stop ipv6.pcap
