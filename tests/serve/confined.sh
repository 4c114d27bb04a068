#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the server may still do once it hears somebody: read and write what it
# serves, ask the recorder, and no more. The other tests of it show that this
# is enough.
. "${top_srcdir:?}/tests/serve/lib.sh"
confined=$top_builddir/tests/serve/confined

# What is tried, and what comes of it: an errno, "done", or a deadly signal.
tried() { # ACTION WORD WANTED WHAT
  "$confined" "$folder" "$1" "$2" >"$work/tried" 2>"$work/tried.err"
  result=$?
  got=$(cat "$work/tried")
  [ "$result" -ne 159 ] || got=SIGSYS
  is "$got" "$3" "$4"
}

record baresip-call
add_user admin administrator
unset TMPDIR
start_server --socket "$work/control"
for task in /proc/"$server"/task/*; do
  sed -n 's/^\(NoNewPrivs\|Seccomp\):[[:blank:]]*/\1 /p' "$task/status"
done | sort | uniq >"$work/rights"
threads=$(find /proc/"$server"/task -mindepth 1 -maxdepth 1 | wc -l)
[ "$threads" -gt 10 ]
ok $? "the server has its threads"
wanted="NoNewPrivs 1"
has_seccomp=$(sed -n 's/^#define HAVE_SECCOMP //p' "$top_builddir/config.h")
[ "$has_seccomp" -eq 0 ] || wanted="NoNewPrivs 1
Seccomp 2"
is "$(cat "$work/rights")" "$wanted" \
  "none can get privileges, and all have the filter"
end_server

echo outside >"$work/outside"
tried write "$folder/new" "done" "what is served is written to"
tried read "$folder/catalog.db" "done" "... and read"
tried thread "$folder/catalog.db" "done" "... by a thread"
tried spool '' "done" "files that nobody sees can be made"
python3 -c 'import socket, sys
link = socket.socket(socket.AF_UNIX)
link.bind(sys.argv[1])
link.listen()
print("listens", flush=True)
link.accept()' "$work/socket" >"$work/listens" &
for _ in $(seq 100); do
  grep -q listens "$work/listens" && break
  sleep 0.1
done
tried connect "$work/socket" "done" "a recorder may be asked"
if ! grep -q Landlock "$work/tried.err"; then
  tried read "$work/outside" EACCES "no file outside is read"
  tried thread "$work/outside" EACCES "... not by a thread either"
  tried read /etc/passwd EACCES "... nor one of the system"
  tried write "$work/other" EACCES "... or made"
fi
if [ "$has_seccomp" -eq 1 ]; then
  tried exec /bin/true SIGSYS "to start a program ends it"
  tried internet '' EPERM "no address elsewhere is asked"
  is_sanitized || tried code '' ENOSYS "what was written is not run"
fi
done_testing
