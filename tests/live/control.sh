#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The control socket of a recorder at work: what it answers while calls go on,
# who may ask, what clients that misbehave cost, and new settings by SIGHUP.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq python3 sipp sox
live_network
folder=$work/calls
conf=$work/spanrec.conf

ask() { # WORD...
  "$spanview" -d "$folder" control "$@" 2>"$work/ask.err"
}

# Is that true of the JSON in a file?
fact() { # FILE WHAT FILTER
  [ -s "$1" ] && jq -e "$3" "$1" >/dev/null 2>&1
  result=$?
  ok "$result" "$2"
  [ "$result" -eq 0 ] || head -c 2000 "$1" | sed 's/^/# /'
}

printf 'media_timeout = 60\n' >"$conf"
live_start "$folder" -c "$conf"
ok $? "recording begins"
is "$(stat -c %a "$folder/control")" 660 "the socket is for its group"
has "$(ask help)" "reload" "help"
status 1 "a second recorder of the folder does not start" \
  in_recorder timeout 120 "$spanrec" --user root -i span -o "$folder"
has "$(cat "$work/err")" "another spanrec answers" "... and says why"
has "$(ask status)" "0 calls go on" "the first one is as it was"

behind live_calls 5 10 12000
calling=$child
has_calls() { # NUMBER
  [ "$(ask calls --json |
    jq '[.[] | select(.state == "active" and .recorded)] | length')" -ge "$1" ]
}
wait_for 150 has_calls 5
ok $? "calls that go on are listed"
ask calls --json >"$work/calls.json"
fact "$work/calls.json" "a call has its parties" \
  '.[0] | .callee.number == "200" and (.id | length) > 8'
ask status --json >"$work/status.json"
fact "$work/status.json" "status: packets, calls, no alarm" \
  '.packets > 100 and .calls.active >= 5 and .calls.recorded >= 5
  and .alarms == [] and .counters.rtp_packet > 100'
has "$(ask calls)" "-> 200" "calls for people"
ask counters --json >"$work/counters.json"
fact "$work/counters.json" "counters" '.rtp_packet > 100 and .sip_message > 10'
ask metrics >"$work/metrics"
python3 "$live/metrics.py" "$work/metrics" >"$work/checked" 2>&1
ok $? "metrics are OpenMetrics text"
sed 's/^/# /' "$work/checked"
has "$(cat "$work/metrics")" 'spanrec_calls{state="active"}' "... with calls"
has "$(ask flush)" "within a second" "flush"

ask mirror >"$work/mirror.json"
fact "$work/mirror.json" "mirror: an interface that is up, both directions" \
  '.version == 1 and (.interfaces | length) == 1
  and (.interfaces[0] | .name == "span" and .state == "up"
    and .packets > 100 and .ethernet == .packets and .to_group < .packets
    and .recent.packets <= .packets and .dropped_kernel == 0)
  and (.sources | length) == 1
  and (.sources[0] | .source == "span" and .around == null
    and .sip_requests > 5 and .sip_responses > 5
    and .rtp_from_caller > 100 and .rtp_from_callee > 100
    and .streams_from_caller >= 5 and .streams_from_callee >= 5
    and .copies == 0)
  and .duplicates == [] and .one_way_hosts == []'
ask status --json >"$work/status.json"
fact "$work/status.json" "... which the status has, too" \
  '.mirror.version == 1 and .mirror.sources[0].sip_requests > 5'

# What may not disturb anybody.
dropped=$(ask counters --json | jq '.ring_dropped // 0')
python3 "$live/hostile_clients.py" "$folder/control" >"$work/hostile" 2>&1
ok $? "slow, greedy and mute clients, and too many of them"
sed 's/^/# /' "$work/hostile"
has "$(ask status)" "calls go on" "others are answered"
wait "$calling"
is $? 0 "the telephones made their calls"

answered() {
  ask mirror | jq -e '.calls | .answered == 10 and .one_way == 0
    and .recent.answered == 10'
}
wait_for 50 answered
ok $? "answered calls that are over are counted"

