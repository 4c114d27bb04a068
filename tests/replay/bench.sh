#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The benchmark still runs, what it measures is right, and it sees when
# something is missing. No time decides anything here.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs tcpdump /usr/bin/time python3 jq sqlite3
TMPDIR=$work
export TMPDIR

run() { # ARGUMENT...
  "$top_srcdir/bench/run" --smoke --build "$top_builddir" "$@" \
    >"$work/out" 2>"$work/err"
}

# A recorder with a fault: the commands get what spanrec gets, and its folder
# in $out.
broken() { # NAME COMMANDS
  # shellcheck disable=SC2016 # for the script
  printf '%s\n' '#!/bin/sh' "spanrec='$spanrec'" \
    'out=$(echo "$*" | sed -n "s/.* -o \([^ ]*\).*/\1/p")' "$2" >"$work/$1"
  chmod +x "$work/$1"
}

sees() { # NAME WHAT EXPECTED
  run replay --only pcm --calls 3 --total 3 --spanrec "$work/$1"
  is $? 1 "$2: the status is 1"
  has "$(cat "$work/err")" "$3" "... and it is said"
}

run all --only "pcm pcm-no-hash ulaw ulaw-no-hash none tshark" --json "$work/figures"
is $? 0 "bench/run all --smoke ends well"
sed 's/^/# /' "$work/err"
fact "$work/figures" "nothing is wrong" '.faults == []'
fact "$work/figures" "machine, kernel and versions are there" \
  '(.machine | .processor, .kernel, .system, .time | length > 0)
  and .machine.memory_mib > 0
  and (.versions | has("spanrec") and has("tcpdump"))'
fact "$work/figures" "two captures, of as many calls" '.replay | length == 2
  and all(.[]; .calls == 10 and .packets > 1500) and .[0].concurrent == 5'
fact "$work/figures" "each program has ratios, in their order" \
  '.replay[].programs | (keys | contains(["floor", "none", "pcm",
  "pcm-no-hash", "tcpdump", "ulaw", "ulaw-no-hash"])) and all(.[] | select(has("note") | not);
  [.ratio_tcpdump, .ratio_floor | length == 3 and sort == .] | all)'
fact "$work/figures" "... and the recorder its memory for a call" \
  '.replay[].programs.pcm | (.bytes_per_call | type == "number")
  and .peak_rss_kib > 0 and .packets_per_wall_s > 0'
fact "$work/figures" "messages and calls a second" \
  '.sip | .messages == 7 * .calls and .programs.pcm.messages_per_wall_s > 0
  and .programs.pcm.faults == []'
fact "$work/figures" "calls into the catalogue, readers active" \
  '.catalogue.readers | map(.readers) == [0, 2]
  and all(.[]; .calls_per_s[1] > 0)'
fact "$work/figures" "starts" '.start.replay_of_one_call.ratio | length == 3'
fact "$work/figures" "live: no loss at a low rate, or said why not" \
  '.live | has("skipped") or (.steps | length == 1
  and all(.[]; .tcpdump.lost == 0 and .spanrec.lost == 0))'
jq -r '.live.skipped // empty | "# live: " + .' "$work/figures"

printf 'above\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nbelow\n' \
  >"$work/page"
"$top_srcdir/bench/run" --from "$work/figures" --page "$work/page" \
  >"$work/out" 2>"$work/err"
is $? 0 "the figures are made into a page"
is "$(head -n 1 "$work/page") $(tail -n 1 "$work/page")" "above below" \
  "... between its marks"
is "$(grep -c '^| pcm ' "$work/page") $(grep -c old "$work/page")" "4 0" \
  "... with all tables"

# What is missing is seen.
# shellcheck disable=SC2016 # for the scripts
{
  broken silent 'exec "$spanrec" "$@" --audio-format none'
  broken deaf 'exec "$spanrec" "$@" not udp port 16384'
  broken noisy '"$spanrec" "$@" || exit
    find "$out" -name "*.wav" | while read -r file; do
      printf "\1" | dd of="$file" bs=1 seek=5000 conv=notrunc 2>/dev/null
    done'
  broken unhashed 'exec "$spanrec" "$@" --checksum=no'
  broken forgetful '"$spanrec" "$@" || exit
    exec sqlite3 "$out/catalog.db" "PRAGMA foreign_keys = on;
      DELETE FROM call WHERE id = 3"'
}
sees silent "no recordings" "recordings: 0, not 1"
sees deaf "a stream is missing" "streams: "
sees noisy "a sample is another one" "callgen-1-0@pbx.example: "
sees unhashed "sums are missing" "recordings with SHA-256: 0, not 3"
sees forgetful "a call is missing" "calls: 2, not 3"
run --spanrec "$work/none"
is $? 2 "without a recorder nothing is measured"
done_testing
