#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the recorder may still do once it looks at packets: nothing that it does
# not need. As root, also that it becomes another user.
set -u
. "${top_srcdir:?}/tests/tap.sh"
confined=${top_builddir:?}/tests/recorder/confined
spanrec=$top_builddir/spanrec

# Runs the program in the folder $work/FOLDER and keeps what it says.
try() { # RUN USER ACTION [WORD]
  "$confined" "$1" "$2" "$folder" "$3" "${4-}" >"$work/out" 2>"$work/err"
  result=$?
}

field() { # NAME: of the status that was printed
  sed -n "s/^$1:[[:blank:]]*//p" "$work/out"
}

# What is tried, and what comes of it: an errno, "done", or a deadly signal.
tried() { # RUN USER ACTION WORD WANTED WHAT
  try "$1" "$2" "$3" "$4"
  got=$(cat "$work/out")
  [ "$result" -ne 159 ] || got=SIGSYS
  is "$got" "$5" "$1 $2: $6"
}

folder=$work/output
mkdir -m 0750 "$folder"
chmod 0755 "$work"
echo outside >"$work/outside"
chmod 0644 "$work/outside"

has_seccomp=$(sed -n 's/^#define HAVE_SECCOMP //p' "$top_builddir/config.h")
try replay - status
has_landlock=1
grep -q Landlock "$work/err" && has_landlock=0
is_sanitized=0
nm "$confined" 2>/dev/null | grep -qE '__(asan|tsan)_init' && is_sanitized=1

# Whatever all of them give up.
common() { # RUN USER
  run=$1 user=$2
  try "$run" "$user" status
  is "$result" 0 "$run $user: rights are dropped"
  is "$(field NoNewPrivs)" 1 "... with no new privileges"
  [ "$has_seccomp" -eq 0 ] ||
    is "$(field Seccomp)" 2 "... and a filter of system calls"
  is "$(field CapAmb)$(field CapInh)" "$(printf '%032d' 0)" \
    "... and nothing to inherit"
  tried "$run" "$user" write "$folder/new" "done" "the output is written to"
  tried "$run" "$user" read "$folder/new" "done" "... and read"
  tried "$run" "$user" rename "$folder/new" "done" "... and renamed"
  tried "$run" "$user" packet '' "done" "packets may be looked at"
  if [ "$has_landlock" -eq 1 ]; then
    tried "$run" "$user" read "$work/outside" EACCES "no file outside is read"
    tried "$run" "$user" write "$work/other" EACCES "... or made"
    tried "$run" "$user" rename "$work/outside" EACCES "... or renamed"
  fi
  [ "$has_seccomp" -eq 1 ] || return
  tried "$run" "$user" exec '' SIGSYS "a program is not started"
  tried "$run" "$user" socket '' EPERM "a socket is not made"
  tried "$run" "$user" type '' ENOSYS "nothing is typed into a terminal"
  tried "$run" "$user" thread '' "done" "a thread has no more than the process"
  [ "$is_sanitized" -eq 0 ] || return # they do this themselves
  tried "$run" "$user" ptrace '' SIGSYS "no process is traced"
  tried "$run" "$user" fork '' ENOSYS "no process is made"
  tried "$run" "$user" kill '' EPERM "no process is killed"
  tried "$run" "$user" code '' ENOSYS "no memory is written and run"
  tried "$run" "$user" code-later '' ENOSYS "... not one after the other"
}

no_caps=$(printf '%016d' 0)

# The order is kept.
for action in drop-first thread-first; do
  try replay - $action
  is "$result" 3 "$action is refused"
  has "$(cat "$work/err")" "internal error: rights are dropped" "... and said"
done
try replay - packet-first
[ "$result" -ge 128 ]
ok $? "a packet before all is dropped ends the process"

# A recorder that nobody has to become another one for.
if [ "$(id -u)" -eq 0 ]; then
  common replay -
  try replay - status
  is "$(field Uid | tr '\t' ' ')" "0 0 0 0" "a replay by root stays root"
  is "$(field CapEff)" 0000000000000007 "... with its rights to files only"
  is "$(field CapPrm)$(field CapBnd)" 00000000000000070000000000000007 \
    "... which is all it can ever have"

  chown nobody "$folder"
  common replay nobody
  common live nobody
  for run in replay live; do
    try "$run" nobody status
    ids=$(id -u nobody)
    is "$(field Uid | tr '\t' ' ')" "$ids $ids $ids $ids" \
      "$run: all user ids are another's"
    ids=$(id -g nobody)
    is "$(field Gid | tr '\t' ' ')" "$ids $ids $ids $ids" \
      "... and all group ids"
    is "$(field Groups)" "$ids " "... with no other group"
    is "$(field CapEff)$(field CapPrm)$(field CapBnd)" \
      "$no_caps$no_caps$no_caps" "... and no capability"
    try "$run" nobody root
    is "$(cat "$work/out")" "$([ "$has_seccomp" -eq 1 ] && echo EPERM)" \
      "... and no way back"
  done
  try live no-such-user status
  is "$result" 3 "a user who does not exist is an error"
  has "$(cat "$work/err")" "adduser --system" "... with what to do"
  unprivileged="setpriv --reuid=nobody --regid=nogroup --clear-groups"
