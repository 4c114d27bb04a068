#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Mirrors the call into tunnels of Open vSwitch, and captures at their far end.
#
#   source --- (in) br0, mirror port = tunnel
#                   br1 198.51.100.1 (under) --- collector 198.51.100.2
#
# Both bridges are in one network namespace and of the userspace datapath: no
# kernel module is needed, and no other network is touched.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
prefix=spanrec-ovs-$$

usage() {
  cat <<USAGE
usage: ovs.sh BASES OUT NAME...

Writes OUT/NAME.pcap for the named ones of: ${!tunnels[*]}
USAGE
}

# What ovs-vsctl is told of the tunnel's interface. 'ip' instead of 'ethernet'
# in front: the tunnel carries the IP packet without its Ethernet header.
declare -A tunnels=(
  [erspan2]='ethernet type=erspan options:key=7 options:erspan_ver=1
    options:erspan_idx=123'
  [gre-teb]='ethernet type=gre options:key=42'
  [vxlan]='ethernet type=vxlan options:key=42'
  [geneve]='ethernet type=geneve options:key=42'
  [gtpu]='ip type=gtpu options:key=42'
)

in_host() {
  ip netns exec "$prefix-$1" "${@:2}"
}

vsctl() {
  in_host switch ovs-vsctl --db="unix:$OVS_RUNDIR/db.sock" --timeout=20 "$@"
}

appctl() {
  in_host switch ovs-appctl --target="$OVS_RUNDIR/vswitchd.ctl" "$@"
}

network_up() {
  local host
  for host in source switch collector; do
    ip netns add "$prefix-$host"
    in_host "$host" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
      net.ipv6.conf.default.disable_ipv6=1
    in_host "$host" ip link set lo up
  done
  in_host switch ip link add in type veth peer name eth0 netns "$prefix-source"
  in_host switch ip link add under type veth \
    peer name eth0 address 02:00:00:00:01:02 netns "$prefix-collector"
  in_host collector ip addr add 198.51.100.2/24 dev eth0
  for host in source collector; do
    in_host "$host" ethtool -K eth0 tx off gso off tso off gro off >/dev/null
    in_host "$host" ip link set eth0 mtu 9000 up
  done
  in_host switch ip link set in mtu 9000 up
  in_host switch ip link set under mtu 9000 up
}

switch_up() {
  export OVS_RUNDIR=$tmp OVS_LOGDIR=$tmp OVS_DBDIR=$tmp
  ovsdb-tool create "$tmp/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  in_host switch ovsdb-server -vconsole:off "$tmp/conf.db" \
    --remote="punix:$tmp/db.sock" --pidfile="$tmp/ovsdb.pid" \
    --log-file="$tmp/ovsdb.log" --detach
  in_host switch ovs-vswitchd -vconsole:off "unix:$tmp/db.sock" \
    --unixctl="$tmp/vswitchd.ctl" --pidfile="$tmp/vswitchd.pid" \
    --log-file="$tmp/vswitchd.log" --detach
  vsctl add-br br1 -- set bridge br1 datapath_type=netdev \
    other-config:hwaddr=02:00:00:00:01:01 -- add-port br1 under
  in_host switch ip addr add 198.51.100.1/24 dev br1
  in_host switch ip link set br1 up
  vsctl add-br br0 -- set bridge br0 datapath_type=netdev -- add-port br0 in
  in_host switch ip link set br0 up
  appctl tnl/arp/set br1 198.51.100.2 02:00:00:00:01:02 >/dev/null
}

# tunnel_up NAME: mirrors what comes in into a new tunnel; one that carries no
# Ethernet cannot be a mirror port, so a flow sends it there.
tunnel_up() {
  local words
  read -ra words <<<"${tunnels[$1]//$'\n'/ }"
  kind=${words[0]}
  vsctl add-port br0 tunnel -- set interface tunnel "${words[@]:1}" \
    options:remote_ip=198.51.100.2 options:local_ip=198.51.100.1
  if [[ $kind == ethernet ]]; then
    vsctl -- --id=@in get port in -- --id=@tunnel get port tunnel \
      -- --id=@mirror create mirror name=call select-src-port=@in \
      output-port=@tunnel -- set bridge br0 mirrors=@mirror >/dev/null
  else
    in_host switch ovs-ofctl add-flow "$tmp/br0.mgmt" \
      'in_port=in,ip,actions=output:tunnel'
  fi
}

daemons_down() {
  local file
  for file in "$tmp"/vswitchd.pid "$tmp"/ovsdb.pid; do
    [[ -e $file ]] && kill "$(cat "$file")" 2>/dev/null
  done
  return 0
}

# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  daemons_down
  local host
  for host in source switch collector; do
    ip netns pids "$prefix-$host" 2>/dev/null | xargs -r kill -KILL 2>/dev/null
    ip netns del "$prefix-$host" 2>/dev/null
  done
  rm -rf "$tmp"
}

wait_for() {
  local tries=100
  until grep -qs -- "$2" "$1"; do
    ((--tries)) || { echo "ovs.sh: no '$2' in $1" >&2 && return 1; }
    sleep 0.05
  done
}

make() {
  local name=$1 capture pid options=()
  [[ ${tunnels[$name]:-} ]] || { usage >&2 && exit 2; }
  tmp=$(mktemp -d)
  trap cleanup EXIT
  trap 'exit 1' INT TERM HUP
  network_up
  switch_up
  tunnel_up "$name"
  sleep 1
  capture=$tmp/captured.pcap
  # Not through in_host: the signal is for tcpdump, not for a shell around it.
  ip netns exec "$prefix-collector" \
    tcpdump -i eth0 -n -s 0 -B 8192 -Z root -w "$capture" \
    2>"$tmp/tcpdump.log" &
  pid=$!
  wait_for "$tmp/tcpdump.log" 'listening on'
  in_host source tcpreplay -q -i eth0 --pps=200 "$bases/plain.pcap" \
    >"$tmp/tcpreplay.log" 2>&1
  sleep 2
  kill -INT "$pid"
  wait "$pid" || true
  [[ $kind == ethernet ]] && options=(--ethernet)
  if ! "$here/restamp.py" "$bases/plain.pcap" "$capture" "$out/$name.pcap" \
    "${options[@]}"; then
    tail -n 5 "$tmp/vswitchd.log" >&2
    return 1
  fi
}

main() {
  (($# >= 3)) || { usage >&2 && exit 2; }
  bases=$1 out=$2
  shift 2
  local name try
  trap 'kill -TERM $!; wait $!; exit 1' INT TERM HUP
  for name; do
    # A fresh switch for each: one that gets a second tunnel does not send. On
    # a busy machine a packet may be lost.
    for try in 1 2 3 failed; do
      [[ $try != failed ]] || exit 1
      make "$name" &
      ! wait $! || break
    done
  done
}

main "$@"
