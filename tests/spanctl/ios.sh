#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A Catalyst 2960 driven through every verb: a test device (catalyst.py) behind
# a real sshd and a real telnetd.
# shellcheck source-path=SCRIPTDIR disable=SC2031,SC2154 # see at_once
. "$top_srcdir/tests/tap.sh"
once
more_ports="2231 2232 2233 2234 2235 2236 2237 2238 2239 2240
  2241 2242 2243 2244 2245"
. "$top_srcdir/tests/spanctl/devices.sh"
. "$top_srcdir/tests/spanctl/secrets_lib.sh"
. "$top_srcdir/tests/spanctl/traffic.sh"
. "$top_srcdir/tests/spanctl/at_once.sh"
needs jq python3 unshare ssh-keygen openssl ip ss
[ -x /usr/sbin/sshd ] || skip_all "sshd is not installed"
[ -x /usr/sbin/telnetd ] || skip_all "telnetd is not installed"
in_namespaces "$0"
start_sshd

printf 'pass-w0rd\n' >"$work/secret"
printf 'enable-s3cret\n' >"$work/enable"
chmod 600 "$work/secret" "$work/enable"
watch_secrets pass-w0rd enable-s3cret

# plan NAME DEVICE-LINES: the example, ports 5 to 10 to port 3.
plan() {
  cat >"$work/$1.conf" <<END
journal = "$work/journal"
device core1 {
  driver = ios
  address = 127.0.0.1
  user = rec
  secret = "file:$work/secret"
  enable = "file:$work/enable"
  timeout = 60
  $2
}
session voip {
  device = core1
  id = 1
  sources = {"Fa0/5 - 10"}
  destinations = {"FastEthernet0/3"}
}
END
}

ctl() { # PLAN VERB...
  config=$work/$1.conf
  shift
  "$spanctl" -c "$config" "$@" >"$work/out" 2>"$work/err"
  said $?
}

# By SSH, telnet, and SSH as old devices speak it.
all_verbs_by() {
  way=$1
  new_switch
  ctl "$way" plan
  is "$?" 2 "$way: plan: changes are pending"
  has "$(cat "$work/out")" \
    "monitor session 1 source interface Fa0/5 both" "... with commands"
  has "$(cat "$work/out")" "12.0 : 1" "... and a warning of capacity"
  is "$(switch_has)" '{}' "... and changes nothing"
  ctl "$way" apply --save
  is "$?" 0 "$way: apply"
  ctl "$way" plan
  is "$?" 0 "$way: then nothing is pending"
  typed=$(wc -l <"$work/switch/typed")
  ctl "$way" apply
  is "$? $(sed -n "$((typed + 1)),\$p" "$work/switch/typed" | grep -c config)" \
    "0 0" "$way: apply again changes nothing"
  is "$(jq -Sc .sessions "$work/switch/startup.json")" "$(switch_has)" \
    "$way: it is saved"
  ctl "$way" show --json
  is "$(jq -c '.devices[0].sessions[0] | [.id, .owned, .destinations,
    [.sources[].port], ([.sources[].direction] | unique)]' "$work/out")" \
    '["1",true,["Fa0/3"],["Fa0/5","Fa0/6","Fa0/7","Fa0/8","Fa0/9","Fa0/10"],["both"]]' \
    "$way: show"
  ctl "$way" rollback
  is "$? $(switch_has)" "0 {}" "$way: rollback"
  ctl "$way" rollback
  is "$?" 0 "$way: nothing more to take back"
}

drive_ssh() {
  plan ssh "$reach"
  all_verbs_by ssh
}

drive_telnet() {
  plan telnet "port = 2323 transport = telnet allow_telnet = yes"
  start_telnetd
  all_verbs_by telnet
  printf 'wrong\n' >"$work/secret"
  ctl telnet plan
  is "$?" 1 "telnet: a wrong password"
  has "$(cat "$work/err")" "password" "... is said"
}

drive_legacy() {
  plan legacy "port = 2223 legacy_ssh = yes hostkey = \"$(
    ssh-keygen -lf "$top/etc/rsa.pub" | cut -d ' ' -f 2)\""
  ln -s "$work" "$top/2223"
  all_verbs_by legacy
  sed 's/legacy_ssh = yes//' "$work/legacy.conf" >"$work/strict.conf"
  ctl strict plan
  has "$? $(cat "$work/err")" "legacy_ssh" "old algorithms are refused"
}

