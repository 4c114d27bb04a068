#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays the seeds and past findings of each fuzzer; one TAP line a fuzzer.
set -u

number=0
for folder in "$top_srcdir"/tests/fuzz/fuzz_*.in; do
  name=$(basename "$folder" .in)
  number=$((number + 1))
  if [ "$name" = fuzz_request ] && ! [ -x "$top_builddir/tests/fuzz/$name" ]
  then
    echo "ok $number - $name # SKIP built without the server"
  elif "$top_builddir/tests/fuzz/$name" "$folder"/* >/dev/null; then
    echo "ok $number - $name: $(find "$folder" -type f | wc -l) inputs"
  else
    echo "not ok $number - $name"
  fi
done
# The torture messages are good seeds, too.
number=$((number + 1))
if "$top_builddir/tests/fuzz/fuzz_sip" "$top_srcdir"/tests/sip/torture/*.dat \
  >/dev/null; then
  echo "ok $number - fuzz_sip: torture messages"
else
  echo "not ok $number - fuzz_sip: torture messages"
fi
echo "1..$number"
