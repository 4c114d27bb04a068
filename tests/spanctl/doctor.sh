#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What doctor says of this host (interfaces of a namespace), of devices (its
# bridge), and of a recorder's figures (served here as a recorder serves them).
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/devices.sh"
PATH=$PATH:/usr/sbin:/sbin
needs jq python3 unshare ip tc
in_namespaces "$0"
mount -t tmpfs none /run
ip link add p-pbx type veth peer name pbx
ip link add mon type veth peer name analysis
ip link set p-pbx up
ip link set pbx up
ip link set mon up

plan() { # SOURCES
  cat >"$work/plan" <<END
journal = "$work/journal"
device host { driver = linux }
session voip { device = host sources = {$1} destinations = {mon} }
analysis analysis { hosts = {"10.9.0.2 host p-pbx", "10.9.0.1"} }
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

# This host.
plan '"p-pbx"'
"$spanctl" -c "$work/plan" doctor nic7 >"$work/out" 2>&1
has "$? $(cat "$work/out")" "1 recorder:" "doctor, of an interface that is not"
has "$(cat "$work/out")" "error: this host has no interface nic7" "... is said"
has "$(cat "$work/out")" "note: no recorder answers at /run/spanrec/control" \
  "... and that no recorder runs"
ctl doctor
has "$(cat "$work/out")" "analysis is down: ip link set analysis up" \
  "an interface that is down"
ip link set analysis up
ip link set mon down
ctl doctor
has "$(cat "$work/out")" "analysis has no link" "a cable that is not in"
ip link set mon up
if command -v ethtool >/dev/null && ethtool -K analysis gro on 2>/dev/null; then
  ctl doctor
  has "$(cat "$work/out")" "ethtool -K analysis gro off" "frames are joined"
  ethtool -K analysis gro off
  ctl doctor
  is "$(grep -c 'gro off' "$work/out")" 0 "... and what it says helps"
fi
ctl doctor
has "$(cat "$work/out")" "host: session voip is not there: spanctl apply host" \
  "a session that is not there"
if tc qdisc add dev lo clsact 2>/dev/null; then
  ctl apply
  ctl doctor
  is "$? $(grep -c error "$work/out")" "0 0" "what it says helps"
  tc filter del dev p-pbx ingress
  ctl doctor
  has "$? $(cat "$work/out")" \
    "host: session voip does not copy rx of p-pbx, as the plan wants: spanctl apply host" \
    "one direction that went is named"
  ctl apply
fi
setpriv --bounding-set=-net_raw --inh-caps=-net_raw true 2>/dev/null && {
  setpriv --bounding-set=-net_raw --inh-caps=-net_raw \
    "$spanctl" -c "$work/plan" doctor >"$work/out" 2>&1
  has "$(cat "$work/out")" "can only be tried by root" "without CAP_NET_RAW"
}

# A tunnel that ends here.
if ip link add vx0 type vxlan id 7 dstport 4789 local 127.0.0.1 2>/dev/null; then
  ip link set vx0 up
  sysctl -q net.ipv4.conf.all.rp_filter=1
  "$spanctl" -c "$work/plan" doctor vx0 >"$work/out" 2>&1
  has "$(cat "$work/out")" "sysctl net.ipv4.conf.all.rp_filter=2" \
    "a tunnel that ends here: the reverse-path filter"
  sysctl -q net.ipv4.conf.all.rp_filter=2
  "$spanctl" -c "$work/plan" doctor vx0 >"$work/out" 2>&1
  is "$(grep -c rp_filter "$work/out")" 0 "... is right then"
  if nft add table inet strict 2>/dev/null; then
    nft 'add chain inet strict in { type filter hook input priority 0; policy drop; }'
    "$spanctl" -c "$work/plan" doctor vx0 >"$work/out" 2>&1
    has "$(cat "$work/out")" \
      "chain in of table strict drops what no rule lets in: let in UDP to port 4789" \
      "... the firewall"
    nft delete table inet strict
  fi
fi

# A recorder's figures.
cat >"$work/serve.py" <<'END'
import os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1] + ".new")
server.listen()
os.rename(sys.argv[1] + ".new", sys.argv[1])
while True:
    client, _ = server.accept()
    line = client.makefile().readline()
    with open(sys.argv[2], "rb") as file:
        text = file.read()
    if line == "mirror\n":
        client.sendall(b"ok %d\n" % len(text) + text)
    elif line == "status --json\n":
        client.sendall(b"error 2\nx\n")
    client.close()
