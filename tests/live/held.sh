# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# A machine that stands still for a moment, since a hypervisor or other processes
# have it, sends late, captures late and writes late: what a test then sees is
# not the recorder. Who sources this (first of all, once) has its checks run with
# a pulse beside them. If one is red, and the machine was held up by more than
# HELD_MS meanwhile, all is done again, HELD_RUNS times in all, and not after
# HELD_SECONDS; a check that is red while the machine runs is red. Sourced.

HELD_MS=${HELD_MS:-150}
HELD_RUNS=${HELD_RUNS:-5}
HELD_SECONDS=${HELD_SECONDS:-240}

held_clean() {
  trap '' INT TERM HUP
  [ -z "${held_test-}" ] || kill -TERM "$held_test" 2>/dev/null
  [ -z "${held_pulse-}" ] || kill -KILL "$held_pulse" 2>/dev/null
  wait
  rm -rf "$held"
}

# Runs the test once: its status, what it says and how long the machine stood
# still are in the folder.
held_run() { # SCRIPT [ARGUMENT...]
  rm -f "$held/ms"
  "$top_builddir/tests/live/pulse" "$held/ms" &
  held_pulse=$!
  SPANREC_HELD=$held sh "$@" >"$held/out" &
  held_test=$!
  wait "$held_test"
  held_status=$?
  kill -KILL "$held_pulse" 2>/dev/null
  wait "$held_pulse" 2>/dev/null
  held_test='' held_pulse=''
  held_ms=$(tr -d ' ' <"$held/ms" 2>/dev/null)
}

if [ -z "${SPANREC_HELD-}" ]; then
  held=$(mktemp -d "${TMPDIR:-/tmp}/spanrec-held-XXXXXX") || exit 99
  trap held_clean EXIT
  trap 'exit 1' INT TERM HUP
  held_end=$(($(date +%s) + HELD_SECONDS))
  for held_count in $(seq "$HELD_RUNS"); do
    held_run "$0" "$@"
    if [ "$held_status" -eq 0 ] && ! grep -q '^not ok' "$held/out"; then
      break
    fi
    if [ "${held_ms:-0}" -le "$HELD_MS" ] ||
      [ "$held_count" -eq "$HELD_RUNS" ] ||
      [ "$(date +%s)" -ge "$held_end" ]; then
      break
    fi
    echo "# the machine stood still for $held_ms ms, so this is done again:"
    sed 's/^/#   /' "$held/out"
  done
  cat "$held/out"
  echo "# the machine stood still for ${held_ms:-?} ms at most"
  exit "$held_status"
fi
