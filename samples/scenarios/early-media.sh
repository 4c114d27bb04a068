# shellcheck shell=bash
# The callee speaks before it answers (183 with SDP), as an announcement
# does; the caller hangs up.

two_hosts
baresip_start caller 201 192.0.2.10
account=';answermode=early' baresip_start callee 305 192.0.2.20

capture_start early-media.pcap
phone caller dial sip:305@192.0.2.20
wait_for caller.log '183 Session Progress'
sleep 2
phone callee accept
wait_for caller.log 'Call established'
sleep 3
phone caller hangup
wait_for callee.log 'session closed'
capture_stop early-media.pcap
