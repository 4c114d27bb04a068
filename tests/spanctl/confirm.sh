#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Changes that the device itself undoes unless they are confirmed: IOS with an
# archive, EOS and Junos, as test devices behind a real sshd.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
. "$top_srcdir/tests/spanctl/dialects_lib.sh"

# The device itself undoes what is not confirmed; a minute has six seconds.
for driver in ios eos junos; do
  case $driver in
  ios) id=1 a=Fa0/5 word='revert timer 1' ;;
  eos) id=voip a=Ethernet5 word='commit timer 00:01:00' ;;
  junos) id=voip a=ge-0/0/5 word='commit confirmed 1' ;;
  esac
  new_switch
  knobs '{"minute": 6, "archive": true}'
  device "$here/dialects.py $driver $work/switch"
  [ "$driver" = ios ] && device "$here/catalyst.py $work/switch"
  plan "$driver" "$id" "$a both"
  ctl apply --confirm 1m
  has "$? $(cat "$work/out")" "0 " "$driver: apply --confirm"
  has "$(cat "$work/out")" "by the device itself" "... that the device undoes"
  has "$(cat "$work/switch/typed")" "$word" "... by: $word"
  made=$(state "$driver")
  is "${made%"${made#??}"}" '{"' "... is made"
  sleep 7
  is "$(state "$driver")" '{}' "... and is undone, without spanctl"
  ctl confirm
  has "$? $(cat "$work/err")" "1 spanctl: core1: is not as planned any more" \
    "... and cannot be confirmed any more"
  new_switch
  knobs '{"minute": 6, "archive": true}'
  ctl apply --confirm 1m
  ctl confirm
  is "$?" 0 "$driver: confirm"
  sleep 7
  made=$(state "$driver")
  is "${made%"${made#??}"}" '{"' "... keeps it"
done
new_switch
knobs '{}'
device "$here/catalyst.py $work/switch"
plan ios 1 "Fa0/5 both"
ctl apply --confirm 1m
has "$? $(cat "$work/out")" "undone in 60 s, unless" \
  "ios without an archive: spanctl undoes it"

# While the device cannot be reached somebody confirms, or takes it back: what
# was made before that stays.
for word in confirm rollback; do
  new_switch
  device "$here/catalyst.py $work/switch"
  plan ios 1 "Fa0/5 both"
  ctl apply
  plan ios 1 "Fa0/5 both" "Fa0/6 both"
  ctl apply --confirm 2s
  device false
  for _ in $(seq 20); do
    grep -q 'could not be undone' "$work/journal/core1.undo.log" && break
    sleep 0.5
  done
  device "$here/catalyst.py $work/switch"
  ctl "$word"
  is "$?" 0 "$word after a failed undoing"
  before=$(state ios)
  sleep 6
  is "$(state ios)" "$before" "... is the last word"
done
new_switch
mkdir -p "$work/journal/core1.undo.log"
ctl apply --confirm 20s
has "$? $(cat "$work/err")" "1 spanctl: core1: nothing will undo it" \
  "a timer that cannot write is said"
secrets_kept "$work/switch"
done_testing
