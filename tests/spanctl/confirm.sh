#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Changes that the device itself undoes unless they are confirmed: IOS with an
# archive, EOS and Junos, as test devices behind a real sshd.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
# shellcheck disable=SC2034 # of devices.sh
more_ports=2231
. "$top_srcdir/tests/spanctl/dialects_lib.sh"

# The device itself undoes what is not confirmed.
for driver in ios eos junos; do
  case $driver in
  ios) id=1 a=Fa0/5 word='revert timer 1' ;;
  eos) id=voip a=Ethernet5 word='commit timer 00:01:00' ;;
  junos) id=voip a=ge-0/0/5 word='commit confirmed 1' ;;
  esac
  new_switch
  later 0
  knobs '{"archive": true}'
  device "$here/dialects.py $driver $work/switch"
  [ "$driver" = ios ] && device "$here/catalyst.py $work/switch"
  plan "$driver" "$id" "$a both"
  ctl apply --confirm 1m
  has "$? $(cat "$work/out")" "0 " "$driver: apply --confirm"
  has "$(cat "$work/out")" "by the device itself" "... that the device undoes"
  has "$(cat "$work/switch/typed")" "$word" "... by: $word"
  made=$(state "$driver")
  is "${made%"${made#??}"}" '{"' "... is made"
  later 55
  is "$(state "$driver")" "$made" "... for a minute"
  later 10
  is "$(state "$driver")" '{}' "... and is undone, without spanctl"
  ctl confirm
  has "$? $(cat "$work/err")" "1 spanctl: core1: is not as planned any more" \
    "... and cannot be confirmed any more"
  new_switch
  later 0
  knobs '{"archive": true}'
  ctl apply --confirm 1m
  ctl confirm
  is "$?" 0 "$driver: confirm"
  later 100
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

# While the device cannot be reached where it was, somebody confirms, or takes
# it back: what was made before that stays.
for word in confirm rollback; do
  new_switch
  device "$here/catalyst.py $work/switch"
  plan ios 1 "Fa0/5 both"
  ctl apply
  plan ios 1 "Fa0/5 both" "Fa0/6 both"
  ctl apply --confirm 1h
  echo "[ \${SSH_CONNECTION##* } = 2231 ] || exit 1
    exec $here/catalyst.py $work/switch" >"$work/command"
  hasten
  await grep -qs 'could not be undone' "$work/journal/core1.undo.log"
  reach="port = 2231 hostkey = \"$hostkey\""
  plan ios 1 "Fa0/5 both" "Fa0/6 both"
  when_free ctl "$word"
  is "$?" 0 "$word after a failed undoing"
  before=$(state ios)
  device "$here/catalyst.py $work/switch"
  await nobody_waits
  is "$? $(state ios)" "0 $before" "... is the last word"
  reach=
done
new_switch
mkdir -p "$work/journal/core1.undo.log"
ctl apply --confirm 20s
has "$? $(cat "$work/err")" "1 spanctl: core1: nothing will undo it" \
  "a timer that cannot write is said"
secrets_kept "$work/switch"
done_testing
