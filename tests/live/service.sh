#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The recorder as a service manager has it: what it is told, what rights each
# thread has left, and that encrypted calls and all codecs are recorded without.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq python3
live_network

# Writes what a service manager is told, a line each.
cat >"$work/manager.py" <<'PYTHON'
import socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.bind(sys.argv[1])
    while True:
        print(*s.recv(4096).decode().split("\n"), flush=True)
PYTHON
behind python3 "$work/manager.py" "$work/notify" >"$work/told"
wait_for 50 test -S "$work/notify"
told() { # WHAT
  grep -q "^$1" "$work/told"
}
count_told() { # WHAT
  grep -c "^$1" "$work/told"
}
was_told_more() { # WHAT THAN
  [ "$(count_told "$1")" -gt "$2" ]
}

# The file of settings lies in a folder of its own, as in /etc.
mkdir "$work/etc"
chmod 755 "$work/etc"
echo 'media_timeout = 60' >"$work/etc/spanrec.conf"
NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=1000000
export NOTIFY_SOCKET WATCHDOG_USEC
live_start "$work/calls" -c "$work/etc/spanrec.conf"
ok $? "recording begins"
unset NOTIFY_SOCKET WATCHDOG_USEC
wait_for 50 told READY=1
ok $? "the manager is told"
before=$(count_told WATCHDOG=1)
wait_for 30 was_told_more WATCHDOG=1 "$before"
ok $? "... and told again that it lives"

# What takes the name of the file of settings is read, and nothing else.
echo 'media_timeout = 61' >"$work/etc/new.conf"
mv "$work/etc/new.conf" "$work/etc/spanrec.conf"
kill -HUP "$spanrec_pid"
wait_for 50 told RELOADING=1
ok $? "the manager is told of a reload"
wait_for 50 was_told_more READY=1 1
ok $? "... and of its end"
grep -q 'alarm=settings' "$work/live.err"
is "$?" 1 "... which is no alarm"
grep 'alarm=settings' "$work/live.err" | sed 's/^/# /'

# Codecs and keys were loaded before.
behind ip netns exec "$caller" nice -n -20 python3 "$live/send.py" mirror \
  "$top_srcdir/samples/srtp-sdes.pcap" "$top_srcdir/samples/ffmpeg-codecs.pcap"
wait "$child"
is "$?" 0 "calls with SRTP, and with several codecs"

# They can be listed while the recorder runs.
has_calls() { # COUNT
  [ "$("$spanview" -d "$work/calls" list --json 2>"$work/err" | jq length)" \
    -eq "$1" ]
}
wait_for 80 has_calls 2
ok $? "both are listed when they are over"

# The rights of every thread. "ip netns exec" has become the recorder.
user=$(id -u nobody)
for task in "/proc/$spanrec_pid/task/"*; do
  sed -n 's/^\(Uid\|Gid\|Groups\|Cap...\|NoNewPrivs\|Seccomp\):[[:blank:]]*/\1 /p' \
    "$task/status" | tr '\t' ' '
done | sort -u >"$work/rights"
group=$(id -g nobody)
no_caps=0000000000000000
for right in CapAmb CapBnd CapEff CapInh CapPrm; do
  echo "$right $no_caps"
done >"$work/wanted"
{
  echo "Gid $group $group $group $group"
  echo "Groups $group "
  echo "NoNewPrivs 1"
  grep -q '^#define HAVE_SECCOMP 1' "$top_builddir/config.h" && echo "Seccomp 2"
  echo "Uid $user $user $user $user"
} >>"$work/wanted"
grep -v '^Seccomp 0' "$work/rights" >"$work/got"
is "$(cat "$work/got")" "$(cat "$work/wanted")" \
  "no thread of it has any rights left"
threads=$(find "/proc/$spanrec_pid/task" -mindepth 1 -maxdepth 1 | wc -l)
[ "$threads" -gt 1 ]
ok $? "... and there are several"
# After two calls of audio all are there; "writer 1" is on some machines only.
names=$(cat "/proc/$spanrec_pid/task/"*/comm | grep -v '^writer [1-9]' | sort |
  paste -sd ,)
is "$names" "catalogue,disk,spanrec,writer 0" \
  "each has the name that the manual page says"
is "$(stat -c %U "$work/calls" "$work/calls/catalog.db" | uniq)" nobody \
  "what is recorded belongs to its user"

# A recorder that hangs is not alive. What was told before may still come.
kill -STOP "$spanrec_pid"
stands_still() {
  ! sed 's/.*) //' "/proc/$spanrec_pid/task/"*/stat | grep -qv '^T'
}
# All that was told so far is heard before this.
hear_all() { # WORD
  python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(
    sys.argv[2].encode(), sys.argv[1])' "$work/notify" "$1" &&
    wait_for 50 told "$1"
}
wait_for 50 stands_still
hear_all FIRST
before=$(count_told WATCHDOG=1)
sleep 1.5
hear_all SECOND
is "$(count_told WATCHDOG=1)" "$before" "one that hangs is not said to live"
kill -CONT "$spanrec_pid"
live_stop
is "$?" 0 "SIGTERM ends it, with status 0"
told STOPPING=1
ok $? "... and the manager is told"

# The same as a replay by who has all rights to load them late.
"$spanrec" -q -r "$top_srcdir/samples/srtp-sdes.pcap" \
  -r "$top_srcdir/samples/ffmpeg-codecs.pcap" -o "$work/replayed"
for folder in calls replayed; do
  "$spanview" -d "$work/$folder" list --json |
    jq -c 'map([.sip_call_id, .state, .completeness,
      ([.streams[].codec] | unique)]) | sort[]' >"$work/$folder.list"
done
is "$(cat "$work/calls.list")" "$(cat "$work/replayed.list")" \
  "they are recorded as in a replay"
done_testing
