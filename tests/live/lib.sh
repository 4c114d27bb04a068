# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shared by the tests that record live: a network of namespaces, calls, and
# the recorder. Sourced.
#
#     caller 10.9.0.1 ====== 10.9.0.2 callee          two telephones
#                  :                                  tc mirred: a mirror
#               mirror ----------------- span         the recorder's port
#
# All of it is made by the test and removed with it, on every way out.

# shellcheck source-path=SCRIPTDIR source=held.sh
. "$top_srcdir/tests/live/held.sh"
# shellcheck source-path=SCRIPTDIR/.. source=tap.sh
. "$top_srcdir/tests/tap.sh"

spanrec=$top_builddir/spanrec
spanview=$top_builddir/spanview
live=$top_srcdir/tests/live
caller=spanrec-$$-caller
callee=spanrec-$$-callee
recorder=spanrec-$$-recorder
children=

live_clean() {
  trap '' INT TERM HUP
  for child in $children; do
    kill -KILL "$child" 2>/dev/null
  done
  for space in "$caller" "$callee" "$recorder"; do
    [ ! -e "/run/netns/$space" ] ||
      ip netns pids "$space" | xargs -r kill -KILL 2>/dev/null
    [ -e "/run/netns/$space" ] && ip netns del "$space" 2>/dev/null
  done
  rm -rf "$work"
}
trap live_clean EXIT
trap 'exit 1' INT TERM HUP

# Does that work within so many tenths of a second? They are those of a machine
# that has nothing else to do: others get a minute more. wait_for TENTHS COMMAND...
wait_for() {
  tries=$(($1 + 600))
  shift
  while ! "$@" >/dev/null 2>&1; do
    [ "$tries" -gt 0 ] || return 1
    tries=$((tries - 1))
    sleep 0.1
  done
}

is_gone() { # PID
  ! kill -0 "$1" 2>/dev/null
}

# Runs something behind, which does not outlive the test: its pid is $child.
behind() { # COMMAND...
  "$@" &
  child=$!
  children="$children $child"
}

in_caller() { ip netns exec "$caller" "$@"; }
in_callee() { ip netns exec "$callee" "$@"; }
in_recorder() { ip netns exec "$recorder" "$@"; }

# What sends does not wait for processors.
in_caller_at_once() { ip netns exec "$caller" nice -n -20 "$@" 2>/dev/null; }

# Copies what an interface of the caller sends and receives to others: begins,
# or changes where to.
live_mirror() { # FROM TO-WHAT-IT-RECEIVES TO-WHAT-IT-SENDS
  tc -n "$caller" qdisc del dev "$1" clsact 2>/dev/null
  tc -n "$caller" qdisc add dev "$1" clsact &&
    for way in "ingress $2" "egress $3"; do
      tc -n "$caller" filter add dev "$1" "${way% *}" protocol all prio 1 \
        u32 match u32 0 0 action mirred egress mirror dev "${way#* }" || return
    done
}

# An interface of the caller's and one of another namespace, joined.
live_join() { # NAME NAMESPACE NAME
  ip -n "$caller" link add "$1" type veth peer name "$3" netns "$2" &&
    ip -n "$caller" link set "$1" up && ip -n "$2" link set "$3" up
}

# Makes the network, or skips all.
live_network() {
  [ "$(id -u)" -eq 0 ] || skip_all "only root may make network namespaces"
  needs ip tc
  for space in "$caller" "$callee" "$recorder"; do
    ip netns add "$space" 2>"$work/err" ||
      skip_all "no network namespaces: $(head -n 1 "$work/err")"
    # Nothing but what is tested.
    ip netns exec "$space" sysctl -qw net.ipv6.conf.default.disable_ipv6=1 \
      net.ipv6.conf.all.disable_ipv6=1 2>/dev/null
    ip -n "$space" link set lo up
  done
  if ! {
    live_join phone "$callee" phone && live_join mirror "$recorder" span &&
      ip -n "$caller" addr add 10.9.0.1/24 dev phone &&
      ip -n "$callee" addr add 10.9.0.2/24 dev phone &&
      live_mirror phone mirror mirror
  } 2>"$work/err"; then
    skip_all "no veth with a mirror: $(head -n 1 "$work/err")"
  fi
}

# Is a packet socket of the recorder bound to that interface?
is_captured() { # INTERFACE
  index=$(in_recorder cat "/sys/class/net/$1/ifindex") &&
    in_recorder cat /proc/net/packet | tr -s ' ' | cut -d ' ' -f 5 |
      grep -qx "$index"
}

has_begun() {
  grep -q '^spanrec: recording from' "$work/live.err"
}

has_begun_or_ended() {
  has_begun || is_gone "$spanrec_pid"
}

# Starts the recorder on span unless other interfaces are named. Its pid is
# $spanrec_pid; what it says is in live.out and live.err.
live_start() { # FOLDER [ARGUMENT...]
  folder=$1
  shift
  case " $*" in
  *' -i '*) ;;
  *) set -- -i span "$@" ;;
  esac
  : >"$work/live.err"
  came_before=$(in_recorder cat /sys/class/net/span/statistics/rx_packets \
    2>/dev/null)
  chmod 711 "$work" # nobody has to get to the folder
  behind nice -n "${live_nice:-0}" \
    ip netns exec "$recorder" "$spanrec" --user nobody -o "$folder" \
    --json "$@" >"$work/live.out" 2>"$work/live.err"
  spanrec_pid=$child
  wait_for 100 has_begun_or_ended
  has_begun || {
    sed 's/^/# /' "$work/live.err"
    return 1
  }
}