# The state of the example is what "show monitor session" prints of it.
drive_example() {
  plan ssh "$reach"
  new_switch
  ctl ssh apply
  printf 'show monitor session 1\nexit\n' |
    "$here/catalyst.py" "$work/switch" | tr -d '\r' |
    sed -n '/^Session/,/Ingress/p' >"$work/shown"
  sed -n '/^Session/,/Ingress/p' "$top_srcdir/samples/spanctl/ios-2960.txt" |
    diff - "$work/shown" >"$work/diff"
  is "$(cat "$work/diff")" "" "the example ends as its output says"

  # What the ports carry, against what the destination takes.
  for calls in 10 80 100; do
    echo $calls >"$work/switch/calls"
    ctl ssh plan --measure 2s
    case $calls in
    10) part="carried 11.4" what="there is room for 46" ;;
    80) part="and FastEthernet0/3 takes 100" what="no room for bursts" ;;
    100) part="and FastEthernet0/3 takes 100" what="the rest is lost" ;;
    esac
    has "$(grep "$part" "$work/out")" "$what" "$calls calls on each port: $what"
  done
  rm "$work/switch/calls"
}

# Members are changed one by one; remove takes all away.
drive_members() {
  plan ssh "$reach"
  new_switch
  ctl ssh apply
  sed -i 's/Fa0\/5 - 10/Fa0\/6 - 9/; s/destinations/sources_/' "$work/ssh.conf"
  sed -i 's/sources_ = .*/destinations = {"Fa0\/4"}/' "$work/ssh.conf"
  ctl ssh apply
  is "$? $(switch_has | jq -c '.["1"] | [.sources, .to]')" \
    '0 [{"Fa0/6":3,"Fa0/7":3,"Fa0/8":3,"Fa0/9":3},["Fa0/4"]]' "members change"
  is "$(grep -c '^(config)# no monitor session 1$' "$work/switch/typed")" 0 \
    "... while the session stays"
  ctl ssh rollback
  is "$(switch_has | jq -c '.["1"] | [(.sources | length), .to]')" \
    '[6,["Fa0/3"]]' "rollback brings back the former members"
  ctl ssh remove
  is "$? $(switch_has)" "0 {}" "remove"
}

# A port of another session.
drive_quirks() {
  plan ssh "$reach"
  new_switch
  echo '{"sessions": {"9": {"sources": {"Fa0/1": 1}, "vlans": {}, "to":
    ["Fa0/10"], "options": "", "remote_to": null, "remote_from": null,
    "filter": []}}, "rspan": []}' >"$work/switch/state.json"
  ctl ssh apply
  has "$? $(cat "$work/out")" "Fa0/10 is a destination of session 9" \
    "a source that is a destination of another session"
  is "$(grep -c '(config)' "$work/switch/typed")" 0 "... changes nothing"

  # Where secrets come from, and users.
  (cat "$work/secret" && seq 999) >"$work/lines"
  sed "s|file:$work/secret|command:cat $work/lines|" "$work/ssh.conf" \
    >"$work/lines.conf"
  new_switch
  ctl lines plan
  is "$?" 2 "the first line of a command's output is the password"
  sed '/user = /d' "$work/ssh.conf" >"$work/nobody.conf"
  ctl nobody plan
  has "$? $(cat "$work/err")" "1 spanctl: core1: the plan names no user" \
    "nobody to log in is said"
}

# One that speaks and never comes to an end is not heard for ever.
drive_endless() {
  python3 - <<'END' &
import socket, time
server = socket.create_server(("127.0.0.1", 2324))
client, _ = server.accept()
while True:
    client.sendall(b"\r\xff\xf9--More--")
    time.sleep(0.2)
END
  wait_for_port 2324
  plan endless "port = 2324 transport = telnet allow_telnet = yes"
  sed -i 's/timeout = 60/timeout = 1/' "$work/endless.conf"
  timeout 120 "$spanctl" -c "$work/endless.conf" plan 2>"$work/err"
  has "$? $(cat "$work/err")" "1 spanctl: core1: its login: Timer expired" \
    "a device that never comes to an end"
}

# What is not ours is left alone.
drive_others() {
  plan ssh "$reach"
  new_switch
  echo '{"sessions": {"1": {"sources": {"Fa0/1": 1}, "vlans": {}, "to":
    ["Fa0/2"], "options": "", "remote_to": null, "remote_from": null,
    "filter": []}}, "rspan": []}' >"$work/switch/state.json"
  before=$(switch_has)
  ctl ssh apply
  is "$? $(switch_has)" "1 $before" "a session that others made stays"
  has "$(cat "$work/out")" "--adopt" "... and it is said how to take it over"
  ctl ssh remove
  is "$(switch_has)" "$before" "remove leaves it"
  ctl ssh apply --adopt
  is "$? $(switch_has | jq -c '.["1"].to')" '0 ["Fa0/3"]' "--adopt"
  ctl ssh rollback
  is "$? $(switch_has)" "0 $before" "rollback brings it back"
}

