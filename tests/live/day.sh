#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hours of calls, compressed: what the recorder needs of memory at its end is
# what it needed after the first hour, within 5 %. Hours of calls, each with
# numbers, ports and Call-IDs of its own, go into its pipeline one behind the
# other. They are short, so that what is kept up to a limit, such as pages of the
# catalogue, is there after the first hour. SPANREC_LONG=1: 24 hours, else 8.

# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$top_srcdir/tests/tap.sh"

needs jq mkfifo
spanrec=$top_builddir/spanrec
! is_sanitized || skip_all "sanitizers need memory of their own"
concurrent=1 hours=8
[ "${SPANREC_LONG:-0}" = 1 ] && hours=24
calls=$((concurrent * 3600)) # of a second each, in an hour
trap 'kill "$child" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

mkfifo "$work/frames"
"$spanrec" --json -q -r - -o "$work/calls" <"$work/frames" >"$work/out" &
child=$!
exec 3>"$work/frames"
hour=0
while [ "$hour" -lt "$hours" ]; do
  "$top_builddir/bench/callgen" -o - --calls "$calls" --duration 1 \
    --concurrent "$concurrent" --seed "$((hour + 1))" \
    --start "$((1700000000 + 3600 * hour))" |
    if [ "$hour" -eq 0 ]; then cat; else tail -c +25; fi >&3
  hour=$((hour + 1))
  # What lies in the pipe is of this hour, too.
  memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$child/status")
  [ "$hour" -ne 1 ] || first=$memory
  curve="${curve-} $memory"
  # Its audio has been looked at often enough.
  find "$work/calls/audio" -name '*.wav' -delete 2>/dev/null
done
exec 3>&-
wait "$child"
is $? 0 "$hours hours are recorded"
is "$(jq .calls "$work/out")" "$((calls * hours))" "$((calls * hours)) calls"
is "$(jq .complete "$work/out")" "$((calls * hours))" "... complete"
echo "# resident KiB after each hour:$curve"
ok "$((memory > first + first / 20))" "memory has grown by 5 % at most"
done_testing
