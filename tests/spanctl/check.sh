#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plan files: what is wrong with one is said with its line and column.
# shellcheck source-path=SCRIPTDIR disable=SC2016 # sed and others read it
. "$top_srcdir/tests/tap.sh"
once

spanctl=$top_builddir/spanctl/spanctl

base='journal = "/nonexistent"
device core1 {
  driver = ios
  address = 192.0.2.1
  user = rec
  secret = "env:PASSWORD"
}
session voip {
  device = core1
  id = 1
  sources = {"Fa0/5-10 rx", "Gi0/1"}
  destinations = {Fa0/3}
}
'

# says SED-SCRIPT WANTED WHAT: the plan, edited.
says() {
  printf '%s' "$base" | sed "$1" >"$work/plan"
  (cd "$work" && "$spanctl" -c plan check >out 2>err)
  has "$? $(cat "$work/err")" "1 $2" "$3"
}

printf '%s' "$base" >"$work/plan"
status 0 "a plan that is right" "$spanctl" -n -c "$work/plan"
status 0 "the verb check" "$spanctl" -c "$work/plan" check
says 's/driver = ios/driver = iso/' 'plan:3:12: driver: there is no "iso"' \
  "a driver that is not"
says 's/address/adress/' "plan:4:3: no such option 'adress'" \
  "an option that is not"
says 's/Fa0\/5-10 rx/Fb0\/5/' 'plan:11:14: sources: "Fb0/5"' \
  "a port that cannot be one"
says 's/"Gi0\/1"/"Gi0\/1 sideways"/' 'plan:11:29: sources: "Gi0/1 sideways"' \
  "a direction that is none"
says 's/device = core1/device = core2/' 'plan:9:12: session voip: there is no' \
  "a device that is not"
says 's/id = 1/id = 67/' 'plan:10:8: id: is not from 1 to 66' \
  "a number beyond the device's"
says 's/ios/eos/; s/Fa0/Et0/g; s/Gi0/Et1/; s/id = 1/id = pr\xc3\xbcfung/' \
  'plan:10:3: id: "prüfung" has characters' \
  "a name that cannot be read back"
says '/destinations/d' 'plan:8:1: session voip: has no destinations' \
  "no destination"
says '/sources/d' 'plan:8:1: session voip: has no sources' "no sources"
says 's/env:PASSWORD/hunter2/' 'plan:6:3: secret: say where it is' \
  "a secret in the plan"
is "$(grep -c hunter2 "$work/err")" 0 "... is not printed"
says 's/user = rec/transport = telnet/' 'plan:5:15: telnet shows' \
  "telnet has to be allowed"
says 's/user = rec/user = = rec/' 'plan:5:10: unexpected token' \
  "a sign too many"
says '$d' 'plan:8:14: this is not closed' "an end too early"
says 's/^session voip/session "a" { device = core1 id = 01 }\n&/' \
  'plan:8:1: session a: has no sources' "two at once"
says 's/^device/analysis eth1 { expect = {sip, fax} }\n&/' \
  'plan:2:32: expect: "fax"' "what cannot be expected"
says 's/filter_acl//; s/id = 1/id = 1 filter_acl = "a; reload"/' \
  'plan:10:10: filter_acl: is not one word' "words that would be commands"

# What would be cut.
long=$(printf '%064d' 0 | tr 0 x) # more than 63 characters
says "s|/nonexistent|/$long$long$long$long|" \
  'plan:1:1: journal: has more than 255 characters' "a folder's long name"
says "s/^device core1/device $long/; s/= core1/= $long/" \
  'plan:2:1: device: its name has more than 63 characters' \
  "a device's long name"
says "s/^session voip/session $long/" \
  'plan:8:1: session: its name has more than' "a session's long name"
says "s/^session voip/analysis $long { }\n&/" \
  'plan:8:1: analysis: its name has more than' "an interface's long name"
says "s/^session voip/analysis a { hosts = {\"192.0.2.7 $long Fa0\/1\"} }\n&/
  s/core1/${long%x}/" "plan:8:23: hosts: there is no device \"$long\"" \
  "a device that begins as another does"
says "s/^session voip/analysis a { hosts = {\"192.0.2.7 core1 $long\"} }\n&/" \
  'plan:8:23: hosts: "192.0.2.7 core1' "a port's long name"
says 's/user = rec/timeout = 0/' 'plan:5:3: timeout: is not from 1 to 3600' \
  "no time to answer"

says 's/core1/k\xf6ln/' 'spanctl: plan: is not UTF-8' \
  "a plan in Latin-1"

