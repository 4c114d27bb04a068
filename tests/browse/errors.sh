#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong: command lines, catalogues that are none, read-only folders.
. "${top_srcdir:?}/tests/browse/tap.sh"
catalogue plain
d=$work/plain

status 2 "no command" "$view" -d "$d"
has "$(cat "$work/err")" "usage:" "shows the usage"
status 2 "an unknown command" "$view" -d "$d" dance
has "$(cat "$work/err")" "list show" "names the commands"
status 2 "an unknown option" "$view" -d "$d" list --nonsense
status 2 "show without an id" "$view" -d "$d" show
status 2 "a word too many" "$view" -d "$d" list x
status 2 "an option of another command" "$view" -d "$d" show --limit 2 00
status 2 "a state that is none" "$view" -d "$d" list --state gone
status 2 "--source with another command" "$view" -d "$d" show --source eth1 00
status 2 "a span that is none" "$view" -d "$d" list --min-duration 1y
status 2 "a codec without a name" "$view" -d "$d" list --codec
status 2 "a limit that is none" "$view" -d "$d" list --limit 0
status 2 "too many words" "$view" -d "$d" list --text "a b c d e f g h i j k"
has "$(cat "$work/err")" "at most 10 words" "... which is said"
status 2 "a word that is too long" \
  "$view" -d "$d" list --text "$(printf '%0256d' 0)"
status 0 "as many and as long as can be" \
  "$view" -d "$d" list --text "$(printf '%0236d' 0) b c d e f g h i jk"
for time in 2026-02-30 2026-13-01 20:15 tomorrow -5 -2y 2026-1-1 ""; do
  status 2 "--from \"$time\"" "$view" -d "$d" list --from "$time"
done
for time in now today yesterday -2h -30m -3d 2026-11-20 \
  "2026-11-20 14:03" 2026-11-20T14:03:12.5Z; do
  status 0 "--to \"$time\"" "$view" -d "$d" list --to "$time"
done
status 0 "--help" "$view" --help
has "$(cat "$work/out")" "usage: spanview" "goes to standard output"
status 0 "--version" "$view" --version

status 1 "an id that no call has" "$view" -d "$d" show ffff
has "$(cat "$work/err")" "no call has an id" "says so"
status 1 "an id that is none" "$view" -d "$d" show ../etc
catalogue 100 2>/dev/null
status 1 "an id of several" "$view" -d "$work/100" show 1
has "$(cat "$work/err")" "several calls" "says so"
[ "$(grep -c '^  1' "$work/err")" -gt 1 ]
ok $? "and shows them"
status 1 "a full disk" sh -c "'$view' -d '$d' list >/dev/full"

mkdir "$work/nothing"
status 1 "a folder without a catalogue" "$view" -d "$work/nothing" list
has "$(cat "$work/err")" "there is no catalogue" "says so"
has "$(cat "$work/err")" "-d DIR" "and what to do"
is "$(ls "$work/nothing")" "" "and makes nothing"
status 1 "a folder that is not there" "$view" -d "$work/nowhere" stats
mkdir "$work/garbage"
head -c 5000 /dev/urandom >"$work/garbage/catalog.db"
status 1 "garbage" "$view" -d "$work/garbage" list
has "$(cat "$work/err")" "not a catalogue" "says so"
is "$(ls "$work/garbage")" catalog.db "and makes nothing"
cp -r "$d" "$work/cut"
truncate -s 40000 "$work/cut/catalog.db"
status 1 "a catalogue cut in half" "$view" -d "$work/cut" list --json
mkdir "$work/a b?c%20#d"
"$make_catalogue" "$work/a b?c%20#d" plain
status 0 "a folder with a strange name" "$view" -d "$work/a b?c%20#d" show 00

"$view" -d "$d" list >"$work/before"
is "$(ls "$d")" catalog.db "reading makes no file"
if [ "$(id -u)" -ne 0 ]; then
  chmod 555 "$d"
  "$view" -d "$d" list >"$work/after"
  is "$(cat "$work/after")" "$(cat "$work/before")" "a read-only folder"
  chmod 755 "$d"
elif mkdir "$work/mnt" && mount -t tmpfs none "$work/mnt" 2>/dev/null; then
  cp "$d/catalog.db" "$work/mnt"
  mount -o remount,ro "$work/mnt"
  "$view" -d "$work/mnt" list >"$work/after"
  is "$(cat "$work/after")" "$(cat "$work/before")" "a read-only disk"
  umount "$work/mnt"
else
  count=$((count + 1))
  echo "ok $count # SKIP root may not mount here"
fi

mkfifo "$work/stop"
mkdir "$work/hold"
"$make_catalogue" "$work/hold" hold <"$work/stop" >"$work/ready" &
writer=$!
exec 3>"$work/stop"
while ! grep -q ready "$work/ready"; do
  kill -0 "$writer" 2>/dev/null || break
  sleep 0.1
done
"$view" -d "$work/hold" list >"$work/after"
is "$(cat "$work/after")" "$(cat "$work/before")" "beside a writer"
"$make_catalogue" "$work/hold" plain 2>"$work/err"
is "$?" 1 "a second writer is refused"
has "$(cat "$work/err")" "another recorder writes" "and told why"
kill -9 "$writer"
exec 3>&-
wait "$writer" 2>/dev/null
"$view" -d "$work/hold" list >"$work/after"
is "$(cat "$work/after")" "$(cat "$work/before")" "after a crash"
done_testing
