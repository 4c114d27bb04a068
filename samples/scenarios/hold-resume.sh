# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones; the caller holds and resumes, then hangs up.

two_hosts
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start hold-resume.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 2.5
phone caller hold
sleep 2
phone caller resume
sleep 2.5
phone caller hangup
wait_for callee.log 'session closed'
capture_stop hold-resume.pcap
