# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Parts of a test at the same time. Sourced after devices.sh.
# They run in subshells, each with a "work" of its own.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154

# Runs functions at the same time, each with a folder, a port (of $more_ports,
# from 2231 on) and a device of its own: most of the time it is waited for the
# end of an answer.
at_once() { # FUNCTION...
  top=$work parts='' pids=''
  port=2230
  for part in "$@"; do
    port=$((port + 1))
    (
      work=$top/$port count=0
      reach="port = $port hostkey = \"$hostkey\""
      mkdir "$work" && cp -p "$top/secret" "$top/enable" "$work"
      "$part"
      echo "ok 0 - $part: came to its end"
    ) >"$top/$port.tap" 2>&1 &
    pids="$pids $!" parts="$parts $top/$port.tap"
  done
  for pid in $pids; do wait "$pid"; done
  for part in $parts; do
    grep -q 'came to its end' "$part" ||
      echo "not ok 0 - $part: did not come to its end" >>"$part"
    while IFS= read -r line; do
      case $line in
      "ok "* | "not ok "*)
        count=$((count + 1))
        echo "${line%%ok *}ok $count ${line#*ok * }"
        ;;
      *) echo "$line" ;;
      esac
    done <"$part"
  done
}
