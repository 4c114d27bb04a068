#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shell completion: bash and zsh complete command lines of spanview, with the
# scripts that it prints; by a function call, and by the tabulator key.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs bash
catalogue plain
d=$work/plain
script=$work/spanview.bash
"$view" completion bash >"$script"
bash -n "$script"
ok $? "the script is one that bash reads"

# offers WORD...: what bash offers for the last word.
offers() {
  bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _spanview; echo "${COMPREPLY[*]}"' bash "$script" "$view" "$@"
}

has " $(offers '') " " ladder " "commands"
is "$(offers sta)" "stats" "... by their beginning"
is "$(offers list --st)" "--state" "options"
has " $(offers list --) " " --min-duration " "... all of a command"
is "$(offers show --st)" "" "... and not those of others"
is "$(offers list --state e)" "ended" "words of an option"
is "$(offers list --state = e)" "ended" "... behind ="
is "$(offers list --hold '')" "yes no" "... all of them"
is "$(offers user '')" "add set remove list" "words of a command"
is "$(offers list --from x)" "" "nothing where nobody can know"
is "$(offers -d "$d" show 9e)" "9e3779b100000001" "ids of calls"
is "$(offers -d "$d" hold 9e3779b100000001 3c)" "3c6ef36200000002" \
  "... several where several may stand"
is "$(offers -d "$d" show 9e3779b100000001 3c)" "" "... else one"
is "$(offers --directory = "$d" ladder 3c)" "3c6ef36200000002" \
  "... of the folder that was named"
is "$(offers -d "$work/nowhere" show 9)" "" "none without a catalogue"
is "$(offers -d "$work/pl")" "$work/plain" "folders"
is "$("$view" -d "$d" completion ids | head -n 1)" \
  "$("$view" -d "$d" list --json --limit 1 |
    sed -n 's/.*"id": "\([0-9a-f]*\)", "sip_call_id".*/\1/p')" \
  "the newest call is offered first"
status 2 "no other shells" "$view" completion fish

# Each command and each of its options is offered, and no other.
"$view" --help | sed -n '/^usage:/,/^$/d; s/^  \([a-z]\{1,\}\) .*/\1/p' |
  sort >"$work/commands"
offers '' | tr ' ' '\n' | sort >"$work/offered"
is "$(diff "$work/commands" "$work/offered")" "" "all commands"
while read -r command; do
  "$view" "$command" --help | sed -n 's/^  .*--\([a-z0-9-]*\).*/--\1/p' |
    sort -u >"$work/has"
  offers "$command" -- | tr ' ' '\n' | sort -u >"$work/offered"
  diff "$work/has" "$work/offered" >"$work/diff" || echo "$command"
done <"$work/commands" >"$work/wrong"
is "$(cat "$work/wrong")" "" "all options of each"

# The key itself, in a shell on a terminal.
if command -v python3 >/dev/null && [ -e /dev/ptmx ]; then
  cat >"$work/type.py" <<'PYTHON'
import os, pty, select, sys, time
shell, keys, wanted = sys.argv[1].split(), sys.argv[2], sys.argv[3]
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="ready> ", HISTFILE="")
    os.execvp(shell[0], shell)
# Each line when the shell is ready for it.
lines = keys.encode().decode("unicode_escape").splitlines(keepends=True)
seen, sent, end = "", 0, time.monotonic() + 120
while time.monotonic() < end and wanted not in seen:
    if select.select([fd], [], [], 0.2)[0]:
        try:
            seen += os.read(fd, 4096).decode(errors="replace")
        except OSError:
            break
    elif sent < len(lines) and seen.count("ready> ") > sent:
        os.write(fd, lines[sent].encode())
        sent += 1
print("found" if wanted in seen else seen)
os.close(fd)
PYTHON
  is "$(python3 "$work/type.py" "bash --noprofile --norc -i" \
    ". $script; PATH=$(cd "$top_builddir" && pwd):\$PATH\\nspanview -d $d show 9e\\t" \
    "show 9e3779b100000001")" found "the key completes in bash"
fi
if command -v zsh >/dev/null; then
  mkdir "$work/zsh"
  "$view" completion zsh >"$work/zsh/_spanview"
  zsh -n "$work/zsh/_spanview"
  ok $? "zsh reads its script"
  if command -v python3 >/dev/null && [ -e /dev/ptmx ]; then
    for it in 'spanview lad:spanview ladder' \
      'spanview list --sta:--state  --' \
      'spanview list --state=end:--state=ended' \
      "spanview -d $d show 9e:show 9e3779b100000001"; do
      is "$(python3 "$work/type.py" "zsh -f -i" \
        "PATH=$(cd "$top_builddir" && pwd):\$PATH\\nfpath=($work/zsh \$fpath); autoload -U compinit; compinit -u -D\\n${it%%:*}\\t" \
        "${it#*:}")" found "the key completes in zsh: ${it#*:}"
    done
  fi
fi
done_testing
