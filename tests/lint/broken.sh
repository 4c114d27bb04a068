#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Breaks each rule of lint.sh once, in a copy of the tree, and sees that it is
# found: a check that cannot fail proves nothing.
set -u

if [ -n "${SPANREC_AGAIN-}" ]; then
  echo "1..0 # SKIP the sources are the same in the second build"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/spanrec-broken-XXXXXX") || exit 99
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
lint=$top_srcdir/tests/lint/lint.sh
number=0

# The rule must be red, and say so with that word, after the command ran in
# a new copy of a small tree.
breaks() { # RULE WORD WHAT COMMAND...
  rule=$1
  word=$2
  what=$3
  shift 3
  number=$((number + 1))
  rm -rf "$work/tree"
  cp -R "$work/small" "$work/tree"
  (cd "$work/tree" && "$@") || echo "# the command failed"
  top_srcdir="$work/tree" sh "$lint" "$rule" >"$work/said" 2>&1
  if grep -q '# SKIP' "$work/said"; then
    sed "s/^ok 1 - /ok $number - /" "$work/said" | grep '^ok'
  elif grep -q '^not ok 1' "$work/said" && grep -q "^# .*$word" "$work/said"
  then
    echo "ok $number - $rule: $what"
  else
    echo "not ok $number - $rule: $what"
    sed 's/^/# /' "$work/said"
  fi
}

# Adds a line at the end of a file; \n and \t as printf knows them.
line() { # FILE TEXT
  # shellcheck disable=SC2059 # the text is the format
  printf "$2\n" >>"$1"
}

# Lines of that number, each such a text.
lines() { # FILE NUMBER TEXT
  awk -v number="$2" -v text="$3" \
    'BEGIN { while (number--) print text }' >>"$1"
}

long_function() {
  line base/hash.c '\nint long_one(void);\nint\nlong_one(void)\n{'
  lines base/hash.c 80 "	puts(0);"
  line base/hash.c '\treturn 0;\n}'
}

remove_spdx() {
  sed '1d' "$1" >"$1.new" && mv "$1.new" "$1"
}

mkdir "$work/small" "$work/small/man" "$work/small/scripts" &&
  (cd "$top_srcdir" && cp -R base capture sip rtp tls storage calls recorder \
    browse export serve bench .clang-format Makefile.am "$work/small" &&
    cp man/*.[1-8] "$work/small/man" &&
    cp scripts/dependencies "$work/small/scripts") ||
  echo "Bail out! the tree cannot be copied"
chmod -R u+w "$work/small"

# A copy that nobody has touched is green, or red would mean nothing.
number=1
if top_srcdir="$work/small" sh "$lint" >"$work/said" 2>&1 &&
  ! grep -q '^not ok' "$work/said"; then
  echo "ok 1 - the copy is whole"
else
  echo "not ok 1 - the copy is whole"
  sed 's/^/# /' "$work/said"
fi

breaks includes 'base/ may not' "base includes rtp" \
  line base/hash.h '#include "rtp/header.h"'
breaks includes 'sip/ may not' "sip includes rtp" \
  line sip/wash.c '#include "rtp/header.h"'
breaks includes 'browse/ may not' "browse includes recorder" \
  line browse/main.c '#include "calls/call.h"'
breaks includes 'private' "recorder includes what is private to storage" \
  line calls/calls.c '#include "storage/database_int.h"'
breaks includes 'top of the tree' "a header is named without its folder" \
  line sip/wash.c '#include "wash.h"'
breaks includes 'has no rule' "a folder that has no rule" \
  eval 'mkdir new && echo "#include \"base/log.h\"" >new/new.c'
breaks libraries 'capture/filter.c' "a second file includes pcap" \
  line capture/ip.c '#include <pcap.h>'
breaks libraries 'capture/unpack_gzip.c' "a second file includes zlib" \
  line capture/stream.c '#include <zlib.h>'
breaks libraries 'capture/unpack_zstd.c' "a second file includes zstd" \
  line capture/stream.c '#include <zstd.h>'
breaks libraries 'capture/unpack_lz4.c' "a second file includes lz4" \
  line capture/stream.c '#include <lz4frame.h>'
breaks libraries 'sip/parse.c' "a second file includes osip" \
  line sip/sdp.c '#include <osipparser2/osip_parser.h>'
breaks libraries 'storage/sound.c' "a second file includes sndfile" \
  line rtp/codec.c '#include <sndfile.h>'
breaks libraries 'storage/database_int.h' "a second file includes sqlite3" \
  line storage/query.c '#include <sqlite3.h>'
breaks libraries 'storage/digest.c' "a second file includes nettle" \
  line storage/writer.c '#include <nettle/sha2.h>'
breaks libraries 'browse/json.c' "a third file includes jansson" \
  line browse/list.c '#include <jansson.h>'
breaks spdx 'sip/wash.c' "a source without SPDX" remove_spdx sip/wash.c
breaks spdx 'schema.sql' "SQL without SPDX" remove_spdx storage/schema.sql
breaks spdx 'base.mk' "a .mk without SPDX" remove_spdx base/base.mk
breaks spdx 'scripts/new' "a script without SPDX" \
  eval 'printf "#!/bin/sh\n:\n" >scripts/new'
breaks modes 'scripts/dependencies' "a script that may not be run" \
  chmod a-x scripts/dependencies
breaks functions '84 lines' "a function of 84 lines" long_function
breaks functions '6 parameters' "a function of 6 parameters" \
  line base/hash.c 'int six(int a, int b, int c, int d, int e, int (*f)(int, int))\n{ return 0; }'
breaks lines ' 84 columns' "a line of 84 columns" \
  line base/hash.c '\t/* %070d */'
breaks lines 'trailing' "trailing blanks" line base/hash.c '/* x */ '
breaks lines 'trailing' "trailing blanks in a script" \
  line scripts/dependencies ': '
breaks files '[0-9] lines' "a file of over 500 lines" \
  lines base/hash.c 500 '/* x */'
breaks format 'base/hash.c' "four spaces of indent" \
  line base/hash.c 'int f(void)\n{\n    return 0;\n}'
# shellcheck disable=SC2016 # it is for the script
breaks shellcheck 'SC2086' "an unquoted variable" \
  line scripts/dependencies 'x=$(date)\nrm $x'
breaks manpages 'spanrec.8' "a macro that is none" \
  line man/spanrec.8 '.Zz'
breaks leftovers 'hash.c' "a mark of something left to do" \
  line base/hash.c "/* TO""DO: more */"
breaks counters 'never_counted' "a counter without a use" \
  line base/counters.def 'COUNTER(EVENTS, never_counted, "x")'
breaks counters 'twice' "a counter that is there twice" \
  line base/counters.def 'COUNTER(FRAMES, rtp_duplicate, "x")'
breaks headers 'base/tstamp.h' "a header that needs another one first" \
  line base/tstamp.h 'extern struct unknown unknown; FILE2 *what(void);'
echo "1..$number"
