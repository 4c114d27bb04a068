#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages have all settings of the table, with their defaults, and all
# commands, and none that the program has not.

# shellcheck source-path=SCRIPTDIR/.. source=../tap.sh
. "$top_srcdir/tests/tap.sh"

page=$top_srcdir/man/spanrec.conf.5
"$top_builddir/tests/recorder/list_settings" >"$work/settings"

# The items of the page, each with the last line of its paragraph, if that
# tells of a default or a reload.
awk '
  function flush() {
    if (item != "")
      print item "\t" (last ~ /^\((Default: .*|Reload)\.\)$/ ? last : "")
    item = ""
  }
  /^\.It Ic / { flush(); item = $0; next }
  /^\.(El|It|Sh|Ss)/ { flush() }
  { last = $0 }
  item != "" && /^\.It/ { last = "" }
  END { flush() }' "$page" | sort >"$work/page"
cut -f 3,4 "$work/settings" | sort >"$work/table"
is "$(comm -23 "$work/table" "$work/page")" "" \
  "spanrec.conf(5) has each setting of the table, as the table has it"
is "$(comm -13 "$work/table" "$work/page")" "" \
  "... and no other"

# So are commands.
"$top_builddir/tests/recorder/list_settings" --commands | sort >"$work/commands"
sed -n '/^\.Sh CONTROL SOCKET/,/^\.El/p' "$page" | grep '^\.It' |
  sort >"$work/page"
is "$(cat "$work/page")" "$(cat "$work/commands")" \
  "... and all that the control socket takes"

# Options are in spanrec(8).
"$top_builddir/spanrec" --help |
  sed -n 's/^  \(-., \)\{0,1\} *--\([a-z-]*\).*/\2/p' | sort -u >"$work/options"
while read -r option; do
  grep -qE "^\.It Fl .*-$option( |$)" "$top_srcdir/man/spanrec.8" ||
    echo "$option"
done <"$work/options" >"$work/missing"
is "$(cat "$work/missing")" "" "spanrec(8) has each option"
[ "$(wc -l <"$work/options")" -gt 20 ] && [ "$(wc -l <"$work/table")" -gt 20 ]
ok $? "there were settings to look for"
done_testing
