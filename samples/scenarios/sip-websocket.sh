# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# SIP over WebSocket to a proxy, SIP over UDP from there; media goes directly.

two_hosts proxy
kamailio_start WITH_WEBSOCKET
account=';answermode=auto' baresip_start callee +442079460305 192.0.2.20
speak caller
sox "$tmp/caller.wav" -t al "$tmp/caller.pcma" trim 0 4

capture_start sip-websocket.pcap
start caller caller.log "$here/agents/websocket-phone" --server 192.0.2.30 \
  --address 192.0.2.10 --user +442079460201 --callee +442079460305 \
  "$tmp/caller.pcma"
finish "$started"
wait_for callee.log 'session closed'
capture_stop sip-websocket.pcap
