#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Frames whose clock is ahead of the system's, as that of a network card may be:
# those that wait when SIGTERM comes are recorded, and those behind it do not
# keep the recorder.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq python3 "${CC:=cc}"
$CC -shared -fPIC -D_GNU_SOURCE -o "$work/clock.so" "$live/ahead.c" -ldl \
  2>"$work/err" || skip_all "no library to preload: $(head -n 1 "$work/err")"
live_network

# Sends so many datagrams, a thousand in a second: send COUNT
send() {
  in_caller python3 -c '
import socket, sys, time
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(int(sys.argv[1])):
    out.sendto(b"nothing but a datagram", ("10.9.0.2", 9))
    time.sleep(0.001)' "$1"
}

came() { # how many frames the recorder's port received
  in_recorder cat /sys/class/net/span/statistics/rx_packets
}

LD_PRELOAD=$work/clock.so ASAN_OPTIONS=verify_asan_link_order=0 \
  live_start "$work/calls" --no-sandbox
ok $? "recording begins"
send 500
live_take_all
kill -STOP "$spanrec_pid"
send 500
before=$(came)
behind send 100000
sender=$child
sending() {
  [ "$(came)" -ge $((before + 100)) ]
}
wait_for 50 sending
kill -TERM "$spanrec_pid"
kill -CONT "$spanrec_pid"
signalled=$(came)
wait_for 3000 is_gone "$spanrec_pid" # a second signal would end it at once
wait "$spanrec_pid"
is $? 0 "SIGTERM ends it in order"
# Three seconds of such frames would be older than the signal by their clock.
more=$(($(total packets) - signalled))
[ "$more" -lt 1500 ]
ok $? "what comes behind the signal does not keep it: $more frames"
kill "$sender"
wait "$sender" 2>"$work/err"
[ "$(total packets)" -ge "$before" ]
ok $? "what came before it is recorded: $(total packets) of $before frames"
done_testing
