#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mirrors of this host by the kernel's own filters, between interfaces of a
# namespace that goes with the test: a phone and a PBX on a bridge, and mon,
# where copies arrive.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
needs jq ip tc unshare ping tcpdump timeout python3
if [ "${SPANCTL_INSIDE-}" != yes ]; then
  unshare -mnpf --kill-child true 2>/dev/null ||
    skip_all "namespaces are not allowed here"
  SPANCTL_INSIDE=yes exec timeout -s KILL 900 unshare -mnpf --kill-child \
    --mount-proc sh "$0"
fi
spanctl=$top_builddir/spanctl/spanctl

mount -t tmpfs none /run
ip link set lo up
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
  net.ipv6.conf.default.disable_ipv6=1 2>/dev/null
ip link add br0 type bridge 2>"$work/err" || skip_all "no bridge: $(cat "$work/err")"
ip link set br0 up
for host in phone pbx; do
  ip netns add $host || skip_all "no network namespaces"
  ip link add p-$host type veth peer name eth0 netns $host
  ip link set p-$host master br0 up
done
still_ipv6 phone pbx
ip -n phone addr add 10.9.0.1/24 dev eth0
ip -n pbx addr add 10.9.0.2/24 dev eth0
ip -n phone link set eth0 up
ip -n pbx link set eth0 up
ip link add mon type veth peer name analysis
ip link set mon up
ip link set analysis up
tc qdisc add dev lo clsact 2>/dev/null ||
  skip_all "this kernel has no clsact"

plan() { # SOURCES...
  cat >"$work/plan" <<END
journal = "$work/journal"
device host { driver = linux }
session voip { device = host sources = {$1} destinations = {mon} }
$2
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

filters() {
  for port in p-phone p-pbx; do
    tc filter show dev $port ingress
    tc filter show dev $port egress
    tc qdisc show dev $port clsact
  done
}

ip netns exec phone ping -q -c 1 -W 60 10.9.0.2 >/dev/null

empty=$(filters)
plan '"p-pbx"'
ctl plan
is "$?" 2 "plan: changes are pending"
has "$(cat "$work/out")" "tc filter add dev p-pbx ingress" "... with commands"
ctl apply
is "$?" 0 "apply"
sed 's/^/# /' "$work/err"
ctl plan
is "$?" 0 "... and nothing is pending"
is "$(seen)" "5 5" "the PBX's port both ways: all of it, once"
before=$(filters)
ctl apply
is "$?" 0 "apply again"
is "$(filters | grep -c mirred)" "$(echo "$before" | grep -c mirred)" \
  "... changes nothing"
ctl show --json
is "$(jq -c '.devices[0].sessions[0] | [.id, .sources, .destinations]' \
  "$work/out")" \
  '["voip",[{"port":"p-pbx","direction":"both"}],["mon"]]' "show"

plan '"p-pbx rx"'
ctl apply
is "$? $(seen)" "0 0 5" "one direction"
plan '"p-pbx rx", "p-phone rx"'
ctl apply
is "$? $(seen)" "0 5 5" "rx of both ports: all of it, once"
plan '"p-pbx", "p-phone"'
ctl plan
has "$(cat "$work/out")" "copied twice" "both ways of both ports: a warning"
ctl apply
is "$? $(seen)" "0 10 10" "... and twice it comes"

# Two sessions of the same port, and filters of somebody else.
plan '"p-pbx"' 'session two { device = host sources = {"p-pbx rx"}
  destinations = {mon} }'
tc filter add dev p-phone ingress protocol 0x88b5 pref 7 u32 \
  match u32 0 0 flowid 1:1
ctl apply
is "$? $(seen)" "0 5 10" "two sessions of a port both have the packet"
ctl rollback
is "$? $(seen)" "0 10 10" "rollback: one change"
ctl remove
is "$? $(seen)" "0 0 0" "remove"
is "$(filters | grep -c mirred)" 0 "... leaves no mirror"
has "$(tc filter show dev p-phone ingress)" "pref 7 u32" \
  "... and filters of others"
has "$(tc qdisc show dev p-phone clsact)" "clsact" "... and what they need"
tc filter del dev p-phone ingress pref 7
tc qdisc del dev p-phone clsact
is "$(filters)" "$empty" "otherwise nothing is left"

