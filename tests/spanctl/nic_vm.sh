#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rings, offloads and counters of drivers that a namespace cannot have: in a
# virtual machine with network cards of several kinds, by a kernel of Debian.
# SPANREC_KERNEL is a folder with its boot and lib/modules:
#
#     apt-get download linux-image-amd64 ... && dpkg -x *.deb FOLDER
# shellcheck source-path=SCRIPTDIR
. "$top_srcdir/tests/tap.sh"
PATH=$PATH:/usr/sbin:/sbin
[ -n "${SPANREC_KERNEL-}" ] || skip_all "SPANREC_KERNEL names no kernel"
needs qemu-system-x86_64 cpio ethtool insmod timeout
kernel=$(find "$SPANREC_KERNEL/boot" -name 'vmlinuz-*' | head -n 1)
[ -n "$kernel" ] || skip_all "$SPANREC_KERNEL has no kernel"
print=$top_builddir/tests/spanctl/nic_print
[ -x "$print" ] || skip_all "nic_print is not built"

# A file system of the programs with their libraries, and the drivers.
root=$work/root
mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" "$root/drivers"
for name in dash ip ethtool insmod sleep sed grep mount \
  "$top_builddir/spanctl/spanctl" "$print"; do
  program=$(command -v "$name")
  cp -L "$program" "$root/bin/"
  for library in $(ldd "$program" | grep -o '/[^ ]*'); do
    mkdir -p "$root${library%/*}"
    cp -L "$library" "$root$library"
  done
done
for driver in mii 8139cp e1000 e1000e pcnet32 vmxnet3; do
  find "$SPANREC_KERNEL/lib/modules" -name $driver.ko \
    -exec cp {} "$root/drivers/" \;
done

cat >"$root/init" <<'END'
#!/bin/dash
PATH=/bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for driver in mii 8139cp e1000 e1000e pcnet32 vmxnet3; do
  insmod /drivers/$driver.ko
done
sleep 2
for n in 0 1 2 3 4; do
  ip link set eth$n up
done
sleep 3
for n in 0 1 2 3 4; do
  echo "begin"
  nic_print eth$n | sed 's/eth. //; /counter/s/^.*$/counter/'
  ethtool -g eth$n | sed -n 's/^RX:[^0-9]*/ring-by-ethtool /p'
  ethtool -k eth$n | sed -n 's/large-receive-offload: /lro-by-ethtool /p'
  ethtool -S eth$n | sed -n 's/^ .*/counter-by-ethtool/p'
  spanctl doctor eth$n | sed -n 's/^  \(warning: \)/\1/p'
  spanctl doctor eth$n | sed -n 's/^  warning: .*: \(ethtool -[GK] .*\)/\1/p' \
    >/remedies
  while read -r remedy; do
    $remedy
  done </remedies
  echo "remedied $(spanctl doctor eth$n | grep -c 'ethtool -[GK]')"
  echo "end $(ethtool -i eth$n | sed -n 's/driver: //p')"
done
echo all of them
echo o >/proc/sysrq-trigger
sleep 9
END
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc 2>/dev/null) >"$work/initrd"
set --
for card in rtl8139 e1000 e1000e pcnet vmxnet3; do
  set -- "$@" -netdev "user,id=$card" -device "$card,netdev=$card"
done
timeout 300 qemu-system-x86_64 -m 512 -nographic -no-reboot \
  -kernel "$kernel" -initrd "$work/initrd" "$@" \
  -append "console=ttyS0 quiet panic=-1" </dev/null 2>&1 |
  tr -d '\r' >"$work/log"
has "$(cat "$work/log")" "all of them" "the machine ran"

of() { # DRIVER: what was said of it
  awk -v end="end $1" '/^begin/ { text = "" } { text = text "\n" $0 }
    $0 == end { print text }' "$work/log"
}
for driver in 8139cp e1000 e1000e pcnet32 vmxnet3; do
  of $driver >"$work/said"
  is "$(sed -n 's/^ring \(.*\) of \(.*\)/\2 \1/p' "$work/said")" \
    "$(sed -n 's/^ring-by-ethtool //p' "$work/said" | tr '\n' ' ' |
      sed 's/ $//')" "$driver: ring, as ethtool reads it"
  is "$(sed -n 's/^lro //p' "$work/said")" \
    "$(grep -c '^lro-by-ethtool on' "$work/said")" "$driver: LRO"
  is "$(grep -c '^counter$' "$work/said")" \
    "$(grep -c '^counter-by-ethtool' "$work/said")" "$driver: counters"
  has "$(cat "$work/said")" "remedied 0" "$driver: the remedies help"
done
has "$(of e1000)" "eth1 has room for 256 frames that wait, and could have 4096" \
  "a ring that could be larger"
has "$(of vmxnet3)" "joins frames (LRO)" "a driver that joins frames"
done_testing
