#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Damaged and missing captures, folders that cannot be written to, full disks:
# a message that says which, exit status 1, and what came before is kept.
set -u
# Nothing here needs a disk; memory is faster, and damage.py does 900 runs.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
  TMPDIR=/dev/shm
  export TMPDIR
fi
. "${top_srcdir:?}/tests/replay/tap.sh"
needs python3 jq sqlite3

generate small --concurrent 3 --duration 2 --ptime 60
mkdir "$work/copies"
python3 "$top_srcdir/tests/replay/damage.py" "$spanrec" "$work/copies" \
  "$work/small.pcap" >"$work/lines" 2>&1
ok $? "damaged copies are replayed"
while IFS= read -r line; do
  case $line in
  "ok - "*) ok 0 "${line#ok - }" ;;
  "not ok - "*) ok 1 "${line#not ok - }" ;;
  *) echo "# $line" ;;
  esac
done <"$work/lines"

# Exit status 1, and a message with PART in it.
refused() { # PART WHAT OPTION...
  part=$1
  what=$2
  shift 2
  rm -rf "$work/dir"
  status 1 "$what: exit status 1" "$spanrec" -o "$work/dir" "$@"
  has "$(cat "$work/err")" "$part" "$what: the message names it"
}

echo "These are the calls of Monday." >"$work/monday.txt"
: >"$work/empty.pcap"
mkdir "$work/folder"
refused "$work/monday.txt" "a text file" -r "$work/monday.txt"
refused "$work/empty.pcap" "an empty file" -r "$work/empty.pcap"
refused "$work/missing.pcap" "a missing file" -r "$work/missing.pcap"
refused "$work/folder" "a directory" -r "$work/folder"

# One of several is damaged: the others are recorded whole.
# at another time: both use the same addresses
generate other --concurrent 2 --duration 3 --seed 5 --start 1700001000
record "$work/whole" -r "$work/other.pcap"
size=$(wc -c <"$work/small.pcap")
head -c $((size - 7)) "$work/small.pcap" >"$work/cut.pcap"
for bad in monday.txt empty.pcap missing.pcap cut.pcap; do
  for order in first last; do
    if [ $order = first ]; then
      set -- -r "$work/$bad" -r "$work/other.pcap"
    else
      set -- -r "$work/other.pcap" -r "$work/$bad"
    fi
    refused "$bad" "$bad, given $order" -q "$@"
    "$spanview" -d "$work/dir" list --json >"$work/dir.json"
    is "$(jq -S 'map(select(.sip_call_id | startswith("callgen-5-")))' \
      "$work/dir.json")" "$(jq -S . "$work/whole.json")" \
      "$bad, given $order: the calls of the other file are whole"
  done
done

# Folders that are none, and folders of others.
echo "no folder" >"$work/file"
for place in file file/below; do
  status 1 "an output path that is a file ($place)" \
    "$spanrec" -r "$work/small.pcap" -o "$work/$place"
  has "$(cat "$work/err")" "$work/$place" "the message names it"
done
is "$(cat "$work/file")" "no folder" "the file is as it was"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  mkdir -m 0755 "$work/locked"
  chmod 0755 "$work"
  if setpriv --reuid=65534 --clear-groups "$spanrec" --version \
    >/dev/null 2>&1; then
    status 1 "a folder without write permission" \
      setpriv --reuid=65534 --clear-groups \
      "$spanrec" -r "$work/small.pcap" -o "$work/locked"
    has "$(cat "$work/err")" "$work/locked" "the message names it"
    status 1 "a folder that cannot be made" \
      setpriv --reuid=65534 --clear-groups \
      "$spanrec" -r "$work/small.pcap" -o "$work/locked/new"
    has "$(cat "$work/err")" "$work/locked/new" "the message names it"
    is "$(ls -A "$work/locked")" "" "nothing was left in it"
  else
    ok 0 "# SKIP nobody cannot run the program where it is"
  fi
elif [ "$(id -u)" -ne 0 ]; then
  mkdir -m 0555 "$work/locked"
  status 1 "a folder without write permission" \
    "$spanrec" -r "$work/small.pcap" -o "$work/locked"
  has "$(cat "$work/err")" "$work/locked" "the message names it"
fi

# A full disk, in a mount namespace of our own.
generate large --concurrent 10 --duration 40
mkdir "$work/disk"
# shellcheck disable=SC2016 # expands in the inner shell
full_disk='mount -t tmpfs -o size="$1" none "$2/disk" || exit 77
"$3" -q -r "$2/large.pcap" -o "$2/disk/out" >"$2/said" 2>"$2/err"
echo $? >"$2/status"
cp -r "$2/disk/out" "$2/full"'
for size in 1m 2m 4m; do
  rm -rf "$work/full"
  if ! unshare -m sh -c "$full_disk" - $size "$work" "$spanrec" \
    2>"$work/unshare"; then
    ok 0 "a full disk of $size # SKIP no mount namespace"
    continue
  fi
  is "$(cat "$work/status")" 1 "a full disk of $size: exit status 1"
  has "$(cat "$work/err")" "$work/disk/out" "$size: the message names the folder"
  has "$(cat "$work/err")" "No space left" "$size: and says why"
  is "$(sqlite3 "$work/full/catalog.db" 'PRAGMA integrity_check')" ok \
    "$size: the catalogue is sound"
  is "$(find "$work/full" -name '*.part' -o -name .reserve)" "" \
    "$size: nothing unfinished is left"
  "$spanview" -d "$work/full" list --json >"$work/full.json"
  # A call that had only begun may have found room for its few samples, and
  # when a write fails the next call may be ringing already.
  fact "$work/full.json" "$size: calls are listed, partial, with a reason" \
    'length >= 1 and all(.[] | select(.answered);
    .completeness == "partial"
    and ((.reason | contains("No space left"))
      or .recordings[0].state == "complete"))
    and any(.[]; (.reason | contains("No space left"))
      and .recordings[0].duration_ms > 0)'
  (cd "$work/full" && find audio -name '*.wav' | sort) >"$work/on-disk"
  jq -r '.[].recordings[].path' "$work/full.json" | sort >"$work/listed"
  same "$work/on-disk" "$work/listed" "$size: every file has a row"
  python3 - "$work/full" "$work/full.json" <<'PLAY' >"$work/played" 2>&1
import hashlib, json, sys, wave
for call in json.load(open(sys.argv[2])):
    for recording in call["recordings"]:
        path = sys.argv[1] + "/" + recording["path"]
        data = open(path, "rb").read()
        with wave.open(path) as sound:
            frames = len(sound.readframes(sound.getnframes())) // 4
        claimed = recording["frames"], recording["bytes"], recording["sha256"]
        found = frames, len(data), hashlib.sha256(data).hexdigest()
        if claimed != found:
            sys.exit("%s: %r, but %r" % (path, claimed, found))
PLAY
  is "$?" 0 "$size: what was written can be played, as long as its row says"
  sed 's/^/# /' "$work/played"
done
done_testing
