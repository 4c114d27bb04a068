# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones register, each after a challenge; one calls the other's number.

two_hosts proxy
kamailio_start WITH_REGISTRAR
capture_start registration.pcap
registrar=192.0.2.30 display='Bob Cratchit' account=';answermode=auto' \
  baresip_start callee 305 192.0.2.20
wait_for callee.log '200 OK'
registrar=192.0.2.30 display='Alice Liddell' \
  baresip_start caller 201 192.0.2.10
wait_for caller.log '200 OK'
phone caller dial sip:305@192.0.2.30
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop registration.pcap