has_nothing() {
  [ "$(switch_has)" = '{}' ]
}

# Unless it is confirmed, it is undone.
drive_confirm() {
  plan ssh "$reach"
  new_switch
  ctl ssh apply --confirm 1h
  is "$? $(switch_has | jq -c '.["1"].to')" '0 ["Fa0/3"]' "apply --confirm"
  hasten
  await has_nothing
  is "$(switch_has)" '{}' "... is undone"
  await nobody_waits
  ctl ssh confirm
  is "$?" 1 "... and cannot be confirmed any more"
  ctl ssh apply --confirm 1h
  when_free ctl ssh confirm --save
  is "$?" 0 "confirm"
  hasten
  await nobody_waits
  is "$? $(switch_has | jq -c '.["1"].to')" '0 ["Fa0/3"]' "... keeps it"
  has "$(cat "$work/switch/startup.json")" "Fa0/3" "... over a restart"
}

# Messages amid answers, and a pager that cannot be turned off.
drive_pager() {
  plan ssh "$reach"
  new_switch
  for n in 11 12 13 14 15; do
    echo "\"$n\": {\"sources\": {}, \"vlans\": {}, \"to\": [\"Fa0/$n\"],
      \"options\": \"\", \"remote_to\": null, \"remote_from\": 90$((n % 10)),
      \"filter\": []}"
  done | sed 's/\]}$/]},/' | tr -d '\n' |
    sed 's/,$/}, "rspan": []}/; s/^/{"sessions": {/' >"$work/switch/state.json"
  knobs '{"syslog": true, "pager": true}'
  ctl ssh apply
  is "$? $(switch_has | jq -c 'keys | length')" "0 6" "syslog lines and a pager"
  ctl ssh show --json
  is "$(jq '.devices[0].sessions | length' "$work/out")" 6 "... read whole"
}

# Passwords.
drive_passwords() {
  plan ssh "$reach"
  new_switch
  printf 'wrong\n' >"$work/secret"
  ctl ssh plan
  is "$?" 1 "ssh: a wrong password"
  has "$(cat "$work/err")" "password" "... is said"
  printf 'pass-w0rd\n' >"$work/secret"
  printf 'wrong\n' >"$work/enable"
  ctl ssh plan
  is "$?" 1 "a wrong enable password"
  has "$(cat "$work/err")" "enable password" "... is said"
  printf 'enable-s3cret\n' >"$work/enable"
  chmod 644 "$work/secret"
  ctl ssh plan
  has "$? $(cat "$work/err")" "chmod 0600" "a secret that others may read"
  chmod 600 "$work/secret"
  sed 's/SHA256:...../SHA256:AAAAA/' "$work/ssh.conf" >"$work/other.conf"
  ctl other plan
  has "$? $(cat "$work/err")" "1 spanctl: core1: its host key is SHA256:" \
    "another host key"
  sed '/^  hostkey/d; s/hostkey = "[^"]*"//' "$work/ssh.conf" >"$work/no.conf"
  ctl no plan
  has "$? $(cat "$work/err")" "hostkey = \"$hostkey\"" \
    "a host key that is not pinned is printed"
}

# A line that is refused, or that does nothing: the former state is back.
drive_refusals() {
  plan ssh "$reach"
  for trouble in refuse lose; do
    new_switch
    knobs "{\"$trouble\": \"monitor session 1 source interface Fa0/8\"}"
    ctl ssh apply
    is "$? $(switch_has)" "1 {}" "$trouble: the former state is restored"
    has "$(cat "$work/err")" "restor" "$trouble: and it is said"
  done
}

# The connection is cut at each line in turn.
drive_cuts() {
  plan ssh "$reach"
  for line in "$@"; do
    new_switch
    knobs "{\"cut\": $line}"
    ctl ssh apply
    result=$?
    rm -f "$work/switch/knobs.json"
    ctl ssh rollback
    is "$result $? $(switch_has)" "1 0 {}" "cut at line $line, then rollback"
  done
}

drive_early_cuts() {
  drive_cuts 1 2 3 4 5 6 7
}

drive_late_cuts() {
  drive_cuts 8 9 10 11 12 13 14 15
}

device "$here/catalyst.py $work/\${SSH_CONNECTION##* }/switch"
at_once drive_confirm drive_early_cuts drive_late_cuts drive_ssh drive_telnet \
  drive_legacy drive_example drive_members drive_others drive_passwords \
  drive_refusals drive_pager drive_quirks drive_endless
mkdir "$work/journal"
secrets_kept "$work"/*/switch "$work"/*/journal "$work"/*/said
done_testing
