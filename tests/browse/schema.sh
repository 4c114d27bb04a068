#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The catalogue as others see it, through the sqlite3 program: the same rows
# on each run, and docs/catalogue.md, which describes all of it.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs sqlite3
doc=$top_srcdir/docs/catalogue.md
catalogue plain
mv "$work/plain" "$work/first"
catalogue plain
db=$work/plain/catalog.db

sqlite3 "$work/first/catalog.db" .dump >"$work/first.sql"
sqlite3 "$db" .dump >"$work/second.sql"
cmp -s "$work/first.sql" "$work/second.sql"
ok $? "two runs give the same dump"
is "$(sqlite3 "$db" 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok \
  "the database is sound"
is "$(sqlite3 "$db" "SELECT count(*) FROM pragma_table_list
  WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
  AND NOT strict")" 0 \
  "all tables are strict"
is "$(sqlite3 "$db" 'PRAGMA journal_mode')" wal "the journal is a WAL"

# Each table is a heading "### call", each column a row "| `id` | ...".
# shellcheck disable=SC2016 # these are no commands
sed -n -e '/^### /{s/^### //;h}' \
  -e '/^| `/{s/^| `\([a-z0-9_]*\)`.*/\1/;G;s/\(.*\)\n\(.*\)/\2.\1/p}' \
  "$doc" | sort >"$work/documented"
sqlite3 "$db" "SELECT m.name || '.' || c.name
  FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
  AND (SELECT t.type FROM pragma_table_list(m.name) AS t
       WHERE t.schema = 'main') <> 'shadow'" |
  sort >"$work/columns"
is "$(comm -3 "$work/documented" "$work/columns")" "" \
  "docs/catalogue.md describes every column and no other"

# Each block of SQL in the document runs, and finds something.
awk -v work="$work" '/^```sql/ { n++; on = 1; next } /^```/ { on = 0 }
  on { print > (work "/example" n ".sql") }' "$doc"
examples=0
for example in "$work"/example*.sql; do
  examples=$((examples + 1))
  rows=$(sqlite3 -readonly "$db" <"$example" 2>&1)
  result=$?
  [ "$result" -eq 0 ] && [ -n "$rows" ]
  ok $? "example $examples of docs/catalogue.md"
done
[ "$examples" -ge 5 ]
ok $? "there are five examples"
done_testing
