#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mirrors of a real Open vSwitch with its datapath in user space: a phone and
# a PBX on a bridge, and mon, where copies arrive.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
PATH=$PATH:/usr/sbin:/sbin
needs jq ip python3 unshare ping tcpdump ovsdb-tool ovsdb-server ovs-vswitchd ovs-vsctl
if [ "${SPANCTL_INSIDE-}" != yes ]; then
  unshare -mnpf --kill-child true 2>/dev/null ||
    skip_all "namespaces are not allowed here"
  SPANCTL_INSIDE=yes exec timeout -s KILL 900 unshare -mnpf --kill-child \
    --mount-proc sh "$0"
fi
spanctl=$top_builddir/spanctl/spanctl

mount -t tmpfs none /run
mkdir -p "$work/ovs"
OVS_RUNDIR=$work/ovs OVS_LOGDIR=$work/ovs OVS_DBDIR=$work/ovs
OVS_SYSCONFDIR=$work/ovs
export OVS_RUNDIR OVS_LOGDIR OVS_DBDIR OVS_SYSCONFDIR
db=unix:$work/ovs/db.sock
ovsdb-tool create "$work/ovs/conf.db" \
  /usr/share/openvswitch/vswitch.ovsschema || skip_all "no database"
ovsdb-server "$work/ovs/conf.db" --remote="p$db" --unixctl="$work/ovs/s.ctl" \
  --no-chdir >"$work/ovs/server.log" 2>&1 &
await test -S "$work/ovs/db.sock"
vsctl() { ovs-vsctl --timeout=120 --db="$db" "$@"; }
vsctl --no-wait init
ovs-vswitchd "$db" --pidfile="$work/ovs/ovs-vswitchd.pid" --no-chdir \
  >"$work/ovs/switch.log" 2>&1 &
vsctl add-br br0 -- set bridge br0 datapath_type=netdev ||
  skip_all "Open vSwitch does not run here: $(tail -n 1 "$work/ovs/switch.log")"
for host in phone pbx; do
  ip netns add $host
  ip link add p-$host type veth peer name eth0 netns $host
  ip link set p-$host up
  vsctl add-port br0 p-$host
done
ip -n phone addr add 10.9.0.1/24 dev eth0
ip -n pbx addr add 10.9.0.2/24 dev eth0
ip -n phone link set eth0 up
ip -n pbx link set eth0 up
ip link add mon type veth peer name analysis
ip link set mon up
ip link set analysis up
vsctl add-port br0 mon
ip netns exec phone ping -q -c 3 -i 0.2 10.9.0.2 >"$work/ping" ||
  skip_all "the bridge forwards nothing here"