# Waits until the recorder on span has looked at all that came to that port since
# it began, when it takes all of it.
live_take_all() {
  came=$(in_recorder cat /sys/class/net/span/statistics/rx_packets)
  wait_for 100 has_taken $((came - came_before)) ||
    echo "# not all of $((came - came_before)) frames are looked at"
}

has_taken() { # FRAMES
  [ "$("$spanview" -d "$folder" control status --json |
    jq '.packets + (.counters.ring_dropped // 0)')" -ge "$1" ]
}

# Ends it in order; returns its exit status. It has minutes for rows that wait.
live_stop() {
  kill -TERM "$spanrec_pid" 2>/dev/null
  if ! wait_for 3000 is_gone "$spanrec_pid"; then
    echo "# spanrec does not end"
    kill -KILL "$spanrec_pid"
  fi
  wait "$spanrec_pid"
  stop_status=$?
  [ "$stop_status" -eq 0 ] || tail -n 20 "$work/live.err" | sed 's/^/# /'
  return "$stop_status"
}

# A number of what the recorder printed in the end.
total() { # NAME [FILE]
  jq -r ".$1 // 0" "${2:-$work/live.out}"
}

# Telephones that speak: live_calls RATE CALLS MILLISECONDS [SIPP OPTION...]
# returns when all calls are over; the statistics are in sipp.csv.
live_calls() {
  rate=$1
  calls=$2
  length=$3
  shift 3
  live_voices "$length"
  (
    cd "$work" || exit
    exec nice -n -20 ip netns exec "$callee" sipp -sf "$live/sipp/callee.xml" \
      -i 10.9.0.2 -mi 10.9.0.2 -p 5060 -nostdin \
      >sipp-callee.out 2>&1
  ) &
  answering=$!
  children="$children $answering"
  wait_for 50 is_listening || return 1
  (
    cd "$work" && rm -f sipp.csv &&
      timeout "$((calls / rate + length / 1000 + 120))" \
        nice -n -20 ip netns exec "$caller" sipp -sf "$live/sipp/caller.xml" \
        -i 10.9.0.1 -mi 10.9.0.1 -p 5060 -nostdin -s 200 -r "$rate" \
        -m "$calls" -l 10000 -d "$length" \
        -trace_stat -stf sipp.csv -fd 1 "$@" 10.9.0.2:5060 \
        >sipp-caller.out 2>&1
  )
  called=$?
  kill -KILL "$answering" 2>/dev/null
  wait "$answering" 2>/dev/null
  return "$called"
}

is_listening() {
  in_callee grep -q ':13C4 ' /proc/net/udp # 5060
}

# What they say: the caller low, the callee high. SIPp plays the same packets
# in each call, so SSRCs are the same, too: only addresses tell calls apart.
live_voices() { # MILLISECONDS
  seconds=$(($1 / 1000)).$(printf %03d $(($1 % 1000)))
  for who in caller:400:1111 callee:1000:2222; do
    name=${who%%:*}
    hz=${who#*:}
    sox -n -r 8000 -c 1 -e mu-law -t raw "$work/$name.ulaw" \
      synth "$seconds" sine "${hz%:*}" vol 0.5
    python3 "$top_srcdir/samples/agents/rtp-pcap" --codec pcmu \
      --ssrc "${who##*:}" "$work/$name.ulaw" "$work/$name.pcap"
  done
}

# A column of the last line of SIPp's statistics.
sipp_total() { # COLUMN
  awk -F';' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++)
      if ($i == want) at = i } END { print $at }' "$work/sipp.csv"
}

# Did the port of the recorder get so many packets? have_come COUNT
have_come() {
  [ "$(in_recorder cat /sys/class/net/span/statistics/rx_packets)" -ge "$1" ]
}

# All calls of a folder.
calls_of() { # FOLDER
  "$spanview" -d "$1" list --json --limit 1000000
}

# A hash of all that the catalogue has of the calls: all rows but those that
# name files or interfaces, or count what went by. Numbers of recordings are
# those of the order in which files were begun, which threads do.
rows_of() { # FOLDER
  sqlite3 "$1/catalog.db" ".backup '$work/rows.db'"
  for table in leg stream; do
    sqlite3 "$work/rows.db" "UPDATE $table SET source_id = NULL"
  done
  drop_index "$work/rows.db"
  {
    sqlite3 "$work/rows.db" .dump | grep -Ev \
      '^INSERT INTO (source|capture_stat|duplicate|sqlite_seq|recording|gap)'
    sqlite3 "$work/rows.db" 'SELECT path, call_id, format, state, channels,
      rate_hz, started_us, duration_ms, frames, bytes, sha256
      FROM recording ORDER BY path;
      SELECT path, side, from_us, to_us, cause, count FROM gap
      JOIN recording ON recording.id = recording_id ORDER BY 1, 2, 3'
  } | sha256sum
}
