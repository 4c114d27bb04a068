#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The first process of the user-mode Linux that uml.sh boots:
#
#   source --- (in) switch: what comes in is mirrored to a device
#                           198.51.100.1 (under) --- collector 198.51.100.2
#
# A function for each capture makes the device and the mirror. SPANREC_TMP is
# the folder for captures and logs, SPANREC_NAMES what to make, with commas between.

set -uo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

start_system() {
  mount -t proc proc /proc
  mount -t sysfs sys /sys
  mount -t tmpfs tmp /run
  # The modules are not where modprobe looks.
  mkdir -p /run/root/lib/modules
  ln -s "/usr/lib/uml/modules/$(uname -r)" /run/root/lib/modules/
  printf '#!/bin/sh\nexec /sbin/modprobe -d /run/root "$@"\n' >/run/modprobe
  chmod +x /run/modprobe
  echo /run/modprobe >/proc/sys/kernel/modprobe
  local module
  for module in af_packet veth ipv6 8021q sch_ingress cls_matchall \
    cls_flower act_mirred act_mpls act_vlan act_tunnel_key ip_gre ipip sit \
    ip6_tunnel ip6_gre vxlan geneve mpls_router mpls_iptunnel; do
    /run/modprobe "$module"
  done
  ip link set lo up
}

on() {
  ip netns exec "$@"
}

