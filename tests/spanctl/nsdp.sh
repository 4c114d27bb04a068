#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A Netgear Plus switch driven through the verbs: a test device
# (plus_switch.py), in a namespace of its own.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
. "$top_srcdir/tests/spanctl/devices.sh"
. "$top_srcdir/tests/spanctl/secrets_lib.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
needs jq python3 unshare ip ss
in_namespaces "$0"
new_switch
"$here/plus_switch.py" "$work/switch" >"$work/switch.log" 2>&1 &
wait_for_port 63322
printf 'plus-s3cret\n' >"$work/secret"
chmod 600 "$work/secret"
watch_secrets plus-s3cret 3e1812017e1e5211063603 # garbled, in hex

plan() { # SOURCES [TO [LINES [TIMEOUT]]]
  cat >"$work/plan" <<END
journal = "$work/journal"
device plus { driver = nsdp address = 127.0.0.1 timeout = ${4-60}
  secret = "file:$work/secret" ${3-allow_nsdp = yes} }
session voip { device = plus id = 1 sources = {$1} destinations = {"${2-3}"} }
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
  said $?
}

state() {
  cat "$work/switch/state" 2>/dev/null || echo none
}

plan '"5-8"'
ctl plan
is "$? $(state)" "2 none" "plan: changes are pending, nothing is changed"
ctl apply
is "$? $(state)" "0 03000f" "apply: ports 5 to 8 to port 3"
ctl plan
is "$?" 0 "then nothing is pending"
ctl show --json
is "$(jq -c '.devices[0].sessions[0] | [.owned, .destinations,
  (.sources | map(.port)), (.sources | map(.direction) | unique)]' \
  "$work/out")" '[true,["3"],["5","6","7","8"],["both"]]' "show"
echo 10 >"$work/switch/calls"
measures '.devices[0].measured.destinations[0].copied_mbit' 6.976 8 \
  "measured: four ports with ten calls each, frames without gaps"
is "$(jq '.devices[0].measured.destinations[0].speed_mbit' "$work/out")" 100 \
  "... against the link of the destination"
rm "$work/switch/calls"
touch "$work/switch/deaf"
plan '"1"' 2 'allow_nsdp = yes' 10 # it asks again after a third of that
ctl apply
is "$? $(state)" "0 020080" "members change, though messages are lost"
rm "$work/switch/deaf"
ctl rollback
is "$? $(state)" "0 03000f" "rollback"
ctl remove
is "$? $(state)" "0 000000" "remove"
echo 040080 >"$work/switch/state"
ctl apply
has "$? $(cat "$work/out")" "--adopt" "a mirror that others made stays"
is "$(state)" 040080 "... as it is"
rm "$work/switch/state"
plan '"1 rx"'
ctl apply
has "$? $(cat "$work/err")" "copies ports both ways only" "one direction"
plan '"9"'
ctl apply
has "$? $(cat "$work/err")" "has no port 9: they are from 1 to 8" \
  "a port that is not"
plan '"1"' 3 ''
ctl plan
has "$? $(cat "$work/err")" "allow_nsdp = yes" "it has to be allowed"
plan '"1"'
printf 'wrong\n' >"$work/secret"
ctl apply
has "$? $(cat "$work/err")" "plus: the password is wrong" "a wrong password"
is "$(state)" none "... changes nothing"
plan '"1"' 3 'allow_nsdp = yes' 3
touch "$work/switch/mute"
ctl plan
has "$? $(cat "$work/err")" "no answer within 3 s" "nobody answers"
rm "$work/switch/mute"
touch "$work/switch/flood"
timeout 120 "$spanctl" -c "$work/plan" plan >"$work/out" 2>"$work/err"
has "$? $(cat "$work/err")" "1 spanctl: plus: no answer within 3 s" \
  "what is no answer is none, and is no longer waited for"
rm "$work/switch/flood"
plan '"1"'
printf 'plus-s3cret\n' >"$work/secret"
all_verbs ctl
has "$(cat "$work/transcript")" "plus: writes" "all verbs, told in full"
secrets_kept "$work/switch"
done_testing
