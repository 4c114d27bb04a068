#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mirrors by SNMP: a real snmpd, whose portCopyTable (smon_agent.c) mirrors
# interfaces of a bridge for real.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
. "$top_srcdir/tests/spanctl/devices.sh"
. "$top_srcdir/tests/spanctl/secrets_lib.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
PATH=$PATH:/usr/sbin:/sbin
needs ethtool jq ip tc bridge unshare ping tcpdump python3 snmpd
agent=$top_builddir/tests/spanctl/smon_agent
[ -x "$agent" ] || skip_all "built without net-snmp"
in_namespaces "$0"
mount -t tmpfs none /run
tc qdisc add dev lo clsact 2>/dev/null || skip_all "this kernel has no clsact"
ip link add br0 type bridge 2>/dev/null || skip_all "no bridge"
ip link set br0 up
ip link add "$(printf 'x\033[7mx')" type bridge
for host in phone pbx; do
  ip netns add $host || skip_all "no network namespaces"
  ip link add p-$host type veth peer name eth0 netns $host
  ip link set p-$host master br0 up
done
ip -n phone addr add 10.9.0.1/24 dev eth0
ip -n pbx addr add 10.9.0.2/24 dev eth0
ip -n phone link set eth0 up
ip -n pbx link set eth0 up
ip addr add 10.9.0.9/24 dev br0
ip link add mon type veth peer name analysis
ip link set mon up
ip link set analysis up

# All that the agent was told is so now.
followed() {
  asked=$((${asked-0} + 1))
  asked_now=$asked.$(date +%N) # subshells count, too
  echo "$asked_now" >"$work/agent/ask"
  mv "$work/agent/ask" "$work/agent/asked"
  await grep -qsFx "$asked_now" "$work/agent/answered" ||
    echo "# the agent does not answer"
}

mkdir "$work/agent" "$work/snmp"
cat >"$work/snmp/snmpd.conf" <<END
agentAddress udp:127.0.0.1:11161
rwcommunity comm-s3cret 127.0.0.1
rocommunity read-only 127.0.0.1
createUser rec SHA-256 "pass-w0rd" AES "priv-s3cret"
createUser old SHA "pass-w0rd" AES "pass-w0rd"
rwuser rec authpriv
rwuser old authpriv
master agentx
agentXSocket unix:$work/snmp/agentx
agentXTimeout 60
pass_persist .1.3.6.1.2.1.17 $here/bridge_agent.py
END
MIBS="" SNMP_PERSISTENT_DIR=$work/snmp SNMPCONFPATH=$work/snmp snmpd -f -C \
  -c "$work/snmp/snmpd.conf" -Lf "$work/snmp/log" -p "$work/snmp/pid" &
wait_for_port 11161
await test -S "$work/snmp/agentx"
MIBS="" SNMP_PERSISTENT_DIR=$work/snmp SNMPCONFPATH=$work/snmp "$agent" \
  "unix:$work/snmp/agentx" "$work/agent" >"$work/snmp/agent.log" 2>&1 &
followed
keep_secret() { # NAME SECRET
  echo "$2" >"$work/$1"
  chmod 600 "$work/$1"
}
keep_secret auth pass-w0rd
keep_secret privacy priv-s3cret
keep_secret community comm-s3cret
keep_secret reader read-only
watch_secrets pass-w0rd priv-s3cret comm-s3cret

v3="user = rec auth = SHA-256 secret = \"file:$work/auth\"
  privacy = \"file:$work/privacy\""
old="user = old secret = \"file:$work/auth\""
v2="allow_snmp_v2c = yes secret = \"file:$work/community\""

plan() { # LOGIN SOURCES
  cat >"$work/plan" <<END
journal = "$work/journal"
device switch { driver = smon address = 127.0.0.1 port = 11161 timeout = 60
  $1 }
session voip { device = switch sources = {$2} destinations = {mon} }
analysis analysis { hosts = {"10.9.0.2 switch p-pbx"} }
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
  said $?
}

rows() {
  followed
  cat "$work/agent/rows" 2>/dev/null || echo '[]'
}

# All rows go, and nobody remembers.
forget() {
  ctl remove
  rm -rf "$work/journal"
}

for login in v3 old v2; do
  rm -rf "$work/journal"
  case $login in
  v3) plan "$v3" '"p-pbx"' ;;
  old) plan "$old" '"p-pbx"' ;;
  v2) plan "$v2" '"p-pbx"' ;;
  esac
  ctl plan
  is "$?" 2 "$login: plan: changes are pending"
  ctl apply
  is "$? $(rows)" "0 [[3,1,0]]" "$login: apply"
  sed 's/^/# /' "$work/err"
  ctl plan
  is "$?" 0 "$login: then nothing is pending"
  [ $login = v3 ] && is "$(seen)" "5 5" "... and both ways are copied"
  ctl show --json
  is "$(jq -c '.devices[0].sessions[0] | [.id, .owned, .state, .sources,
    .destinations]' "$work/out")" \
    '["mon",true,"up",[{"port":"p-pbx","direction":"both"}],["mon"]]' \
    "$login: show"
  ctl rollback
  is "$? $(rows)" "0 []" "$login: rollback leaves nothing"
done
is "$(tc filter show dev p-pbx ingress)" "" "... in the switch neither"

