# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034 # the tests use what is set here
# Shared by the tests of scenarios, which a Python script ($scenario) writes:
# what jq says of their list, and what tones are heard in their recordings.

spanrec=${top_builddir:?}/spanrec
spanview=$top_builddir/spanview
for tool in python3 jq; do
  if ! command -v "$tool" >/dev/null; then
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  fi
done
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
number=0
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

result() { # STATUS DESCRIPTION
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
  fi
}

# Records the scenario NAME. Then its list is in $work/list.json, and what
# "show" says of each of its calls in $work/show.json.
record() { # NAME [OPTION...]
  name=$1
  shift
  rm -rf "$work/out"
  # shellcheck disable=SC2154 # the test sets it
  python3 "$scenario" write "$name" "$work/$name.pcap" &&
    "$spanrec" -r "$work/$name.pcap" -o "$work/out" -q --json "$@" \
      >"$work/totals.json" 2>"$work/err" &&
    "$spanview" -d "$work/out" list --json >"$work/list.json"
  status=$?
  result $status "$name: is recorded"
  [ $status -eq 0 ] || sed 's/^/# /' "$work/err"
}

# Is the expression true of the list?
fact() { # DESCRIPTION EXPRESSION
  jq -e "$2" "$work/list.json" >"$work/value"
  status=$?
  result $status "$name: $1"
  [ $status -eq 0 ] || jq -c '.[]' "$work/list.json" | sed 's/^/# /'
}

# Is the expression true of all that is known of a call?
detail() { # CALL DESCRIPTION EXPRESSION
  "$spanview" -d "$work/out" show --json \
    "$(jq -r ".[$1].id" "$work/list.json")" >"$work/show.json"
  jq -e "$3" "$work/show.json" >"$work/value"
  status=$?
  result $status "$name: $2"
  [ $status -eq 0 ] ||
    jq -c 'del(.messages) | .legs_detail[], .links[], .events[]' \
      "$work/show.json" | sed 's/^/# /'
}

# Are these the events of a call? Each "kind side detail", but for those of
# its beginning and end.
events() { # CALL EVENT...
  call=$1
  shift
  expected=$(printf '%s\n' "$@")
  "$spanview" -d "$work/out" show --json \
    "$(jq -r ".[$call].id" "$work/list.json")" >"$work/show.json"
  told=$(jq -r '.events[] | select(.kind != "ringing" and .kind != "answer"
    and .kind != "end") | [.kind, .side, .detail] | map(select(.)) |
    join(" ")' "$work/show.json")
  [ "$told" = "$expected" ]
  result $? "$name: call $call has the events: $*"
  [ "$told" = "$expected" ] || echo "$told" | sed 's/^/# /'
}

# What is heard between two times of a call's recording: [[left],[right]].
tones() { # CALL FROM TO EXPECTED
  path=$(jq -r ".[$1].recordings[0].path" "$work/list.json")
  heard=$(python3 "$scenario" listen "$work/out/$path" "$2" "$3")
  [ "$heard" = "$4" ]
  result $? "$name: call $1 has the tones $4 from $2 to $3 s"
  [ "$heard" = "$4" ] || echo "# heard $heard"
}

ended='length == 1 and (.[0] | .state == "ended" and .legs == 1
  and .final_status == 200 and .ended_by == "caller")'
complete='.[0] | .completeness == "complete" and .reason == null
  and ([.streams[].lost] | add) == 0 and (.recordings | length) == 1'
parties='.[0] | .caller.number == "100" and .callee.number == "200"'