END
python3 "$work/serve.py" "$work/control" "$work/figures" &
figures() { # JQ-PROGRAM
  jq "$1" >"$work/figures.new" <<'END'
{"version": 1, "window_s": 300, "interfaces": [{"name": "analysis",
 "state": "up", "packets": 9000, "recent": {"packets": 900, "bytes": 9,
 "dropped_kernel": 0, "dropped_interface": 0, "truncated": 0, "to_group": 5,
 "ethernet": 900}}], "sources": [{"source": "analysis",
 "interface": "analysis", "around": null, "recent": {"packets": 895,
 "copies": 0, "truncated": 0, "sip_requests": 5, "sip_responses": 5,
 "rtp_from_caller": 400, "rtp_from_callee": 400}}], "duplicates": [],
 "calls": {}, "one_way_hosts": []}
END
  mv "$work/figures.new" "$work/figures"
}
finds() { # JQ-PROGRAM TEXT WHAT
  figures "$1"
  ctl doctor --control "$work/control"
  has "$? $(cat "$work/out")" "$2" "$3"
}
figures .
await test -S "$work/control"
ctl doctor --control "$work/control"
is "$? $(grep -c error "$work/out")" "0 0" "a recorder that sees all"
sed 's/^/# /' "$work/err"
finds '.interfaces[0].recent.packets = 0' \
  "analysis: nothing arrived in the last 300 s" "nothing arrives"
finds '.interfaces[0].recent.to_group = 900' \
  "analysis: only broadcast and multicast arrived" "only broadcast"
finds '.interfaces[0].state = "gone"' "the recorder says that analysis is gone" \
  "an interface that went"
finds '.interfaces[0].recent.dropped_kernel = 12' \
  "analysis: 12 frames of the last 300 s: the recorder was too slow" "drops"
finds '.interfaces[0].recent.truncated = 3' "cut short: the MTU" "truncation"
finds '.sources[0].recent.sip_responses = 0' "SIP has requests only" \
  "signalling of one direction"
finds '.sources[0].recent.rtp_from_callee = 0' \
  "only what callers say arrives" "speech of one direction"
finds '.sources[0].recent.copies = 400 |
  .duplicates = [{"source": "analysis", "copy": "analysis", "packets": 400}]' \
  "44.7 % of its packets were there before, from analysis" "copies"
finds '.one_way_hosts = [{"host": "10.9.0.2", "direction": "from",
  "source": "analysis", "calls": 3, "missing": 2}]' \
  "10.9.0.2: what it sends was missing in 2 of 3 calls; the plan copies rx of p-pbx of host: spanctl apply host" \
  "a host that is not heard, with port and command"
plan '"p-pbx rx"'
finds '.one_way_hosts = [{"host": "10.9.0.2", "direction": "to",
  "source": "analysis: vlan 20", "calls": 3, "missing": 2}]' \
  'put "p-pbx both" into the sources of session voip, then spanctl apply host' \
  "... and what the plan has to say for it"
finds '.interfaces[0].name = "eth7" | .sources = []' \
  "the recorder does not listen to analysis" "an interface that is not recorded"
plan '"p-pbx"'
figures .
ctl doctor --json --control "$work/control"
is "$? $(jq -c '[.errors, [.parts[] | .interface // .part]]' "$work/out")" \
  '0 [0,["recorder","analysis","devices"]]' "JSON"
for answer in '' 'null' '[1]' '{"interfaces": 7, "sources": {"a": [{}]},
  "one_way_hosts": [1, {"host": 5}]}' '{' ; do
  printf '%s' "$answer" >"$work/figures"
  ctl doctor --control "$work/control"
  is "$?" 1 "an answer that is none: $(echo "$answer" | head -c 20)"
done
ctl doctor --control "$work/nobody"
has "$? $(cat "$work/out")" "1 recorder:" "no recorder where one should be"

# A capture file: who comes twice, and SIP in pieces.
cat >"$work/write.py" <<'END'
import struct, sys
def packet(time, src, dst, payload, tcp=False, ip_id=0, vlan=0, seq=1):
    ports = struct.pack(">HH", 5060 if tcp else 4000, 5060 if tcp else 4002)
    head = ports + (struct.pack(">IIBBHHH", seq, 1, 0x50, 0x18, 9, 0, 0)
                    if tcp else struct.pack(">HH", 8 + len(payload), 0))
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(head) + len(payload),
                     ip_id, 0, 64, 6 if tcp else 17, 0, bytes(src), bytes(dst))
    frame = bytes(12) + (struct.pack(">HH", 0x8100, vlan) if vlan else b"") + \
        b"\x08\0" + ip + head + payload
    return struct.pack("<IIII", 1000 + time // 1000000, time % 1000000,
                       len(frame), len(frame)) + frame
