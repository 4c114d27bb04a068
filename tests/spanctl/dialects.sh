#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# NX-OS, EOS and Junos driven through the verbs: test devices (dialects.py)
# behind a real sshd.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
. "$top_srcdir/tests/spanctl/dialects_lib.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"

for driver in nxos eos junos; do
  case $driver in
  nxos) id=1 last=13 mode=', "up"' # a session is shut at first
    a=Ethernet1/5 b=Ethernet1/6 A=Eth1/5 B=Eth1/6 T=Eth1/24 ;;
  eos) id=voip last=7 mode='' a=Ethernet5 b=Ethernet6 A=Et5 B=Et6 T=Et24 ;;
  junos) id=voip last=7 mode='' a=ge-0/0/5 b=ge-0/0/6 A=ge-0/0/5.0 B=ge-0/0/6.0
    T=ge-0/0/24.0 ;;
  esac
  new_switch
  device "$here/dialects.py $driver $work/switch"
  plan "$driver" "$id" "$a both" "$b rx"
  ctl plan
  is "$?" 2 "$driver: plan: changes are pending"
  ctl apply --save
  is "$? $(state "$driver")" \
    "0 {\"$id\": [{\"$A\": 3, \"$B\": 1}, [\"$T\"]$mode]}" "$driver: apply"
  sed 's/^/# /' "$work/err"
  ctl plan
  is "$?" 0 "$driver: then nothing is pending"
  ctl show --json
  is "$(jq -c '.devices[0].sessions[0] | [.id, .owned, .state != "down",
    (.sources | map([.port, .direction]))]' "$work/out")" \
    "[\"$id\",true,true,[[\"$A\",\"both\"],[\"$B\",\"rx\"]]]" "$driver: show"
  echo 10 >"$work/switch/calls"
  measures '.devices[0].measured.destinations[0].copied_mbit' 2.856 8 \
    "$driver: measured: ten calls, one and a half times"
  is "$(jq '.devices[0].measured.destinations[0].speed_mbit' "$work/out")" \
    1000 "... against the speed of the destination"
  plan "$driver" "$id" "$a rx"
  ctl apply
  is "$? $(state "$driver")" "0 {\"$id\": [{\"$A\": 1}, [\"$T\"]$mode]}" \
    "$driver: members change"
  ctl rollback
  is "$? $(state "$driver")" \
    "0 {\"$id\": [{\"$A\": 3, \"$B\": 1}, [\"$T\"]$mode]}" "$driver: rollback"
  ctl remove
  is "$? $(state "$driver")" "0 {}" "$driver: remove"
  new_switch
  knobs '{"refuse": "source"}'
  [ "$driver" = junos ] && knobs '{"refuse": "ingress"}'
  ctl apply
  is "$? $(state "$driver")" "1 {}" "$driver: a line that is refused"
  lines="4 7"
  [ -n "${SPANREC_LONG-}" ] && lines="2 3 4 5 6 7 8 9 10 11"
  for line in $lines; do
    new_switch
    knobs "{\"cut\": $line}"
    ctl apply
    result=$?
    rm -f "$work/switch/knobs.json"
    ctl rollback
    is "$result $? $(state "$driver")" "1 0 {}" \
      "$driver: cut at line $line, then rollback"
  done
  new_switch
  knobs "{\"cut\": $last, \"dead\": true}"
  ctl apply
  is $? 1 "$driver: cut at line $last"
  rm -f "$work/switch/knobs.json"
  ctl apply
  is "$? $(state "$driver")" \
    "0 {\"$id\": [{\"$A\": 1}, [\"$T\"]$mode]}" \
    "$driver: ... or apply: the whole of it"
done

secrets_kept "$work/switch"
done_testing
