#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview ladder: calls of samples/ as they were drawn once and found right
# (tests/browse/ladder/; LADDER_ACCEPT=1 draws them anew), and as JSON; bytes
# that must not steer a terminal; a long call.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs jq sqlite3
golden=$top_srcdir/tests/browse/ladder

# The ladder of the first call of the catalogue $1, with the words behind.
ladder() {
  folder=$1
  shift
  id=$("$view" -d "$folder" list --json | jq -r '.[0].id')
  "$view" -d "$folder" ladder "$id" "$@"
}

for sample in sipp-audio transfer-attended kamailio-record-route early-media \
  hold-resume; do
  d=$work/$sample
  "$top_builddir/spanrec" -r "$top_srcdir/samples/$sample.pcap" -o "$d" \
    >"$work/out" 2>&1 || echo "Bail out! no replay of $sample"
  for width in 80 200; do
    ladder "$d" --width $width
    LC_ALL=C ladder "$d" --width $width
  done >"$work/drawn"
  [ -z "${LADDER_ACCEPT:-}" ] || cp "$work/drawn" "$golden/$sample.txt"
  diff "$golden/$sample.txt" "$work/drawn" >"$work/diff"
  ok $? "$sample is drawn as before"
  sed 's/^/# /' "$work/diff"
  ladder "$d" --width 80 >"$work/drawn"
  [ "$(wc -L <"$work/drawn")" -le 80 ]
  ok $? "... on 80 columns"
  is "$(LC_ALL=C ladder "$d" | LC_ALL=C tr -d '\n\40-\176')" "" \
    "... and without UTF-8 of ASCII alone"

  # Each message and stream is there once.
  ladder "$d" --json >"$work/json"
  id=$(jq -r .id "$work/json")
  "$view" -d "$d" show "$id" --json >"$work/show"
  is "$(jq -c --slurpfile show "$work/show" '$show[0] as $s | [
    ([.rows[] | select(.kind == "message") | 1 + .retransmissions] | add)
      == ($s.messages | length),
    ([.rows[] | select(.kind == "media") | .stream] | sort)
      == [range($s.streams | length)],
    all(.rows[] | select(.kind == "message");
      $s.messages[.message].time == .time
      and $s.messages[.message].method == .method),
    all(.rows[] | select(.kind == "media");
      $s.streams[.stream].last == .end),
    ([.rows[].time] | . == sort)]' "$work/json")" \
    "[true,true,true,true,true]" "its JSON agrees with show --json"
done

# The last sample is held: who offers what.
is "$(jq -c '[.rows[] | select(.sdp) | [.method, .status, .sdp.kind,
  .sdp.direction]]' "$work/json")" '[["INVITE",null,"offer","sendrecv"],'\
'["INVITE",200,"answer","sendrecv"],["INVITE",null,"offer","sendonly"],'\
'["INVITE",200,"answer","recvonly"],["INVITE",null,"offer","sendrecv"],'\
'["INVITE",200,"answer","sendrecv"]]' "offers and answers are told apart"
is "$(jq -c '[.rows[] | select(.kind == "event") | [.event, .side, .from]]' \
  "$work/json")" '[["hold","caller",0],["resume","caller",0]]' \
  "hold and resume are at who asks"
is "$(jq -c '.rows[0].sdp | [.address, .codecs]' "$work/json")" \
  '["192.0.2.10:16420",["PCMU","PCMA","telephone-event"]]' \
  "address and codecs of the SDP"

raw=$(ladder "$work/sipp-audio" --raw)
has "$raw" "
1  +0.000  192.0.2.10:5060 → 192.0.2.20:5060
INVITE sip:" "--raw prints the messages"
is "$(printf '%s\n' "$raw" | grep -c '^SIP/2.0 ')" 3 "... all of them"

# $1: what make_ladder makes.
made() {
  mkdir "$work/$1"
  "$top_builddir/tests/browse/make_ladder" "$work/$1" "$1" ||
    echo "Bail out! no call"
  d=$work/$1
}

made again
ladder "$d" --json >"$work/json"
is "$(jq -c '[.rows[] | select(.method == "INFO") | .retransmissions]' \
  "$work/json")" "[3]" "what was sent again is one row"
is "$(jq -c '[.rows[] | select(.event == "key") | [.count, .text]]' \
  "$work/json")" '[[3,"3 keys by callee"]]' "so are keys in a row"
is "$(grep -c '"7"' "$work/json")" 0 "which keys, it does not tell"
has "$(ladder "$d")" "INFO (3 more)" "the drawing counts what is sent again"

