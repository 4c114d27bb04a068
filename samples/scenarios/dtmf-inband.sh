# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The caller presses 4 7 1 1 # while it speaks; its phone knows no telephone
# events, so that the keys are tones in the audio.

two_hosts
speak caller
sox "$tmp/caller.wav" "$tmp/words.wav" trim 0 1
parts=("$tmp/words.wav")
for tones in '770 1209' '852 1209' '697 1209' '697 1209' '941 1477'; do
  # shellcheck disable=SC2086 # two tones
  set -- $tones
  sox -n -r 8000 -c 1 -b 16 "$tmp/$1-$2.wav" synth 0.1 sine "$1" \
    synth 0.1 sine mix "$2" gain -n -9 pad 0 0.15
  parts+=("$tmp/$1-$2.wav")
done
sox "${parts[@]}" "$tmp/words.wav" "$tmp/keys.wav"
mv "$tmp/keys.wav" "$tmp/caller.wav"
speak_rtp caller pcma 0x5a3e000c 4
speak_rtp callee pcma 0x5a3e000d 4

capture_start dtmf-inband.pcap
sipp_start callee uas-audio 192.0.2.20
answering=$started
sleep 0.5
sipp_start caller uac-audio 192.0.2.10 -s 305 -key number 201 192.0.2.20
finish "$started"
finish "$answering"
capture_stop dtmf-inband.pcap
