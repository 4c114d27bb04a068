#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SIP over TLS that OpenSSL made, with and without its key log: each message
# is what it is over plain TCP, and a loss costs no more than what was in it.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq openssl python3 sqlite3
tool=$top_srcdir/tests/replay/tls.py
python3 -c 'import ctypes, ssl; assert ssl.OPENSSL_VERSION_INFO >= (3, 0)
ctypes.CDLL("libssl.so.3")' 2>/dev/null || skip_all "there is no OpenSSL 3"
umask 077
python3 "$tool" certificate "$work/certificate" ||
  echo "Bail out! no certificate"

# Writes $work/NAME.pcap and .keys; prints how many segments there are.
write() { # NAME [SEGMENT]
  rm -f "$work/$1.keys"
  if [ $# -eq 2 ]; then
    python3 "$tool" drop "$2" "$1" "$work/certificate" "$work/$1.pcap" \
      "$work/$1.keys"
  else
    python3 "$tool" write "$1" "$work/certificate" "$work/$1.pcap" \
      "$work/$1.keys"
  fi
}

run() { # NAME OPTION...
  _name=$1
  shift
  rm -rf "${work:?}/$_name"
  "$spanrec" -r "$work/$_name.pcap" -o "$work/$_name" --json "$@" \
    >"$work/$_name.totals" 2>"$work/err"
}

# All messages of a run as they were sent.
messages() { # NAME
  sqlite3 "$work/$1/catalog.db" \
    "SELECT hex(bytes) FROM sip_message ORDER BY time_us, id"
}

python3 "$tool" plain "$work/plain.pcap"
run plain
messages plain >"$work/plain.messages"
is "$(wc -l <"$work/plain.messages")" 6 "in plain TCP there are six messages"
audio_sums "$work/plain" | cut -d" " -f1 >"$work/plain.sums"

for name in $(python3 "$tool" list); do
  write "$name" >"$work/segments"
  run "$name" --keylog "$work/$name.keys"
  is "$? $(cat "$work/err")" "0 " "$name: is read"
  [ "$name" = no-sip ] && continue
  messages "$name" >"$work/messages"
  same "$work/messages" "$work/plain.messages" "$name: each message is as sent"
  audio_sums "$work/$name" | cut -d" " -f1 >"$work/sums"
  same "$work/sums" "$work/plain.sums" "$name: and so is the audio"
  fact "$work/$name.totals" "$name: nothing was left" '.complete == 1
    and .tls_record > 6 and ([.tls_no_key, .tls_record_failed, .tls_malformed,
    .tls_limit, .tls_other, .tls_resync, .keylog_bad, .sip_stream_skipped]
    | all(. == null))'
  is "$(sqlite3 "$work/$name/catalog.db" "SELECT transport FROM leg")" tls \
    "$name: its transport is named"
done
fact "$work/no-sip.totals" "no-sip: is counted as that" \
  '.tls_other == 1 and .sip_stream_message == null'

# Without keys, and with those of another connection.
name=TLS_AES_128_GCM_SHA256
write "$name" >"$work/segments"
run "$name"
fact "$work/$name.totals" "without a key log: a connection is counted" \
  '.tls_no_key == 1 and .sip_stream_message == null'
"$spanrec" -r "$work/$name.pcap" -o "$work/text" >"$work/out"
grep -q '^1 TLS connections on ports of SIP could not be read: .*--keylog' \
  "$work/out"
ok $? "without a key log: people are told what to do"
run "$name" --keylog "$work/hello-retry.keys"
fact "$work/$name.totals" "with another key log: it has no key" \
  '.tls_no_key == 1 and .sip_stream_message == null'
sed 's/\(_0 [0-9a-f]* \)..../\1abcd/' "$work/$name.keys" >"$work/wrong.keys"
run "$name" --keylog "$work/wrong.keys"
fact "$work/$name.totals" "with a wrong key: nothing is made up" \
  '.tls_record_failed >= 1 and .sip_stream_message == null'
run "$name" --keylog "$work/hello-retry.keys" --keylog "$work/$name.keys"
fact "$work/$name.totals" "with two key logs: the right one is found" \
  '.complete == 1'
sed 's/$/\r/' "$work/$name.keys" | head -c -2 >"$work/no-end.keys"
run "$name" --keylog "$work/no-end.keys"
fact "$work/$name.totals" "a last line without an end counts, too" \
  '.complete == 1'
run "$name" --keylog "$work/$name.keys" --sip-ports 5060
fact "$work/$name.totals" "on other ports it is not looked for" '.sip_stream_message == null'

# What is no key log, or one that all can read.
chmod 644 "$work/$name.keys"
run "$name" --keylog "$work/$name.keys"
is "$? $(cat "$work/err")" "0 spanrec: $work/$name.keys: others can \
read these keys; make it 0600" "others can read it: a warning"
mkfifo "$work/pipe"
for path in "$work/pipe" "$work" "$work/none"; do
  timeout 120 "$spanrec" -r "$work/$name.pcap" -o "$work/o" --keylog "$path" \
    >"$work/out" 2>"$work/err"
  is "$?" 2 "--keylog ${path##*/}: is refused"
  grep -q '^spanrec: --keylog .*: [a-zA-Z]' "$work/err"
  ok $? "--keylog ${path##*/}: and it is said why"
done

# No secret is printed or stored.
cut -d' ' -f3 "$work/$name.keys" >"$work/secrets"
run "$name" -v --keylog "$work/$name.keys"
! cat "$work/err" "$work/$name.totals" "$work/$name"/catalog.db* |
  grep -aqiFf "$work/secrets"
ok $? "no secret is told"

# Every segment lost once: no more than what was in it is missing.
for name in ECDHE-RSA-AES128-GCM-SHA256 AES128-SHA-mac-then-encrypt \
  TLS_AES_128_GCM_SHA256; do
  segments=$(write "$name")
  number=2 # without both hellos nothing can be known
  while [ "$number" -lt "$segments" ]; do
    write "$name" "$number" >"$work/out"
    run "$name" --keylog "$work/$name.keys"
    is "$?" 0 "$name without segment $number: is read"
    messages "$name" >"$work/messages"
    missing=$(grep -cvxFf "$work/messages" "$work/plain.messages")
    made_up=$(grep -cvxFf "$work/plain.messages" "$work/messages")
    [ "$missing" -le 1 ] && [ "$made_up" -eq 0 ]
    ok $? "$name without segment $number: $missing messages are missing"
    number=$((number + 1))
  done
  write "$name" 1 >"$work/out"
  run "$name" --keylog "$work/$name.keys"
  fact "$work/$name.totals" "$name without the server's hello: is counted" \
    '.tls_malformed == 1 and .sip_stream_message == null'
done

# Twice the same.
name=small-segments-13
run "$name" --keylog "$work/$name.keys"
cp "$work/$name.totals" "$work/once"
run "$name" --keylog "$work/$name.keys"
same "$work/once" "$work/$name.totals" "$name: again gives the same"
done_testing
