# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# SIP over TLS 1.2, with a key log.

two_hosts
keylog_make sip-tls12
export TLS_VERSION_MAX=0x0303
baresip_start caller 201 192.0.2.10 "sip_certificate $tmp/certificate" \
  'sip_verify_server no'
account=';answermode=auto' baresip_start callee 305 192.0.2.20 \
  "sip_certificate $tmp/certificate" 'sip_verify_server no'

capture_start sip-tls12.pcap
phone caller dial 'sip:305@192.0.2.20;transport=tls'
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop sip-tls12.pcap