else
  unprivileged=
fi

# Started by a user with CAP_NET_RAW, it keeps nothing of that.
chmod 0777 "$folder"
if [ -z "$unprivileged" ]; then
  common live -
elif $unprivileged --inh-caps=+net_raw --ambient-caps=+net_raw true \
  2>/dev/null; then
  chmod 0755 "$work"
  $unprivileged --inh-caps=+net_raw --ambient-caps=+net_raw \
    "$confined" live - "$folder" status >"$work/out" 2>"$work/err"
  is "$?" 0 "a user with CAP_NET_RAW drops its rights"
  is "$(field CapEff)$(field CapPrm)$(field CapAmb)" \
    "$no_caps$no_caps$no_caps" "... and has no capability left"
  is "$(field NoNewPrivs)" 1 "... and cannot get any"
  $unprivileged "$confined" live root "$folder" status >"$work/out" 2>"$work/err"
  is "$?" 3 "only root becomes another user"
  has "$(cat "$work/err")" "only root can become another user" "... and says so"
fi

# What is loaded late in a replay is loaded early in a live run.
[ "$(id -u)" -eq 0 ] && user=nobody || user=-
try replay "$user" codecs
wanted=$(cat "$work/out")
[ "$wanted" -gt 0 ]
ok $? "a replay loads its codecs when it needs them"
try live "$user" codecs
is "$(cat "$work/out")" "$wanted" "a live run has all of them"

# The recorder itself.
capture=$top_srcdir/samples/baresip-call.pcap
"$spanrec" -q -r "$capture" -o "$work/replay" 2>"$work/err"
is "$?" 0 "a replay works confined"
is "$(cat "$work/err")" "" "... and says nothing of it"
status 0 "... or not, when asked so" \
  "$spanrec" --no-sandbox -q -r "$capture" -o "$work/loose"
if [ "$(id -u)" -ne 0 ]; then
  status 1 "only root becomes another user" \
    "$spanrec" --user root -q -r "$capture" -o "$work/other"
  done_testing
  exit 0
fi

# As another user, into folders of this one and of that one. What it is to read
# must be readable.
cp "$capture" "$work/mine.pcap"
chmod 600 "$work/mine.pcap"
cp "$capture" "$work/yours.pcap"
chmod 644 "$work/yours.pcap"
become() {
  "$spanrec" --user nobody -q "$@"
}
status 0 "a folder that is made is given to the user" \
  become -r "$work/yours.pcap" -o "$work/made/deep"
is "$(find "$work/made" ! -user nobody)" "" "... with all that is in it"
status 0 "it is used again" become -r "$work/yours.pcap" -o "$work/made/deep"
status 1 "a file of root's is not read" \
  become -r "$work/mine.pcap" -o "$work/made/deep"
has "$(cat "$work/err")" "mine.pcap: cannot be opened: Permission denied" "... which is said"
status 1 "a folder of root's is refused" \
  become -r "$work/yours.pcap" -o "$work/replay"
has "$(cat "$work/err")" "user nobody cannot write to it" "... which is said"
has "$(cat "$work/err")" "chown -R nobody: $work/replay" "... with what to do"
chown nobody "$work/replay"
status 1 "so is one in which root recorded" \
  become -r "$work/yours.pcap" -o "$work/replay"
has "$(cat "$work/err")" "/replay/audio: user nobody" "... which is said"
chown -R nobody: "$work/replay"
status 0 "the advice is right" \
  become -r "$work/yours.pcap" -o "$work/replay"
mkdir -m 700 "$work/closed"
install -d -o nobody "$work/closed/calls"
status 1 "one that cannot be reached is refused" \
  become -r "$work/yours.pcap" -o "$work/closed/calls"
has "$(cat "$work/err")" "let it pass the folders above" "... with what to do"
done_testing
