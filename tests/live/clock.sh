#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The clock is set back an hour, and later forward again, while calls go on.
# The clock of this machine is not the test's to set, so it is a capture whose
# time stamps step, as those of the kernel would: time comes from frames alone.

# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$top_srcdir/tests/tap.sh"

needs jq sqlite3 python3
spanrec=$top_builddir/spanrec
"$top_builddir/bench/callgen" -o "$work/calls.pcap" --calls 40 --concurrent 10 \
  --duration 20 || exit 99

# step SECONDS FROM: time stamps of frames from then on (of the capture).
cat >"$work/step.py" <<'END'
import struct, sys
name, seconds, begin = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
data = open(name, "rb").read()
out, at, first = [data[:24]], 24, None
while at < len(data):
    sec, sub, size, length = struct.unpack_from("<IIII", data, at)
    first = first or sec
    if sec - first >= begin:
        sec += seconds
    out.append(struct.pack("<IIII", sec, sub, size, length))
    out.append(data[at + 16:at + 16 + size])
    at += 16 + size
sys.stdout.buffer.write(b"".join(out))
END

sql() { # FOLDER QUERY
  sqlite3 "$work/$1/catalog.db" "$2"
}

for step in 0 -3600 50 -50; do
  python3 "$work/step.py" "$work/calls.pcap" "$step" 30 >"$work/step.pcap"
  "$spanrec" -q --json -r "$work/step.pcap" -o "$work/by$step" \
    >"$work/by$step.json" 2>"$work/err"
  is $? 0 "a step by $step s is recorded without a fault"
  is "$(jq .packets "$work/by$step.json")" "$(jq .packets "$work/by0.json")" \
    "... all packets"
  is "$(jq '.calls, .answered, .rtp_packet' "$work/by$step.json")" \
    "$(jq '.calls, .answered, .rtp_packet' "$work/by0.json")" \
    "... the same calls, with the same RTP packets"
  is "$(sql "by$step" "SELECT count(*) FROM call WHERE state <> 'ended'")" 0 \
    "... every call has its end"
  is "$(sql "by$step" 'SELECT count(*) > 25 FROM call
    WHERE completeness = '"'complete'")" 1 "... those beside the step are whole"
  is "$(sql "by$step" 'SELECT max(duration_ms) < 80000 FROM recording')" 1 \
    "... no recording is longer than its call, and the step"
  is "$(find "$work/by$step" -name '*.part' | wc -l)" 0 "... nothing is left open"
done
done_testing
