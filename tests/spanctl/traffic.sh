# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Traffic of a known rate between the namespaces phone (10.9.0.1) and pbx
# (10.9.0.2), and destinations of a known speed. Sourced after tap.sh.
# Interfaces speak for themselves where IPv6 is on, and are not to be counted.
still_ipv6() { # NAMESPACE...
  for namespace in "$@"; do
    for part in all default; do
      ip netns exec "$namespace" sysctl -qw \
        net.ipv6.conf.$part.disable_ipv6=1 2>/dev/null
    done
  done
}

# Frames of nobody, from the port where copies leave for analysis, of each
# processor, since each has a queue of its own: what was copied before has
# arrived when they have. Prints how many there are.
send_marks() {
  python3 -c 'import os, socket
out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind(("mon", 0))
sent = 0
for number in range(os.cpu_count()):
    try:
        os.sched_setaffinity(0, {number})
    except OSError:
        continue
    out.send(b"\xff" * 6 + b"\2" + bytes(5) + b"\x88\xb6" + bytes(50))
    sent += 1
print(sent)'
}

has_marks() { # NUMBER
  [ "$(tcpdump -Z root -nn -r "$work/pcap" ether proto 0x88b6 2>/dev/null |
    wc -l)" -ge "$1" ]
}

# Counts echo requests and replies that arrive while five are sent.
seen() {
  rm -f "$work/sniffer" "$work/pcap" # of the last time
  timeout 300 tcpdump -Z root --immediate-mode -i analysis -nn -e -U \
    -w "$work/pcap" 2>"$work/sniffer" &
  sniffer=$!
  await grep -q 'listening on' "$work/sniffer"
  # One by one: of several, ping leaves when the last takes longer.
  for _ in 1 2 3 4 5; do
    ip netns exec phone ping -q -c 1 -W 60 10.9.0.2 >/dev/null
  done
  marks=$(send_marks)
  await has_marks "$marks"
  kill -INT $sniffer
  wait $sniffer
  tcpdump -Z root -nn -e -r "$work/pcap" 2>/dev/null |
    awk '/echo request/ { q++ } /echo reply/ { r++ } END { print q+0, r+0 }'
}

# Does somebody watch the interface analysis?
is_watched() {
  awk -v number="$(ip -o link show analysis | cut -d: -f1)" \
    '$5 == number { found = 1 } END { exit !found }' /proc/net/packet
}

# amid COMMAND CHANGE...: runs COMMAND, which watches analysis for some time, and
# CHANGE while it does. Again where this machine was held up until it did no
# more. The status is that of COMMAND.
amid() {
  during=$1
  shift
  for _ in 1 2 3 4 5 6; do
    $during &
    watching=$!
    until is_watched || ! kill -0 $watching 2>/dev/null; do sleep 0.05; done
    "$@"
    is_watched
    in_time=$?
    wait $watching
    during_status=$?
    [ $in_time -eq 0 ] && break
    echo "# $during was over before: $*"
  done
  return "$during_status"
}

# measures JQ-PROGRAM WANTED PERCENT WHAT: what "plan --measure" says. Of a
# longer time it counts less that this machine was held up in it.
measures() {
  for seconds in 2 6 20 60; do
    ctl plan --json --measure ${seconds}s
    [ "$(nearness "$(jq "$1" "$work/out")" "$2" "$3")" = near ] && break
  done
  near "$(jq "$1" "$work/out")" "$2" "$3" "$4"
}

# speak CALLS SECONDS: in the background, as many packets as so many calls of
# G.711 have, both ways; until hush.
speak() {
  speakers=
  for way in "phone 10.9.0.2" "pbx 10.9.0.1"; do
    rm -f "$work/speaks-${way% *}"
    ip netns exec "${way% *}" python3 - "${way#* }" "$1" "$2" \
      "$work/speaks-${way% *}" <<'END' &
import socket, sys, time
calls, seconds = int(sys.argv[2]), float(sys.argv[3])
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
begin, sent = time.monotonic(), 0
open(sys.argv[4], "w").close()
while time.monotonic() < begin + seconds:
    due = int((time.monotonic() - begin) * 50 * calls)
    while sent < due:
        try:
            out.sendto(bytes(172), (sys.argv[1], 4000))
        except ConnectionRefusedError:
            pass
        sent += 1
    time.sleep(0.005)
END
    speakers="$speakers $!"
  done
  await test -e "$work/speaks-phone"
  await test -e "$work/speaks-pbx"
}

hush() {
  # shellcheck disable=SC2086
  kill $speakers 2>/dev/null
  # shellcheck disable=SC2086
  wait $speakers 2>/dev/null
}

# slow_port NAME MBIT: an interface of that speed, or status 1.
slow_port() {
  ip tuntap add "$1" mode tap 2>/dev/null &&
    ethtool -s "$1" speed "$2" duplex full autoneg off 2>/dev/null &&
    ip link set "$1" up
}

# near GOT WANTED PERCENT WHAT
near() {
  is "$(nearness "$1" "$2" "$3")" near "$4"
}

nearness() { # GOT WANTED PERCENT
  awk -v got="$1" -v want="$2" -v most="$3" 'BEGIN {
    off = 100 * (got - want) / want; if (off < 0) off = -off
    print off <= most ? "near" : got " is not near " want }'
}
