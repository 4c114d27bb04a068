# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# A switch to talk to: catalyst.py behind a real sshd and a real telnetd, in
# namespaces of their own with users of their own. Sourced after tap.sh.

# shellcheck disable=SC2034 # for who sources it
spanctl=$top_builddir/spanctl/spanctl
here=$top_srcdir/tests/spanctl

# Runs the test again in namespaces, or skips it where that is not allowed.
in_namespaces() { # TEST
  if [ "${SPANCTL_INSIDE-}" != yes ]; then
    unshare -mnpf --kill-child true 2>/dev/null ||
      skip_all "namespaces are not allowed here"
    # What is not killed has the signal sent to all but the test itself.
    SPANCTL_INSIDE=yes exec timeout -s KILL 900 unshare -mnpf --kill-child \
      --mount-proc sh "$1"
  fi
  ip link set lo up
}

# A user "rec" that exists here only, and sshd on 2222 and $more_ports; one with
# old algorithms only on 2223.
start_sshd() {
  mkdir -p "$work/etc" "$work/run/sshd"
  hash=$(openssl passwd -6 pass-w0rd)
  grep -v '^rec[:+]' /etc/passwd >"$work/etc/passwd"
  # RouterOS takes options of the terminal behind the name.
  for user in rec rec+c rec+ct511w4098h; do
    echo "$user:x:0:0:a switch:$work:/bin/sh" >>"$work/etc/passwd"
    echo "$user:$hash:19000:0:99999:7:::" >>"$work/etc/new"
  done
  grep -v '^rec[:+]' /etc/shadow | cat - "$work/etc/new" >"$work/etc/shadow"
  mount --bind "$work/etc/passwd" /etc/passwd
  mount --bind "$work/etc/shadow" /etc/shadow
  mount -t tmpfs none /run && mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$work/etc/key"
  ssh-keygen -q -t rsa -b 1024 -N '' -f "$work/etc/rsa" 2>/dev/null ||
    ssh-keygen -q -t rsa -b 2048 -N '' -f "$work/etc/rsa"
  cat >"$work/etc/sshd_config" <<END
Port 2222
ListenAddress 127.0.0.1
UsePAM no
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
StrictModes no
PidFile none
PrintMotd no
PrintLastLog no
MaxStartups 1000
LoginGraceTime 0
ForceCommand exec sh $work/command
END
  device "$here/catalyst.py $work/switch"
  {
    cat "$work/etc/sshd_config"
    echo "HostKey $work/etc/key"
    for port in ${more_ports-}; do
      echo "ListenAddress 127.0.0.1:$port"
    done
  } | sed 's/^\(ListenAddress 127.0.0.1\)$/\1:2222/' >"$work/etc/modern"
  printf '%s\n' "HostKey $work/etc/rsa" "HostKeyAlgorithms ssh-rsa" \
    "KexAlgorithms diffie-hellman-group1-sha1" "MACs hmac-sha1" \
    "Ciphers aes128-cbc,3des-cbc" "RequiredRSASize 1024" |
    cat "$work/etc/sshd_config" - | sed 's/2222/2223/' >"$work/etc/legacy"
  for kind in modern legacy; do
    /usr/sbin/sshd -D -f "$work/etc/$kind" -E "$work/sshd.$kind.log" &
  done
  # shellcheck disable=SC2034
  hostkey=$(ssh-keygen -lf "$work/etc/key.pub" | cut -d ' ' -f 2)
  wait_for_port 2222
  wait_for_port 2223
}

# Telnet on 2323, a real telnetd for each connection, and behind it what
# $behind_telnet says, if not a Catalyst.
start_telnetd() {
  python3 - "${behind_telnet-$here/catalyst.py $work/switch}" <<'END' &
import socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 2323))
while True:
    client, _ = server.accept()
    subprocess.Popen(
        ["/usr/sbin/telnetd", "-E", f"{sys.argv[1]} --login"],
        stdin=client, stdout=client, stderr=client)
    client.close()
END
  wait_for_port 2323
}

wait_for_port() { # PORT
  await listens_at "$1" || echo "# nobody listens at port $1"
}

listens_at() { # PORT
  ss -ltun 2>/dev/null | grep -q ":$1 "
}

new_switch() {
  rm -rf "$work/switch" "$work/journal"
  mkdir -p "$work/switch"
}

# Whom one finds behind sshd.
device() { # COMMAND
  echo "exec $1" >"$work/command"
}

knobs() { # JSON
  echo "$1" >"$work/switch/knobs.new"
  mv "$work/switch/knobs.new" "$work/switch/knobs.json"
}

# Time goes on for the switch, of which only this tells.
later() { # SECONDS
  echo $(($(cat "$work/switch/clock" 2>/dev/null || date +%s) + $1)) \
    >"$work/switch/clock.new"
  mv "$work/switch/clock.new" "$work/switch/clock"
}

# The deadline of what waits for confirmation is over.
hasten() {
  for entry in "$work/journal"/*.json; do
    jq 'if .deadline then .deadline = 1 else . end' "$entry" >"$work/entry" &&
      chmod 600 "$work/entry" && mv "$work/entry" "$entry"
  done
}

# No spanctl of a plan in this folder waits any more to undo something.
nobody_waits() {
  ! cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' |
    grep -q "[s]panctl -c $work/"
}

# The same verb again while another spanctl is at work on the device.
when_free() { # COMMAND...
  for _ in $(seq 100); do
    "$@"
    freed=$?
    grep -q 'another spanctl is at work' "$work/err" || break
    sleep 0.2
  done
  return "$freed"
}

# What the switch has, by the switch.
switch_has() {
  jq -Sc .sessions "$work/switch/state.json" 2>/dev/null || echo '{}'
}
