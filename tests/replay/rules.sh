#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rules: which calls are recorded, what is kept of the others, and that nothing
# is written before it is known (promise 2: every answered call is accounted
# for). The scenarios are in rules.py. One TAP line a check.
set -u
. "${top_srcdir:?}/tests/replay/scenario.sh"
scenario=$top_srcdir/tests/replay/rules.py

query() { # SQL
  sqlite3 -batch "$work/out/catalog.db" "$1"
}

is() { # VALUE EXPECTED DESCRIPTION
  [ "$1" = "$2" ]
  status=$?
  result $status "$name: $3"
  [ $status -eq 0 ] || echo "# $1 is not $2"
}

files() { # how many files there are in the output folder, but the catalogue
  find "$work/out" -type f ! -name 'catalog.db*' | wc -l
}

# "caller callee completeness rule, ..." in order
verdicts() {
  query "SELECT group_concat(caller_number || ' ' || callee_number || ' ' ||
    completeness || ' ' || ifnull(rule, '-'), ', ')
    FROM (SELECT * FROM call ORDER BY started_us)"
}

for rule in 'skip name=council number=230' 'skip number=2[3-3]0 name=council' \
  'skip name=council number=9,230,8'; do
  record five-calls --rule "$rule"
  is "$(verdicts)" "100 200 complete -, 300 230 skipped council, \
230 100 skipped council, 01701234567 100 complete -, \
100 0900123 complete -" "the council is not recorded ($rule)"
  is "$(files)" 3 'there are three files'
done
fact 'the reason names the rule' '[.[] | select(.completeness == "skipped")
  | .reason] | unique == ["rule \"council\": skip"]'
fact 'skipped calls have no streams and no recordings' '[.[]
  | select(.completeness == "skipped") | .streams, .recordings]
  | flatten == []'
is "$(query "SELECT count(*) FROM sip_message JOIN call ON call.id = call_id
  WHERE rule IS NOT NULL")" 0 'their messages are not kept'
is "$(query "SELECT count(*) FROM leg JOIN call ON call.id = call_id
  WHERE rule IS NOT NULL")" 2 'their legs are'
is "$(query "SELECT count(*) FROM sip_message JOIN call ON call.id = call_id
  WHERE rule IS NULL" | sed 's/^[1-9][0-9]*$/some/')" some \
  'those of the others are'
is "$(jq -c '[.answered, .complete, .skipped]' "$work/totals.json")" \
  '[5,3,2]' 'the ledger has each call once'

record five-calls --rule \
  'metadata-only name=meta caller=230 tag=a,b class=short' \
  --rule 'record name=rest'
is "$(verdicts)" "100 200 complete rest, 300 230 complete rest, \
230 100 skipped meta, 01701234567 100 complete rest, \
100 0900123 complete rest" 'metadata only of one'
fact 'it has its streams, and no recording' '[.[]
  | select(.completeness == "skipped") | (.streams | length == 2)
  and .recordings == [] and .reason == "rule \"meta\": metadata only"]
  == [true]'
is "$(query "SELECT count(*) > 0 FROM sip_message JOIN call
  ON call.id = call_id WHERE rule = 'meta'")" 1 'its messages are kept'
is "$(query "SELECT group_concat(name || ' by ' || added_by) FROM tag
  JOIN call ON call.id = call_id WHERE rule = 'meta'")" 'a by rule,b by rule' \
  'it has the tags of the rule'
is "$(query "SELECT retention FROM call WHERE rule = 'meta'")" short \
  'and its class of retention'
is "$(query "SELECT count(*) FROM call WHERE retention IS NOT NULL")" 1 \
  'no other call has one'
is "$(query "SELECT detail FROM event JOIN call ON call.id = call_id
  WHERE kind = 'rule' AND rule = 'meta'")" 'meta: metadata only' \
  'an event tells of the decision'

record five-calls --rule 'record direction=inbound' --rule skip \
  --local-network 192.0.2.0/24
