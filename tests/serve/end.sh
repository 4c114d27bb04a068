#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A server that is told to end while requests come, 60 times; 600 times with
# SPANREC_LONG=1, as threads of libmicrohttpd that race for the socket that
# listens, which this is about, meet once in some hundred.
. "${top_srcdir:?}/tests/serve/lib.sh"

VIEW=$view
export VIEW
record baresip-call
add_user admin administrator
url=
run_python end "$([ "${SPANREC_LONG:-}" ] && echo 600 || echo 60)"
done_testing