# What is right as a plan, but not for the network.
guard() { # SED-SCRIPT WANTED WHAT
  printf '%s' "$base" | sed "$1" >"$work/plan"
  "$spanctl" -c "$work/plan" check >"$work/out" 2>"$work/err"
  has "$? $(cat "$work/out")" "$2" "$3"
}
guard 's/{Fa0\/3}/{FastEthernet0\/7}/' \
  '1 core1: error: FastEthernet0/7 is a destination, and a source' \
  "a destination that is a source, by another name"
guard 's/user = rec/uplinks = {Fa0\/1-4}/' 'error: Fa0/3 is a trunk' \
  "a destination that is an uplink"
guard 's/user = rec/management = {Fa0\/3}/' \
  'error: Fa0/3 is the way by which' "a destination that we come by"
guard 's/user = rec/lag_members = {Fa0\/3}/' \
  'error: Fa0/3 is a member of a link aggregation' "a member of a LAG"
guard 's/{Fa0\/3}/{Po1}/' 'Po1 is a link aggregation' "a LAG"
guard 's/"Gi0\/1"/"vlan 20"/' 'error: session 1: a session has ports or' \
  "ports and VLANs"
guard 's/destinations.*/rspan_vlan = 1003/' \
  'error: VLAN 1003 cannot be one for RSPAN' "an RSPAN VLAN that cannot be"
guard 's/id = 1/id = 1 ingress = yes/' 'its destination may send' "ingress"
guard 's/", "Gi0\/1//; s/5-10 rx/5 rx/' 'calls will have one side' "one way"
guard 's/ rx", "Gi0\/1//' 'copied twice' "copies that come twice"
guard 's/, "Gi0\/1"//' '0 core1: warning: session 1: its sources can send 600' \
  "capacity: rx only is half"
printf '%ssession b { device = core1 id = 2 sources = {Fa0/20}
  destinations = {Fa0/3} }' "$base" >"$work/plan"
"$spanctl" -c "$work/plan" check >"$work/out"
has "$? $(cat "$work/out")" "1 core1: error: Fa0/3 is the destination of the" \
  "a destination of two sessions"

# Commands for other devices than the example's.
exports() { # PLAN-LINES WANTED WHAT
  printf 'device d { driver = %s address = 192.0.2.1 }
session s { device = d %s }' "$1" "$2" >"$work/plan"
  is "$("$spanctl" -c "$work/plan" export | grep -v '^!')" \
    "$(printf '%s' "$3" | tr ';' '\n')" "$1: $2"
}
exports ios 'id = 2 sources = {"Fa0/1"} rspan_vlan = 900' \
  'configure terminal;vlan 900;remote-span;exit;monitor session 2 source interface Fa0/1 both;monitor session 2 destination remote vlan 900;end'
exports ios 'id = 3 sources = {"Gi1/0/1 rx"} erspan_to = 10.1.1.1 erspan_id = 10' \
  'configure terminal;monitor session 3 type erspan-source;no shutdown;source interface Gi1/0/1 rx;destination;erspan-id 10;ip address 10.1.1.1;exit;exit;end'
exports nxos 'id = 1 sources = {"e1/5-6 rx"} destinations = {e1/24}' \
  'configure terminal;monitor session 1;no shut;source interface e1/5 rx;source interface e1/6 rx;interface e1/24;switchport;switchport monitor;monitor session 1;destination interface e1/24;exit;end'
exports eos 'sources = {"Et5"} destinations = {Et24}' \
  'configure session spanctl;monitor session s source Et5 both;monitor session s destination Et24;commit'
exports junos 'sources = {"ge-0/0/5"} destinations = {ge-0/0/24.0}' \
  'configure exclusive;set forwarding-options analyzer s input ingress interface ge-0/0/5;set forwarding-options analyzer s input egress interface ge-0/0/5;set forwarding-options analyzer s output interface ge-0/0/24.0;commit;exit'
exports comware 'id = 1 sources = {"g1/0/6"} destinations = {g1/0/4}' \
  'system-view;mirroring-group 1 local;mirroring-group 1 mirroring-port g1/0/6 both;mirroring-group 1 monitor-port g1/0/4;return'
exports procurve 'id = 1 sources = {"5-6 rx"} destinations = {24}' \
  'configure terminal;mirror 1 port 24;interface 5 monitor all in mirror 1;interface 6 monitor all in mirror 1;end'
exports vrp 'id = 1 sources = {"GE0/0/5"} destinations = {GE0/0/24}' \
  'system-view;observe-port 1 interface GE0/0/24;interface GE0/0/5;port-mirroring to observe-port 1 both;quit;return'
exports fastpath 'id = 1 sources = {"0/45"} destinations = {0/46}' \
  'configure;monitor session 1 mode;monitor session 1 source interface 0/45;monitor session 1 destination interface 0/46;exit'
