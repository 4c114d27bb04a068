#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole way on a bridge of the kernel, with tc; see whole_lib.sh.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/spanctl/whole_lib.sh"
whole_begin "$0"
ip link add br0 type bridge 2>/dev/null || skip_all "no bridge"
ip link set br0 up
tc qdisc add dev lo clsact 2>/dev/null || skip_all "this kernel has no clsact"
whole_host phone1 10.9.0.1
whole_host phone2 10.9.0.3
whole_host pbx 10.9.0.2
for host in phone1 phone2 pbx; do
  ip link set p-$host master br0
done
whole_phones

plan() { # SOURCES
  cat >"$work/plan" <<END
journal = "$work/journal"
device host { driver = linux }
session voip { device = host sources = {$1} destinations = {mon} }
analysis analysis {
  hosts = {"10.9.0.1 host p-phone1", "10.9.0.2 host p-pbx",
           "10.9.0.3 host p-phone2"}
}
END
}

lose_rx() {
  tc filter del dev p-pbx ingress
}

plan '"p-pbx"'
whole_way host

# A plan that copies one direction only.
plan '"p-pbx tx"'
ctl apply
watched_calls planned >"$work/calls"
has "$(found planned)" \
  'rx of p-pbx of host is not copied: put "p-pbx both" into the sources of session voip, then spanctl apply host' \
  "verify says what the plan lacks"
ctl remove
is "$(tc filter show dev p-pbx ingress; tc filter show dev p-pbx egress)" "" \
  "nothing is left"
done_testing
