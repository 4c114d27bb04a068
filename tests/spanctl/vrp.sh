#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Huawei VRP driven through every verb: a test device (vendors.py).
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034,SC2031 # see vendors_lib.sh
. "$top_srcdir/tests/tap.sh"
once
driver=vrp id=1 a=GigabitEthernet0/0/5 b=g0/0/6 A=GigabitEthernet0/0/5 B=GigabitEthernet0/0/6 T=GigabitEthernet0/0/24
telnet=yes middle="port-mirroring to observe-port 1 inbound"
cuts="4 8 11" all_cuts="1 2 3 4 5 6 7 8 9 10 11 12 13 14"
foreign='"2": [{"GigabitEthernet0/0/7": 2}, ["GigabitEthernet0/0/23"]]'
many='"2": [{"GigabitEthernet0/0/1": 2, "GigabitEthernet0/0/2": 3,
  "GigabitEthernet0/0/3": 1, "GigabitEthernet0/0/4": 2,
  "GigabitEthernet0/0/5": 3, "GigabitEthernet0/0/6": 1,
  "GigabitEthernet0/0/7": 2, "GigabitEthernet0/0/8": 3,
  "GigabitEthernet0/0/9": 1, "GigabitEthernet0/0/10": 2,
  "GigabitEthernet0/0/11": 3, "GigabitEthernet0/0/12": 1,
  "GigabitEthernet0/0/13": 2, "GigabitEthernet0/0/14": 3,
  "GigabitEthernet0/0/15": 1, "GigabitEthernet0/0/16": 2,
  "GigabitEthernet0/0/17": 3, "GigabitEthernet0/0/18": 1,
  "GigabitEthernet0/0/19": 2, "GigabitEthernet0/0/20": 3}, ["GigabitEthernet0/0/23"]],
  "4": [{"GigabitEthernet0/0/22": 2}, ["GigabitEthernet0/0/21"]]'
. "$top_srcdir/tests/spanctl/vendors_lib.sh"

# A password that should be changed, and another way to ask.
drive_quirks() {
  new_device
  knobs '{"expired": true, "short": true}'
  ctl apply --save
  is "$? $(jq -Sc .sessions "$work/switch/startup.json")" \
    "0 $(with "$both_ways")" "questions are answered"
  ctl remove
  rm "$work/switch/startup.json"
  knobs '{"again": 1}'
  ctl apply --save
  is "$? $(jq -Sc .sessions "$work/switch/startup.json")" \
    "0 $(with "$both_ways")" "... also a second one, by a slow device"
  ctl remove
  knobs '{"again": 9}'
  ctl apply --save
  has "$? $(cat "$work/err")" "it asks what is not known here: flash:/vrp" \
    "... but not for ever"
}

drive_all
done_testing
