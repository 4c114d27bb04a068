#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is told of calls: who, which way, and why they ended. The capture is
# made by facts.py; each call there has its name as Call-ID.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs python3 jq

python3 "$top_srcdir/tests/replay/facts.py" "$work/facts.pcap" ||
  echo 'Bail out! no capture'
record "$work/out" -r "$work/facts.pcap"
ok $? 'the capture is recorded'

# Is EXPRESSION of the call NAME the JSON value VALUE?
told() { # NAME EXPRESSION VALUE WHAT
  _is=$(jq -c ".[] | select(.sip_call_id == \"$1\") | $2" "$work/out.json")
  [ "$_is" = "$3" ]
  ok $? "$1: $4"
  [ "$_is" = "$3" ] || echo "# is $_is, not $3"
}

# The events of a call, "KIND SIDE DETAIL", as JSON.
events() { # NAME KIND
  "$spanview" -d "$work/out" show --json "$(jq -r ".[]
    | select(.sip_call_id == \"$1\") | .id" "$work/out.json")" |
    jq -c "[.events[] | select(.kind == \"$2\") | \"\(.side) \(.detail)\"]"
}

event() { # NAME KIND VALUE WHAT
  _is=$(events "$1" "$2")
  [ "$_is" = "$3" ]
  ok $? "$1: $4"
  [ "$_is" = "$3" ] || echo "# is $_is, not $3"
}

who='[.caller.number, .caller.name, .callee.number, .callee.name]'
told named "$who" '["201","Alice Liddell","202","Bob"]' \
  'registrations name both'
told address-only '[.caller.number, .caller.name]' '["201","Alice Liddell"]' \
  'a registration gives a number to an address'
told anonymous '[.caller.number, .caller.name, .caller.uri]' \
  '["+4417200","Carol \"C\"","sip:%2B4417200@h"]' \
  'the asserted identity is shown'
event anonymous private '["caller From does not tell who calls",'\
'"caller the number is that of P-Asserted-Identity"]' \
  'that the number was withheld is told'
told withheld '.caller.number' '"anonymous"' 'nobody is made up'
event withheld private '["caller From does not tell who calls"]' \
  'that the number was withheld is told'
event asked private '["caller the caller asked not to be shown"]' \
  'a wish for privacy is told'
told asked '.caller.number' '"+4417200"' 'who does not hide is who From says'
told diverted '.diverted_from' '"+493012201"' \
  'who was called first is told'
event diverted diverted '["null from +493012201: no-answer"]' \
  'and why it was diverted'
told busy '.diverted_from' 'null' 'it was not diverted'
told connected '[.callee.number, .callee.name]' '["200","Dora"]' \
  'who answered gives the name'
event connected connected '["callee 207 by P-Asserted-Identity"]' \
  'who answered is told'
told telephone '[.caller.number, .callee.number]' '["0049-30-123456","11"]' \
  'telephone URIs have numbers'

told outbound .direction '"outbound"' 'from inside to outside'
told anonymous .direction '"inbound"' 'from outside to inside'
told named .direction '"internal"' 'between extensions'
told inside-out .direction '"outbound"' 'a long number from an extension'
told forwarded .direction '"inbound"' 'of equal proofs the first decides'
told over-trunk .direction '"unknown"' 'without a trunk nobody knows'

reason='[.state, .reason, .final_status, .ended_by]'
told busy "$reason" '["failed","busy (486 Busy Here)",486,"callee"]' 'why'
told gateway "[.reason, .q850_cause]" '["no answer (480 Temporarily Unavail'\
'able; Q.850 19: no answer from the user; \"No answer\")",19]' 'why'
told unknown '[.reason, .q850_cause, .sip_cause]' '["not found (404 Not Found'\
'; SIP 404; Q.850 1: number not assigned)",1,404]' 'why'
told declined .reason '"declined (603 Decline)"' 'why'
told moved .reason '"redirected (302 Moved Temporarily)"' 'why'
told forbidden .reason '"authentication failed (403 Forbidden)"' 'why'
told challenged "$reason" \
  '["failed","the challenge was not answered (407)",407,null]' 'why'
told cancelled "$reason" '["failed","cancelled by the caller '\
'(487 Request Terminated)",487,"caller"]' 'why'
told elsewhere '[.reason, .sip_cause]' '["answered elsewhere (487 Request '\
'Terminated; SIP 200; \"Call completed elsewhere\")",200]' 'why'
told silence "$reason" \
  '["failed","no response at all was seen",null,null]' 'why'
told ringing "$reason" \
  '["failed","no final response was seen",null,null]' 'why'
