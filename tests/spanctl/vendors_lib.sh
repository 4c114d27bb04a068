# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# A device of one kind (vendors.py) driven through every verb, behind a real
# sshd and, where it has one, a real telnetd. The test says first:
#   driver, id     of the session
#   a, b           two sources as the plan has them; A, B, T as the device shows
#                  these and the destination
#   foreign        a session of somebody else, as vendors.py keeps it, or ""
#   many           more sessions than one page shows, or ""
#   middle         a part of a line in the middle of a change
#   cuts           lines at which the connection is cut; all_cuts: when long
#   telnet         yes, or no
#   drive_quirks   a function: what only this kind does
# Sourced after tap.sh.
# shellcheck disable=SC2154
# Parts of a test run in subshells, each with a "work" of its own.
# shellcheck disable=SC2030,SC2031
# shellcheck source-path=SCRIPTDIR
more_ports="2231 2232 2233 2234 2235 2236 2237 2238 2239 2240"
. "$top_srcdir/tests/spanctl/dialects_lib.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
. "$top_srcdir/tests/spanctl/at_once.sh"

# A device that has what others made, and nothing of ours.
new_device() {
  new_switch
  [ -z "$foreign" ] ||
    echo "{\"sessions\": {$foreign}, \"undo\": null}" >"$work/switch/state.json"
  plan "$driver" "$id" "$a both" "$b rx"
}

# The state with our session beside that of others, or without.
with() { # SESSION
  printf '{%s%s%s}' "$1" "${1:+${foreign:+, }}" "$foreign" | jq -Sc .
}

has_now() {
  state "$driver" | jq -Sc .
}

mark() {
  typed=$(wc -l <"$work/switch/typed")
}

both_ways="\"$id\": [{\"$A\": 3, \"$B\": 1}, [\"$T\"]${mode-}]"
one_way="\"$id\": [{\"$A\": 1}, [\"$T\"]${mode-}]"

# From nothing to what is planned.
drive_apply() {
  new_device
  ctl plan
  is "$?" 2 "plan: changes are pending"
  is "$(has_now)" "$(with '')" "... and are not made"
  ctl apply --save
  is "$? $(has_now)" "0 $(with "$both_ways")" "apply"
  is "$(cat "$work/err")" "" "... without a word of complaint"
  [ "$driver" = routeros ] ||
    is "$(jq -Sc .sessions "$work/switch/startup.json")" \
      "$(with "$both_ways")" "... is saved"
  ctl plan
  is "$?" 0 "then nothing is pending"
  mark
  ctl apply
  is "$? $(sed -n "$((typed + 1)),\$p" "$work/switch/typed" |
    grep -Ec 'configure|system-view|set ')" "0 0" "apply again types nothing"
  ctl show --json
  is "$(jq -c --arg id "$id" '.devices[0].sessions[] | select(.id == $id) |
    [.owned, .state != "down", .destinations,
    (.sources | map([.port, .direction]) | sort)]' "$work/out")" \
    "[true,true,[\"$T\"],[[\"$A\",\"both\"],[\"$B\",\"rx\"]]]" "show"
  is "$(jq '.devices[0].sessions | map(select(.owned | not)) | length' \
    "$work/out")" "$([ -n "$foreign" ] && echo 1 || echo 0)" \
    "... and what others have"
}

# From one plan to another, and back.
drive_changes() {
  new_device
  ctl apply
  plan "$driver" "$id" "$a rx"
  ctl apply
  is "$? $(has_now)" "0 $(with "$one_way")" "members change"
  ctl rollback
  is "$? $(has_now)" "0 $(with "$both_ways")" "rollback: the former members"
  ctl remove
  is "$? $(has_now)" "0 $(with '')" "remove"
  ctl remove
  is "$? $(has_now)" "0 $(with '')" "... again: nothing is to be done"
  ctl rollback
  is "$? $(has_now)" "0 $(with "$both_ways")" "rollback of the removal"
}

is_as_before() {
  [ "$(has_now)" = "$(with '')" ]
}

# Changes that nobody confirms.
drive_confirm() {
  new_device
  ctl apply --confirm 3s
  is "$? $(grep -cFx "$(with "$both_ways")" "$work/switch/history")" "0 1" \
    "apply --confirm"
  await is_as_before
  is "$(has_now)" "$(with '')" "... is undone"
  await nobody_waits
  ctl apply --confirm 1h
  when_free ctl confirm --save
  is "$?" 0 "confirm"
  hasten
  await nobody_waits
  is "$? $(has_now)" "0 $(with "$both_ways")" "... keeps it"
}

# A line that is refused, or that does nothing.
drive_refusals() {
  for trouble in refuse lose; do
    new_device
    knobs "{\"$trouble\": \"$middle\"}"
    ctl apply
    is "$? $(has_now)" "1 $(with '')" "$trouble: the former state is restored"
    has "$(cat "$work/err")" "the former state is back" "... and it is said"
  done
}

# The connection is cut.
drive_cuts() {
  [ -n "${SPANREC_LONG-}" ] && cuts=$all_cuts
  for line in $cuts; do
    new_device
    knobs "{\"cut\": $line}"
    ctl apply
    has "$? $(cat "$work/err")" "1 spanctl: core1: the connection was cut at" \
      "cut at line $line: it is said"
    rm -f "$work/switch/knobs.json"
    ctl rollback
    is "$? $(has_now)" "0 $(with '')" "... rollback: the former state"
  done
  new_device
  knobs "{\"cut\": ${cuts##* }}"
  ctl apply
  rm -f "$work/switch/knobs.json"
  ctl apply
  is "$? $(has_now)" "0 $(with "$both_ways")" "... or apply: the whole of it"
}

