#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What people read: tables that fit, sheets, and names that do no harm.
. "${top_srcdir:?}/tests/browse/tap.sh"
catalogue plain
d=$work/plain

is "$("$view" -d "$d" list | head -2 | tr -s ' ')" \
  "STARTED LENGTH CALLER CALLEE STATE SIP AUDIO CODEC LOSS ID
2026-11-20 14:00:00 0:10 +49 30 10000 → 200 ended 200 complete PCMU 0.50% \
00000000" "list, without a terminal, shows all columns"
is "$("$view" -d "$d" list | tail -1 | tr -s ' ')" \
  "2026-11-20 14:04:00 - +49 30 10004 → 200 failed 486 - - - 78dde6c4" \
  "what is not known is a dash"
has "$(TZ=Europe/Berlin "$view" -d "$d" list)" "2026-11-20 15:00:00" \
  "times are local"
for width in 20 40 60 80 100 132 200; do
  widest=$(COLUMNS=$width "$view" -d "$d" list | wc -L)
  [ "$widest" -le "$width" ]
  ok $? "the table fits $width columns"
done
is "$(COLUMNS=60 "$view" -d "$d" list | head -1 | tr -s ' ')" \
  "STARTED CALLER CALLEE ID" "the important columns stay"
case $("$view" -d "$d" list) in
*"$(printf '\033')"*) ok 1 "no colour without a terminal" ;;
*) ok 0 "no colour without a terminal" ;;
esac
# A chroot may have the program but no terminals.
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  on_terminal() {
    TERM=xterm script -qec "$1" /dev/null </dev/null
  }
  has "$(on_terminal "'$view' -d '$d' list")" "$(printf '\033[32mcomplete')" \
    "colour on a terminal"
  case $(on_terminal "NO_COLOR=1 '$view' -d '$d' list") in
  *"$(printf '\033')"*) ok 1 "NO_COLOR" ;;
  *) ok 0 "NO_COLOR" ;;
  esac
fi

show=$("$view" -d "$d" show 9E3779B1)
for part in "Call 9e3779b100000001" "+49 30 10001  Alice" \
  "2026-11-20 14:01:12 (+12.346 s)" "0:10.345" "call-1@192.0.2.1" \
  "PCMU (0)  SSRC 0xfeedbeef" "audio/2026/11/20/a.wav" \
  "caller gaps    5, 0.100 s in all: loss" "+2.000         answer by callee: 200 OK" \
  "192.0.2.1:5060        → 192.0.2.2:5060        200 INVITE"; do
  has "$show" "$part" "show has \"$part\""
done
has "$("$view" -d "$d" show 3c6e | tr -s ' ')" " SIP status 200
 source eth1: erspan 192.0.2.1 \
session 7, vlan 20
 VLAN 20
" "show says where a leg came from"
has "$("$view" -d "$d" show 3c6e | tr -s ' ')" "late 0
 mirror copies 2 of the duplicates
 jitter 1.25 ms, at most 3.50 ms
 source eth2
" "and a stream, with the copies that mirroring made"
case $("$view" -d "$d" show daa6) in
*source* | *VLAN* | *mirror*) ok 1 "what is not known is left out" ;;
*) ok 0 "what is not known is left out" ;;
esac
is "$("$view" -d "$d" list --source eth2 | tail -n +2 | wc -l)" 1 \
  "list --source"
stats=$("$view" -d "$d" stats | tr -s ' ')
has "$stats" "Mirror duplicates
 12,045 packets of eth1: erspan 192.0.2.1 session 7, vlan 20 came again \
from eth2
 1 packet of eth1 came again from eth1" "stats name a mirror that is doubled"
has "$stats" "Calls
 total 5
 answered 4
 talk time, s 41.380" "stats"

catalogue hostile
d=$work/hostile
hostile=$("$view" -d "$d" list && "$view" -d "$d" show 00)
is "$(printf '%s' "$hostile" | LC_ALL=C tr -d '\n\40-\176\200-\377')" "" \
  "no control character reaches the terminal"
case $hostile in
*"$(printf '\302\233')"* | *"$(printf '\342\200\256')"*)
  ok 1 "nor C1 controls and overrides" ;;
*) ok 0 "nor C1 controls and overrides" ;;
esac
printf '%s' "$hostile" | iconv -f UTF-8 -t UTF-16 >/dev/null
ok $? "the text is UTF-8"
has "$hostile" "Jürgen 日本" "other languages are shown"
widest=$(COLUMNS=80 "$view" -d "$d" list | wc -L)
[ "$widest" -le 80 ]
ok $? "1000 characters and wide ones fit 80 columns"
has "$(COLUMNS=80 "$view" -d "$d" list)" "xxxx…" "an ellipsis where it is cut"
is "$(LC_ALL=C "$view" -d "$d" list | LC_ALL=C tr -d '\n\40-\176')" "" \
  "without UTF-8 all is ASCII"
done_testing
