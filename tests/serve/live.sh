#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Server-sent events of what a recorder does.
. "${top_srcdir:?}/tests/serve/lib.sh"

record baresip-call
VIEW=$view
export VIEW
add_user admin administrator
add_user admin2 administrator
add_user chief supervisor
start_server --socket "$folder/control"
run_python live
end_server
done_testing
