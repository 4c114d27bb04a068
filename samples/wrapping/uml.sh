#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Mirrors the call into tunnels of a Linux kernel, and captures at their far
# end. The kernel is Debian's user-mode-linux, which has modules that the
# machine's own kernel may lack, and networks that nobody else can see.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<USAGE
usage: uml.sh BASES OUT NAME...

Writes OUT/NAME.pcap for the named ones of those in uml-init.sh.
USAGE
}

main() {
  (($# >= 3)) || { usage >&2 && exit 2; }
  local bases=$1 out=$2 names name base options status=0
  shift 2
  names=$(IFS=, && echo "$*")
  tmp=$(mktemp -d)
  trap 'rm -rf "$tmp"' EXIT
  cp "$bases"/plain*.pcap "$tmp/"
  # The inside sees the files of the outside and writes into $tmp only.
  timeout -k 5 400 linux.uml mem=256M rootfstype=hostfs rootflags=/ rw quiet \
    con=null con0=null,fd:1 "init=$here/uml-init.sh" "SPANREC_TMP=$tmp" \
    "SPANREC_NAMES=$names" </dev/null >"$tmp/console" 2>&1 || true
  for name; do
    base=$(cat "$tmp/$name.base" 2>/dev/null || true)
    options=()
    [[ ! -e $tmp/$name.ethernet ]] || options=(--ethernet)
    if [[ ! $base ]] || ! "$here/restamp.py" "$bases/$base.pcap" \
      "$tmp/$name.captured" "$out/$name.pcap" "${options[@]}"; then
      echo "uml.sh: no $name:" >&2
      cat "$tmp/$name.log" >&2 || tail -n 20 "$tmp/console" >&2
      [[ -z ${KEEP:-} ]] || cp "$tmp/$name".* "$tmp/console" "$KEEP"
      status=1
    fi
  done
  exit "$status"
}

main "$@"
