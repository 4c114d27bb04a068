#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds the tree to the rules of CONTRIBUTING.md; one TAP line a rule. As
# arguments, the rules to look at (all). A tool that is missing skips its rule.
#
# Works in a checkout and in what "make dist" packs. $top_srcdir, and for the
# rule "headers" $top_builddir, $CC and $LINT_CPPFLAGS, are set by automake.
set -u

if [ -n "${SPANREC_AGAIN-}" ]; then
  echo "1..0 # SKIP the sources are the same in the second build"
  exit 0
fi

top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
top_builddir=${top_builddir:-$top_srcdir}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/spanrec-lint-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1
LC_ALL=C.UTF-8
export PYTHONDONTWRITEBYTECODE LC_ALL
cd "$top_srcdir" || exit 99

# The rules, in the order in which they run: rule_NAME prints what breaks it.
rules='includes libraries spdx modes functions lines files format shellcheck
manpages leftovers counters headers'

# Lists what people write: not what autoreconf, configure and make leave.
list_files() {
  find . \( -name '.?*' ! -name .ci -o -name build -o -name build-aux \
    -o -name autom4te.cache -o -name _build -o -name _inst \
    -o -name 'spanrec-[0-9]*' -o -name quickstart-out -o -name __pycache__ \) \
    -type d -prune -o -type f \
    ! -name '*~' ! -path ./storage/schema.c ! -path ./config.h -print | sed 's|^\./||' |
    LC_ALL=C sort
}

# Of the files on standard input, those that a shell reads.
only_shell() {
  while read -r file; do
    case $file in
    *.sh) echo "$file" ;;
    *.*[ch] | *.md | *.json | *.pcap*) ;;
    *)
      case $(head -c 64 "$file" 2>/dev/null | tr -d '\0' | head -n 1) in
      '#!'*sh) echo "$file" ;;
      esac
      ;;
    esac
  done
}

needs() {
  for program in "$@"; do
    command -v "$program" >/dev/null && continue
    echo "$program is not installed" >"$work/skip"
    return 1
  done
}

rule_includes() { # who may include whom
  needs python3 && python3 "$here/includes.py" folders <"$work/c"
}

rule_libraries() { # one third-party library, one includer
  needs python3 && python3 "$here/includes.py" libraries <"$work/c"
}

rule_spdx() { # the first line names the licence
  grep -E '\.(c|h|def|mk|am|ac|sql|py|awk|m?js|css|[1-8])$' "$work/files" |
    cat - "$work/shell" | grep -v '^configure$' | LC_ALL=C sort -u |
    while read -r file; do
      # After "#!", which has to be first, the second line is meant.
      awk 'NR == 1 && /^#!/ { next }
        { exit !/SPDX-License-Identifier: GPL-3\.0-or-later/ }
        ' "$file" || echo "$file: no SPDX line at the top"
    done
}

rule_modes() { # what names its interpreter may be run
  while read -r file; do
    [ -x "$file" ] || [ "$(head -c 3 "$file" | tr -d '\0')" != '#!/' ] ||
      echo "$file: begins with #! but may not be run"
  done <"$work/files"
}

rule_functions() { # functions of 80 lines and 5 parameters at most
  needs python3 ctags || return
  if ! ctags --version | grep -q Universal; then
    echo "ctags is not universal-ctags" >"$work/skip"
    return
  fi
  ctags -f - -L "$work/c" --sort=no --languages=C --langmap=C:.c.h \
    --kinds-C=f --fields=+neS >"$work/tags" 2>"$work/tags.err" ||
    cat "$work/tags.err"
  python3 "$here/functions.py" <"$work/tags"
}

rule_lines() { # lines of 80 columns with tabs of 8, no trailing blanks
  while read -r file; do
    expand -t 8 "$file" | awk -v file="$file" '
      length > 80 { print file ":" NR ": " length " columns" }'
  done <"$work/wide"
  grep -vE '\.(pcap|pcapng|json|png)$|\.in/|^COPYING$|^samples/(agents|spanctl)/' \
    "$work/files" | grep -vE '^(configure|aclocal\.m4|Makefile(\.in)?)$' |
    tr '\n' '\0' | xargs -0 grep -InE '[[:blank:]]+$' |
    sed 's/:\([0-9]*\):.*/:\1: trailing blanks/'
}

