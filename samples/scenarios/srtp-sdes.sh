# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Encrypted media, the keys in the SDP; the caller hangs up.

two_hosts
account=';mediaenc=srtp-mand' \
  baresip_start caller 201 192.0.2.10 'module srtp.so'
account=';answermode=auto;mediaenc=srtp-mand' \
  baresip_start callee 305 192.0.2.20 'module srtp.so'

capture_start srtp-sdes.pcap
phone caller dial 'sip:305@192.0.2.20'
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop srtp-sdes.pcap
