#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A call through a Kamailio that sends each SIP message to a collector by HEP:
# OUT/hep3-kamailio.pcap has what the collector gets, and
# OUT/hep3-kamailio-wire.pcap the messages themselves.

set -euo pipefail

# shellcheck disable=SC2034 # the sourced files use them
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) sample=hep3-kamailio
out=${1:?"usage: kamailio.sh OUT"}
declare -A captures=()
# shellcheck source=../scenarios/network.sh
source "$here/scenarios/network.sh"
# shellcheck source=../scenarios/agents.sh
source "$here/scenarios/agents.sh"

tmp=$(mktemp -d)
trap 'net_down; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP

two_hosts proxy both
host_add collector 28 192.0.2.40/24
kamailio_start WITH_HEP
account=';outbound="sip:192.0.2.30"' \
  baresip_start caller +442079460201 192.0.2.10
account=';answermode=auto' baresip_start callee +442079460305 192.0.2.20
# Else the first answer to the proxy is that nobody listens.
start collector listener.log python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 9060))
while True:
    s.recv(65536)'

capture_start hep3-kamailio.pcap udp port 9060
# Kamailio sends HEP from its SIP port.
capture_start hep3-kamailio-wire.pcap udp port 5060 and not udp port 9060
phone caller dial sip:+442079460305@pbx.example
wait_for caller.log 'Call established'
sleep 1.5
phone caller hangup
wait_for callee.log 'session closed'
for file in "${!captures[@]}"; do
  capture_stop "$file"
  install -m 644 "$tmp/$file" "$out/$file"
done
"$here/expect" "$out/hep3-kamailio-wire.pcap" >"$out/hep3-kamailio-wire.json"
# The collector gets each message a little later than it was on the wire.
sed -E '/"(started|answered|ended)":/d' "$out/hep3-kamailio-wire.json" \
  >"$out/hep3-kamailio.json"
