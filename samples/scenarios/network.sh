# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The wire of a sample: hosts in network namespaces, joined by a bridge that
# stands for the switch, and a mirror port on which the capture is taken.
#
#   caller --- (caller)\                /(span) --- recorder
#   callee --- (callee) }--- bridge ---
#   proxy  --- (proxy)  /
#
# Sourced by make-samples; needs $tmp, a private directory.

# Namespaces of two runs at a time must not meet.
net_prefix=spanrec-$$
net_hosts=()
pids=()

# in_host HOST COMMAND...: runs a command on a host.
in_host() {
  ip netns exec "$net_prefix-$1" "${@:2}"
}

# start HOST LOG COMMAND...: runs a command on a host in the background and
# leaves its process id in $started.
start() {
  ip netns exec "$net_prefix-$1" "${@:3}" </dev/null >"$tmp/$2" 2>&1 &
  started=$!
  pids+=("$started")
}

# finish PID: waits for the end of a process that was started; passes its
# exit status on.
finish() {
  wait "$1"
}

# kill_agents PID...: takes the power from agents, all at once.
kill_agents() {
  kill -KILL "$@"
  wait "$@" 2>/dev/null || true
}

# wait_for FILE TEXT [SECONDS]: waits until a log holds a text.
wait_for() {
  local tries=$((${3:-5} * 20))
  until grep -qs -- "$2" "$tmp/$1"; do
    if ((--tries < 0)); then
      echo "$sample: '$2' did not appear in $1:" >&2
      tail -n 20 "$tmp/$1" >&2 || true
      return 1
    fi
    sleep 0.05
  done
}

namespace_add() {
  ip netns add "$net_prefix-$1"
  net_hosts+=("$1")
  in_host "$1" ip link set lo up
  # No router solicitations and no neighbour discovery but where a sample
  # is about IPv6.
  in_host "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
    net.ipv6.conf.default.disable_ipv6=1
}

# switch_up: makes the bridge and the mirror port with the recorder behind.
switch_up() {
  namespace_add switch
  in_host switch ip link add bridge type bridge forward_delay 0 \
    stp_state 0 mcast_snooping 0
  in_host switch ip link set bridge up
  namespace_add recorder
  in_host switch ip link add span type veth \
    peer name eth0 netns "$net_prefix-recorder"
  in_host switch ip link set span up
  in_host recorder ip link set eth0 arp off up
}

# host_add NAME NUMBER ADDRESS/LENGTH: plugs a host into the switch. The
# number ends its MAC address, 02:00:00:00:00:NUMBER.
host_add() {
  namespace_add "$1"
  in_host switch ip link add "$1" type veth \
    peer name eth0 address "02:00:00:00:00:$2" netns "$net_prefix-$1"
  in_host switch ip link set "$1" master bridge up
  # Without this the frames are captured before anyone filled in the
  # checksum, or as one frame of many packets.
  in_host "$1" ethtool -K eth0 tx off gso off tso off gro off >/dev/null
  if [[ $3 == *:* ]]; then
    in_host "$1" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0 \
      net.ipv6.conf.eth0.router_solicitations=0
    in_host "$1" ip addr add "$3" dev eth0 nodad
  else
    in_host "$1" ip addr add "$3" dev eth0
  fi
  in_host "$1" ip link set eth0 up
}