drive_passwords() {
  new_device
  printf 'wrong\n' >"$work/secret"
  ctl plan
  has "$? $(cat "$work/err")" "with this password" "a wrong password"
  printf 'pass-w0rd\n' >"$work/secret"
  case $driver in
  procurve | fastpath)
    printf 'wrong\n' >"$work/enable"
    ctl plan
    has "$? $(cat "$work/err")" "enable password" "a wrong enable password"
    printf 'enable-s3cret\n' >"$work/enable"
    ;;
  esac
}

# A pager that cannot be turned off.
drive_pager() {
  new_device
  [ -n "$many" ] || return
  echo "{\"sessions\": {$many}, \"undo\": null}" >"$work/switch/state.json"
  knobs '{"pager": true}'
  ctl show --json
  is "$(jq -Sc '.devices[0].sessions | map({key: .id, value:
    (.sources | length)}) | from_entries' "$work/out")" \
    "$(state "$driver" | jq -Sc 'map_values(.[0] | length)')" \
    "a pager that cannot be turned off: all is read"
}

# A session that others made.
drive_others() {
  new_device
  echo "{\"sessions\": {\"$id\": [{\"$B\": 3}, [\"$T\"]${mode-}]},
    \"undo\": null}" >"$work/switch/state.json"
  before=$(has_now)
  ctl apply
  has "$? $(cat "$work/out")" "--adopt takes it over" "a session of others"
  is "$(has_now)" "$before" "... stays"
  ctl remove
  is "$(has_now)" "$before" "... and is not removed"
  ctl apply --adopt
  is "$? $(has_now | jq -c --arg id "$id" '.[$id][0]')" \
    "0 {\"$A\":3,\"$B\":1}" "... but --adopt"
  ctl rollback
  is "$? $(has_now)" "0 $before" "... of which rollback brings it back"
}

count_on() {
  echo "1235100 1049" >"$work/switch/counters.new"
  mv "$work/switch/counters.new" "$work/switch/counters"
}

# Where a host is, and what the device counts.
drive_hosts() {
  new_device
  knobs "{\"hosts\": [[\"020000000009\", 1, \"$b\", \"10.9.0.8\"],
    [\"020000000005\", 20, \"$a\", \"10.9.0.5\"]]}"
  ctl where --json 10.9.0.5
  is "$? $(jq -c '.hosts[0] | [.mac, (.places[0] | [.device, .port])]' \
    "$work/out")" "0 [\"02:00:00:00:00:05\",[\"core1\",\"$a\"]]" "where"
  plan "$driver" "$id" "host 02:00:00:00:00:05 rx"
  ctl apply
  is "$? $(has_now)" "0 $(with "$one_way")" "a source by its host"
  ctl plan
  is "$?" 0 "... is found as planned"
  plan "$driver" "$id" "$a both" "$b rx"
  echo 10 >"$work/switch/calls"
  measures '.devices[0].measured.destinations[0].copied_mbit' 2.856 20 \
    "measured: ten calls, one and a half times"
  rm "$work/switch/calls"
  plan "$driver" "$id" "host 02:00:00:00:00:05 rx"
  [ "$driver" != routeros ] || return
  echo "analysis analysis { }" >>"$work/plan"
  echo "1234100 7" >"$work/switch/counters"
  amid "ctl verify --for 3s" count_on
  has "$? $(cat "$work/out")" "core1: session 1 lost 1042 packets" \
    "verify: what found no room"
  [ "$driver" = procurve ] ||
    has "$(cat "$work/out")" "core1: session 1 copied 1000 packets, and none" \
      "... and what was sent"
}

# Nobody connects to export it.
drive_export() {
  new_device
  for format in commands json runbook; do
    ctl export --format "$format"
    has "$? $(cat "$work/out")" "$middle" "export --format $format"
  done
  [ ! -e "$work/switch/typed" ]
  ok $? "... without a connection"
  drive_pager
}

# The same over telnet, and passwords.
drive_telnet() {
  drive_passwords
  if [ ! -x /usr/sbin/telnetd ] || [ "$telnet" = no ]; then
    return
  fi
  # shellcheck disable=SC2034 # of devices.sh
  behind_telnet="$(script "$driver") $driver $work/switch"
  start_telnetd
  reach="port = 2323 transport = telnet allow_telnet = yes"
  new_device
  ctl apply
  is "$? $(has_now)" "0 $(with "$both_ways")" "telnet: apply"
  printf 'wrong\n' >"$work/secret"
  ctl plan
  has "$? $(cat "$work/err")" "with this password" "telnet: a wrong password"
  printf 'pass-w0rd\n' >"$work/secret"
  reach=
}

drive_all() {
  device "$(script "$driver") $driver $work/\${SSH_CONNECTION##* }/switch"
  ip link add mon type veth peer name analysis
  ip link set mon up
  ip link set analysis up
  at_once drive_confirm drive_changes drive_apply drive_refusals drive_cuts \
    drive_others drive_export drive_telnet drive_hosts drive_quirks
  grep -rlE 'pass-w0rd|enable-s3cret' "$work"/*/journal "$work"/*/out \
    "$work"/*/err "$work"/*/switch >"$work/leaks"
  is "$(cat "$work/leaks")" "" "no secret in journal or output"
}
