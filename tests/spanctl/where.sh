#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where is a host? A Catalyst (catalyst.py behind a real sshd) and a real bridge
# know; LLDP and CDP tell this host's own port.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/devices.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
needs jq python3 unshare ssh-keygen openssl ip ss ping tc
[ -x /usr/sbin/sshd ] || skip_all "sshd is not installed"
in_namespaces "$0"
start_sshd
printf 'pass-w0rd\n' >"$work/secret"
printf 'enable-s3cret\n' >"$work/enable"
chmod 600 "$work/secret" "$work/enable"
ip link add br0 type bridge 2>/dev/null || skip_all "no bridge"
ip link set br0 up
ip addr add 10.9.0.9/24 dev br0
for host in phone pbx; do
  ip netns add $host || skip_all "no network namespaces"
  ip link add p-$host type veth peer name eth0 netns $host
  ip link set p-$host master br0 up
done
ip -n phone addr add 10.9.0.1/24 dev eth0
ip -n pbx addr add 10.9.0.2/24 dev eth0
ip -n phone link set eth0 address 02:00:00:00:00:01 up
ip -n pbx link set eth0 address 02:00:00:00:00:02 up
ip link add mon type veth peer name analysis
ip link set mon up
ip link set analysis up
new_switch
cat >"$work/switch/macs" <<END
  20    0200.0000.0001    DYNAMIC     Fa0/5
  20    0200.0000.0002    DYNAMIC     Gi0/1
  20    0200.0000.0003    DYNAMIC     Gi0/1
  20    0200.0000.0004    DYNAMIC     Gi0/1
END
echo "Internet  10.9.0.3   0   0200.0000.0003  ARPA   Vlan20" \
  >"$work/switch/arp"
cat >"$work/plan" <<END
journal = "$work/journal"
device core1 {
  driver = ios
  address = 127.0.0.1
  port = 2222
  user = rec
  secret = "file:$work/secret"
  enable = "file:$work/enable"
  hostkey = "$hostkey"
  timeout = 60
  uplinks = {"Gi0/1"}
}
device host { driver = linux }
END
cp "$work/plan" "$work/devices"

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

# Nobody has spoken yet: spanctl makes the kernel ask for the address.
ctl where 10.9.0.2
has "$? $(cat "$work/out")" "0 10.9.0.2 (02:00:00:00:00:02): p-pbx of host" \
  "a host by its address, on the bridge of this host"
has "$(cat "$work/out")" \
  "on the way there: Gi0/1 of core1, VLAN 20, with 2 others, an uplink" \
  "... and at an uplink of a switch"
ctl where --json 02-00-00-00-00-01
is "$? $(jq -c '.hosts[0] | [.mac, (.places | map(select(.device == "core1")
  | [.device, .port, .vlan, .others, .uplink]))]' "$work/out")" \
  '0 ["02:00:00:00:00:01",[["core1","Fa0/5",20,0,false]]]' \
  "a host by its MAC address, as another system writes it"
ctl where 10.9.0.3
has "$? $(cat "$work/out")" "0 10.9.0.3 (02:00:00:00:00:03): Gi0/1 of core1" \
  "an address that only the switch has in its table"
ctl where 10.9.0.77
has "$? $(cat "$work/out")" "1 10.9.0.77: nobody knows its MAC address" \
  "a host that is not"
ctl where no-such-host.invalid
is "$?" 1 "a name that is not"
ctl where
is "$?" 2 "no host"

# Sources by host.
cat "$work/devices" - >"$work/plan" <<END
session voip { device = host sources = {"host 10.9.0.2 both"}
  destinations = {mon} }
session a { device = core1 id = 1 sources = {"host 02:00:00:00:00:01 rx"}
  destinations = {"Fa0/3"} }
END
tc qdisc add dev lo clsact 2>/dev/null && {
  ctl apply host
  is "$?" 0 "a source by its address"
  ctl show --json host
  is "$(jq -c '.devices[0].sessions[0].sources' "$work/out")" \
    '[{"port":"p-pbx","direction":"both"}]' "... is its port"
}
ctl apply core1
is "$? $(switch_has | jq -c '.["1"].sources')" '0 {"Fa0/5":1}' \
  "a source by its MAC address"
ctl plan core1
is "$?" 0 "... is found as planned"
sed -i 's/0200.0000.0001/0200.0000.00ff/' "$work/switch/macs"
ctl plan core1
has "$? $(cat "$work/err")" "session 1: knows no port of 02:00:00:00:00:01" \
  "a host that is not there any more"
