#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# ArubaOS-Switch driven through every verb: a test device (vendors.py).
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034,SC2031 # see vendors_lib.sh
. "$top_srcdir/tests/tap.sh"
once
driver=procurve id=1 a=5 b=6 A=5 B=6 T=24 telnet=yes
middle="interface 6 monitor all in mirror 1"
cuts="4 9 11" all_cuts="1 2 3 4 5 6 7 8 9 10 11 12 13 14"
foreign='"2": [{"7": 2}, ["23"]]'
many='"2": [{"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 1,
  "9": 1, "10": 1, "11": 1, "12": 2, "13": 3, "14": 3, "15": 3}, ["23"]],
  "4": [{"20": 2}, ["22"]]'
. "$top_srcdir/tests/spanctl/vendors_lib.sh"

# Older software, and users with names.
drive_quirks() {
  new_device
  knobs '{"old": true, "names": true}'
  ctl apply
  is "$? $(has_now)" "0 $(with "$both_ways")" \
    "an older switch, that asks enable for a user"
}

drive_all
done_testing