# How agents differ.
for mode in rfc fastpath steps; do
  forget
  echo $mode >"$work/agent/mode"
  plan "$v3" '"p-pbx rx"'
  ctl apply
  is "$? $(rows)" "0 [[1,1,0]]" "$mode: a row of one direction"
  [ $mode = fastpath ] && is "$(seen)" "0 5" "... and nothing else is copied"
  plan "$v3" '"p-pbx tx", "p-phone rx"'
  ctl apply
  is "$? $(rows)" "0 [[1,1,0],[2,1,0]]" "$mode: a direction turns, one comes"
  plan "$v3" '"p-phone rx"'
  ctl apply
  is "$? $(rows)" "0 [[1,1,0]]" "$mode: one goes"
  ctl remove
  is "$? $(rows)" "0 []" "$mode: remove"
done
rm -rf "$work/journal"
echo down >"$work/agent/mode"
plan "$v3" '"p-pbx rx"'
ctl apply
has "$? $(cat "$work/err")" "0 spanctl: switch: session mon is made, and down" \
  "a row that does not come up is said"
ctl verify --for 1s
has "$(cat "$work/out")" "switch: session mon is down" "... by verify too"
ctl remove
echo rfc >"$work/agent/mode"

# What others made stays.
sed 's/journal"/others"/; s/p-phone rx/p-pbx tx/; s/p-pbx rx/p-pbx tx/' \
  "$work/plan" >"$work/others.plan"
"$spanctl" -c "$work/others.plan" apply >/dev/null
ctl apply
has "$? $(cat "$work/out")" "--adopt" "rows of others stay"
is "$(rows)" "[[2,1,0]]" "... as they are"
"$spanctl" -c "$work/others.plan" remove >/dev/null

# Drops of the destination are told by verify.
ctl apply
lost() { # FRAMES
  echo "$1" >"$work/agent/drops"
  followed
}
verify() {
  lost 77
  ctl verify --for 4s
}
amid verify lost 99
has "$(cat "$work/out")" "switch: session mon lost 22 packets" \
  "drops while verify looks are told"
echo 0 >"$work/agent/drops"
ctl remove

# What the sources carry. This agent has its counters anew every few seconds.
speak 10 600
measures '.devices[0].measured.ports[0].rx_mbit' 0.952 30 \
  "measured: ten calls, as SNMP counts them"
is "$(jq '.devices[0].measured.ports[0].speed_mbit' "$work/out")" \
  "$(ethtool p-pbx | sed -n 's/.*Speed: \([0-9]*\).*/\1/p')" "... and the speed"
hush

# Where is a host?
ip netns exec phone ping -q -c 1 10.9.0.9 >/dev/null
ip netns exec pbx ping -q -c 1 10.9.0.9 >/dev/null
ctl where --json 10.9.0.2
is "$? $(jq -c '[.hosts[0].places[] | [.device, .port, .others]]' \
  "$work/out")" '0 [["switch","p-pbx",0]]' "where: by ARP and bridge tables"
plan "$v3" '"host 10.9.0.2 rx"'
ctl plan
has "$(cat "$work/out")" "ifIndex of p-pbx" "a source by its address"
ctl apply
is "$? $(rows)" "0 [[1,1,0]]" "... is applied"
ctl plan
is "$?" 0 "... and found as planned"
ctl remove

# What goes wrong.
plan "allow_snmp_v2c = yes secret = \"file:$work/reader\"" '"p-pbx"'
ctl apply
has "$? $(cat "$work/err")" "SNMP refuses the row: noAccess" "no right to write"
plan "allow_snmp_v2c = yes" '"p-pbx"'
ctl plan
has "$? $(cat "$work/err")" "1 spanctl: switch: wants a passphrase" "no secret"
plan "allow_snmp_v2c = no secret = \"file:$work/community\"" '"p-pbx"'
ctl plan
has "$? $(cat "$work/err")" "allow_snmp_v2c = yes" "version 2c has to be allowed"
plan "$v3" '"p-fax"'
ctl apply
has "$? $(cat "$work/err")" "has no interface p-fax" "a port that is not"
has "$(cat "$work/err")" " x?[7mx" "... names without what terminals obey"
echo wrong-passphrase >"$work/auth"
ctl plan
has "$? $(cat "$work/err")" "Authentication failure" \
  "a wrong passphrase"
sed -i 's/timeout = 60/timeout = 2/; s/11161/11162/' "$work/plan"
ctl plan
has "$? $(cat "$work/err")" "no answer by SNMP within 2 s" "nobody answers"

echo pass-w0rd >"$work/auth"
for login in v3 v2; do
  rm -rf "$work/journal"
  case $login in
  v3) plan "$v3" '"p-pbx"' ;;
  v2) plan "$v2" '"p-pbx"' ;;
  esac
  all_verbs ctl
  has "$(cat "$work/transcript")" \
    "switch: sets 1.3.6.1.2.1.16.22.1.3.1.1.4" "$login: all verbs, told in full"
done

# More than is taken.
echo 300 >"$work/agent/many"
followed
ctl show
has "$? $(cat "$work/err")" "1 spanctl: switch: has more than 256 sessions" \
  "more sessions than are taken: it is said"
secrets_kept "$work/agent"
done_testing
