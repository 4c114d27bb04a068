#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each filter over HTTP. With SPANREC_LONG=1 in a catalogue of a million calls,
# where the median of each is below 100 ms: nothing else may run meanwhile. With
# SPANREC_CATALOGUE in that folder, as for tests/storage/search.sh.
. "${top_srcdir:?}/tests/serve/lib.sh"

calls=3000
[ -n "${SPANREC_LONG:-}" ] && calls=1000000
folder=${SPANREC_CATALOGUE:-$folder}
mkdir -p "$folder"
[ -e "$folder/catalog.db" ] ||
  "$top_builddir/tests/storage/measure_search" "$folder" "$calls" >"$work/made"
[ -e "$folder/catalog.db" ] || echo "Bail out! no catalogue"
rm -f "$folder"/accounts.db*
add_user ada administrator
add_user vera viewer 1042,+49307000111,1777
start_server --socket "$work/control"
SERVER=$server
export SERVER
run_python large "$calls"
if ! is_sanitized; then
  memory=$(awk '$1 == "VmHWM:" { print int($2 * 1024 / 1000000) }' \
    "/proc/$server/status")
  echo "# the server had at most $memory MB of memory"
  [ "$memory" -lt 100 ]
  ok $? "less than 100 MB of memory"
fi
end_server
[ -z "${SPANREC_CATALOGUE-}" ] || rm -f "$folder"/accounts.db*
done_testing
