#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What spanctl reads of drivers is what ethtool reads: of this host's own
# interfaces, and of all kinds that a namespace can have. And frames that a
# driver loses are told by doctor.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
PATH=$PATH:/usr/sbin:/sbin
print=$top_builddir/tests/spanctl/nic_print
[ -x "$print" ] || skip_all "nic_print is not built"
needs ethtool ip unshare python3 mkfifo

# As nic_print prints it.
by_ethtool() { # INTERFACE
  echo "$1 driver $(ethtool -i "$1" 2>/dev/null | sed -n 's/^driver: //p')"
  ethtool -k "$1" 2>/dev/null >"$work/features"
  for feature in "gro generic" "lro large"; do
    echo "$1 ${feature% *} $(grep -c \
      "^${feature#* }-receive-offload: on" "$work/features")"
  done
  ethtool -g "$1" 2>/dev/null | awk -v name="$1" '
    /^RX:/ { at[n++] = $2 } END {
    if (at[0] == "n/a" || at[0] == "") at[0] = 0
    if (at[1] == "n/a" || at[1] == "") at[1] = 0
    print name, "ring", at[1], "of", at[0] }'
  speed=$(ethtool "$1" 2>/dev/null | sed -n 's/.*Speed: \([0-9]*\)Mb.*/\1/p')
  echo "$1 speed ${speed:-0}"
  ethtool -S "$1" 2>/dev/null | sed -n "s/^ *\([^ ].*\): [0-9]*\$/$1 counter \1/p"
}

same() { # INTERFACE...
  for interface in "$@"; do
    by_ethtool "$interface" >"$work/ethtool"
    is "$("$print" "$interface")" "$(cat "$work/ethtool")" \
      "$interface: as ethtool reads it: $(sed -n 's/.*driver //p;
        s/.* \(ring .*\)/\1/p' "$work/ethtool" | tr '\n' ' ')"
  done
}

if [ "${SPANCTL_INSIDE-}" != yes ]; then
  unshare -mnpf --kill-child true 2>/dev/null ||
    skip_all "namespaces are not allowed here"
  own=$(ip -o link 2>/dev/null | sed 's/^[0-9]*: \([^:@]*\).*/\1/' | head -n 8)
  # shellcheck disable=SC2086
  same $own
  SPANCTL_COUNT=$count SPANCTL_INSIDE=yes timeout -s KILL 900 unshare -mnpf --kill-child \
    --mount-proc sh "$0"
  exit
fi
count=${SPANCTL_COUNT-0}
ip link set lo up
ip link add va type veth peer name vb
ip link set va up
ip link set vb up
made="lo va"
for kind in bridge ifb dummy bond team; do
  ip link add "x-$kind" type $kind 2>/dev/null && made="$made x-$kind"
done
ip link add x-vxlan type vxlan id 7 dstport 4789 2>/dev/null &&
  made="$made x-vxlan"
ip tuntap add x-tap mode tap 2>/dev/null &&
  ethtool -s x-tap speed 100 duplex full autoneg off 2>/dev/null &&
  made="$made x-tap"
# shellcheck disable=SC2086
same $made
ethtool -K va gro on 2>/dev/null && same va

# A driver that loses frames.
doctor() {
  "$top_builddir/spanctl/spanctl" doctor vb --control "$work/nobody" \
    >"$work/out" 2>&1
}
doctor
is "$(grep -c counter "$work/out")" 0 "nothing is lost"
mkfifo "$work/end"
"$top_srcdir/tests/spanctl/lose.py" vb va 50 <"$work/end" >"$work/lose" &
loser=$!
exec 3>"$work/end"
for _ in $(seq 50); do
  [ -s "$work/lose" ] || kill -0 $loser 2>/dev/null || break
  [ -s "$work/lose" ] && break
  sleep 0.1
done
if [ -s "$work/lose" ]; then
  sleep 0.3
  doctor
  has "$(grep error "$work/out")" "vb: its counter rx_queue_0_drops is" \
    "frames that veth drops"
  has "$(cat "$work/out")" ", and grows: frames came faster" "... now"
  exec 3>&-
  wait $loser
  sleep 0.2
  doctor
  has "$(grep warning "$work/out")" "vb: its counter rx_queue_0_drops is" \
    "... and that it dropped some before"
  is "$(grep -c grows "$work/out")" 0 "... but not now"
else
  echo "# no program may be attached to an interface here"
fi
done_testing
