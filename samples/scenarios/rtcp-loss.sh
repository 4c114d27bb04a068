# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Behind the mirror, at the caller's own port, every tenth packet of speech is
# lost: only its RTCP tells of that.

two_hosts
in_host caller nft -f - <<'RULES'
table inet lossy {
  chain input {
    type filter hook input priority 0
    udp length > 300 numgen inc mod 10 == 3 drop
  }
}
RULES
account=';ptime=60' baresip_start caller 201 192.0.2.10
account=';answermode=auto;ptime=60' baresip_start callee 305 192.0.2.20

capture_start rtcp-loss.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log 'Call established'
sleep 10.2
phone caller hangup
wait_for callee.log 'session closed'
capture_stop rtcp-loss.pcap
