#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pausing, stopping and asking for recordings at the control socket, while calls
# go on: what is in the files then, and rules that a reload brings.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq sipp sox sqlite3
live_network
folder=$work/calls
conf=$work/spanrec.conf

ask() { # WORD...
  "$spanview" -d "$folder" control "$@" 2>&1 | sed 's/^spanview: //'
}

active() { # prints the ids of answered calls, the oldest first
  ask calls --json | jq -r '[.[] | select(.state == "active")]
    | sort_by(.started) | .[].id'
}

are_active() { # NUMBER
  [ "$(active | wc -l)" -ge "$1" ]
}

none_is_active() {
  [ -z "$(active)" ]
}

nth() { # NUMBER
  active | sed -n "$1p"
}

query() { # SQL
  sqlite3 -batch "$folder/catalog.db" "$1"
}

# When something happened, in seconds from the first sample of a call's first
# recording on.
moment() { # ID KIND
  query "SELECT round((event.time_us - recording.started_us) / 1e6, 2)
    FROM event JOIN call ON call.id = event.call_id
    JOIN recording ON recording.call_id = call.id
    WHERE uid = '$1' AND kind = '$2' ORDER BY recording.started_us LIMIT 1"
}

# Is there voice, or silence, at each of half a second around a moment?
around() { # ID SECOND OFFSET...
  path=$folder/$(query "SELECT path FROM recording
    JOIN call ON call.id = call_id WHERE uid = '$1'
    ORDER BY recording.started_us LIMIT 1")
  second=$2
  shift 2
  for offset in "$@"; do
    sox "$path" -n trim "$(echo "$second $offset" |
      awk '{ print $1 + $2 }')" 0.5 stats 2>&1 | awk '/^RMS lev dB/ {
        print ($4 == "-inf" || $4 < -90) ? "silence" : "voice" }'
  done | paste -s -d ' '
}

# Is the length of a call's last recording so many seconds from one event to
# another?
lasts() { # ID FROM-KIND TO-KIND MORE
  query "SELECT abs(duration_ms / 1e3 - $4 - (b.time_us - a.time_us) / 1e6)
    < 0.3 FROM recording JOIN call ON call.id = recording.call_id
    JOIN event a ON a.call_id = call.id AND a.kind = '$2'
    JOIN event b ON b.call_id = call.id AND b.kind = '$3'
    WHERE uid = '$1' ORDER BY recording.started_us DESC LIMIT 1"
}

printf 'start = media\n' >"$conf"
live_start "$folder" -c "$conf"
ok $? "recording begins"
behind live_calls 5 4 16000
calling=$child
wait_for 100 are_active 4
ok $? "four calls go on"
paused=$(nth 1)
stopped=$(nth 2)
again=$(nth 3)
sleep 2
is "$(ask pause "$paused")" "done" "pause"
is "$(ask pause "$paused")" "it is paused already" "pause, again"
is "$(ask stop-recording "$stopped")" "done" "stop-recording"
is "$(ask stop-recording "$stopped")" "it is not recorded" \
  "stop-recording, again"
is "$(ask stop-recording "$again")" "done" "stop-recording of another"
is "$(ask pause 0123456789abcdef)" "no call that goes on has that id" \
  "a call that is not there"
ask calls --json | jq -r '[.[] | select(.recorded | not).id] | sort | .[]' \
  >"$work/silent"
printf '%s\n' "$stopped" "$again" | sort >"$work/expected"
cmp -s "$work/silent" "$work/expected"
ok $? "calls says which are not recorded"
sleep 3
is "$(ask resume "$paused")" "done" "resume"
is "$(ask resume "$paused")" "it is not paused" "resume, again"
is "$(ask record "$again")" "done" "record"
is "$(ask record "$again")" "it is recorded already" "record, again"
wait "$calling"
is $? 0 "the telephones made their calls"

# New rules, for new calls.
printf 'rule "demand" {\n  action = record\n  start = demand\n%s}\n' \
  '  look_back = 2s
' >"$conf"
is "$(ask reload)" "done" "rules are read again"
wait_for 100 none_is_active # so that the next ones are the new ones
behind live_calls 5 2 9000
calling=$child
wait_for 100 are_active 2
demanded=$(nth 1)
unheard=$(nth 2)
sleep 4
is "$(ask record "$demanded")" "done" "record, on demand"
wait "$calling"
printf 'rule "none" {\n  action = skip\n  number = {"200"}\n}\n' >"$conf"
is "$(ask reload)" "done" "rules are read once more"
wait_for 100 none_is_active
behind live_calls 5 2 9000
calling=$child
wait_for 100 are_active 1
skipped=$(nth 1)
is "$(ask record "$skipped")" 'the rule "none" forbids it' \
  "what a rule skips is not recorded on demand"
wait "$calling"
live_stop
is $? 0 "SIGTERM ends it in order"

is "$(total calls)" 8 "8 calls"
is "$(query "SELECT group_concat(kind || ' ' || detail, ', ') FROM event
  JOIN call ON call.id = call_id WHERE uid = '$paused'
  AND kind LIKE 'pause%'")" "pause control, pause-end control" \
  "the pause is in the events"
is "$(query "SELECT completeness FROM call WHERE uid = '$paused'")" complete \
  "a paused call is complete"
is "$(around "$paused" "$(moment "$paused" pause)" -0.6 0.2 1 2)" \
  "voice silence silence silence" "silence from then on"
is "$(around "$paused" "$(moment "$paused" pause-end)" -0.6 0.2)" \
  "silence voice" "voice behind it"
is "$(lasts "$paused" answer end 0)" 1 "the file is as long as the call"
is "$(lasts "$stopped" answer stop 0)" 1 "the stopped one ends there"
is "$(query "SELECT completeness, reason LIKE 'not recorded for %: stopped'
  FROM call WHERE uid = '$stopped'")" "partial|1" "and says so"
is "$(query "SELECT count(*) FROM recording JOIN call ON call.id = call_id
  WHERE uid = '$again' AND recording.state = 'complete'")" 2 \
  "the one that was recorded again has two"
is "$(lasts "$again" record end 0)" 1 "the second is of the rest"
is "$(lasts "$demanded" record end 2)" 1 \
  "the demanded one begins two seconds before it was asked for"
is "$(query "SELECT completeness, reason FROM call WHERE uid = '$unheard'")" \
  'skipped|rule "demand": recorded on demand, and nobody asked' \
  "the other one is skipped"
is "$(query "SELECT group_concat(DISTINCT reason) FROM call
  WHERE rule = 'none'")" 'rule "none": skip' "the rule skipped its calls"
is "$(query "SELECT count(*) FROM recording JOIN call ON call.id = call_id
  WHERE rule = 'none'")" 0 "... which have no file"
is "$(find "$folder/audio" -type f | wc -l)" 6 "there are no other files"
done_testing