made itself
is "$(ladder "$d" --json | jq -c '[.participants[].address]')" \
  '["192.0.2.1:5060","192.0.2.2","192.0.2.1:5070"]' \
  "a host that talks to itself is drawn by its ports"

made hostile
for width in 20 80 200; do
  drawn=$(ladder "$d" --raw --width $width)
  is "$(printf '%s' "$drawn" | LC_ALL=C tr -d '\n\40-\176\200-\377')" "" \
    "no control character reaches the terminal ($width columns)"
done
case $drawn in
*"$(printf '\302\233')"* | *"$(printf '\342\200\256')"*)
  ok 1 "nor C1 controls and overrides" ;;
*) ok 0 "nor C1 controls and overrides" ;;
esac
printf '%s' "$drawn" | iconv -f UTF-8 -t UTF-16 >/dev/null
ok $? "the text is UTF-8"
has "$drawn" "hidden" "what is behind a NUL is shown"
is "$(LC_ALL=C ladder "$d" --raw | LC_ALL=C tr -d '\n\40-\176')" "" \
  "without UTF-8 all is ASCII"
has "$(ladder "$d" --json | jq -r '.rows[] | .text')" "488 No" \
  "it is JSON, too"

made long
# Of a processor: others may want it too.
# shellcheck disable=SC3045 # sh of Debian and bash have it
(ulimit -t 5 && exec "$view" -d "$d" ladder 0 --width 120) >"$work/drawn"
is "$? $(grep -c UPDATE "$work/drawn")" "0 2000" \
  "2000 messages are drawn within 5 s"
# shellcheck disable=SC3045
(ulimit -t 5 && exec "$view" -d "$d" ladder 0 --json) >"$work/json"
is "$? $(jq '.rows | length' "$work/json")" "0 2044" "... and as JSON"

# A chroot may have the program but no terminals.
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  on_terminal() {
    TERM=xterm timeout 120 script -qec "$1" /dev/null </dev/null
  }
  d=$work/kamailio-record-route
  ladder="'$view' -d '$d' ladder 4"
  out=$(on_terminal "PAGER='sed s/^/paged:/' $ladder")
  has "$out" "paged:" "on a terminal it goes through the pager"
  has "$out" "$(printf '\033[36m')" "legs have colours"
  has "$out" "$(printf '\033[33m')" "... each its own"
  case $(on_terminal "PAGER=cat NO_COLOR=1 $ladder") in
  *"$(printf '\033')"*) ok 1 "NO_COLOR" ;;
  *) ok 0 "NO_COLOR" ;;
  esac
  has "$(on_terminal "PAGER=/nowhere/pager $ladder")" "INVITE" \
    "without its pager it is printed"
  on_terminal "PAGER=true '$view' -d '$work/long' ladder 0; echo is=\$?" \
    >"$work/out"
  has "$(cat "$work/out")" "is=0" "a pager may be left early"
  # shellcheck disable=SC2016 # the pager's shell knows its parent
  on_terminal "PAGER='kill -s INT \$PPID; cat >/dev/null; sleep 1; \
    echo read >\"$work/read\"' $ladder; echo is=\$?" >"$work/out"
  has "$(cat "$work/read" "$work/out")" "read
is=0" "Ctrl-C is the pager's"
  case $(on_terminal "SUDO_UID=7 LESS=FRX PAGER='sed s/^/paged:/' \
    '$view' -d '$work/sipp-audio' ladder 5") in
  *paged:*) ok 1 "not any pager under sudo" ;;
  *) ok 0 "not any pager under sudo" ;;
  esac
fi

# More than there is room for.
d=$work/long
sqlite3 "$d/catalog.db" "UPDATE sip_message SET bytes = zeroblob(40000),
  src = '192.0.2.' || (id % 200) || ':5060'"
is "$("$view" -d "$d" ladder 0 --json | jq '.participants | length')" 64 \
  "more hosts than have a line"
"$view" -d "$d" ladder 0 --raw >"$work/drawn"
is "$? $(grep -c "more than is shown" "$work/drawn") $(($(wc -c <"$work/drawn") \
  >> 20))" "0 1 64" "more messages than are shown"
sqlite3 "$d/catalog.db" "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL
  SELECT i + 1 FROM n WHERE i < 20001) INSERT INTO event (call_id, time_us, kind)
  SELECT 1, started_us + i, 'note' FROM n, call WHERE call.id = 1"
is "$("$view" -d "$d" ladder 0 --json | jq -c '[.truncated, (.rows | length)]')" \
  "[true,20000]" "more rows than are drawn"
has "$("$view" -d "$d" ladder 0)" "Only the first 20000" "... which is said"
rm -rf "$d"
status 2 "no --raw for list" "$view" -d "$d" list --raw
done_testing