rule_files() { # files of 500 lines at most, tests of 600
  while read -r file; do
    limit=500
    case $file in
    tests/*) limit=600 ;;
    esac
    lines=$(wc -l <"$file")
    [ "$lines" -le "$limit" ] ||
      echo "$file: $lines lines where $limit are the limit"
  done <"$work/c"
}

rule_format() { # as clang-format 14 would write it
  needs clang-format-14 || return
  xargs clang-format-14 --dry-run -Werror <"$work/c" 2>&1 |
    grep 'error:'
}

rule_shellcheck() { # no script has a fault that shellcheck knows
  needs shellcheck && xargs shellcheck -x -f gcc <"$work/shell"
}

rule_manpages() { # no manual page has a fault that mandoc knows
  needs mandoc && mandoc -Tlint -W warning man/*.[1-8]
}

rule_leftovers() { # nothing left to do is marked in the text
  # The pattern must not find itself.
  grep -vE '\.(pcap|pcapng|png)$|\.in/' "$work/files" | tr '\n' '\0' |
    xargs -0 grep -InE '\<(TO''DO|FIX''ME|XX''X|HA''CK)\>' |
    grep -vE '^(configure|aclocal\.m4|Makefile\.in):'
}

rule_counters() { # each counter has one name and one use at least
  sed -n 's/^COUNTER([A-Z_]*, \([a-z0-9_]*\),.*/\1/p' base/counters.def \
    >"$work/counters"
  [ -s "$work/counters" ] || echo "base/counters.def: no counter is read"
  sort "$work/counters" | uniq -d |
    sed 's|.*|base/counters.def: & is there twice|'
  grep -v '^tests/' "$work/c" | xargs grep -ohE \
    'COUNTER_[a-z0-9_]+|counter_up\([a-z0-9_]+' |
    sed 's/counter_up(/COUNTER_/' | sort -u >"$work/used"
  while read -r counter; do
    grep -qx "COUNTER_$counter" "$work/used" ||
      echo "base/counters.def: $counter is counted nowhere"
  done <"$work/counters"
}

rule_headers() { # each header compiles alone
  needs "${CC:=cc}" || return
  # shellcheck disable=SC2086 # flags are words
  grep '\.h$' "$work/c" | while read -r header; do
    printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
      $CC -std=gnu17 -D_GNU_SOURCE -I"$top_srcdir" -I"$top_builddir" \
        ${LINT_CPPFLAGS-} -include base/banned.h -Wall -Wno-unused -Werror \
        -fsyntax-only -x c - 2>&1 | grep -E 'error' | sed "s|^|$header: |"
  done
}

list_files >"$work/files"
grep -E '\.[ch]$' "$work/files" >"$work/c"
grep -E '\.([ch]|m?js|css)$' "$work/files" >"$work/wide"
only_shell <"$work/files" | grep -v '^configure$' >"$work/shell"
if ! [ -s "$work/c" ] || ! [ -s "$work/shell" ]; then
  echo "Bail out! no source is found in $top_srcdir"
  exit 1
fi

number=0
# shellcheck disable=SC2086 # rules are single words
[ $# -gt 0 ] || set -- $rules
for rule in "$@"; do
  number=$((number + 1))
  what=$(sed -n "s/^rule_$rule() { # //p" "$here/lint.sh")
  rm -f "$work/skip"
  "rule_$rule" >"$work/broken" 2>&1
  if [ -s "$work/skip" ]; then
    echo "ok $number - $rule # SKIP $(cat "$work/skip")"
  elif [ -s "$work/broken" ]; then
    echo "not ok $number - $rule: $what"
    sed 's/^/# /' "$work/broken"
  else
    echo "ok $number - $rule: $what"
  fi
done
echo "1..$number"
