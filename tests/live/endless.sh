#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Answered calls of which nothing is heard any more: each is ended by the clock,
# though no packet comes, and others are not disturbed. SPANREC_LONG=1: 10,000.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3 tcpreplay
live_network
endless=3000
[ "${SPANREC_LONG:-0}" = 1 ] && endless=10000
for first in 0 10000; do
  python3 "$live/signalling.py" "$work/$first.pcap" "$endless" "$first"
done

interrupted() {
  sqlite3 "$work/calls/catalog.db" \
    "SELECT count(*) FROM call WHERE state = 'interrupted'"
}
all_are_interrupted() {
  [ "$(interrupted)" -eq "$endless" ]
}
memory() { # in KiB
  awk '/^VmRSS/ { print $2 }' "/proc/$spanrec_pid/status"
}

live_start "$work/calls" --media-timeout 5
ok $? "recording begins; silent calls end after 5 s"
in_caller_at_once tcpreplay -q -i mirror --pps 12000 "$work/0.pcap" >/dev/null 2>&1
ok $? "$endless calls are answered, and then silent"
live_calls 5 10 1000
is $? 0 "10 calls are made beside them"
live_take_all
most=$(memory)
wait_for 400 all_are_interrupted
is "$(interrupted)" "$endless" "each of them ended, while no packet came"
echo "# resident with all of them: $most KiB, behind them: $(memory) KiB"
in_caller_at_once tcpreplay -q -i mirror --pps 12000 "$work/10000.pcap" \
  >/dev/null 2>&1
live_take_all
again=$(memory)
if ! is_sanitized; then
  ok "$((again > most * 115 / 100))" "as many again take no more: $again KiB"
fi
live_stop
is $? 0 "SIGTERM ends it in order, with $endless more going on"
is "$(total calls)" "$((2 * endless + 10))" "all are in the catalogue"
is "$(total complete)" 10 "those that were made beside them are complete"
is "$(total ring_dropped)" 0 "the kernel dropped nothing"
# ... and some of the others, on a machine that takes its time.
why=$(sqlite3 "$work/calls/catalog.db" "SELECT count(*) FROM call
  WHERE reason LIKE '%its end was not seen: silent for 5 s%'")
ok "$((why < endless))" "they say why they ended: $why"
done_testing
