# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Both sides agree on two codecs, and each speaks another one: ffmpeg sends it,
# SIPp signals.

two_hosts
speak caller
speak callee

# ffmpeg_speaks HOST TYPE TO OPTION...: sends what HOST says in real time.
ffmpeg_speaks() {
  start "$1" "$1-ffmpeg.log" ffmpeg -nostdin -re -t 4 -i "$tmp/$1.wav" -ac 1 \
    "${@:4}" -payload_type "$2" -f rtp \
    "rtp://$3:7000?localrtpport=7000&localrtcpport=7001"
}

capture_start ffmpeg-codecs.pcap
sipp_start callee uas-codecs 192.0.2.20 -key rtp_port 7000
answering=$started
sleep 0.5
sipp_start caller uac-codecs 192.0.2.10 -s 305 -key number 201 \
  -key rtp_port 7000 192.0.2.20
calling=$started
sleep 0.7
ffmpeg_speaks caller 96 192.0.2.20 -ar 16000 -c:a libspeex
ffmpeg_speaks callee 97 192.0.2.10 -ar 8000 -c:a g726le -b:a 32k
finish "$calling"
finish "$answering"
capture_stop ffmpeg-codecs.pcap
