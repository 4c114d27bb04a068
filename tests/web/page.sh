#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The page in a real browser: sign in, search, open, hear, mark, export.
. "${top_srcdir:?}/tests/web/lib.sh"
needs_page

samples=$top_srcdir/samples
record "$samples/hold-all-forms.pcap" "$samples/busy.pcap" \
  "$samples/dtmf-rfc4733.pcap" "$samples/transfer-attended.pcap" "$samples/dtls-srtp.pcap"
add_user ada administrator
add_user sam supervisor
add_user vera viewer --numbers 409
serve --socket "$work/control"
drive page.mjs