told cleared '[.state, .q850_cause, .ended_by]' '["ended",31,"caller"]' \
  'the cause of a BYE is kept'
event cleared end '["caller Q.850 31: normal, unspecified; \"RTP timeout\""]' \
  'and told'
told last '[.q850_cause, .sip_cause]' '[null,null]' 'most have no cause'

# Nothing but calls are calls.
fact "$work/out.json" 'no other method makes a call' \
  'all(.sip_call_id | test("^(other|register)") | not)'
"$spanrec" -r "$work/facts.pcap" -o "$work/json" --json >"$work/totals.json"
is "$(jq -c '[.sip_registration, .sip_options, .sip_instant_message,
  .sip_subscription, .sip_notification, .sip_publication]' \
  "$work/totals.json")" '[3,1,1,1,1,1]' 'but they are counted'

registered=$work/registered.json
"$spanview" -d "$work/out" registrations --json >"$registered"
is "$(jq -c 'map([.aor, .contact, .name, .address, .agent])' "$registered")" \
  '[["sip:201@pbx","sip:201@192.168.1.20:5060","Alice Liddell",'\
'"192.168.1.20","Desk phone 7"],["sip:202@pbx","sip:202@192.168.1.21",'\
'"Bob","192.168.1.21",null]]' 'registrations are listed'
is "$(jq -c 'map([.first, .expires])' "$registered")" \
  '[["2023-11-14T22:13:20.100000Z","2023-11-14T23:13:20.100000Z"],'\
'["2023-11-14T22:13:30.300000Z","2023-11-14T22:30:10.300000Z"]]' \
  'with their times'
"$spanview" -d "$work/out" registrations >"$work/text"
grep -q 'sip:201@pbx .*192.168.1.20 ' "$work/text"
ok $? 'and as text'

# The same capture again is the same catalogue.
"$spanrec" -r "$work/facts.pcap" -o "$work/out" -q
"$spanview" -d "$work/out" list --json | jq 'map(del(.id))' >"$work/again.json"
jq 'map(del(.id))' "$work/out.json" >"$work/once.json"
same "$work/once.json" "$work/again.json" 'a replay tells the same'
"$spanview" -d "$work/out" registrations --json >"$work/again.json"
same "$registered" "$work/again.json" 'and has the same registrations'

# Audio without signalling: the proof is part of it, or it is only counted.
mid=$samples/mid-call-start.pcap
record "$work/mid" -r "$mid"
is "$(jq '[.[].streams[].packets] | add' "$work/mid.json")" \
  "$("$spanrec" -r "$mid" -o "$work/json" --json |
    jq '.rtp_packet + .rtp_probation')" 'no packet is lost to the proof'
"$spanrec" -r "$mid" -o "$work/count" --json --orphan-rtp count \
  >"$work/totals.json"
is "$(jq -c '[.orphan_stream, .streams, .recordings]' "$work/totals.json")" \
  '[2,0,0]' 'streams are counted, and not recorded'
has "$("$spanrec" -r "$mid" -o "$work/count" --orphan-rtp count)" \
  '2 audio streams without signalling, not recorded' 'the summary says so'
is "$("$spanrec" -r "$mid" -o "$work/ignore" --json --orphan-rtp ignore |
  jq -c '[.orphan_stream, .rtp_probation, .streams]')" '[null,null,0]' \
  'or not looked for'

# What the site is like.
record "$work/out" -r "$work/facts.pcap" --trunk 10.9.9.0/24
told over-trunk .direction '"outbound"' 'the hop to the trunk decides'
told from-trunk .direction '"inbound"' 'the hop from the trunk decides'
told connected .direction '"internal"' 'what takes no trunk is internal'
record "$work/out" -r "$work/facts.pcap" --internal-number '20x' \
  --internal-number '+493012[2-9]xx' --country-code 49
told over-trunk .direction '"internal"' 'numbers decide'
told outbound .direction '"outbound"' 'numbers decide'
is "$("$spanview" -d "$work/out" list --json --number +4930123456 |
  jq -c 'map(.sip_call_id)')" '["telephone","outbound","inside-out"]' \
  'numbers are normalised by the country code'
record "$work/out" -r "$work/facts.pcap" --local-network 203.0.113.0/24
told outbound .direction '"inbound"' 'local networks are what one says'

for option in '--local-network 192.168.1.1/24' '--trunk pbx' \
  '--internal-number 2yy' '--country-code +49' '--orphan-rtp maybe'; do
  # shellcheck disable=SC2086 # two words
  "$spanrec" -r "$work/facts.pcap" -o "$work/no" $option 2>"$work/err"
  is $? 2 "$option is refused"
done
done_testing
