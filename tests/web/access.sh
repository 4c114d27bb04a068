#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page for everybody: axe-core in dark and light and at a phone's width,
# and all of it by keyboard alone.
. "${top_srcdir:?}/tests/web/lib.sh"
needs_page

samples=$top_srcdir/samples
record "$samples/hold-all-forms.pcap" "$samples/busy.pcap" \
  "$samples/transfer-attended.pcap"
add_user ada administrator
serve
drive access.mjs
