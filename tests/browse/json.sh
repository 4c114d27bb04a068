#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What scripts read: spanview list, show and stats with --json.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs jq
catalogue plain
d=$work/plain

list() {
  "$view" -d "$d" list --json "$@"
}

is "$(list | jq -r 'type, length')" "array
5" "list is one array"
is "$(list | jq -r '[.[].started] == ([.[].started] | sort)')" true \
  "the oldest call comes first"
is "$(list | jq -r '.[0] | keys_unsorted | join(" ")')" \
  "id sip_call_id sip_call_ids state completeness reason direction caller \
callee started ringing answered ended duration_ms final_status ended_by \
sip_cause q850_cause diverted_from rule retention hold source legs streams \
recordings tags" "a call has the promised members"
is "$(list | jq -r '.[0].streams[0] | keys_unsorted | join(" ")')" \
  "side codec payload_type ssrc src dst first last packets payload_bytes \
lost duplicates reordered late jitter_ms jitter_max_ms drift_ppm mos \
recorded" "a stream has the promised members"
is "$(list | jq -r '.[0].recordings[0] | keys_unsorted | join(" ")')" \
  "path format state channels rate_hz started duration_ms frames bytes \
sha256" "a recording has the promised members"
is "$(list | jq -c '.[0] | [.started, .answered, .duration_ms, .legs]')" \
  '["2026-11-20T14:00:00.000000Z","2026-11-20T14:00:02.000000Z",10345,1]' \
  "times are in UTC with microseconds"
is "$(list | jq -c '.[0].streams | map([.side, .ssrc, .mos, .drift_ppm])')" \
  '[["caller","0xfeedbeef",4.2,null],["callee","0x12345678",null,null]]' \
  "an SSRC is text, and what is not known is null"
is "$(list | jq -c '.[0].caller')" \
  '{"number":"+49 30 10000","name":"Alice","uri":"sip:alice@example.org",'\
'"address":"192.0.2.1"}' "a party is an object"
is "$(list | jq -c '.[4] | [.completeness, .answered, .final_status, .reason,
  .duration_ms, .streams]')" '[null,null,486,"Busy Here",0,[]]' \
  "a call that failed"
is "$(list --limit 2 | jq -c 'map(.sip_call_id)')" \
  '["call-3@192.0.2.1","call-4@192.0.2.1"]' "--limit gives the newest"
is "$(list --state failed | jq length)" 1 "--state"
is "$(list --number 10003 | jq length)" 1 "--number"
is "$(list --from '2026-11-20 14:01' --to 2026-11-20T15:03:00+01:00 |
  jq length)" 2 "--from and --to"
is "$(list --from 2030-01-01 | jq -c .)" "[]" "no call is an empty array"
is "$("$view" list --json -d "$d" | jq length)" 5 \
  "options may follow the command"

is "$(list | jq -c 'map(.source)')" \
  '["eth1","eth1: erspan 192.0.2.1 session 7, vlan 20",'\
'"eth1: erspan 192.0.2.1 session 7, vlan 20; eth2",null,"eth1"]' \
  "the sources of a call are one text"
is "$(list --source 'SESSION 7' | jq -c 'map(.id[0:4])')" '["9e37","3c6e"]' \
  "--source"

show=$("$view" -d "$d" show --json 9e37)
is "$(echo "$show" | jq -r '.id, (keys_unsorted | .[-5:] | join(" "))')" \
  "9e3779b100000001
legs_detail links events gaps messages" "show adds the details"
is "$(echo "$show" | jq 'del(.notes, .dtmf, .fax, .legs_detail, .links, .events, .gaps, .messages,
  .streams[]["mirror_duplicates", "source", "vlan", "cname", "rtcp"])')" \
  "$(list | jq '.[1]')" "and is the object of the list otherwise"
from='"eth1: erspan 192.0.2.1 session 7, vlan 20",20'
is "$("$view" -d "$d" show --json 3c | jq -c '
  [.legs_detail[], .streams[]] | map([.source, .vlan, .mirror_duplicates])')" \
  "[[$from,null],[$from,2],[\"eth2\",null,2]]" "where legs and streams came from"
is "$(echo "$show" | jq -c '.gaps')" \
  '[{"recording":"audio/2026/11/20/a.wav","side":"caller",'\
'"from_us":1000000,"to_us":1100000,"cause":"loss","count":5}]' "gaps"
is "$(echo "$show" | jq -c '.messages | map([.method, .status, .bytes])')" \
  '[["INVITE",null,36],["INVITE",200,36]]' "messages, without their bodies"
is "$(echo "$show" | jq -c '.events')" \
  '[{"time":"2026-11-20T14:01:02.000000Z","kind":"answer",'\
'"side":"callee","detail":"200 OK"}]' "events"

is "$("$view" -d "$d" stats --json | jq -c .)" \
  '{"calls":{"total":5,"answered":4,"talk_ms":41380,"legs":5},'\
'"state":{"ended":4,"failed":1},"completeness":{"complete":4,"none":1},'\
'"codec":{"PCMU":8},"final_status":{"200":4,"486":1},'\
'"streams":{"count":8,"packets":4000,"lost":20,"duplicates":18,'\
'"mirror_duplicates":12,"reordered":0},"recordings":{"count":4,'\
'"bytes":1324336,"duration_ms":41380},"mirror_duplicates":['\
'{"source":"eth1: erspan 192.0.2.1 session 7, vlan 20",'\
'"copy_source":"eth2","packets":12045},'\
'{"source":"eth1","copy_source":"eth1","packets":1}]}' "stats"
is "$("$view" -d "$d" stats --json --to 2026-11-20 |
  jq -c .mirror_duplicates)" '[]' "mirror duplicates of another time"
is "$("$view" -d "$d" stats --json --to 2026-11-20T14:01:00Z |
  jq -c '[.calls.total, .recordings.count]')" '[1,1]' "stats of some calls"

is "$("$view" -d "$d" stats --json --by day | jq -c '[(.totals.calls.total),
  [.by[] | .calls], [.by[].from], .incomplete]')" \
  '[5,[5],["2026-11-20T00:00:00.000000Z"],[]]' "stats of each day"
is "$("$view" -d "$d" stats --by hour | sed 's/  */ /g' | tail -n 1)" \
  "2026-11-20 14:00 5 4 4 0 0 0 0 1 0:00" "stats of each hour"

catalogue hostile
d=$work/hostile
is "$(list | jq length)" 8 "hostile names are valid JSON"
is "$(list | jq -r '.[0].caller.name' | od -An -c | tr -d ' \n')" \
  '033[2J033]0;owned\a\n' "and are kept as they were"
done_testing
