#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Promise 3: the recorder is killed at random moments under load. What it
# leaves is whole again at the next start, up to a second before the moment.
# SPANREC_LONG=1 kills 200 times, SPANREC_SEED=N at the same moments again.

# The disk is not what is tested, and others may keep it busy.
[ ! -w /dev/shm ] || { TMPDIR=/dev/shm && export TMPDIR; }

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"
# shellcheck source-path=SCRIPTDIR source=crash.sh
. "$top_srcdir/tests/live/crash.sh"

needs sipp jq sqlite3
live_network
kills=${SPANREC_KILLS:-3}
[ -z "$SPANREC_LONG" ] || kills=200
seed=${SPANREC_SEED:-$(date +%s)}
echo "# seed $seed"
speak_all_the_time

i=0
while [ $i -lt "$kills" ]; do
  i=$((i + 1))
  format=$(nth $((i % 3)) pcm16 flac ulaw)
  after=$(random $i 0.3 6)
  what="$format killed after $after s:"
  dir=$work/killed
  rm -rf "$dir"
  live_start "$dir" --audio-format "$format" || break
  sleep "$after"
  killed_us=$(($(date +%s%N) / 1000))
  kill -KILL "$spanrec_pid"
  wait "$spanrec_pid" 2>/dev/null
  parts=$(find "$dir" -name '*.part' 2>/dev/null | wc -l)
  recover "$dir"
  ok $? "$what the next start works, with $parts files open"
  is_recovered "$dir" "$what"
  plays_until "$dir" "$killed_us" "$what"
done
echo "# $recovered recordings were recovered, the shortest ended" \
  "$((worst_us / 1000)) ms before the moment"
[ "$recovered" -gt 0 ]
ok $? "there was something to recover"
done_testing
