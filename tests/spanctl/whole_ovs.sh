#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole way on a real Open vSwitch, its datapath in user space; see
# whole_lib.sh.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/whole_lib.sh"
needs ovsdb-tool ovsdb-server ovs-vswitchd ovs-vsctl ping ethtool
whole_begin "$0"
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
ovs-vswitchd "$db" --no-chdir --pidfile >"$work/ovs/switch.log" 2>&1 &
vsctl add-br br0 -- set bridge br0 datapath_type=netdev ||
  skip_all "Open vSwitch does not run here: $(tail -n 1 "$work/ovs/switch.log")"
whole_host phone1 10.9.0.1
whole_host phone2 10.9.0.3
whole_host pbx 10.9.0.2
for host in phone1 phone2 pbx; do
  vsctl add-port br0 p-$host
done
vsctl add-port br0 mon
ip netns exec phone1 ping -q -c 3 -i 0.2 10.9.0.2 >"$work/ping" ||
  skip_all "the bridge forwards nothing here"
whole_phones
cat >"$work/plan" <<END
journal = "$work/journal"
device vswitch { driver = ovs address = "$db" bridge = br0 }
session voip { device = vswitch sources = {"p-pbx"} destinations = {mon} }
analysis analysis {
  hosts = {"10.9.0.1 vswitch p-phone1", "10.9.0.2 vswitch p-pbx",
           "10.9.0.3 vswitch p-phone2"}
}
END

lose_rx() {
  vsctl clear mirror voip select_src_port
}

whole_way vswitch

# It knows where hosts are.
ctl where --json 10.9.0.1
is "$? $(jq -c '.hosts[0].places | map([.device, .port])' "$work/out")" \
  '1 []' "where: nobody here has the address in a table of ARP"
mac=$(ip -n phone1 -j link show eth0 | jq -r '.[0].address')
ctl where --json "$mac"
is "$? $(jq -c '.hosts[0].places | map([.device, .port])' "$work/out")" \
  '0 [["vswitch","p-phone1"]]' "where: by what ovs-vswitchd has learnt"
sed -i "s/sources = {\"p-pbx\"}/sources = {\"host $mac rx\"}/" "$work/plan"
ctl apply
is "$? $(vsctl get mirror voip select_dst_port)" "0 []" \
  "a source by its MAC address"
ctl remove
is "$(vsctl --bare --columns=name list mirror)" "" "nothing is left"
done_testing
