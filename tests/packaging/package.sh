#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package: the same tree gives the same package, lintian has nothing
# to say, and in a new Debian 12 it installs, records, upgrades and is purged.
# No service manager runs there: the recorder is started by the line of the
# unit, as the user and with the rights that the unit names. This takes minutes
# and fetches packages, so only SPANREC_LONG=1 runs it.
set -u

[ "${SPANREC_LONG-}" = 1 ] || {
  echo "1..0 # SKIP it takes minutes; SPANREC_LONG=1 runs it"
  exit 0
}
# shellcheck source-path=SCRIPTDIR/../live source=lib.sh
. "${top_srcdir:?}/tests/live/lib.sh"
needs dpkg-buildpackage dh debootstrap lintian setpriv python3
live_network
root=$work/root
trap 'umount "$root/proc" 2>/dev/null; live_clean' EXIT

package() { # FOLDER OPTION...
  (cd "$1" && shift && scripts/package "$@") >"$work/package.log" 2>&1 || {
    sed 's/^/# /' "$work/package.log" | tail -n 20
    return 1
  }
}

# Twice: from here, and from a copy in another place and another country.
package "$top_srcdir" --output "$work/first"
ok $? "scripts/package builds the package"
mkdir "$work/elsewhere"
sources() { # of a checkout, or of what "make dist" packed
  cd "$top_srcdir" || exit
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -z
  else
    find . -path ./build -prune -o -type f -print0
  fi
}
(sources) |
  tar -C "$top_srcdir" -c --null -T - | tar -C "$work/elsewhere" -x
(
  umask 077
  TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=/nonexistent
  export TZ LC_ALL HOME
  package "$work/elsewhere" --output "$work/second"
)
ok $? "... and also elsewhere, without git"
first=$(echo "$work"/first/spanrec_*.deb)
second=$(echo "$work"/second/spanrec_*.deb)
cmp "$first" "$second" >"$work/cmp" 2>&1
ok $? "both are the same, byte by byte"
sed 's/^/# /' "$work/cmp"
rm -rf "$work/elsewhere"
is "$(lintian --allow-root --fail-on error,warning "$first" 2>&1)" "" \
  "lintian finds neither errors nor warnings"
package "$top_srcdir" --version 9.0 --output "$work/later"
ok $? "the next version builds"

# A new Debian, in which only /proc is shared.
debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log" 2>&1 || {
  tail -n 5 "$work/debootstrap.log" | sed 's/^/# /'
  echo "Bail out! there is no Debian to install in"
  exit 1
}
cp /etc/resolv.conf "$root/etc/"
mount -t proc proc "$root/proc"
inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
    LC_ALL=C.UTF-8 chroot "$root" "$@"
}
quietly() { # WHAT COMMAND...
  what=$1
  shift
  inside "$@" >"$work/inside.log" 2>&1
  result=$?
  ok "$result" "$what"
  [ "$result" -eq 0 ] || tail -n 20 "$work/inside.log" | sed 's/^/# /'
}
install_it() { # PACKAGE WHAT
  cp "$1" "$root/root/spanrec.deb"
  quietly "$2" apt-get install -q -y --no-install-recommends \
    /root/spanrec.deb
}
inside apt-get update -q >"$work/inside.log" 2>&1
install_it "$first" "it installs"
unit=$root/lib/systemd/system/spanrec.service
conf=$root/etc/spanrec/spanrec.conf
is "$(inside stat -c '%U:%G %a' /var/lib/spanrec)" "spanrec:spanrec 750" \
  "recordings have a folder of the recorder's user"
is "$(inside getent passwd spanrec | cut -d : -f 6,7)" \
  "/var/lib/spanrec:/usr/sbin/nologin" "... who cannot log in"
is "$(find "$root/etc/systemd/system" -name 'spanrec*')" "" \
  "nothing is recorded before somebody says so"
quietly "its configuration is right" \
  spanrec -n -c /etc/spanrec/spanrec.conf

# Starts what the unit starts, as it does.
start() {
  line=$(sed -n 's/^ExecStart=//p' "$unit")
  user=$(sed -n 's/^User=//p' "$unit")
  caps=$(sed -n 's/^AmbientCapabilities=//p' "$unit" | tr 'A-Z ' 'a-z,' |
    sed 's/cap_/+/g')
  install -d -m 750 "$root/run/spanrec"
  inside chown spanrec:spanrec /run/spanrec
  : >"$work/live.err"
  # shellcheck disable=SC2086 # words of a line
  RUNTIME_DIRECTORY=/run/spanrec behind ip netns exec "$recorder" \
    chroot "$root" setpriv --reuid "$user" --regid "$user" --init-groups \
    --inh-caps "$caps" --ambient-caps "$caps" --bounding-set "-all,$caps" \
    --no-new-privs $line >"$work/live.out" 2>"$work/live.err"
  spanrec_pid=$child
  wait_for 100 has_begun
  started=$?
  [ "$started" -eq 0 ] || sed 's/^/# /' "$work/live.err"
  return "$started"
}
record() { # CAPTURE
  in_caller python3 "$live/send.py" mirror "$top_srcdir/samples/$1.pcap"
}
listed() {
  inside spanview -d /var/lib/spanrec list --json |
    jq -c 'map([.sip_call_id, .completeness]) | sort'
}
has_calls() { # COUNT
  [ "$(listed | jq length)" -eq "$1" ]
}
sed -i 's/^#interface = .*/interface = {"span"}/' "$conf"
start
ok $? "it starts by the line of the unit"
is "$(sed -n 's/^CapEff:[[:blank:]]*//p' "/proc/$spanrec_pid/status")" \
  0000000000000000 "... and keeps no capability"
record baresip-call
wait_for 100 has_calls 1
ok $? "it records a call, which is listed while it runs"

# An upgrade while it records: nothing of that is touched.
install_it "$work"/later/spanrec_9.0_*.deb "it is upgraded"
is "$(inside dpkg-query -W spanrec | cut -f 2)" 9.0 "... to the next one"
has "$(cat "$conf")" 'interface = {"span"}' "... the configuration is kept"
! is_gone "$spanrec_pid"
ok $? "... and what runs goes on"
live_stop
is "$?" 0 "the old one ends"
before=$(listed)
has "$before" '"complete"' "... with its call complete"
start
ok $? "the new one starts"
record busy
wait_for 100 has_calls 2
live_stop
is "$?" 0 "... and ends"
is "$(listed | jq length)" 2 "both are in one catalogue"

# What is left behind.
quietly "it is removed" apt-get remove -q -y spanrec
[ -e "$conf" ] && ! [ -e "$root/usr/bin/spanrec" ]
ok $? "... but for its configuration"
quietly "it is purged" apt-get purge -q -y spanrec
has "$(cat "$work/inside.log")" "Recordings are kept in /var/lib/spanrec" \
  "... which says that recordings are kept"
[ -s "$root/var/lib/spanrec/catalog.db" ]
ok $? "... and they are"
rm -rf "$root/var/lib/spanrec" "$root/run/spanrec"
install_it "$work"/later/spanrec_9.0_*.deb "it installs again"
quietly "it is purged again" apt-get purge -q -y spanrec
is "$(find "$root" -path "$root/proc" -prune -o -name '*spanrec*' \
  ! -path "$root/root/*" ! -path "$root/var/cache/*" -print)" "" \
  "nothing of it is left"
done_testing
