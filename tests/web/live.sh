#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Live calls and the mirror's health, as the page shows them while a recorder
# works: calls come, and go.
# shellcheck source-path=SCRIPTDIR/../live source=lib.sh
. "${top_srcdir:?}/tests/live/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/web/lib.sh"
needs_page
needs sipp sox jq python3
live_network

live_start "$work/out" || echo "Bail out! no recorder"
add_user ada administrator
serve

# The page says when calls shall begin, and how long they last.
call_when_asked() {
  for n in 0 1 2 3; do
    wait_for 6000 [ -s "$work/calls-$n" ] || return
    live_calls 4 4 "$(cat "$work/calls-$n")"
  done
}
behind call_when_asked
drive live.mjs
