#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What devices print, one quirk a sample: samples/spanctl/DRIVER-QUIRK.txt,
# and in .json those members that must come out of it.
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
once
needs jq

spanctl=$top_builddir/spanctl/spanctl

for sample in "$top_srcdir"/samples/spanctl/*.txt; do
  name=$(basename "$sample" .txt)
  "$spanctl" parse "${name%%-*}" <"$sample" >"$work/got" 2>"$work/err"
  is "$?" 0 "$name: exit status"
  is "$(jq -S --slurpfile want "${sample%.txt}.json" '
    .sessions as $got | $want[0].sessions as $want |
    if ($got | length) != ($want | length) then .
    else [range($want | length) as $i |
      $want[$i] | with_entries(.value = $got[$i][.key])] end' "$work/got")" \
    "$(jq -S .sessions "${sample%.txt}.json")" "$name: sessions"
done

# The same with the ends of lines that terminals make.
sed 's/$/\r/' "$top_srcdir/samples/spanctl/ios-2960.txt" |
  "$spanctl" parse ios | jq -S . >"$work/cr"
"$spanctl" parse ios <"$top_srcdir/samples/spanctl/ios-2960.txt" | jq -S . |
  cmp -s - "$work/cr"
ok $? "carriage returns make no difference"

echo "% Invalid input detected at '^' marker." >"$work/refused"
for driver in ios nxos eos junos procurve comware vrp fastpath routeros; do
  "$spanctl" parse "$driver" <"$work/refused" >"$work/got" 2>"$work/err"
  is "$? $(jq -c . "$work/got")" '1 {"sessions":[]}' \
    "$driver: what is no output is said to be none"
done

status 2 "a driver that is not" "$spanctl" parse catalyst
has "$(cat "$work/err")" "ios nxos eos junos" "... names those that are"
status 2 "no driver" "$spanctl" parse
status 2 "no verb" "$spanctl"
status 2 "a verb that is not" "$spanctl" fly
status 0 "help" "$spanctl" --help
status 0 "version" "$spanctl" --version

# What belongs to a name that is none belongs to nobody.
printf '%s\n' 'Analyzer name: a' 'Output interface: ge-0/0/9.0' \
  "Analyzer name: $(printf 'b\303\274')" 'Output interface: ge-0/0/8.0' \
  'Analyzer name: a' 'Ingress monitored interfaces: ge-0/0/1.0' |
  "$spanctl" parse junos >"$work/got"
is "$(jq -c '[.sessions[] | [.id, .sources[].port, .destinations[]]]' \
  "$work/got")" '[["a","ge-0/0/1.0","ge-0/0/9.0"]]' "a name that is none"

# Ranges have limits, and names too.
printf 'Session 1\nSource Ports :\n Both : Fa0/1-9999\n' >"$work/long"
status 1 "a range beyond all switches" "$spanctl" parse ios <"$work/long"
has "$(cat "$work/err")" "too long" "... is said"
awk 'BEGIN { for (i = 1; i < 400; i++) print "Session " i }' >"$work/many"
status 1 "sessions beyond all switches" "$spanctl" parse ios <"$work/many"
done_testing
