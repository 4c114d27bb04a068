# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Behind the mirror, on the way to the caller, packets are lost and delayed by
# 20 ms: only RTCP tells of it.

two_hosts
in_host switch tc qdisc add dev caller root netem delay 20ms loss 10% seed 1 2>/dev/null ||
  in_host switch tc qdisc add dev caller root netem delay 20ms loss 10%
account=';ptime=60' baresip_start caller 201 192.0.2.10
account=';answermode=auto;ptime=60' baresip_start callee 305 192.0.2.20

capture_start rtcp-loss.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 11
in_host switch tc qdisc del dev caller root
phone caller hangup
wait_for callee.log 'session closed'
capture_stop rtcp-loss.pcap
