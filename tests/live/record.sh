#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A few calls, recorded from a mirror as they happen.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3
live_network

live_start "$work/calls"
ok $? "recording begins"
live_calls 5 10 2000
is $? 0 "the telephones made their calls"
live_stop
is $? 0 "SIGTERM ends it in order, with status 0"
is "$(total calls)" 10 "10 calls"
is "$(total complete)" 10 "... are complete"
is "$(total rtp_lost)" 0 "no packet is missing"
is "$(total ring_dropped)" 0 "the kernel dropped none"
list=$(calls_of "$work/calls")
is "$(echo "$list" | jq -c '[.[].state] | unique')" '["ended"]' "all ended"
is "$(echo "$list" | jq '[.[].recordings[]] | length')" 10 "each has a file"
is "$(sqlite3 "$work/calls/catalog.db" \
  "SELECT kind, name FROM source WHERE parent_id IS NULL")" "interface|span" \
  "the source is the interface"

status 1 "a recorder that cannot have its threads does not begin" \
  in_recorder timeout 120 prlimit --nproc=1 "$spanrec" --user nobody -i span \
  -o "$work/none"
has "$(cat "$work/err")" "cannot start: Resource temporarily unavailable" \
  "... and says why"
mkdir "$work/tee" # of root
status 1 "nor does one that cannot make its copy" \
  in_recorder timeout 120 "$spanrec" --user nobody -i span -o "$work/none" \
  --tee "$work/tee/all.pcapng"
has "$(cat "$work/err")" "all.pcapng: cannot be written" "... and says why"
is "$(find "$work/none" -name .reserve)" "" "... and keeps no room on the disk"
done_testing
