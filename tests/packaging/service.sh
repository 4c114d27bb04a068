#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The service as it is installed: the unit is hardened and right, and what
# belongs together in the folder packaging/ is the same.
set -u
. "${top_srcdir:?}/tests/tap.sh"
packaging=$top_srcdir/packaging
spanrec=${top_builddir:?}/spanrec

# The unit with the program of this build, so that it is there.
unit=$work/spanrec.service
sed -e "s,@bindir@,$top_builddir,g" -e "s,@sysconfdir@,/etc,g" \
  "$packaging/spanrec.service.in" >"$unit"
if command -v systemd-analyze >/dev/null 2>&1; then
  systemd-analyze security --offline=true --no-pager --threshold=19 \
    "$unit" >"$work/security" 2>&1
  ok $? "systemd-analyze security is at 1.9 at most"
  tail -n 1 "$work/security" | sed 's/^/# /'
  grep -v '^Documentation=' "$unit" >"$work/verify.service"
  is "$(systemd-analyze verify "$work/verify.service" 2>&1 |
    grep -F verify.service)" "" "systemd-analyze verify has nothing to say"
else
  ok 0 "the unit is hardened # SKIP systemd-analyze is not installed"
fi

# The unit of the server likewise; it cannot do without the network.
server=$work/spanview.service
sed -e "s,@bindir@,$top_builddir,g" "$packaging/spanview.service.in" >"$server"
if command -v systemd-analyze >/dev/null 2>&1; then
  systemd-analyze security --offline=true --no-pager --threshold=19 \
    "$server" >"$work/security" 2>&1
  ok $? "systemd-analyze security of the server is at 1.9 at most"
  tail -n 1 "$work/security" | sed 's/^/# /'
  grep -v '^Documentation=' "$server" >"$work/verify-server.service"
  is "$(systemd-analyze verify "$work/verify-server.service" 2>&1 |
    grep -F verify-server.service)" "" "... and verify has nothing to say"
fi

# What the recorder leaves itself, the unit leaves it, too. Only root's SQLite
# changes owners.
cat >"$work/calls.py" <<'PYTHON'
import re, subprocess, sys
sets, name = {}, None
listing = subprocess.run(["systemd-analyze", "syscall-filter"], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
for line in listing.stdout.splitlines():
    word = line.strip()
    if line.startswith("@"):
        name = word
        sets[name] = set()
    elif name and word and not word.startswith("#"):
        sets[name].add(word)
def members(name):
    if not name.startswith("@"):
        return {name}
    return set().union(*(members(inner) for inner in sets[name]))
left = members("@default")
for line in open(sys.argv[1]):
    if line.startswith("SystemCallFilter="):
        value = line.split("=", 1)[1].strip()
        named = set().union(*map(members, value.lstrip("~").split()))
        left = left - named if value.startswith("~") else left | named
source = open(sys.argv[2]).read()
table = source[source.index("allowed[]"):source.index("deadly[]")]
wanted = set(re.findall(r'"([a-z0-9_]+)"', table)) - {"fchown", "fchown32"}
print("forbidden:", *sorted(wanted - left))
PYTHON
if command -v systemd-analyze >/dev/null 2>&1 &&
  command -v python3 >/dev/null 2>&1; then
  is "$(python3 "$work/calls.py" "$unit" "$top_srcdir/base/seccomp.c")" \
    "forbidden:" "the unit forbids no system call that the recorder needs"
fi
! grep -q '@[a-z]*@' "$unit"
ok $? "all of the unit is filled in"

# One name, in all places.
user=$(sed -n 's/^#define PRIVILEGES_USER "\(.*\)"/\1/p' \
  "$top_srcdir/recorder/privileges.h")
is "$(sed -n 's/^User=//p' "$unit")" "$user" "the unit's user is the program's"
is "$(awk '$1 == "u" { print $2 }' "$packaging/spanrec.sysusers")" "$user" \
  "... and that which is made"
is "$(awk '$1 == "d" { print $4, $5 }' "$packaging/spanrec.tmpfiles")" \
  "$user $user" "... and who owns the recordings"

# systemd makes them in a folder of ours.
if command -v systemd-sysusers >/dev/null 2>&1; then
  mkdir -p "$work/root/etc" "$work/root/usr/lib/sysusers.d"
  cp "$packaging/spanrec.sysusers" "$work/root/usr/lib/sysusers.d/spanrec.conf"
  systemd-sysusers --root="$work/root" spanrec.conf >"$work/out" 2>&1
  is "$?" 0 "systemd-sysusers makes the user"
  has "$(grep "^$user:" "$work/root/etc/passwd")" ":/var/lib/spanrec:" \
    "... whose folder has the recordings"
fi

# The configuration that is installed.
status 0 "the configuration is right" \
  "$spanrec" -n -c "$packaging/spanrec.conf"
is "$(cat "$work/err")" "" "... without a warning"
"$spanrec" --show-config -c "$packaging/spanrec.conf" >"$work/shown" 2>&1
has "$(cat "$work/shown")" 'output = "/var/lib/spanrec"' \
  "... and records to where the unit may write"
sed 's/^#\([a-z_]* = \)/\1/' "$packaging/spanrec.conf" >"$work/all.conf"
status 0 "what it proposes is right too" "$spanrec" -n -c "$work/all.conf"

# The package is built of the same version, with the same libraries.
version=$(sed -n 's/^AC_INIT(\[spanrec\], \[\(.*\)\])/\1/p' \
  "$top_srcdir/configure.ac")
is "$(sed -n '1s/.*(\(.*\)).*/\1/p' "$packaging/debian/changelog")" \
  "$version" "the package has the version of the program"
sed -n '/^Build-Depends:/,/^[A-Z]/s/^ \([a-z0-9.-]*-dev\|pkg-config\).*/\1/p' \
  "$packaging/debian/control" | sort >"$work/control"
sh "$top_srcdir/scripts/dependencies" --list build | tr ' ' '\n' |
  grep -E '.-dev$|^pkg-config$' | grep -v '^libc6-dev$' | sort >"$work/list"
is "$(cat "$work/control")" "$(cat "$work/list")" \
  "the package is built with what scripts/dependencies lists"
done_testing
