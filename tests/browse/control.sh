#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a recorder that runs answers, and how it is shown: here the recorder is
# one that has names in its calls which would steer a terminal.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs python3

cat >"$work/recorder.py" <<'PYTHON'
import socket, sys
NAME = "12\x1b]0;x\x07\u009b5\u202e \u00e4"
ANSWERS = {
    b"calls": b"ok %d\n%s", b"calls --json": b"ok %d\n%s",
    b"pause 1": b"error %d\n%s", b"cut": b"ok 9%d\n%s",
    b"much": b"ok 99999999%d\n%s", b"nonsense": b"what %d?\n%s"}
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    listener.listen()
    print("ready", flush=True)
    while True:
        client = listener.accept()[0]
        text = (NAME + "\nnext\n").encode()
        client.sendall(ANSWERS[client.recv(1024).strip()] % (len(text), text))
        client.close()
PYTHON
python3 "$work/recorder.py" "$work/control" >"$work/said" &
recorder=$!
trap 'kill "$recorder"; rm -rf "$work"' EXIT
while ! grep -q ready "$work/said"; do
  kill -0 "$recorder" || exit 1
  sleep 0.1
done

ask() { # WORD...
  "$view" -d "$work" control "$@"
}
shown=$(printf '12\357\277\275]0;x\357\277\275\357\277\2755\357\277\275 \303\244\nnext')
status 0 "an answer" ask calls
is "$(cat "$work/out")" "$shown" "what would steer a terminal is replaced"
status 1 "a refusal" ask pause 1
is "$(cat "$work/err")" "$shown" "... is shown in the same way"
status 0 "JSON for programs" ask calls --json
is "$(wc -c <"$work/out")" 23 "... is what was sent"
for word in cut much nonsense; do
  status 1 "an answer that is none: $word" ask "$word"
  has "$(cat "$work/err")" "before its answer was whole" "... which is said"
done
status 1 "a full disk" sh -c "'$view' -d '$work' control calls >/dev/full"
kill "$recorder"
wait "$recorder" 2>/dev/null
status 1 "nobody is there any more" ask calls
has "$(cat "$work/err")" "no spanrec answers there" "... which is said"
trap 'rm -rf "$work"' EXIT
done_testing
