#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tags, notes, legal hold, removal: what changes, who is said to have done it,
# and that a replay keeps it.
. "${top_srcdir:?}/tests/browse/tap.sh"

catalogue plain
d=$work/plain
unset SUDO_USER
me=$(id -un)
id=$("$view" -d "$d" list --json | jq -r '.[1].id')
other=$("$view" -d "$d" list --json | jq -r '.[2].id')

one() {
  "$view" -d "$d" show "$id" --json | jq -c "$1"
}

"$view" -d "$d" tag "$id" sales 'to check'
is "$?$(one '[.tags[].name]')" '0["sales","to check"]' "tags are added"
is "$(one '[.tags[].added_by] | unique')" "[\"$me\"]" "... by whom"
"$view" -d "$d" untag "$id" 'to check'
is "$(one '[.tags[].name]')" '["sales"]' "... and taken away"
is "$("$view" -d "$d" list --json --tag sales | jq -r '.[].id')" "$id" \
  "a call is found by its tag"
is "$("$view" -d "$d" list --json | jq -c 'map(.tags | length)')" \
  "[0,1,0,0,0]" "lists have the tags"
"$view" -d "$d" note "$id" asked for a 'refund; "now"'
printf 'line 1\nline 2\n' | SUDO_USER=ann "$view" -d "$d" note "$id"
is "$(one '[.notes[] | .body]')" \
  '["asked for a refund; \"now\"","line 1\nline 2\n"]' "notes are added"
is "$(one '.notes[1].author')" '"ann"' "... by who became another by sudo"
is "$("$view" -d "$d" list --json --text refund | jq -r '.[].id')" "$id" \
  "a call is found by its note"
"$view" -d "$d" show "$id" >"$work/text"
has "$(cat "$work/text")" "by $me" "show tells the tag"
has "$(cat "$work/text")" "line 1
                 line 2" "... and the note, line by line"
printf '\0' | "$view" -d "$d" note "$id" 2>"$work/err"
is $? 1 "a note is text"
"$view" -d "$d" tag "$id" "$(printf 'a\nb')" 2>"$work/err"
is $? 1 "a tag is on one line"
"$view" -d "$d" tag ffff nobody 2>"$work/err"
is $? 1 "no such call"

"$view" -d "$d" hold "$id"
is "$?$(one .hold)" "0true" "legal hold"
is "$("$view" -d "$d" list --json --hold yes | jq length)" 1 "... is found"
"$view" -d "$d" delete --yes "$id" 2>"$work/err"
is $? 1 "what is under legal hold is not removed"
has "$(cat "$work/err")" "legal hold" "... which is said"
"$view" -d "$d" unhold "$id"
is "$(one .hold)" false "no legal hold"

"$view" -d "$d" delete "$id" </dev/null 2>"$work/err"
is $? 1 "nobody can be asked"
has "$(cat "$work/err")" "--yes" "... which is said"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  echo n | script -qec "'$view' -d '$d' delete $id" /dev/null >"$work/out"
  has "$(cat "$work/out")" "Remove 1 call" "a terminal is asked"
  is "$("$view" -d "$d" list --json | jq length)" 5 "no is no"
fi

# The same capture again: what was given stays.
"$view" -d "$d" hold "$id"
"$make_catalogue" "$d" plain
is "$("$view" -d "$d" list --json | jq length)" 5 "the same calls again"
is "$(one '[.hold, (.tags | length), (.notes | length)]')" "[true,1,2]" \
  "... have what people gave them"

mkdir -p "$d/audio/2026/11/20"
echo RIFF >"$d/audio/2026/11/20/a.wav"
"$view" -d "$d" delete --yes "$other" >"$work/out"
is "$?$(cat "$work/out")" "0$other is removed" "a call is removed"
[ ! -e "$d/audio/2026/11/20/a.wav" ]
ok $? "... with its file"
is "$("$view" -d "$d" list --json | jq length)" 4 "... and its rows"

is "$("$view" -d "$d" audit --json | jq -r '.[] | .action' | tr '\n' ' ')" \
  "delete hold unhold hold note note untag tag tag " \
  "the audit tells all, the newest first"
is "$("$view" -d "$d" audit --json --user ann | jq -c '.[] | [.user, .action]')" \
  '["ann","note"]' "... of a user"
is "$("$view" -d "$d" audit --json --limit 1 | jq -r '.[].call')" "$other" \
  "... as much as is wanted"
"$view" -d "$d" audit --from yesterday >"$work/out"
is "$(grep -c "$me" "$work/out")" 8 "... as a table"

"$view" -d "$d" tag "$id" "$(printf 'be\302\233ep')"
case $("$view" -d "$d" show "$id") in
*"$(printf '\302\233')"*) ok 1 "a tag does not steer a terminal" ;;
*) ok 0 "a tag does not steer a terminal" ;;
esac

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  chmod 755 "$work" "$d" && chmod 644 "$d/catalog.db"
  setpriv --reuid=65534 --clear-groups "$view" -d "$d" tag "$id" x \
    2>"$work/err"
  is $? 1 "who may only read changes nothing"
  has "$(cat "$work/err")" "may write" "... and is told so"
fi
done_testing
