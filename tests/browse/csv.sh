#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview list --csv: what another reader of CSV finds is what JSON has, and no
# text of the network is a formula.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs jq python3 sqlite3
catalogue plain
d=$work/plain

# The column $1 of each line, as JSON.
column() {
  "$view" -d "$d" list --csv | python3 -c 'import csv, json, sys
print(json.dumps([row[sys.argv[1]] for row in csv.DictReader(
    open(0, newline=""))]))' "$1"
}

of_json() {
  "$view" -d "$d" list --json | jq -c "$1"
}

is "$(column id | jq -c .)" "$(of_json 'map(.id)')" "the same calls"
is "$(column caller_name | jq -c .)" "$(of_json 'map(.caller.name // "")')" \
  "the same names"
is "$(column started | jq -c .)" "$(of_json 'map(.started)')" "the same times"
is "$("$view" -d "$d" list --csv | tr -cd '\r' | wc -c | tr -d ' ')" \
  "$(of_json 'length + 1')" "lines end as RFC 4180 has it"

first=$(of_json '.[0].id' | tr -d '"')
name() { # TEXT: the first caller's name, as it comes out
  sqlite3 "$d/catalog.db" "UPDATE call SET caller_name = CAST(X'$(printf '%s' \
    "$1" | od -An -tx1 | tr -d ' \n')' AS TEXT) WHERE uid = '$first'"
  column caller_name | jq -r '.[0]'
}
for bad in '=1+1' '@SUM(A1)' '+cmd|x' '-2+3' "$(printf '\t=1')"; do
  is "$(name "$bad")" "'$bad" "no formula:$bad"
done
for good in 'a,b' 'say "x"' "$(printf 'two\nlines')" plain; do
  is "$(name "$good")" "$good" "is read back: $(echo "$good" | head -n 1)"
done

# A terminal obeys no name; programs get it as it is.
evil=$(printf '\033[31mred\302\233')
is "$(name "$evil")" "$evil" "a program gets a name as it is"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  script -qec "'$view' -d '$d' list --csv" /dev/null </dev/null >"$work/out"
  has "$(cat "$work/out")" "[31mred" "a terminal gets it, too"
  is "$(LC_ALL=C tr -d '\r\n\40-\176\240-\377' <"$work/out" |
    tr -d '\200-\237' | od -An -tx1)" "" "... without what it would obey"
  case $(cat "$work/out") in
  *"$(printf '\302\233')"*) ok 1 "... nor C1" ;;
  *) ok 0 "... nor C1" ;;
  esac
fi
done_testing
