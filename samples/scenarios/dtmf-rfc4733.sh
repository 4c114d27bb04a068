# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The caller presses 1 2 3 # while both speak, and hangs up.

two_hosts
baresip_start caller 201 192.0.2.10 'module_app cons.so' \
  'cons_listen 127.0.0.1:5555'
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start dtmf-rfc4733.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 1
for key in 1 2 3 '#'; do
  press caller "$key"
  sleep 0.5
done
sleep 1
phone caller hangup
wait_for callee.log 'session closed'
capture_stop dtmf-rfc4733.pcap
