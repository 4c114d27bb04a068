#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Promise 3: the power goes under load. What was not synced is gone, or half
# gone, and the next start makes the rest whole: no row claims more than the
# disk holds, and what was recorded plays up to about a second before.

# The disk is not what is tested, and others may keep it busy.
[ ! -w /dev/shm ] || { TMPDIR=/dev/shm && export TMPDIR; }

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"
# shellcheck source-path=SCRIPTDIR source=crash.sh
. "$top_srcdir/tests/live/crash.sh"

needs sipp jq sqlite3 python3
disk=$top_builddir/tests/live/powerloss.so
[ -e "$disk" ] || skip_all "no $disk"
live_network
losses=${SPANREC_KILLS:-4}
[ -z "$SPANREC_LONG" ] || losses=60
seed=${SPANREC_SEED:-$(date +%s)}
echo "# seed $seed"
speak_all_the_time

i=0
while [ $i -lt "$losses" ]; do
  i=$((i + 1))
  format=$(nth $((i % 3)) pcm16 flac ulaw)
  after=$(random $i 2 6)
  # Half of them lose all that was not synced, the others some of it.
  chance=$((i % 2 * (seed + i)))
  what="$format, power lost after $after s:"
  dir=$work/lost
  rm -rf "$dir" "$work/left"
  mkdir "$dir"
  chmod 777 "$dir"
  LD_PRELOAD=$disk POWERLOSS_FOLDER=$dir ASAN_OPTIONS=verify_asan_link_order=0 \
    live_start "$dir" --no-sandbox --audio-format "$format" || break
  sleep "$after"
  lost_us=$(($(date +%s%N) / 1000))
  kill -KILL "$spanrec_pid" 2>"$work/out" || sed 's/^/# /' "$work/live.err"
  wait "$spanrec_pid" 2>/dev/null
  python3 "$live/powerloss.py" "$dir" "$work/left" "$chance"
  parts=$(find "$work/left" -name '*.part' 2>/dev/null | wc -l)
  recover "$work/left"
  ok $? "$what the next start works, with $parts files open"
  is_recovered "$work/left" "$what"
  # What is only in memory waits a second for syncfs().
  plays_until "$work/left" "$((lost_us - 1000000))" "$what"
done
echo "# $recovered recordings were recovered, the shortest ended" \
  "$((worst_us / 1000)) ms before the moment, but for a second"
[ "$recovered" -gt 0 ]
ok $? "there was something to recover"
done_testing
