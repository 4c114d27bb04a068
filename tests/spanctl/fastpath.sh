#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# FASTPATH driven through every verb: a test device (vendors.py).
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034,SC2031 # see vendors_lib.sh
. "$top_srcdir/tests/tap.sh"
once
driver=fastpath id=1 a=0/5 b=0/6 A=0/5 B=0/6 T=0/24 telnet=yes
mode=', "Enable"' # as vendors.py keeps it
middle="monitor session 1 source interface 0/6 rx"
cuts="3 6 8" all_cuts="1 2 3 4 5 6 7 8 9 10 11"
foreign='' # there is one session
many='"1": [{"0/1": 2, "0/2": 3,
  "0/3": 1, "0/4": 2,
  "0/5": 3, "0/6": 1,
  "0/7": 2, "0/8": 3,
  "0/9": 1, "0/10": 2,
  "0/11": 3, "0/12": 1,
  "0/13": 2, "0/14": 3,
  "0/15": 1, "0/16": 2,
  "0/17": 3, "0/18": 1,
  "0/19": 2, "0/20": 3,
  "0/21": 1, "0/22": 2,
  "0/23": 3, "0/24": 1,
  "0/25": 2, "0/26": 3,
  "0/27": 1, "0/28": 2,
  "0/29": 3, "0/30": 1}, ["0/40"], "Enable"]'
. "$top_srcdir/tests/spanctl/vendors_lib.sh"

# A session that is there, and disabled; and a port alone.
drive_quirks() {
  new_device
  echo '{"sessions": {"1": [{"0/7": 1}, []]}, "undo": null}' \
    >"$work/switch/state.json"
  ctl show --json
  is "$(jq -c '.devices[0].sessions[0] | [.state, .destinations,
    (.sources | map(.port))]' "$work/out")" '["down",[],["0/7"]]' \
    "a source without a destination"
}

drive_all
done_testing