plan() { # SOURCES LINES
  cat >"$work/plan" <<END
journal = "$work/journal"
device vswitch { driver = ovs address = "$db" bridge = br0 }
session voip { device = vswitch sources = {$1} $2 }
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

plan '"p-pbx"' 'destinations = {mon}'
ctl plan
is "$?" 2 "plan: changes are pending"
command=$(sed -n 's/^ *\(ovs-vsctl.*\)/\1/p' "$work/out")
ctl apply
is "$?" 0 "apply"
sed 's/^/# /' "$work/err"
ctl plan
is "$?" 0 "... and nothing is pending"
is "$(seen)" "5 5" "the PBX's port both ways: all of it, once"
is "$(vsctl --bare --columns=external_ids list mirror voip)" "spanctl=voip" \
  "it is marked as ours"
ctl show --json
is "$(jq -c '.devices[0].sessions[0] | [.id, .sources, .destinations]' \
  "$work/out")" \
  '["voip",[{"port":"p-pbx","direction":"both"}],["mon"]]' "show"
plan '"p-pbx rx"' 'destinations = {mon}'
ctl apply
is "$? $(seen)" "0 0 5" "one direction"
plan '"p-pbx", "p-phone"' 'destinations = {mon}'
ctl plan
is "$(grep -c twice "$work/out")" 0 "two ports both ways: no warning"
ctl apply
is "$? $(seen)" "0 5 5" "... since each packet is copied once"
ctl rollback
is "$? $(seen)" "0 0 5" "rollback"
ctl remove
is "$? $(vsctl --bare --columns=name list mirror)" "0 " "remove leaves nothing"

# The command that is shown does the same.
(cd "$work" && eval "vsctl ${command#ovs-vsctl}") >/dev/null
plan '"p-pbx"' 'destinations = {mon}'
ctl plan
is "$?" 0 "the commands that are shown make what is planned"
vsctl clear bridge br0 mirrors

# A mirror of somebody else by that name.
vsctl -- --id=@p get port p-phone -- --id=@m create mirror name=voip \
  select-src-port=@p output-vlan=77 -- add bridge br0 mirrors @m >/dev/null
ctl apply
has "$? $(cat "$work/out")" "--adopt takes it over" "mirrors of others stay"
is "$(vsctl get mirror voip output_vlan)" 77 "... as they are"
ctl apply --adopt
is "$? $(vsctl get mirror voip output_vlan)" "0 []" "--adopt"
ctl rollback
is "$? $(vsctl get mirror voip output_vlan external_ids | tr '\n' ' ')" \
  "0 77 {} " "... and back"
vsctl clear bridge br0 mirrors

# RSPAN: copies in a VLAN.
rm -rf "$work/journal"
vsctl set port mon trunks=900 vlan_mode=trunk
plan '"p-pbx"' 'rspan_vlan = 900'
ctl apply
is "$?" 0 "RSPAN"
seen >"$work/count"
has "$(tcpdump -Z root -nn -e -r "$work/pcap" 2>/dev/null)" "vlan 900" \
  "... copies come with that VLAN"
ctl remove
vsctl remove port mon trunks 900 -- clear port mon vlan_mode

# A port that goes empties the mirror, and nobody says so.
plan '"p-pbx"' 'destinations = {mon}'
ctl apply
vsctl del-port br0 mon
ctl plan
is "$?" 2 "a destination that went is seen"
ctl apply
has "$? $(cat "$work/err")" "bridge br0 has no port mon" "... and named"
vsctl add-port br0 mon
ctl apply
is "$? $(seen)" "0 5 5" "apply repairs it"

# What the sources carry, against what the destination takes.
measured() { # JQ-PROGRAM
  jq -r ".devices[0].measured.$1" "$work/out"
}
if slow_port slow 10; then
  vsctl add-port br0 slow
  plan '"p-pbx"' 'destinations = {slow}'
  speak 10 900
  measures '.devices[0].measured.ports[0].rx_mbit' 0.952 15 \
    "ten calls: what is received"
  measures '.devices[0].measured.ports[0].tx_mbit' 0.952 15 "... and sent"
  is "$(measured 'destinations[0].speed_mbit')" 10 \
    "the speed of the destination"
  measures '.devices[0].measured.destinations[0].room_calls' 42 6 \
    "... has room for more"
  plan '"p-pbx", "p-phone"' 'destinations = {slow}'
  ctl plan --measure 5s
  has "$(cat "$work/out")" "counts twice, and is copied once" \
    "two ports that talk to each other"
  plan '"p-pbx"' 'rspan_vlan = 900'
  ctl plan --measure 5s
  has "$(cat "$work/out")" "so much goes into the RSPAN VLAN" \
    "what goes into a VLAN"
  vsctl del-port br0 slow
  hush
fi

plan '"p-fax"' 'destinations = {mon}'
ctl apply
has "$? $(cat "$work/err")" "bridge br0 has no port p-fax" "a port that is not"
sed -i 's/br0/br7/' "$work/plan"
ctl plan
has "$? $(cat "$work/err")" "there is no bridge br7" "a bridge that is not"
sed -i 's/db.sock/no.sock/' "$work/plan"
ctl plan
has "$? $(cat "$work/err")" "1 spanctl: vswitch: " "a database that is not"
done_testing
