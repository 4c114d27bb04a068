#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What spanview serve refuses: strangers, other sites, roles, SQL, paths, sizes.
. "${top_srcdir:?}/tests/serve/lib.sh"

record baresip-call b2bua hold-resume g722 sipp-audio
add_user admin administrator
add_user chief supervisor
add_user viewer viewer 201
add_user viewer2 supervisor
start_server --socket "$work/control"
ROUTES=$("$top_builddir/tests/serve/list_routes")
export ROUTES
run_python security
end_server
done_testing
