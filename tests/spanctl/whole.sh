#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole way, in a namespace that goes with the test: a phone and a PBX on a
# bridge, spanctl makes the mirror, SIPp calls, spanrec records what arrives.
# Then one direction goes: verify names it, and what it says repairs it.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
needs jq ip tc unshare tcpdump timeout sipp
[ -r /usr/share/sip-tester/g711a.pcap ] || skip_all "SIPp has no speech here"
if [ "${SPANCTL_INSIDE-}" != yes ]; then
  unshare -mnpf --kill-child true 2>/dev/null ||
    skip_all "namespaces are not allowed here"
  SPANCTL_INSIDE=yes exec timeout 200 unshare -mnpf --kill-child \
    --mount-proc sh "$0"
fi
spanctl=$top_builddir/spanctl/spanctl

mount -t tmpfs none /run
ip link set lo up
ip link add br0 type bridge 2>/dev/null || skip_all "no bridge"
ip link set br0 up
for host in phone pbx; do
  ip netns add $host || skip_all "no network namespaces"
  ip link add p-$host type veth peer name eth0 netns $host
  ip link set p-$host master br0 up
  ip -n $host link set lo up
done
ip -n phone addr add 10.9.0.1/24 dev eth0
ip -n pbx addr add 10.9.0.2/24 dev eth0
ip -n phone link set eth0 up
ip -n pbx link set eth0 up
ip link add mon type veth peer name analysis
ip link set mon up
ip link set analysis up
tc qdisc add dev lo clsact 2>/dev/null || skip_all "this kernel has no clsact"

# Calls of three seconds.
mkdir "$work/pcap"
cp /usr/share/sip-tester/*.pcap "$work/pcap"
sipp -sd uac_pcap 2>/dev/null | sed 's/"8000"/"3000"/; /dtmf_2833/d' >"$work/uac.xml"
sipp -sd uas 2>/dev/null | sed 's/AVP 0/AVP 8/; s/rtpmap:0 PCMU/rtpmap:8 PCMA/' \
  >"$work/uas.xml"
cd "$work" || exit 99
ip netns exec pbx timeout 150 sipp -sf "$work/uas.xml" -rtp_echo -i 10.9.0.2 -mi 10.9.0.2 \
  -nostdin >"$work/uas.log" 2>&1 &
call() {
  ip netns exec phone timeout 30 sipp -sf "$work/uac.xml" -i 10.9.0.1 \
    -mi 10.9.0.1 -m 1 -nostdin 10.9.0.2 >"$work/uac.log" 2>&1
}

plan() { # SOURCES
  cat >"$work/plan" <<END
journal = "$work/journal"
device host { driver = linux }
session voip { device = host sources = {$1} destinations = {mon} }
analysis analysis {
  hosts = {"10.9.0.1 host p-phone", "10.9.0.2 host p-pbx"}
}
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

# A call, with what arrives meanwhile in a file and looked at.
watched_call() { # NAME
  timeout 30 tcpdump -Z root --immediate-mode -i analysis -s 0 -U \
    -w "$work/$1.pcap" 2>/dev/null &
  sniffer=$!
  "$spanctl" -c "$work/plan" verify --for 8s --json >"$work/$1.json" \
    2>"$work/err" &
  looker=$!
  sleep 1
  call
  wait $looker
  looked=$?
  kill -INT $sniffer
  wait $sniffer
  "$top_builddir/spanrec" -r "$work/$1.pcap" -o "$work/$1.calls" \
    >/dev/null 2>&1
  "$top_builddir/spanview" -d "$work/$1.calls" list --json |
    jq -c '[.[] | [.state, .completeness, ([.streams[].side] | sort)]]'
}

plan '"p-pbx"'
ctl verify --for 1s
has "$? $(cat "$work/out")" "1 analysis: " "before: that nothing arrives ..."
is "$(grep -cE 'nothing arrives|only broadcast' "$work/out")" 1 "... is said"
ctl apply
is "$?" 0 "apply"
watched_call both >"$work/calls"
is "$(cat "$work/calls")" '[["ended","complete",["callee","caller"]]]' "the call is recorded whole"
is "$looked $(jq '.interfaces[0].findings | length' "$work/both.json")" "0 0" \
  "verify finds nothing wrong"
is "$(jq -c '.interfaces[0].hosts | map([.address, (.rtp | map(. > 50))]) |
  sort' "$work/both.json")" \
  '[["10.9.0.1",[true,true]],["10.9.0.2",[true,true]]]' "... and saw both"

plan '"p-pbx tx"'
ctl apply
watched_call half >"$work/calls"
is "$looked $(jq -c '.[0][2]' "$work/calls")" '1 ["caller"]' \
  "one direction goes: the call has one side"
has "$(jq -r '.interfaces[0].findings[].text' "$work/half.json")" \
  'rx of p-pbx of host is not copied: put "p-pbx both" into the sources of session voip, then spanctl apply host' \
  "verify names device, port, direction and what to do"

# The plan is right, but the kernel lost its filter.
plan '"p-pbx"'
ctl apply
tc filter del dev p-pbx ingress
watched_call lost >"$work/calls"
has "$(jq -r '.interfaces[0].findings[].text' "$work/lost.json")" \
  'the plan copies rx of p-pbx of host: spanctl apply host' \
  "what went by itself is named too"
ctl apply host
is "$?" 0 "what it says"
watched_call again >"$work/calls"
is "$looked $(cat "$work/calls")" '0 [["ended","complete",["callee","caller"]]]' \
  "... and the next call is whole"
ctl remove
is "$(tc filter show dev p-pbx ingress; tc filter show dev p-pbx egress)" "" \
  "nothing is left"
done_testing