a, b = (10, 9, 0, 1), (10, 9, 0, 2)
out = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)]
if sys.argv[1] in ("twice", "vlans"):
    for n in range(100):
        rtp = struct.pack(">BBHII", 0x80, 0, n, n * 160, 7) + bytes(160)
        for src, dst in ((a, b), (b, a)):
            out.append(packet(n * 20000, src, dst, rtp, ip_id=n))
            out.append(packet(n * 20000 + 50, src, dst, rtp, ip_id=n,
                              vlan=20 if sys.argv[1] == "vlans" else 0))
else:
    text = b"x: y\r\n\r\nINVITE sip:b@b SIP/2.0\r\nVia: z\r\n\r\nBYE sip:b SI"
    more = b"P/2.0\r\nVia: z\r\n\r\n"
    out.append(packet(0, a, b, text, True, 1, seq=1))
    out.append(packet(9, a, b, more, True, 2, seq=1 + len(text)))
    if sys.argv[1] == "tcp":
        out.append(packet(20, b, a, b"v: w\r\n\r\nSIP/2.0 200 OK\r\n\r\n", True,
                          3))
open(sys.argv[2], "wb").write(b"".join(out))
END
look() { # WHAT
  python3 "$work/write.py" "$1" "$work/$1.pcap"
  ctl verify -r "$work/$1.pcap" --json
}
sed -i 's/"10.9.0.1"/"10.9.0.1 host pbx"/; s/{"p-pbx"}/{"p-pbx", "pbx"}/;
  s/hosts =/expect = {rtp} hosts =/' "$work/plan"
look twice
has "$? $(jq -r '.interfaces[0].findings[].text' "$work/out")" \
  '50.0 % of all packets came before, most between 10.9.0.1 and 10.9.0.2: pbx of host is copied both, and p-pbx of host both: put "pbx rx" and "p-pbx rx" into the sources, then spanctl apply host' \
  "copies, with the pair of ports"
is "$(jq -c '.interfaces[0].twice[0] | [.hosts, .packets]' "$work/out")" \
  '[["10.9.0.1","10.9.0.2"],200]' "... counted"
head -c -20 "$work/twice.pcap" >"$work/cut.pcap"
ctl verify -r "$work/cut.pcap" --json
is "$? $(jq -c '.interfaces[0] | [.frames, (.findings | length > 0)]' \
  "$work/out")" "1 [399,true]" "a file that is cut: what was found so far"
has "$(cat "$work/err")" "$work/cut.pcap: " "... and that it is cut"
cp "$work/plan" "$work/before"
sed -i 's/^analysis.*/analysis analysis { max_duplicates = 100 }/' "$work/plan"
sed -i 's/analysis {/& expect = {rtp}/' "$work/plan"
ctl verify -r "$work/twice.pcap"
is "$?" 0 "... where a whole file has nothing wrong"
ctl verify -r "$work/cut.pcap"
is "$?" 1 "... it is a failure"
ctl where -r "$work/cut.pcap"
has "$? $(cat "$work/err")" "1 spanctl: $work/cut.pcap: " \
  "where: a file that is cut"
is "$(grep -c 'no switch tells' "$work/err")" 0 "... may have told the port"
mv "$work/before" "$work/plan"
look vlans
has "$(jq -r '.interfaces[0].findings[].text' "$work/out")" \
  "once in VLAN 0, once in VLAN 20" "copies of an access port and a trunk"
sed -i 's/expect = {rtp}/expect = {sip}/' "$work/plan"
look tcp
is "$(jq -c '.interfaces[0] | [.sip, (.hosts | map([.address, .requests,
  .responses]))]' "$work/out")" \
  '[3,[["10.9.0.1",[2,0],[0,1]],["10.9.0.2",[0,2],[1,0]]]]' \
  "SIP in TCP, where no segment begins a message"
look half
has "$? $(jq -r '.interfaces[0].findings[].text' "$work/out")" \
  "10.9.0.2: no SIP that it sends arrives; the plan copies rx of p-pbx of host" \
  "... of one direction"
done_testing
