#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No error and no leak, as valgrind sees it, over all samples.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs valgrind jq
if is_sanitized; then
  echo "1..0 # SKIP the sanitizers of this build do not go with valgrind"
  exit 0
fi

# Exit status 99 is valgrind's.
checked() { # WHAT COMMAND...
  what=$1
  shift
  valgrind -q --error-exitcode=99 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect,possible --track-fds=no \
    --log-file="$work/valgrind" "$@" >"$work/out" 2>"$work/err"
  is "$?" 0 "$what"
  head -n 40 "$work/valgrind" | sed 's/^/# /'
}

set --
for capture in "$samples"/*.pcap "$samples"/*.pcapng; do
  set -- "$@" -r "$capture"
done
checked "all samples in one run" "$spanrec" "$@" -o "$work/all" --json
for format in flac opus none; do
  checked "one sample as $format" "$spanrec" -r "$samples/baresip-call.pcap" \
    -o "$work/$format" --audio-format $format
done
head -c 50000 "$samples/rtpengine.pcap" >"$work/cut.pcap"
valgrind -q --error-exitcode=99 --leak-check=full \
  "$spanrec" -q -r "$work/cut.pcap" -o "$work/cut" >"$work/out" 2>&1
is "$?" 1 "a damaged capture"
checked "list" "$spanview" -d "$work/all" list
checked "list --json" "$spanview" -d "$work/all" list --json
id=$(jq -r '.[0].id' "$work/out")
checked "show" "$spanview" -d "$work/all" show "$id"
checked "show --json" "$spanview" -d "$work/all" show --json "$id"
checked "stats" "$spanview" -d "$work/all" stats
done_testing
