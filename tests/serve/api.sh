#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What spanview serve answers to whom, path by path.
. "${top_srcdir:?}/tests/serve/lib.sh"

record baresip-call b2bua busy hold-resume g722 sipp-audio mid-call-start bye-lost
add_user admin administrator
add_user chief supervisor
add_user viewer viewer 201,+49305
start_server --socket "$work/control"
run_python api
end_server
done_testing