# nat_add ROUTER NUMBER ADDRESS/LENGTH PHONE [keep]: plugs a router into the switch
# whose address is what the world sees of a phone behind it. The phone is
# 192.168.1.10, and its port of the switch, in a network of its own, is PHONE.
# Ports are given anew, from 40000 on, another for each peer; with "keep" the
# phone's own is kept, for all peers.
nat_add() {
  local inside=$1-in
  host_add "$1" "$2" "$3"
  in_host switch ip link add "$inside" type bridge forward_delay 0 \
    stp_state 0 mcast_snooping 0
  in_host switch ip link set "$inside" up
  namespace_add "$4"
  in_host switch ip link add "$4" type veth \
    peer name eth0 address "02:00:00:00:01:$2" netns "$net_prefix-$4"
  in_host switch ip link add "$1-lan" type veth \
    peer name lan address "02:00:00:00:02:$2" netns "$net_prefix-$1"
  in_host switch ip link set "$4" master "$inside" up
  in_host switch ip link set "$1-lan" master "$inside" up
  in_host "$1" ethtool -K lan tx off gso off tso off gro off >/dev/null
  in_host "$4" ethtool -K eth0 tx off gso off tso off gro off >/dev/null
  in_host "$1" ip addr add 192.168.1.1/24 dev lan
  in_host "$1" ip link set lan up
  in_host "$4" ip addr add 192.168.1.10/24 dev eth0
  in_host "$4" ip link set eth0 up
  in_host "$4" ip route add default via 192.168.1.1
  in_host "$1" sysctl -qw net.ipv4.ip_forward=1
  in_host "$1" nft add table ip nat
  in_host "$1" nft add chain ip nat out \
    '{ type nat hook postrouting priority 100; }'
  if [[ ${5:-} == keep ]]; then
    in_host "$1" nft add rule ip nat out oifname eth0 masquerade
    # What nobody asked for may not take a port that the phone wants.
    in_host "$1" nft add chain ip nat in \
      '{ type filter hook input priority 0; }'
    in_host "$1" nft add rule ip nat in iifname eth0 ct state new drop
  else
    in_host "$1" nft add rule ip nat out oifname eth0 ip protocol udp \
      masquerade to :40000-40999 random
  fi
}

# mirror PORT both|rx: copies what passes a port of the switch to the mirror
# port. To see each packet once: both of one port that all calls pass, or rx
# of all ports.
mirror() {
  local hook hooks=(ingress)
  [[ $2 == both ]] && hooks+=(egress)
  in_host switch tc qdisc add dev "$1" clsact
  for hook in "${hooks[@]}"; do
    in_host switch tc filter add dev "$1" "$hook" protocol all pref 1 \
      bpf bytecode '1,6 0 0 4294967295' action mirred egress mirror dev span
  done
}

# two_hosts [proxy [both] | third]: the usual network. Without a proxy the
# callee's port is mirrored; with one, or a third phone, what comes into any
# port, or both directions of the proxy's port.
two_hosts() {
  local port
  switch_up
  host_add caller 0a 192.0.2.10/24
  host_add callee 14 192.0.2.20/24
  [[ ${1:-} == proxy ]] && host_add proxy 1e 192.0.2.30/24
  [[ ${1:-} == third ]] && host_add third 28 192.0.2.40/24
  case $* in
    '') mirror callee both ;;
    third) for port in caller callee third; do mirror "$port" rx; done ;;
    'proxy both') mirror proxy both ;;
    proxy) for port in caller callee proxy; do mirror "$port" rx; done ;;
  esac
}

# capture_start FILE [TCPDUMP OPTION...]: begins to write what arrives at
# the recorder.
capture_start() {
  local log=$1.log
  start recorder "$log" tcpdump -i eth0 -n -s 0 -B 8192 -Z root \
    -w "$tmp/$1" "${@:2}"
  captures[$1]=$started
  wait_for "$log" 'listening on'
}

# dumpcap_start FILE: the same by Wireshark's capture program, as pcapng.
dumpcap_start() {
  local log=$1.log
  start recorder "$log" dumpcap -q -i eth0 -B 8 -w "$tmp/$1"
  captures[$1]=$started
  wait_for "$log" '^File:'
}

# capture_stop FILE: ends a capture, and refuses one that lost packets.
capture_stop() {
  local log=$tmp/$1.log
  # The kernel hands a block of packets over when it is full or a second old.
  sleep 1.5
  kill -INT "${captures[$1]}"
  wait "${captures[$1]}"
  if grep -Eq '^[1-9][0-9]* packets? dropped|received/dropped.* [0-9]+/[1-9]' \
    "$log"; then
    echo "$sample: the capture lost packets:" >&2
    cat "$log" >&2
    return 1
  fi
}

# net_down: ends all processes of this run and takes the network away.
net_down() {
  local host pid
  for pid in "${pids[@]}"; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  for host in "${net_hosts[@]}"; do
    # What the agents forked is left; it is in our namespaces.
    ip netns pids "$net_prefix-$host" 2>/dev/null | xargs -r kill -KILL \
      2>/dev/null || true
    ip netns del "$net_prefix-$host" 2>/dev/null || true
  done
  pids=()
  net_hosts=()
}
