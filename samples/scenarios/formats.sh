# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# One short call, written in several file formats and link types at a time.

two_hosts
baresip_start caller 201 192.0.2.10
account=';answermode=auto' baresip_start callee 305 192.0.2.20

capture_start formats-plain.pcap
capture_start formats-nano.pcap --time-stamp-precision=nano
capture_start formats-cooked.pcap -i any
dumpcap_start formats-ng.pcapng
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 3
phone callee hangup
wait_for caller.log 'session closed'
for file in "${!captures[@]}"; do
  capture_stop "$file"
done
# The kernel of the machine may know no 802.1Q: tags are put on afterwards.
tcprewrite --enet-vlan=add --enet-vlan-tag=120 --enet-vlan-cfi=0 \
  --enet-vlan-pri=5 -i "$tmp/formats-plain.pcap" -o "$tmp/formats-vlan.pcap"
# dumpcap notes the kernel's release, which is nobody's business.
release=$(uname -r)
LC_ALL=C sed -i "s/${release//./\\.}/${release//?/x}/g" "$tmp/formats-ng.pcapng"
