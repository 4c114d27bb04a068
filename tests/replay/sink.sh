#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A host to which tunnels of mirrors are sent stays silent: no ICMP goes back
# to who sends them. In two network namespaces of this test's own.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs ip tcpdump python3
[ "$(id -u)" -eq 0 ] || skip_all "network namespaces need root"

switch=spanrec-switch-$$
host=spanrec-host-$$
clean_up() {
  ip netns del "$switch" 2>/dev/null
  ip netns del "$host" 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT
if ! ip netns add "$switch" 2>/dev/null || ! ip netns add "$host"; then
  skip_all "no network namespace can be made"
fi
ip netns exec "$host" true 2>/dev/null ||
  skip_all "nothing can be run in a network namespace"

ip -n "$switch" link add port type veth peer name port netns "$host"
for end in "$switch 192.0.2.1 2001:db8::1" "$host 192.0.2.2 2001:db8::2"; do
  # shellcheck disable=SC2086 # three words
  set -- $end
  ip -n "$1" addr add "$2/24" dev port
  ip -n "$1" addr add "$3/64" dev port nodad
  ip -n "$1" link set port up
done
# IPv6 takes a second to begin.
has_link_address() {
  ip -n "$1" -6 addr show dev port scope link | grep fe80 |
    grep -qv tentative
}
for end in "$switch" "$host"; do
  await has_link_address "$end"
done

# One datagram to each port of a tunnel, one packet of each tunnel's protocol,
# over IPv4 and IPv6. ICMP has a rate limit, so not all at once.
cat >"$work/send.py" <<'PYTHON'
import socket, time
for family, host in (socket.AF_INET, "192.0.2.2"), (socket.AF_INET6, "2001:db8::2"):
    for port in 4789, 8472, 4790, 6081, 2152, 1701, 37008, 7932, 30030, 9060, 7777:
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            s.sendto(b"mirrored", (host, port))
        time.sleep(0.02)
    for protocol in 4, 41, 47, 97, 115, 137:
        with socket.socket(family, socket.SOCK_RAW, protocol) as s:
            s.sendto(b"\0" * 40, (host, 0))
        time.sleep(0.02)
PYTHON

# How many ICMP errors come back: up to 34, but the kernel has one limit for all
# network namespaces of a machine, and others may use it up. Some are enough.
enough=5

# A datagram to a port that nobody keeps silent: the complaint about it comes
# behind all others. Again when the limit swallowed it.
mark_came() { # NAME
  ip netns exec "$switch" python3 -c 'import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("192.0.2.2", 9))'
  tcpdump -nr "$work/$1.pcap" 2>/dev/null | grep -q 'udp port 9 unreachable'
}

errors_of() { # NAME
  rm -f "$work/tcpdump.err" # of the last time
  ip netns exec "$switch" tcpdump -i port -U -w "$work/$1.pcap" \
    'icmp[0] == 3 or (icmp6 and (ip6[40] == 1 or ip6[40] == 4))' \
    2>"$work/tcpdump.err" &
  _capture=$!
  await grep -qs 'listening on' "$work/tcpdump.err"
  ip netns exec "$switch" python3 "$work/send.py"
  await mark_came "$1"
  kill -INT $_capture
  wait $_capture
  tcpdump -nr "$work/$1.pcap" 2>/dev/null |
    grep -vc 'udp port 9 unreachable'
}

# The same again while the limit leaves too few.
complaints() { # NAME
  for _ in 1 2 3 4 5 6 7 8; do
    _found=$(errors_of "$1")
    [ "$_found" -lt "$enough" ] || break
  done
  echo "$_found"
}

ip netns exec "$host" sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
  echo 0 >/proc/sys/net/ipv6/icmp/ratelimit' 2>/dev/null
before=$(complaints before)
[ "$before" -ge "$enough" ]
ok $? "without a sink the host complains ($before ICMP errors)"

mkfifo "$work/frames"
ip netns exec "$host" "$spanrec" -r - -o "$work/out" -q --tunnel vxlan:7777 \
  --sink 192.0.2.2 --sink 2001:db8::2 <"$work/frames" 2>"$work/err" &
recorder=$!
exec 3>"$work/frames"
listens() {
  ip netns exec "$host" ss -Hunl | grep -q ':7777'
}
await listens
is "$(errors_of during)" 0 "with a sink it is silent, on all ports"
is "$(ip netns exec "$host" ss -Hunl | awk '$2 > 0' | wc -l)" 0 \
  "and nothing waits to be read"

head -c 24 "$samples/formats-plain.pcap" >&3
exec 3>&-
wait $recorder
is $? 0 "the recorder ends when its input does"
after=$(complaints after)
[ "$after" -ge "$enough" ]
ok $? "afterwards the host complains again ($after ICMP errors)"

# What cannot be done is said.
"$spanrec" -r "$samples/busy.pcap" -o "$work/out" -q --sink 203.0.113.77 \
  2>"$work/err"
is $? 1 "an address of another host"
grep -q '203.0.113.77: cannot keep silent there: not an address of this host' \
  "$work/err"
ok $? "is said to be one"
"$spanrec" -r "$samples/busy.pcap" -o "$work/out" --sink host 2>"$work/err"
is $? 2 "what is no address is refused"
done_testing