# New settings.
noted() {
  grep -q "$1" "$work/live.err"
}
printf 'media_timeout = 90\nlocal_network = {10.9.0.0/24}\n' >"$conf"
kill -HUP "$spanrec_pid"
wait_for 50 noted "spanrec.conf: read again"
ok $? "SIGHUP: a right file is read again"
printf 'media_timeout = 90\ntrunk = {pbx}\n' >"$conf"
kill -HUP "$spanrec_pid"
wait_for 50 noted 'spanrec.conf:2:10: trunk: "pbx"'
ok $? "a wrong one is refused, with line and column"
wait_for 50 noted 'alarm=settings state=raised'
ok $? "... and an alarm"
has "$(ask alarms)" "alarm settings" "... which is listed"
ask status --json >"$work/status.json"
fact "$work/status.json" "... in the status too" '.alarms[0].kind == "settings"'
ask reload >"$work/reload"
is $? 1 "reload says that it is wrong"
printf 'media_timeout = 90\noutput = /nowhere\n' >"$conf"
is "$(ask reload)" "done" "reload takes a right one"
noted "output changes with the next start"
# The command line names the output.
is $? 1 "what the command line says does not wait for a start"
has "$(ask alarms)" "no alarm is raised" "the alarm is over"

live_stop
is $? 0 "SIGTERM ends it in order"
is "$(total calls)" 10 "10 calls"
is "$(total complete)" 10 "... are complete"
is "$(total ring_dropped)" "$dropped" "the clients cost no packet"
[ ! -e "$folder/control" ]
ok $? "the socket is gone"
noted "control command=calls uid=$(id -u) pid="
ok $? "who listed calls is in the log"
is "$(sed 's/pid=[0-9]*//' "$work/live.err" | grep -cwE '200|sipp')" 0 \
  "no number is in the log"

# A mirror that carries audio in one direction only, and then nothing.
other=$work/other
live_start "$other" --control "$work/other.sock" --alarm-one-way 50 \
  --alarm-no-packets 3s --ring-size 2M udp port 5060 or src host 10.9.0.1
live_calls 10 6 2000
is $? 0 "calls of which one direction is not mirrored"
ask_other() {
  "$spanview" control --socket "$work/other.sock" "$@"
}
is_one_way() {
  ask_other mirror | jq -e '.calls.one_way == 6'
}
wait_for 50 is_one_way
ok $? "... are counted"
ask_other mirror >"$work/mirror.json"
fact "$work/mirror.json" "... by the hosts that are not heard" \
  '[.one_way_hosts[] | select(.host == "10.9.0.2" and .direction == "from"
    and .missing == 6 and .calls == 6 and .source == "span")] | length == 1'
fact "$work/mirror.json" "... and by the source" \
  '.sources[0] | .rtp_from_caller > 100 and .rtp_from_callee == 0'
wait_for 50 grep -q \
  'alarm=one-way state=raised text="of \([56]\) answered .* \1 lack one' \
  "$work/live.err"
ok $? "an alarm says so"
wait_for 80 grep -q 'alarm=no-packets state=raised subject=span' \
  "$work/live.err"
ok $? "an interface without packets is an alarm"
behind live_calls 10 1 8000
calling=$child
wait_for 50 sh -c "! '$spanview' control --socket '$work/other.sock' alarms |
  grep -q no-packets"
ok $? "... until packets come"
kill "$calling"
wait "$calling" 2>"$work/err"

# A recorder that stands still, and more packets than its ring takes.
kill -STOP "$spanrec_pid"
in_caller python3 -c '
import socket
to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(8000):
    to.sendto(bytes(1200), ("10.9.0.2", 9))'
kill -CONT "$spanrec_pid"
wait_for 50 grep -q 'alarm=drops state=raised subject=span' "$work/live.err"
ok $? "lost packets are an alarm"
ask_other mirror >"$work/mirror.json"
fact "$work/mirror.json" "... and counted at the interface" \
  '.interfaces[0] | .dropped_kernel > 0 and .recent.dropped_kernel > 0'
live_stop
is $? 0 "it ends in order"
done_testing
