#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Very many slow connections; 10,000 of them with SPANREC_LONG=1.
. "${top_srcdir:?}/tests/serve/lib.sh"

record baresip-call
add_user admin administrator
start_server --socket "$work/control"
SERVER=$server
SANITIZED=$(is_sanitized && echo yes)
export SERVER SANITIZED
run_python slow "$([ "${SPANREC_LONG:-}" ] && echo 10000 || echo 300)"
end_server
done_testing
