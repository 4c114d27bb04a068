#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Interfaces: two at once, in the order of time; one that goes down, one that
# is removed and comes back, while the recorder has no rights any more.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3 tshark
live_network
mkdir "$work/tee" && chown nobody "$work/tee"

# Did span become so, that often?
became() { # STATE TIMES
  [ "$(grep -c "^spanrec: span is $1\$" "$work/live.err")" -ge "$2" ]
}

status 1 "an interface that is not there is refused" \
  in_recorder "$spanrec" --user nobody -i span9 -o "$work/none"
has "$(cat "$work/err")" "span9: there is no such interface" "... in words"

# What the caller sends comes by span, what it receives by other.
{
  live_join mirror2 "$recorder" other && live_mirror phone mirror2 mirror
} || skip_all "no second mirror"
live_start "$work/two" -i span -i other --tee "$work/tee/two.pcapng"
ok $? "recording begins, from two interfaces"
live_calls 10 20 1500
live_stop
is $? 0 "it ends in order"
is "$(total complete)" 20 "20 calls are complete, of both interfaces"
is "$(total rtp_lost)" 0 "no packet is missing"
is "$(sqlite3 "$work/two/catalog.db" 'SELECT name, packets > 700 FROM source
  ORDER BY id')" "$(printf 'span|1\nother|1')" "each has delivered"
tshark -r "$work/tee/two.pcapng" -T fields -e frame.time_epoch \
  -e frame.interface_name >"$work/order" 2>/dev/null
is "$(awk '$1 < before - 0.001 { n++ } { before = $1 } END { print n + 0 }' \
  "$work/order")" 0 "their frames are in the order of time"
is "$(cut -f 2 "$work/order" | sort -u | tr '\n' ' ')" "other span " \
  "the copy names them"
"$spanrec" -q -r "$work/tee/two.pcapng" -o "$work/again"
is "$(rows_of "$work/again")" "$(rows_of "$work/two")" \
  "the copy of both gives the same"
live_mirror phone mirror mirror

live_start "$work/calls"
behind live_calls 5 5 8000
telephones=$child
before=$(in_recorder cat /sys/class/net/span/statistics/rx_packets)
wait_for 200 have_come "$((before + 1000))" # two seconds of five calls
ok $? "5 calls have begun"
ip -n "$recorder" link set span down
wait_for 30 became down 1
ok $? "span is down"
wait_for 30 grep -q "alarm=interface-down state=raised subject=span" \
  "$work/live.err"
ok $? "... and an alarm is raised"
sleep 1
ip -n "$recorder" link set span up
wait_for 30 became up 1
ok $? "span is up again"
wait "$telephones"
is $? 0 "calls went on meanwhile"

ip -n "$recorder" link del span
wait_for 30 became gone 1
ok $? "span is gone"
live_join mirror "$recorder" span && live_mirror phone mirror mirror
wait_for 30 became up 2
ok $? "another span is recorded"
live_calls 5 5 1500
is $? 0 "5 more calls are made"
live_stop
is $? 0 "it ends in order"
is "$(total calls)" 10 "all calls are in the catalogue"
is "$(total complete)" 5 "those behind the outage are complete"
is "$(sqlite3 "$work/calls/catalog.db" 'SELECT DISTINCT cause FROM gap')" \
  capture "what is missing of the others the recorder did not get"
is "$(sqlite3 "$work/calls/catalog.db" "SELECT count(*) FROM event
  WHERE kind = 'capture-loss'")" 5 "... and an event says so"
done_testing
