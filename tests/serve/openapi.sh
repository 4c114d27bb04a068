#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The document that describes the API, against the server.
. "${top_srcdir:?}/tests/serve/lib.sh"

record baresip-call b2bua bye-lost
add_user admin administrator
start_server --socket "$work/control"
ROUTES=$("$top_builddir/tests/serve/list_routes")
export ROUTES
run_python openapi
end_server
done_testing
