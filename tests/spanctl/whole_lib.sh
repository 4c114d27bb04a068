# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# The whole way, with two phones and a PBX on a switch, in a namespace that
# goes with the test: spanctl makes the mirror, SIPp calls, spanrec records from
# the analysis port. Then one direction goes: verify and doctor name it, what
# they say repairs it, and the next calls are whole. Sourced after tap.sh.
#
#     phone1 10.9.0.1 --+
#     phone2 10.9.0.3 --+-- switch --- mon ====== analysis: the recorder
#     pbx    10.9.0.2 --+

# shellcheck disable=SC2034 # for who sources it
spanctl=$top_builddir/spanctl/spanctl
spanrec=$top_builddir/spanrec
spanview=$top_builddir/spanview
PATH=$PATH:/usr/sbin:/sbin

whole_begin() { # TEST
  needs jq ip tc unshare timeout sipp python3
  [ -r /usr/share/sip-tester/g711a.pcap ] ||
    skip_all "SIPp has no speech here"
  if [ "${SPANCTL_INSIDE-}" != yes ]; then
    unshare -mnpf --kill-child true 2>/dev/null ||
      skip_all "namespaces are not allowed here"
    SPANCTL_INSIDE=yes exec timeout -s KILL 900 unshare -mnpf --kill-child \
      --mount-proc sh "$1"
  fi
  mount -t tmpfs none /run
  ip link set lo up
  ip link add mon type veth peer name analysis
  ip link set mon up
  ip link set analysis up
  command -v ethtool >/dev/null && ethtool -K analysis gro off 2>/dev/null
  chmod 711 "$work"
}

# The end of a cable; the other is p-NAME, for the switch.
whole_host() { # NAME ADDRESS
  ip netns add "$1" || skip_all "no network namespaces"
  ip link add "p-$1" type veth peer name eth0 netns "$1"
  ip link set "p-$1" up
  ip -n "$1" link set lo up
  ip -n "$1" addr add "$2/24" dev eth0
  ip -n "$1" link set eth0 up
  # A switch in user space hands checksums on that nobody has finished.
  ip netns exec "$1" ethtool -K eth0 tx off >/dev/null 2>&1
}

# Calls of three seconds with speech both ways.
whole_phones() {
  mkdir "$work/pcap"
  # Each has a stream of its own: an SSRC.
  for phone in phone1 phone2; do
    python3 - "$phone" "$work/pcap/$phone.pcap" <<'END'
import struct, sys
data = bytearray(open("/usr/share/sip-tester/g711a.pcap", "rb").read())
at = 24
while at + 16 <= len(data):
    size = struct.unpack_from("<I", data, at + 8)[0]
    rtp = at + 16 + 14 + 20 + 8
    data[rtp + 8:rtp + 12] = sys.argv[1].encode()[-4:]
    at += 16 + size
open(sys.argv[2], "wb").write(data)
END
  done
  sipp -sd uac_pcap 2>/dev/null |
    sed 's/"8000"/"3000"/; /dtmf_2833/d' >"$work/uac.xml"
  sipp -sd uas 2>/dev/null |
    sed 's/AVP 0/AVP 8/; s/rtpmap:0 PCMU/rtpmap:8 PCMA/' >"$work/uas.xml"
  cd "$work" || exit 99
  ip netns exec pbx timeout 900 sipp -sf "$work/uas.xml" -rtp_echo \
    -i 10.9.0.2 -mi 10.9.0.2 -nostdin >"$work/uas.log" 2>&1 &
}

