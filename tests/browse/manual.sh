#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page of spanview has each command and each option, and in its
# synopsis the options of each command, and no others.
. "${top_srcdir:?}/tests/browse/tap.sh"

page=$top_srcdir/man/spanview.1
"$view" --help >"$work/help"

commands=$(sed -n '/^usage:/,/^$/d; /^spanview COMMAND/,$d
  s/^  \([a-z]\{1,\}\) .*/\1/p' "$work/help")
# "COMMAND OPTION" for each option of each command.
for command in $commands; do
  "$view" "$command" --help | sed '/^$/q' | grep -o '\[--[a-z0-9-]*' |
    sed "s/^\[--/$command /"
done | sort >"$work/has"
awk '/^\.Sh DESCRIPTION/ { exit }
  $1 == ".Cm" { command = $2 }
  $1 == ".Op" && $2 == "Fl" && $3 ~ /^-/ {
    print command, substr($3, 2) }' "$page" | sort >"$work/says"
is "$(comm -23 "$work/has" "$work/says")" "" \
  "the synopsis has each option of each command"
is "$(comm -13 "$work/has" "$work/says")" "" "... and no other"
[ "$(wc -l <"$work/has")" -gt 10 ]
ok $? "there were some to look for"

sed -n 's/^  \(-., \)\{0,1\} *--\([a-z0-9-]*\).*/\2/p' "$work/help" |
  while read -r option; do
    grep -qE "^\.It Fl .*-$option( |$)" "$page" || echo "$option"
  done >"$work/missing"
is "$(cat "$work/missing")" "" "each option is described"
for command in $commands; do
    grep -qE "^\.It Cm $command( |$)" "$page" || echo "$command"
    "$view" "$command" --help >"$work/out" || echo "$command --help"
    head -n 1 "$work/out" | grep -q "^usage: spanview .* $command" ||
      echo "$command --help"
  done >"$work/missing"
is "$(cat "$work/missing")" "" "each command is described, and helps"
done_testing
