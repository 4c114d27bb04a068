# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Plans for devices of several kinds (dialects.py, catalyst.py), behind a real
# sshd, and what these have then. Sourced after tap.sh.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/spanctl/devices.sh"
. "$top_srcdir/tests/spanctl/secrets_lib.sh"
needs jq python3 unshare ssh-keygen openssl ip ss
[ -x /usr/sbin/sshd ] || skip_all "sshd is not installed"
in_namespaces "$0"
start_sshd
printf 'pass-w0rd\n' >"$work/secret"
printf 'enable-s3cret\n' >"$work/enable"
chmod 600 "$work/secret" "$work/enable"
watch_secrets pass-w0rd enable-s3cret

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
  said $?
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

