#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The benchmark still runs, and all its calls are recorded. Nothing is timed.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs tcpdump /usr/bin/time

TMPDIR=$work "$top_srcdir/bench/run" --smoke --spanrec "$spanrec" \
  --callgen "$top_builddir/bench/callgen" --json "$work/figures" \
  >"$work/out" 2>&1
ok $? "bench/run --smoke ends well"
has "$(cat "$work/out")" " 10/10" "all calls are recorded"

# It fails when a recording is missing.
printf '#!/bin/sh\nexec "%s" --audio-format none "$@"\n' "$spanrec" \
  >"$work/silent"
chmod +x "$work/silent"
TMPDIR=$work "$top_srcdir/bench/run" --smoke --spanrec "$work/silent" \
  --callgen "$top_builddir/bench/callgen" >"$work/out" 2>&1
is $? 1 "bench/run fails when recordings are missing"
done_testing
