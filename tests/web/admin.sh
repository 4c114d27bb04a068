#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What administrators do in the browser: make themselves by the link of the
# first start, then others, tokens and files; delete, unless there is a hold.
. "${top_srcdir:?}/tests/web/lib.sh"
needs_page
needs script

samples=$top_srcdir/samples
record "$samples/hold-all-forms.pcap" "$samples/busy.pcap" \
  "$samples/transfer-attended.pcap"
serve_on_terminal
drive admin.mjs "$setup"
