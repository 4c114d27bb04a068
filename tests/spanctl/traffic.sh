# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Traffic of a known rate between the namespaces phone (10.9.0.1) and pbx
# (10.9.0.2), and destinations of a known speed. Sourced after tap.sh.

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
  for _ in $(seq 300); do
    [ -e "$work/speaks-phone" ] && [ -e "$work/speaks-pbx" ] && break
    sleep 0.1
  done
  sleep 0.5
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
  is "$(awk -v got="$1" -v want="$2" -v most="$3" 'BEGIN {
    off = 100 * (got - want) / want; if (off < 0) off = -off
    print off <= most ? "near" : got " is not near " want }')" near "$4"
}