sed -i 's/host 02:00:00:00:00:01/host 02:00:00:00:00:02/' "$work/plan"
ctl plan core1
has "$? $(cat "$work/err")" "knows no port" "a host behind an uplink"

# What the switch counts is told by verify.
cat "$work/devices" - >"$work/plan" <<END
session a { device = core1 id = 1 sources = {"Fa0/5 rx"}
  destinations = {"Fa0/3"} }
analysis analysis { }
END
ctl apply core1
# amid calls these.
# shellcheck disable=SC2317
count() { # PACKETS DROPPED
  echo "$1 $2" >"$work/switch/counters.new"
  mv "$work/switch/counters.new" "$work/switch/counters"
}
# shellcheck disable=SC2317
verify() {
  count 100 7
  ctl verify --for 3s
}
amid verify count 1100 49
has "$? $(cat "$work/out")" "core1: session 1 lost 42 packets" \
  "drops of the destination"
has "$(cat "$work/out")" "core1: session 1 copied 1000 packets, and none arrived" \
  "packets that were sent and did not arrive"
# shellcheck disable=SC2317
verify() {
  count 0 0
  rm -f "$work/switch/knobs.json"
  ctl verify --for 3s
}
amid verify knobs '{"refuse": "show interfaces"}'
result=$?
rm "$work/switch/knobs.json"
(exit $result)
has "$? $(cat "$work/err")" '"show interfaces Fa0/3" is refused' \
  "figures that cannot be read a second time"
is "$(grep -c 'copied nothing' "$work/out")" 0 "... are not taken for none"
ctl remove core1
ctl verify --for 1s
has "$(cat "$work/out")" "core1: session 1 is not there: spanctl apply core1" \
  "a session that is not there"

# This host's own port; frames as switches send them.
cat >"$work/announce.py" <<'END'
import socket, struct, sys, time
def tlv(kind, value):
    return struct.pack(">H", kind << 9 | len(value)) + value
def cdp(kind, value):
    return struct.pack(">HH", kind, 4 + len(value)) + value
source = bytes.fromhex("020000000099")
lldp = bytes.fromhex("0180c200000e") + source + b"\x88\xcc" + \
    tlv(1, b"\x04" + source) + tlv(2, b"\x05ge-0/0/3") + tlv(3, b"\0\x78") + \
    tlv(4, b"recorder \x1b[31m") + tlv(5, b"ex1") + \
    tlv(8, b"\x05\x01\x7f\0\0\x09\x02\0\0\0\1\0") + \
    tlv(127, b"\0\x80\xc2\x01\0\x14") + tlv(0, b"")
body = b"\x02\xb4\0\0" + cdp(1, b"core1") + \
    cdp(2, b"\0\0\0\1\1\1\xcc\0\4\x7f\0\0\1") + \
    cdp(3, b"FastEthernet0/3") + cdp(10, b"\0\1")
snap = b"\xaa\xaa\3\0\0\x0c\x20\0" + body
cisco = bytes.fromhex("01000ccccccc") + source + \
    struct.pack(">H", len(snap)) + snap
frame = {"lldp": lldp, "cdp": cisco, "cut": cisco[:40], "none": lldp[:14]}
out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind(("mon", 0))
while True:
    out.send(frame[sys.argv[1]])
    print("sent", flush=True)
    time.sleep(0.2)
END
announce() { # WHAT: again and again, until hush
  : >"$work/announced"
  python3 "$work/announce.py" "$1" >"$work/announced" &
  speakers=$!
  await test -s "$work/announced"
}
announce cdp
ctl where -i analysis --for 100s
has "$? $(cat "$work/out")" \
  "0 analysis: FastEthernet0/3 of core1, 127.0.0.1, VLAN 1, by CDP" "CDP"
has "$(cat "$work/out")" "that is the device core1 of the plan" \
  "... of a device of the plan"
hush
announce lldp
"$spanctl" -c /nonexistent where --json -i analysis --for 100s >"$work/out"
is "$? $(jq -c '[.protocol, .device, .port, .description, .address, .vlan,
  .plan_device]' "$work/out")" \
  '0 ["LLDP","ex1","ge-0/0/3","recorder ?[31m","127.0.0.9",20,null]' \
  "LLDP, without a plan, and nothing that a terminal would obey"
for what in cut none; do
  hush
  announce $what
  ctl where -i analysis --for 2s
  has "$? $(cat "$work/err")" "1 spanctl: analysis: no switch tells its port" \
    "a frame that is cut short: $what"
done
done_testing
