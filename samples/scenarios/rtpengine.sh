# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Two phones, a proxy that stays in the dialog, and a media relay beside it.
# The mirrored port is the proxy's: both legs of the media are in the capture.

two_hosts proxy both
rtpengine_start 192.0.2.30
kamailio_start WITH_RTPENGINE
account=';outbound="sip:192.0.2.30"' \
  baresip_start caller +442079460201 192.0.2.10
account=';answermode=auto' baresip_start callee +442079460305 192.0.2.20

capture_start rtpengine.pcap
phone caller dial sip:+442079460305@pbx.example
wait_for caller.log 'Call established'
sleep 3.5
phone callee hangup
wait_for caller.log 'session closed'
capture_stop rtpengine.pcap
