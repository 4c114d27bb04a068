#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Passwords from a file, from the environment and from a helper, by SSH and by
# telnet: every verb tells all that it does, and nobody sees one. SNMP, Netgear
# and other command lines: the same in smon.sh, nsdp.sh, dialects.sh.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
. "$top_srcdir/tests/spanctl/devices.sh"
. "$top_srcdir/tests/spanctl/secrets_lib.sh"
needs jq python3 unshare ssh-keygen openssl ip ss
[ -x /usr/sbin/sshd ] || skip_all "sshd is not installed"
[ -x /usr/sbin/telnetd ] || skip_all "telnetd is not installed"
in_namespaces "$0"
start_sshd
start_telnetd

# The helper takes its time, so that it is there to be seen.
printf 'pass-w0rd\n' >"$work/secret"
printf 'enable-s3cret\n' >"$work/enable"
chmod 600 "$work/secret" "$work/enable"
cat >"$work/helper" <<'END'
#!/bin/sh
sleep 0.05
while read -r line; do
  echo "$line"
done <"$1"
END
chmod 700 "$work/helper"
watch_secrets pass-w0rd enable-s3cret

plan() { # HOW SECRET ENABLE
  case $1 in
  ssh) way="port = 2222 hostkey = \"$hostkey\"" ;;
  telnet) way="port = 2323 transport = telnet allow_telnet = yes" ;;
  esac
  cat >"$work/plan" <<END
journal = "$work/journal"
device core1 {
  driver = ios address = 127.0.0.1 user = rec timeout = 60
  secret = "$2" enable = "$3" $way
}
session voip { device = core1 id = 1 sources = {"Fa0/5 - 6"}
  destinations = {"Fa0/3"} }
analysis lo { expect = {sip} }
END
}

ctl() {
  ON_PURPOSE=pass-w0rd "$spanctl" -c "$work/plan" "$@" >"$work/out" \
    2>"$work/err"
  said $?
}

for how in ssh telnet; do
  new_switch
  plan $how "file:$work/secret" "file:$work/enable"
  all_verbs ctl
  has "$(cat "$work/transcript")" \
    "core1: > monitor session 1 source interface Fa0/5 both" \
    "$how: all verbs, told in full"
  is "$(grep -c '"done": *true' "$work/transcript")" 3 "... and done"
done
new_switch
plan ssh "command:$work/helper $work/secret" \
  "command:$work/helper $work/enable"
ctl -v apply --confirm 1h
has "$? $(cat "$work/err")" "0 spanctl: a password comes from command:$work/helper" \
  "a helper"
plan telnet "env:ON_PURPOSE" "file:$work/enable"
ctl -v remove
has "$? $(cat "$work/err")" "0 spanctl: a password comes from env:ON_PURPOSE" \
  "the environment"

# Of what goes wrong is told as little.
new_switch
knobs '{"refuse": "monitor session 1 source"}'
ctl -v apply
knobs '{"cut": 3}'
ctl -v apply
printf 'pass-w0rd\nenable-s3cret\n' >"$work/enable" # the wrong one
ctl -v plan
has "$? $(cat "$work/err")" "1 spanctl: " "a wrong enable password"
plan ssh "file:$work/enable" "file:$work/nothing"
ctl -v plan
chmod 644 "$work/secret"
plan ssh "file:$work/secret" "file:$work/secret"
ctl -v plan
has "$(cat "$work/err")" "others may read it" "a file that others may read"
secrets_kept "$work/switch" "$work/plan"
done_testing
