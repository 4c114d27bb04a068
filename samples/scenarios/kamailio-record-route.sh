# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones and a proxy that stays in the dialog; media goes directly.

two_hosts proxy
kamailio_start
account=';outbound="sip:192.0.2.30"' \
  baresip_start caller +442079460201 192.0.2.10
account=';answermode=auto' baresip_start callee +442079460305 192.0.2.20

capture_start kamailio-record-route.pcap
phone caller dial sip:+442079460305@pbx.example
wait_for caller.log 'Call established'
sleep 5
phone caller hangup
wait_for callee.log 'session closed'
capture_stop kamailio-record-route.pcap
