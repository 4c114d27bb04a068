#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The plan of each query uses an index. With SPANREC_LONG=1 in a catalogue of a
# million calls, where the median of each query is below 100 ms as well; with
# SPANREC_CATALOGUE in that folder, which is kept.
. "${top_srcdir:?}/tests/tap.sh"

calls=3000
[ -n "${SPANREC_LONG:-}" ] && calls=1000000
folder=${SPANREC_CATALOGUE:-$work/large}
mkdir -p "$folder"
# The first time it is made: that is another program's memory.
[ -e "$folder/catalog.db" ] ||
  "$top_builddir/tests/storage/measure_search" "$folder" "$calls" >"$work/made"
"$top_builddir/tests/storage/measure_search" "$folder" "$calls" >"$work/out"
ok $? "each query is done by an index"
sed 's/^/# /' "$work/out"
[ "$(grep -c '^ok' "$work/out")" -gt 30 ]
ok $? "there were some"
if ! is_sanitized; then
  memory=$(sed -n 's/^# at most \([0-9]*\) MiB.*/\1/p' "$work/out")
  [ "$memory" -lt 100 ]
  ok $? "less than 100 MiB of memory"
fi
if [ "$calls" = 1000000 ]; then
  is "$(sed -n 's/.* - \(.*\) median *\([0-9]*\)\..*/\2 \1/p' "$work/out" |
    awk '$1 >= 100')" "" "each median is below 100 ms"
fi
done_testing