whole_call() { # PHONE ADDRESS
  sed "s/sipp <sip:sipp@/$1 <sip:$1@/; s/g711a.pcap/$1.pcap/" "$work/uac.xml" >"$work/$1.xml"
  ip netns exec "$1" timeout 120 sipp -sf "$work/$1.xml" -i "$2" -mi "$2" \
    -s "for-$1" -m 1 -nostdin 10.9.0.2 >"$work/$1.log" 2>&1
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

# Do both the recorder and verify watch the interface analysis?
looks_twice() {
  [ "$(awk -v number="$(ip -o link show analysis | cut -d: -f1)" \
    '$5 == number' /proc/net/packet | wc -l)" -ge 2 ]
}

# A call is judged when late packets are in.
have_ended() { # FOLDER CALLS
  "$spanview" -d "$1" list --json 2>/dev/null |
    jq -e "map(select(.completeness != null)) | length >= $2" >/dev/null
}

# Both phones call, spanrec records, verify looks; its status is $looked. Then
# doctor asks the recorder, while it runs.
watched_calls() { # NAME
  rm -f "$work/$1.log" # of the last time
  "$spanrec" --user nobody -i analysis -o "$work/$1.calls" --json \
    >"$work/$1.totals" 2>"$work/$1.log" &
  recorder=$!
  await grep -q 'recording from' "$work/$1.log"
  made=0
  for seconds in 6 20 60; do
    "$spanctl" -c "$work/plan" verify --for ${seconds}s --json \
      >"$work/$1.json" 2>"$work/err" &
    looker=$!
    await looks_twice
    whole_call phone2 10.9.0.3 &
    other=$!
    whole_call phone1 10.9.0.1
    wait $other
    made=$((made + 2))
    looks_twice # or this machine was held up, and it did not see them
    saw=$?
    wait $looker
    looked=$?
    [ $saw -eq 0 ] && break
    echo "# verify was over before the calls were" >&2
  done
  await have_ended "$work/$1.calls" $made
  "$spanctl" -c "$work/plan" doctor --control "$work/$1.calls/control" \
    >"$work/$1.doctor" 2>&1
  echo $? >"$work/$1.status"
  kill -TERM $recorder
  wait $recorder
  "$spanview" -d "$work/$1.calls" list --json >"$work/$1.list"
  jq -c '[.[-2:][] | [.state, .completeness, ([.streams[].side] | sort),
    (.recordings | length)]]' "$work/$1.list"
}

found() { # NAME
  jq -r '.interfaces[0].findings[].text' "$work/$1.json"
}

whole='["ended","complete",["callee","caller"],1]'

# What is the same with each switch; "lose_rx" takes what the PBX sends away,
# behind the back of spanctl.
whole_way() { # DEVICE
  ctl verify --for 1s
  is "$(grep -cE 'nothing arrives|only broadcast' "$work/out")" 1 \
    "before: that nothing arrives is said"
  has "$(cat "$work/out")" "$1: session voip is not there: spanctl apply $1" \
    "... and what to do"
  ctl apply
  is "$?" 0 "apply"
  watched_calls both >"$work/calls"
  is "$looked $(cat "$work/calls")" "0 [$whole,$whole]" \
    "two calls are recorded whole, and verify finds nothing wrong"
  sed 's/^/# /' "$work/both.log"
  is "$(cat "$work/both.status") $(grep -c error: "$work/both.doctor")" "0 0" \
    "... nor does doctor, of the recorder"
  grep error: "$work/both.doctor" | sed 's/^/# /'
  lose_rx
  watched_calls half >"$work/calls"
  is "$looked $(jq -c '[.[] | .[2]] | unique' "$work/calls")" '1 [["caller"]]' \
    "one direction goes: the calls have one side"
  is "$(jq -c '[.[] | .[1]] | unique' "$work/calls")" '["partial"]' \
    "... and say so"
  has "$(found half)" "the plan copies rx of p-pbx of $1: spanctl apply $1" \
    "verify names device, port, direction and command"
  has "$(cat "$work/half.doctor")" "analysis: SIP has requests only" \
    "the recorder tells doctor that signalling comes one way"
  has "$(cat "$work/half.doctor")" "only what callers say arrives" \
    "... and speech"
  has "$(cat "$work/half.doctor")" \
    "$1: session voip does not copy rx of p-pbx, as the plan wants: spanctl apply $1" \
    "doctor names device, port, direction and command too"
  command=$(sed -n 's/.*wants: spanctl //p' "$work/half.doctor")
  # shellcheck disable=SC2086 # words of a command
  ctl $command
  is "$?" 0 "what it says: spanctl $command"
  watched_calls again >"$work/calls"
  is "$looked $(cat "$work/calls")" "0 [$whole,$whole]" \
    "... and the next calls are whole"
}