# A mirror of somebody else, whose mark differs in its first letters only.
tc qdisc add dev p-phone clsact
tc filter add dev p-phone ingress protocol all pref 9 bpf \
  bytecode '1,6 0 0 4294967295' action mirred egress mirror dev lo \
  cookie 78787872766f6970
plan '"p-phone rx"'
ctl show --json
is "$(jq -c '.devices[0].sessions' "$work/out")" "[]" \
  "a mirror of others is no session of ours"
ctl apply && ctl remove
has "$? $(tc filter show dev p-phone ingress)" "0 filter protocol all pref 9" \
  "... and stays"
tc qdisc del dev p-phone clsact

# A hook that was there stays.
tc qdisc add dev p-pbx clsact
plan '"p-pbx"'
ctl apply && ctl rollback
has "$? $(tc qdisc show dev p-pbx clsact)" "0 qdisc clsact" \
  "a hook that was there stays"
tc qdisc del dev p-pbx clsact

# Crash between the journal and the end: kill -9 of all that is half done is
# as a journal without its end.
ctl apply
newest=$(find "$work/journal" -name 'host.*.json' | sort | tail -n 1)
sed -i 's/"applied"/"begun"/' "$newest"
ctl plan
has "$(cat "$work/err")" "was cut off" "what was cut off is said"
ctl rollback
is "$? $(filters)" "0 $empty" "... and taken back"

# Interfaces that are not, or go.
plan '"p-fax"'
ctl apply
has "$? $(cat "$work/err")" "1 spanctl: host: p-fax: no such interface" \
  "a source that is not there"
plan '"p-pbx"'
ctl apply
ip link del mon
ctl plan
has "$? $(cat "$work/out")" "2 host (linux):" "a destination that went"
ip link add mon type veth peer name analysis
ip link set mon up
ip link set analysis up
ctl apply
is "$? $(seen)" "0 5 5" "apply repairs it"
ctl remove
is "$? $(filters)" "0 $empty" "nothing is left"

# What the sources carry, against what the destination takes.
measured() { # JQ-PROGRAM
  jq -r ".devices[0].measured.$1" "$work/out"
}
plan '"p-pbx"'
ctl plan --json
is "$(measured 'seconds // "null"')" null "nothing is measured unless asked"
if slow_port slow 10; then
  sed -i 's/{mon}/{slow}/' "$work/plan"
  # Neighbours still ask for each other some seconds after the last ping.
  still="the counters of its sources stood still for 1 s"
  for _ in $(seq 20); do
    ctl plan --measure 1s
    ! grep -q "$still" "$work/out" || break
  done
  has "$(cat "$work/out")" "$still" "no traffic is said"
  speak 10 900
  measures '.devices[0].measured.ports[0].rx_mbit' 0.952 15 \
    "ten calls: what is received"
  measures '.devices[0].measured.ports[0].tx_mbit' 0.952 15 "... and sent"
  measures '.devices[0].measured.destinations[0].copied_mbit' 1.904 15 \
    "... is copied"
  measures '.devices[0].measured.destinations[0].room_calls' 42 6 \
    "... and room for 42 more in 10 Mbit/s"
  plan '"p-pbx rx", "p-phone rx"' "session two { device = host
    sources = {\"p-pbx\"} destinations = {slow} }"
  sed -i 's/{mon}/{slow}/' "$work/plan"
  measures '.devices[0].measured.destinations[0].copied_mbit' 3.808 15 \
    "two sessions to a destination are added up"
  plan '"p-pbx"'
  sed -i 's/{mon}/{slow}/' "$work/plan"
  ethtool -s slow speed 1 2>/dev/null # less than any card has
  for seconds in 2 6 20 60; do
    ctl apply --measure ${seconds}s
    grep -q "the rest is lost" "$work/out" && break
    ctl remove
  done
  has "$(cat "$work/out")" "and slow takes 1: the rest is lost." \
    "more than the destination takes: a warning"
  for seconds in 1 6 20 60; do
    ctl plan --measure ${seconds}s
    grep -q "the rest is lost" "$work/out" && break
  done
  has "$(cat "$work/out")" "the rest is lost" "... also of what is there"
  ctl remove
  hush
else
  echo "# no interface here can be given a speed"
fi
plan '"p-fax"'
ctl plan --measure 1s
has "$(cat "$work/out")" "what its source p-fax carries cannot be measured" \
  "a source that is not there"
ctl plan --measure 1d
is "$?" 2 "a time that is none"
done_testing
