# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Secrets are seen by nobody: not in the list of processes, which is watched
# all the time, and not in anything that spanctl says or keeps. Sourced after
# tap.sh; the test's ctl ends with "said $?".

# watch_secrets SECRET...: plain, in hex or in base64 they are not to be seen
# from now on. What is in the environment on purpose is in ON_PURPOSE.
watch_secrets() {
  : >"$work/said"
  python3 -c 'import base64, sys
for word in sys.stdin.read().split():
    print(word, word.encode().hex(),
          base64.b64encode(word.encode()).decode().rstrip("="), sep="\n")
' >"$work/secrets" <<END
canary-s3cret $*
END
  python3 - "$work/secrets" "$work/seen" <<'END' &
import os, sys, time
with open(sys.argv[1], "rb") as file:
    secrets = file.read().split()
seen, me = set(), str(os.getpid())
out = open(sys.argv[2], "w", buffering=1)
out.write("watching\n")
while True:
    for pid in os.listdir("/proc"):
        if not pid.isdigit() or pid == me:
            continue
        for name in ("cmdline", "environ"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            for secret in secrets:
                if any(secret in word for word in words
                       if not word.startswith(b"ON_PURPOSE=")):
                    line = f"{name} {secret.decode()}"
                    if line not in seen:
                        seen.add(line)
                        out.write(line + "\n")
    time.sleep(0.008)
END
  watcher=$!
  await test -s "$work/seen"
}

# said STATUS: keeps what was said last, and returns the status.
said() {
  cat "$work/out" "$work/err" >>"$work/said"
  return "$1"
}

# all_verbs COMMAND...: each verb, in both forms, telling all that it does.
all_verbs() {
  : >"$work/transcript"
  for words in check plan "plan --json --measure 1s" "apply --json --save" \
    "show --json" show "where --json 10.9.0.2" "export --format json" \
    "export --format runbook" export "verify --for 1s --json" \
    "doctor --json lo" "rollback --json" "apply --confirm 1h" confirm \
    "remove --json"; do
    # shellcheck disable=SC2086
    "$@" --verbose $words
    cat "$work/out" "$work/err" >>"$work/transcript"
  done
}

# secrets_kept [WHERE...]: neither there, nor in journal and output, nor in the
# list of processes. That the search finds what is there is shown first.
# shellcheck disable=SC2120
secrets_kept() {
  # shellcheck disable=SC2016
  sh -c 'for _ in $(seq 1200); do grep -q " $0" "$1" && break; sleep 0.1; done' \
    canary-s3cret "$work/seen"
  has "$(cat "$work/seen")" "cmdline canary-s3cret" \
    "the list of processes is watched"
  kill "$watcher"
  is "$(grep -v -e '^watching$' -e ' canary-s3cret$' "$work/seen")" "" \
    "no secret in the list of processes"
  echo "canary-s3cret" >"$work/canary"
  is "$(grep -rlFf "$work/secrets" "$work/journal" "$work/said" \
    "$work/canary" "$@")" "$work/canary" \
    "no secret in journal, messages, JSON or exports"
}
