#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview with a catalogue of an earlier version: it reads it as it is.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs jq sqlite3
d=$work/older
mkdir "$d"
sqlite3 "$d/catalog.db" <"$top_srcdir/tests/storage/version-1.sql" >/dev/null
sum=$(sha256sum <"$d/catalog.db")

is "$("$view" -d "$d" list | tail -1 | tr -s ' ')" \
  "2026-11-21 02:48:31 0:03 201 → 305 interrupted 200 partial PCMA 0.00% \
a17f8c34" "list"
is "$("$view" -d "$d" list --json |
  jq -c '.[] | [.id, .source, (.streams | length)]')" \
  '["db0448676c712c2f",null,0]
["a17f8c345722adf2",null,2]' "list --json knows no source"
is "$("$view" -d "$d" list --json --source busy | jq -c .)" "[]" \
  "and --source finds none"
status 0 "show" "$view" -d "$d" show a1
has "$(cat "$work/out")" "192.0.2.20:6000 → 192.0.2.10:6000" "with its streams"
is "$("$view" -d "$d" show --json a1 |
  jq -c '.streams + .legs_detail | map([.source, .vlan, .mirror_duplicates])')" \
  '[[null,null,0],[null,null,0],[null,null,null]]' "show --json"
is "$("$view" -d "$d" stats --json |
  jq -c '[.calls.total, .streams.packets, .mirror_duplicates]')" \
  '[2,292,[]]' "stats --json"
status 0 "stats" "$view" -d "$d" stats
is "$("$view" -d "$d" registrations --json)" "[]" "nobody registered"
is "$(sha256sum <"$d/catalog.db") $(ls "$d")" "$sum catalog.db" \
  "nothing was changed or made"

"$make_catalogue" "$d" plain
is "$(sqlite3 "$d/catalog.db" 'PRAGMA user_version')" 4 \
  "the next recorder brings it up to date"
is "$("$view" -d "$d" list --json | jq -c 'map(.source) | unique')" \
  '[null,"eth1","eth1: erspan 192.0.2.1 session 7, vlan 20",'\
'"eth1: erspan 192.0.2.1 session 7, vlan 20; eth2"]' \
  "old and new calls are listed"
done_testing
