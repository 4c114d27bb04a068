#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# NX-OS, EOS and Junos driven through the verbs: test devices (dialects.py)
# behind a real sshd; and changes that the device itself undoes.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/devices.sh"
needs jq python3 unshare ssh-keygen openssl ip ss
[ -x /usr/sbin/sshd ] || skip_all "sshd is not installed"
in_namespaces "$0"
start_sshd
printf 'pass-w0rd\n' >"$work/secret"
printf 'enable-s3cret\n' >"$work/enable"
chmod 600 "$work/secret" "$work/enable"

# plan DRIVER ID SOURCE... : sources, to a destination of this kind.
plan() {
  driver=$1 id=$2
  shift 2
  case $driver in
  nxos) to=Ethernet1/24 ;;
  eos) to=Ethernet24 ;;
  junos) to=ge-0/0/24 ;;
  ios) to=Fa0/3 ;;
  esac
  sources=$(printf ', "%s"' "$@")
  cat >"$work/plan" <<END
journal = "$work/journal"
device core1 {
  driver = $driver
  address = 127.0.0.1
  port = 2222
  user = rec
  secret = "file:$work/secret"
  enable = "file:$work/enable"
  hostkey = "$hostkey"
  timeout = 5
}
session voip {
  device = core1
  id = $id
  sources = {${sources#, }}
  destinations = {"$to"}
}
END
}

ctl() {
  "$spanctl" -c "$work/plan" "$@" >"$work/out" 2>"$work/err"
}

state() { # DRIVER
  if [ "$1" = ios ]; then
    printf 'show monitor session all\nexit\n' | # its time may have come
      "$here/catalyst.py" "$work/switch" >/dev/null
    switch_has
    return
  fi
  "$here/dialects.py" "$1" "$work/switch" --state
}

for driver in nxos eos junos; do
  case $driver in
  nxos) id=1 a=Ethernet1/5 b=Ethernet1/6 A=Eth1/5 B=Eth1/6 T=Eth1/24 ;;
  eos) id=voip a=Ethernet5 b=Ethernet6 A=Et5 B=Et6 T=Et24 ;;
  junos) id=voip a=ge-0/0/5 b=ge-0/0/6 A=ge-0/0/5.0 B=ge-0/0/6.0
    T=ge-0/0/24.0 ;;
  esac
  new_switch
  device "$here/dialects.py $driver $work/switch"
  plan "$driver" "$id" "$a both" "$b rx"
  ctl plan
  is "$?" 2 "$driver: plan: changes are pending"
  ctl apply --save
  is "$? $(state "$driver")" \
    "0 {\"$id\": [{\"$A\": 3, \"$B\": 1}, [\"$T\"]]}" "$driver: apply"
  sed 's/^/# /' "$work/err"
  ctl plan
  is "$?" 0 "$driver: then nothing is pending"
  ctl show --json
  is "$(jq -c '.devices[0].sessions[0] | [.id, .owned, .state != "down",
    (.sources | map([.port, .direction]))]' "$work/out")" \
    "[\"$id\",true,true,[[\"$A\",\"both\"],[\"$B\",\"rx\"]]]" "$driver: show"
  plan "$driver" "$id" "$a rx"
  ctl apply
  is "$? $(state "$driver")" "0 {\"$id\": [{\"$A\": 1}, [\"$T\"]]}" \
    "$driver: members change"
  ctl rollback
  is "$? $(state "$driver")" \
    "0 {\"$id\": [{\"$A\": 3, \"$B\": 1}, [\"$T\"]]}" "$driver: rollback"
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
done

# The device itself undoes what is not confirmed; a minute has two seconds.
for driver in ios eos junos; do
  case $driver in
  ios) id=1 a=Fa0/5 word='revert timer 1' ;;
  eos) id=voip a=Ethernet5 word='commit timer 00:01:00' ;;
  junos) id=voip a=ge-0/0/5 word='commit confirmed 1' ;;
  esac
  new_switch
  knobs '{"minute": 2, "archive": true}'
  device "$here/dialects.py $driver $work/switch"
  [ "$driver" = ios ] && device "$here/catalyst.py $work/switch"
  plan "$driver" "$id" "$a both"
  ctl apply --confirm 1m
  has "$? $(cat "$work/out")" "0 " "$driver: apply --confirm"
  has "$(cat "$work/out")" "by the device itself" "... that the device undoes"
  has "$(cat "$work/switch/typed")" "$word" "... by: $word"
  made=$(state "$driver")
  is "${made%"${made#??}"}" '{"' "... is made"
  sleep 3
  is "$(state "$driver")" '{}' "... and is undone, without spanctl"
  ctl confirm
  has "$? $(cat "$work/err")" "1 spanctl: core1: is not as planned any more" \
    "... and cannot be confirmed any more"
  new_switch
  knobs '{"minute": 4, "archive": true}'
  ctl apply --confirm 1m
  ctl confirm
  is "$?" 0 "$driver: confirm"
  sleep 5
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

# No secret is anywhere.
grep -rlE 'pass-w0rd|enable-s3cret' "$work/journal" "$work/out" "$work/err" \
  "$work/switch" >"$work/leaks"
is "$(cat "$work/leaks")" "" "no secret in journal or output"
done_testing