is "$(verdicts)" "100 200 skipped rule 2, 300 230 skipped rule 2, \
230 100 skipped rule 2, 01701234567 100 complete rule 1, \
100 0900123 skipped rule 2" 'only inbound calls are recorded'
record five-calls --rule 'skip callee=0900*,+49900* name=hot' --country-code 49
is "$(verdicts)" "100 200 complete -, 300 230 complete -, \
230 100 complete -, 01701234567 100 complete -, \
100 0900123 skipped hot" 'no calls to service numbers'
record five-calls --rule 'record address=192.0.2.0/24' --rule skip
is "$(files)" 5 'all are of the network'
record five-calls --rule "skip source=*five-calls*" --rule record
is "$(files)" 0 'all are of the file'
# 2023-11-14, 22:13 UTC is Tuesday, and Wednesday in Tokyo.
record five-calls --rule 'record schedule="wed 07:00-08:00"' --rule skip \
  --time-zone Asia/Tokyo
is "$(files)" 5 'all are in the hours of Tokyo'
record five-calls --rule 'record schedule="tue 22:00-22:13"' --rule skip \
  --time-zone UTC
is "$(files)" 0 'none is in the hours'

record many-calls --rule 'record name=q percent=10 tag=quality' --rule skip
share=$(query "SELECT count(*) FROM call WHERE rule = 'q'")
if [ "$share" -gt 8 ] && [ "$share" -lt 36 ]; then
  result 0 "$name: $share of 200 calls are some 10 %"
else
  result 1 "$name: $share of 200 calls are some 10 %"
fi
is "$(files)" "$share" 'these have files'
query "SELECT uid FROM call WHERE rule = 'q' ORDER BY uid" >"$work/before"
record many-calls --rule 'record name=q percent=10' --rule skip
query "SELECT uid FROM call WHERE rule = 'q' ORDER BY uid" >"$work/again"
cmp -s "$work/before" "$work/again"
result $? "$name: the same calls once more"

# Nothing is written before it is known, and all that was said is when it is.
record early-to-council --rule 'skip name=council number=230'
fact 'the second hop tells that it is skipped' 'length == 1 and (.[0]
  | .completeness == "skipped" and .legs == 2)'
is "$(files)" 0 'nothing of the announcements is written'
record header-in-answer --rule 'skip header="X-Record: no*"'
fact 'a header of the answer tells it' '.[0].completeness == "skipped"'
is "$(files)" 0 'nothing is written'
record failed-call --rule 'skip number=230'
fact 'a call that failed is skipped, too' '.[0].state == "failed"
  and .[0].recordings == []'
is "$(files)" 0 'nothing is written'
record early-to-anybody --rule 'skip name=council number=230'
fact 'it is recorded' "$complete"
tones 0 0 4.3 '[[400],[500]]'
tones 0 4.5 7.3 '[[600],[700]]'
sum=$(sha256sum <"$(find "$work/out/audio" -name '*.wav')")
record early-to-anybody
[ "$(sha256sum <"$(find "$work/out/audio" -name '*.wav')")" = "$sum" ]
result $? "$name: the file is the same without the rule"
record early-to-anybody --start answer
fact 'it is complete' "$complete"
tones 0 0 2.9 '[[600],[700]]'
record early-to-anybody --start answer --look-back 2s
fact 'it is complete' "$complete"
tones 0 0 1.8 '[[400],[500]]'
tones 0 2.2 4.9 '[[600],[700]]'
record early-to-anybody --start demand --look-back 2s
fact 'nobody asked' '.[0] | .completeness == "skipped"
  and .reason == "recorded on demand, and nobody asked"'
is "$(files)" 0 'nothing is written'

record transferred-to-council --rule 'skip name=council number=230'
fact 'from the transfer on it is not recorded' '.[0]
  | .completeness == "partial" and (.reason | test("rule .council.$"))
  and (.recordings | length) == 1'
tones 0 0 3.5 '[[400],[500]]'
is "$(jq '.[0].recordings[0].duration_ms < 3800' "$work/list.json")" true \
  'the file ends there'

echo "1..$number"