# add NAME TYPE...: makes a device of the switch and sets it up.
add() {
  on switch ip link add "$@" || return
  for ((i = 1; i <= $#; i++)); do
    [[ ${!i} != name ]] || set -- "${@:i+1:1}"
  done
  on switch ip link set "$1" up
}

# mirror DEVICE [ACTION...]: all that comes in, after the actions.
mirror() {
  on switch tc filter add dev in ingress protocol all pref 9 matchall \
    "${@:2}" action mirred egress mirror dev "$1"
}

# mirror_some DEVICE FLOWER...: what matches goes there and nowhere else.
mirror_some() {
  on switch tc filter add dev in ingress protocol ip pref 1 flower "${@:2}" \
    action mirred egress redirect dev "$1"
}

ends=(local 198.51.100.1 remote 198.51.100.2 ttl 64)
ends6=(local 2001:db8:100::1 remote 2001:db8:100::2 hoplimit 64)

network_up() {
  local host
  for host in source switch collector; do
    ip netns add "$host"
    on "$host" sysctl -qw net.ipv6.conf.default.accept_dad=0 \
      net.ipv6.conf.default.router_solicitations=0
  done
  on source sysctl -qw net.ipv6.conf.default.disable_ipv6=1
  on switch ip link add in type veth peer name eth0 netns source
  on switch ip link add under address 02:00:00:00:01:01 type veth \
    peer name eth0 address 02:00:00:00:01:02 netns collector
  on switch ip addr add 198.51.100.1/24 dev under
  on switch ip addr add 2001:db8:100::1/64 dev under nodad
  on source ip link set eth0 arp off up
  on collector ip link set eth0 up
  on switch ip link set in up
  on switch ip link set under up
  on switch ip neigh add 198.51.100.2 lladdr 02:00:00:00:01:02 dev under
  on switch ip neigh add 2001:db8:100::2 lladdr 02:00:00:00:01:02 dev under
  on switch tc qdisc add dev in clsact
}

network_down() {
  local host
  for host in source switch collector; do
    ip netns del "$host"
  done
}

# What a mirror with tags sends -----------------------------------------------

vlan() {
  add link under name tag type vlan id 100 egress-qos-map 0:5 && mirror tag
}

vlan-priority() {
  add link under name tag type vlan id 0 egress-qos-map 0:5 && mirror tag
}

qinq() {
  add link under name outer type vlan id 200
  add link outer name tag type vlan id 100 && mirror tag
}

ad() {
  add link under name outer type vlan proto 802.1ad id 200
  add link outer name tag type vlan id 100 && mirror tag
}

vlan-one-way() {
  add link under name tag type vlan id 100
  mirror_some tag src_mac 02:00:00:00:00:0a && mirror under
}

vlan-mixed() {
  add link under name sip type vlan id 10
  add link under name rest type vlan id 20
  mirror_some sip ip_proto udp dst_port 5060 && mirror rest
}

mpls-ip() {
  mirror under action mpls push protocol mpls_uc label 1000 ttl 64
}

mpls-ip-2labels() {
  mirror under action mpls push protocol mpls_uc label 2000 ttl 64 \
    action mpls push protocol mpls_uc label 1000 ttl 64
}

mpls-ethernet-nocw() {
  ethernet=yes
  mirror under action mpls mac_push protocol mpls_uc label 1000 ttl 64 bos 1 \
    action vlan push_eth dst_mac 02:00:00:00:01:02 src_mac 02:00:00:00:01:01
}

# Tunnels ---------------------------------------------------------------------

gre-ip() {
  add tunnel type gre "${ends[@]}" && mirror tunnel
}

gre-ip-key-seq() {
  add tunnel type gre "${ends[@]}" key 42 seq csum && mirror tunnel
}

erspan1() {
  ethernet=yes
  add tunnel type erspan "${ends[@]}" erspan_ver 0 && mirror tunnel
}

erspan3() {
  ethernet=yes
  add tunnel type erspan seq key 7 "${ends[@]}" \
    erspan_ver 2 erspan_dir ingress erspan_hwid 17 && mirror tunnel
}

vxlan-8472() {
  ethernet=yes
  add tunnel type vxlan id 42 dstport 8472 "${ends[@]}" && mirror tunnel
}

vxlan-gpe() {
  add tunnel type vxlan dstport 4790 external gpe &&
    mirror tunnel action tunnel_key set src_ip 198.51.100.1 \
      dst_ip 198.51.100.2 id 42 dst_port 4790 ttl 64
}

geneve-options() {
  ethernet=yes
  add tunnel type geneve external &&
    mirror tunnel action tunnel_key set src_ip 198.51.100.1 \
      dst_ip 198.51.100.2 id 42 dst_port 6081 ttl 64 \
      geneve_opts 0103:01:01020304,0103:02:0000000000c0ffee
}

ipip() {
  add tunnel type ipip "${ends[@]}" && mirror tunnel
}

6in4() {
  base=plain6
  add tunnel type sit "${ends[@]}" && mirror tunnel
}

4in6() {
  add tunnel type ip6tnl mode ipip6 encaplimit none "${ends6[@]}" &&
    mirror tunnel
}

ip6gre() {
  add tunnel type ip6gre key 42 encaplimit none "${ends6[@]}" && mirror tunnel
}

nested-vlan-erspan2-vlan() {
  add link under name outer type vlan id 30
  on switch ip addr flush dev under
  on switch ip addr add 198.51.100.1/24 dev outer
  on switch ip neigh add 198.51.100.2 lladdr 02:00:00:00:01:02 dev outer
  add tunnel type erspan seq key 7 "${ends[@]}" erspan_ver 1 erspan 123
  add link tunnel name tag type vlan id 100 && mirror tag
}

nested-vxlan-gre-mpls() {
  ethernet=yes
  on switch ip route add 198.51.100.2/32 encap mpls 1000 ttl 64 \
    via inet 198.51.100.2 dev under onlink
  add middle type gre key 43 "${ends[@]}"
  on switch ip addr add 203.0.113.1 peer 203.0.113.2 dev middle
  add tunnel type vxlan id 42 dstport 4789 local 203.0.113.1 \
    remote 203.0.113.2 ttl 64 && mirror tunnel
}

fragmented-erspan2() {
  ethernet=yes
  add tunnel type erspan seq key 7 "${ends[@]}" nopmtudisc ignore-df \
    erspan_ver 1 erspan 123
  on switch ip link set tunnel mtu 1500
  on switch ip link set under mtu 150
  mirror tunnel
}

# ----------------------------------------------------------------------------

make() {
  local name=$1 base=plain ethernet=no pid tries=100
  network_up
  "$name" || return
  echo "$base" >"$SPANREC_TMP/$name.base"
  [[ $ethernet == no ]] || : >"$SPANREC_TMP/$name.ethernet"
  ip netns exec collector tcpdump -i eth0 -n -s 0 -U --immediate-mode -Z root \
    -w "$SPANREC_TMP/$name.captured" 2>"$SPANREC_TMP/$name.tcpdump" &
  pid=$!
  until grep -q 'listening on' "$SPANREC_TMP/$name.tcpdump"; do
    ((--tries)) || return
    sleep 0.1
  done
  on source tcpreplay -q -i eth0 --pps=100 "$SPANREC_TMP/$base.pcap"
  sleep 1
  kill -INT "$pid"
  wait "$pid"
  on switch tc -s filter show dev in ingress
  on switch ip -d -s link show
  network_down
}

start_system >"$SPANREC_TMP/system.log" 2>&1
for name in ${SPANREC_NAMES//,/ }; do
  make "$name" >"$SPANREC_TMP/$name.log" 2>&1
done
sync
echo o >/proc/sysrq-trigger
sleep 5
