#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pauses: nothing of what is said or pressed in one is in any file, by comparing
# the audio of the secret with all that is in the output folder; and the silence
# has its length. Each check is made on a recording without a pause too, where
# it has to find the secret. The scenarios are in pause.py.
set -u
. "${top_srcdir:?}/tests/replay/scenario.sh"
scenario=$top_srcdir/tests/replay/pause.py
secret=$top_builddir/tests/replay/secret
by_keys() { # NAME [OPTION...]: records it, paused by *1 and resumed by *2
  record "$@" --pause-keys '*1' --resume-keys '*2' --dtmf-digits -v
}

by_headers() { # NAME [OPTION...]
  record "$@" --pause-header 'X-Recording: pause*' \
    --resume-header 'X-Recording: resume*' --dtmf-digits -v
}

query() { # SQL
  sqlite3 -batch "$work/out/catalog.db" "$1"
}

is() { # VALUE EXPECTED DESCRIPTION
  [ "$1" = "$2" ]
  status=$?
  result $status "$name: $3"
  [ $status -eq 0 ] || echo "# $1 is not $2"
}

pressed() { # the keys that are noted
  query "SELECT ifnull(group_concat(digit, ''), '')
    FROM (SELECT digit FROM dtmf ORDER BY time_us)"
}

files() {
  find "$work/out" -type f
}

# How much of the secret is in all files: "no", "some"; of its audio, of its
# packets, of its keys. "unknown": who should tell did not.
leaks() {
  # shellcheck disable=SC2046 # no spaces in these
  heard=$("$secret" "$work/secret" $(files | grep 'wav$'))
  # shellcheck disable=SC2046
  bytes=$(python3 "$scenario" found $(files) "$work/err" "$work/totals.json")
  # shellcheck disable=SC2046
  signals=$(cat $(files) "$work/err" | grep -a -c 'Signal=[789]')
  rows=$(query "SELECT count(*) FROM dtmf WHERE digit IN ('7', '8', '9')")
  echo "$heard|$bytes|$signals|$rows" | awk -F'|' '
    function much(found, least) {
      return found !~ /^[0-9.]+$/ ? "unknown" : found > least ? "some" : "no"
    }
    { print much($1, 0.6), much($2, 0), much($3, 0), much($4, 0) }'
}

path() { # of the recording
  echo "$work/out/$(jq -r '.[0].recordings[0].path' "$work/list.json")"
}

python3 "$scenario" secret "$work/secret"

# Without a pause the secret is all over the place: the checks can fail.
record keys --dtmf-digits --audio-format ulaw
is "$(python3 "$scenario" found "$(path)" | sed 's/^1...$/most/')" most \
  'without a pause the packets of the secret are in the file'
record keys --dtmf-digits
is "$(leaks)" 'some no some some' 'without a pause its audio and keys are there'
is "$(pressed)" '5*4*1789*26' 'all keys are noted'
cp "$(path)" "$work/whole.wav"

by_keys keys --audio-format ulaw
is "$(python3 "$scenario" found "$(path)")" 0 \
  'paused by keys, none of its packets is in the file'
by_keys keys
is "$(leaks)" 'no no no no' 'paused by keys, nothing of the secret is there'
is "$(pressed)" '5*46' 'of the keys only those outside are noted, and no code'
is "$(python3 "$scenario" differ "$work/whole.wav" "$(path)" 1.9 5.8)" '[]' \
  'all else is as without the pause, sample by sample, and as long'
tones 0 0 1.9 '[[400],[500]]'
tones 0 2.2 5.5 '[[],[]]'
tones 0 5.8 8.9 '[[600],[700]]'
fact 'it is complete, and says how long it was paused' '.[0]
  | .completeness == "complete" and (.reason | test("^paused for 3\\.[67] s$"))'
events 0 'pause caller by its code' 'pause-end caller by its code'
gaps() { # "side cause from-to", in tenths of a second
  query "SELECT group_concat(side || ' ' || cause || ' ' ||
    (from_us / 100000) || '-' || (to_us / 100000), ', ')
    FROM (SELECT * FROM gap ORDER BY side)"
}
is "$(gaps)" 'callee paused 20-57, caller paused 20-57' \
  'both sides have a gap of its length'

by_keys keys-by-info
is "$(leaks)" 'no no no no' 'paused by keys in INFO, nothing is there'
is "$(pressed)" '56' 'of the keys only those outside are noted'
is "$(query "SELECT count(*) FROM sip_message WHERE method = 'INFO'
  AND CAST(bytes AS TEXT) LIKE '%Signal=5%'")" 1 'messages outside are whole'

by_keys never-resumed
is "$(leaks)" 'no no no no' 'a pause to the end leaves nothing'
is "$(jq '.[0].recordings[0].duration_ms < 2100' "$work/list.json")" true \
  'the file ends with it'
fact 'it says so' '.[0].reason | test("paused for 7")'
is "$(gaps)" 'callee paused 20-90, caller paused 20-90' 'and so do the gaps'

by_keys no-code
is "$(pressed)" '**5*1' 'keys that are no code are noted'
events 0

by_headers by-headers
is "$(leaks)" 'no no no no' 'paused by a header, nothing is there'
events 0 'pause caller by a header' 'pause-end caller by a header'
tones 0 0 1.9 '[[400],[500]]'
tones 0 2 5.4 '[[],[]]'
tones 0 5.6 8.9 '[[600],[700]]'
by_headers by-update
is "$(leaks)" 'no no no no' 'paused by UPDATE, nothing is there'
events 0 'pause caller by a header' 'pause-end callee by a header'

by_headers paused-before-it-is-one --audio-format ulaw
fact 'two legs are one call' 'length == 1 and .[0].legs == 2'
is "$(python3 "$scenario" found "$(path)")" 0 \
  'what waited in memory is not moved into a pause'
record paused-before-it-is-one --audio-format ulaw
[ "$(python3 "$scenario" found "$(path)")" -gt 100 ]
result $? 'without one it is there'

by_headers late-packets
is "$(leaks)" 'no no no no' 'late packets of the secret are left out'
tones 0 5.3 8.9 '[[600],[700]]'

if "$spanrec" -n --dtmf inband 2>"$work/err"; then
  record tones-in-audio --dtmf inband --dtmf-digits
  is "$(pressed)" 4789789789 'without a pause all tones are noted'
  by_headers tones-in-audio --dtmf inband
  is "$(pressed)" 4 'tones in a pause are not noted'
else
  result 0 'tones-in-audio: this spanrec was built without spandsp # SKIP'
fi

echo "1..$number"
