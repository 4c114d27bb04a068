# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Encrypted media, the keys by DTLS; the caller hangs up.

two_hosts
account=';mediaenc=dtls_srtp' \
  baresip_start caller 201 192.0.2.10 'module dtls_srtp.so'
account=';answermode=auto;mediaenc=dtls_srtp' \
  baresip_start callee 305 192.0.2.20 'module dtls_srtp.so'

capture_start dtls-srtp.pcap
phone caller dial 'sip:305@192.0.2.20'
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop dtls-srtp.pcap
