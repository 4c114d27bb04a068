# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034 # the tests use what is set here
# Shared by the tests that replay captures: the programs, and a few words.
. "${top_srcdir:?}/tests/tap.sh"

spanrec=${top_builddir:?}/spanrec
spanview=${top_builddir:?}/spanview
callgen=$top_builddir/bench/callgen
checkaudio=$top_builddir/bench/checkaudio
samples=$top_srcdir/samples

# A test that writes where it should not may not fill the disk.
ulimit -f 2000000

# Writes the capture $work/NAME.pcap, and the truth about it in $work/truth.
generate() { # NAME [OPTION...]
  _name=$1
  shift
  rm -rf "$work/truth"
  mkdir "$work/truth"
  "$callgen" -o "$work/$_name.pcap" --truth "$work/truth" "$@" \
    2>"$work/callgen.err" || echo "Bail out! no capture $_name"
}

# Records into a new folder; its list is in FOLDER.json then.
record() { # FOLDER OPTION...
  _folder=$1
  shift
  rm -rf "$_folder" "$_folder.json"
  "$spanrec" -o "$_folder" -q "$@" 2>"$work/err" &&
    "$spanview" -d "$_folder" list --json >"$_folder.json"
}

# The recordings of a folder with their sums; equal folders print the same.
audio_sums() { # FOLDER
  (cd "$1" && find audio -type f 2>/dev/null | sort | xargs -r sha256sum)
}

# Is the expression true of the JSON file?
fact() { # FILE WHAT EXPRESSION
  jq -e "$3" "$1" >/dev/null
  _status=$?
  ok $_status "$2"
  [ $_status -eq 0 ] || jq -c '.[]?' "$1" | sed 's/^/# /'
}

# Is a file or a command's output without a difference?
same() { # FILE FILE WHAT
  if diff "$1" "$2" >"$work/diff" 2>&1; then
    ok 0 "$3"
  else
    ok 1 "$3"
    head -n 20 "$work/diff" | sed 's/^/# /'
  fi
}
