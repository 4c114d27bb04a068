# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones without a codec in common, and a media relay that translates.

two_hosts proxy both
rtpengine_start 192.0.2.30
kamailio_start WITH_TRANSCODING
codec=g722 account=';outbound="sip:192.0.2.30"' \
  baresip_start caller +442079460201 192.0.2.10
account=';answermode=auto' baresip_start callee +442079460305 192.0.2.20

capture_start rtpengine-transcoding.pcap
phone caller dial sip:+442079460305@pbx.example
wait_for caller.log 'Call established'
sleep 3.5
phone callee hangup
wait_for caller.log 'session closed'
capture_stop rtpengine-transcoding.pcap
