#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Comware driven through every verb: a test device (vendors.py).
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034,SC2031 # see vendors_lib.sh
. "$top_srcdir/tests/tap.sh"
once
driver=comware id=1 a=GigabitEthernet1/0/5 b=g1/0/6 A=GigabitEthernet1/0/5 B=GigabitEthernet1/0/6 T=GigabitEthernet1/0/24
telnet=yes middle="mirroring-group 1 mirroring-port g1/0/6 inbound"
cuts="3 7 8" all_cuts="1 2 3 4 5 6 7 8 9 10"
foreign='"2": [{"GigabitEthernet1/0/7": 2}, ["GigabitEthernet1/0/23"]]'
many='"2": [{"GigabitEthernet1/0/1": 2, "GigabitEthernet1/0/2": 3,
  "GigabitEthernet1/0/3": 1, "GigabitEthernet1/0/4": 2,
  "GigabitEthernet1/0/5": 3, "GigabitEthernet1/0/6": 1,
  "GigabitEthernet1/0/7": 2, "GigabitEthernet1/0/8": 3,
  "GigabitEthernet1/0/9": 1, "GigabitEthernet1/0/10": 2,
  "GigabitEthernet1/0/11": 3, "GigabitEthernet1/0/12": 1,
  "GigabitEthernet1/0/13": 2, "GigabitEthernet1/0/14": 3,
  "GigabitEthernet1/0/15": 1, "GigabitEthernet1/0/16": 2,
  "GigabitEthernet1/0/17": 3, "GigabitEthernet1/0/18": 1,
  "GigabitEthernet1/0/19": 2, "GigabitEthernet1/0/20": 3}, ["GigabitEthernet1/0/23"]],
  "4": [{"GigabitEthernet1/0/22": 2}, ["GigabitEthernet1/0/21"]]'
. "$top_srcdir/tests/spanctl/vendors_lib.sh"

# Release 5.
drive_quirks() {
  new_device
  knobs '{"old": true}'
  ctl apply
  is "$? $(has_now)" "0 $(with "$both_ways")" "an older release"
  plan "$driver" "$id" "$a rx"
  ctl apply
  is "$? $(has_now)" "0 $(with "$one_way")" "... of which members change"
}

drive_all
done_testing