exports routeros 'id = switch1 sources = {ether2} destinations = {ether3}' \
  '/interface/ethernet/switch set switch1 mirror-target=ether3;/interface/ethernet/switch/port set ether2 mirror-ingress=yes;/interface/ethernet/switch/port set ether2 mirror-egress=yes'
exports aoscx 'id = 1 sources = {"1/1/5-6 rx"} destinations = {1/1/24}' \
  'mirror session 1;source interface 1/1/5 rx;source interface 1/1/6 rx;destination interface 1/1/24;enable;exit'
exports gcp 'sources = {vm1, vm2} destinations = {collector}' \
  'gcloud compute packet-mirrorings create s --region=$REGION --network=$NETWORK --mirrored-instances=vm1,vm2 --collector-ilb=collector'
exports azure 'sources = {nic1} destinations = {tap-ip}' \
  'az network vnet tap create --resource-group $GROUP --name s --destination tap-ip;az network nic vtap-config create --resource-group $GROUP --nic-name nic1 --name s --vnet-tap s'
printf 'device d { driver = ovs bridge = br0 }
session s { device = d sources = {tap1} destinations = {mon}
  filter_vlans = {"1-2000"} }' >"$work/plan"
has "$("$spanctl" -c "$work/plan" export)" "br0 mirrors @mirror" \
  "ovs: a long command is whole"
printf 'device d { driver = aws }
session s { device = d sources = {eni-1} destinations = {eni-2} }' >"$work/plan"
"$spanctl" -c "$work/plan" export >"$work/out"
is "$(grep -c '^aws\|^[A-Z]*=$(aws' "$work/out")" 5 "aws"
status 1 "what is only printed is not applied" "$spanctl" -c "$work/plan" apply
has "$(cat "$work/err")" "spanctl export" "... and it is said what is"

# A journal that cannot be read is no empty one.
mkdir "$work/journal"
echo '{"state": "waiting", "before": [], "touched": [], "owned": [],
  "made": []}' >"$work/journal/core1.000001.json"
printf '%s' "$base" | sed "s|/nonexistent|$work/journal|" >"$work/plan"
# shellcheck disable=SC3045 # dash has it
(exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  ulimit -n 5 && exec "$spanctl" -c "$work/plan" confirm) 2>"$work/err"
has "$? $(cat "$work/err")" "1 spanctl: $work/journal: Too many open files" \
  "a journal that cannot be read is said"
is "$("$spanctl" -c "$work/plan" confirm --json | tr -d ' \n')" \
  '{"devices":[{"device":"core1"}],"done":true}' "... and is as it was"

# Each scenario gives a plan that is right.
scenario() { # NAME ANSWERS...
  rm -f "$work/plan"
  status 0 "scenario $1" "$spanctl" scenario -o "$work/plan" "$@"
  "$spanctl" -n -c "$work/plan" >"$work/out" 2>&1
  is "$? $(grep -c error "$work/out")" "0 0" "... is a right plan"
}
to='driver=ios address=192.0.2.1 user=rec secret=env:PASSWORD'
# shellcheck disable=SC2086 # words
{
  scenario pbx $to pbx=Gi0/1 recorder=Fa0/24
  scenario internal $to pbx=Gi0/1 phones=Fa0/1-20 recorder=Gi0/2
  is "$("$spanctl" -n -c "$work/plan" | grep -c twice)" 0 \
    "internal calls: each packet comes once"
  scenario second-nic $to address2=192.0.2.2 pbx=Gi0/1 phones=Fa0/1-20 \
    phones2=Fa0/1-20 recorder=Gi0/2 recorder2=Gi0/2
  scenario rspan $to address2=192.0.2.2 phones2=Fa0/1-20 recorder=Gi0/2 vlan=900
  scenario erspan $to phones=Gi1/0/1-20 recorder_address=192.0.2.9
  scenario hosted $to uplink=Gi0/1 recorder=Gi0/2
}
scenario vm pbx=tap100i0 recorder=mon
scenario ovs bridge=vmbr0 pbx=tap100i0 recorder=mon
scenario cloud driver=aws pbx=eni-1 recorder=eni-2
status 1 "a file that is there is kept" \
  "$spanctl" scenario -o "$work/plan" vm pbx=tap0 recorder=mon
status 2 "an answer is missing" "$spanctl" scenario vm pbx=tap0
has "$(cat "$work/err")" "say recorder=" "... is said"
status 2 "an answer to nothing" "$spanctl" scenario vm pbx=tap0 phone=x
status 2 "an answer that would end its quotes" \
  "$spanctl" scenario vm 'pbx=tap0"} journal = "x' recorder=mon
status 2 "no such scenario" "$spanctl" scenario analog
status 0 "scenarios are listed" "$spanctl" scenario
done_testing
