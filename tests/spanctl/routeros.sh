#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# RouterOS driven through every verb: a test device (vendors.py).
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034,SC2031 # see vendors_lib.sh
. "$top_srcdir/tests/tap.sh"
once
driver=routeros id=switch1 a=ether1 b=ether2 A=ether1 B=ether2 T=ether3
telnet=no middle="set ether2 mirror-ingress=yes"
cuts="3 4 6" all_cuts="1 2 3 4 5 6 7 8"
foreign='"switch2": [{"ether7": 2}, ["ether9"]]'
many='"switch1": [{"ether1": 1, "ether2": 3, "ether3": 2}, ["ether5"]],
  "switch2": [{"ether6": 1, "ether7": 3}, ["ether9"]]'
. "$top_srcdir/tests/spanctl/vendors_lib.sh"

# Its question, and a terminal as it is for who does not say otherwise.
drive_quirks() {
  new_device
  knobs '{"license": true}'
  ctl plan
  is "$?" 2 "a question at login"
  echo '{"sessions": {"switch1": [{"ether4": 3}, []]}, "undo": null}' \
    >"$work/switch/state.json"
  ctl show --json
  is "$(jq -c '.devices[0].sessions' "$work/out")" '[]' \
    "what a chip would copy, if it had a target"
  new_device
  ctl apply
  sed -i 's/user = rec/user = "rec+c"/' "$work/plan"
  ctl plan
  is "$?" 0 "a terminal with colours, that asks where the cursor is"
}

drive_all
done_testing
