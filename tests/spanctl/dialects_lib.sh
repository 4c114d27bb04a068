# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Plans for devices of several kinds (see script below), behind a real
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

# plan DRIVER ID SOURCE... : sources, to a destination of this kind; 'reach'
# says how the device is reached, if not by SSH.
plan() {
  driver=$1 id=$2
  shift 2
  case $driver in
  nxos) to=Ethernet1/24 ;;
  eos) to=Ethernet24 ;;
  junos) to=ge-0/0/24 ;;
  ios) to=Fa0/3 ;;
  procurve) to=24 ;;
  comware) to=GigabitEthernet1/0/24 ;;
  vrp) to=GigabitEthernet0/0/24 ;;
  fastpath) to=0/24 ;;
  routeros) to=ether3 ;;
  esac
  sources=$(printf ', "%s"' "$@")
  cat >"$work/plan" <<END
journal = "$work/journal"
device core1 {
  driver = $driver
  address = 127.0.0.1
  user = rec
  secret = "file:$work/secret"
  enable = "file:$work/enable"
  ${reach:-port = 2222 hostkey = \"$hostkey\"}
  timeout = 60
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
  "$(script "$1")" "$1" "$work/switch" --state
}

# Which script is a device of that driver.
script() { # DRIVER
  case $1 in
  ios) echo "$here/catalyst.py" ;;
  nxos | eos | junos) echo "$here/dialects.py" ;;
  *) echo "$here/vendors.py" ;;
  esac
}

