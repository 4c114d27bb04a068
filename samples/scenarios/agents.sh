# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The user agents and servers of the samples, each started on a host of
# network.sh, and what they say.
#
# Sourced by make-samples; needs $tmp and $here, the samples folder.

# speak caller|callee|third: makes $tmp/SIDE.wav, 8 kHz mono, and prints nothing.
speak() {
  local voice=en-gb pitch=35
  [[ $1 == callee ]] && voice=en-us+f3 pitch=60
  [[ $1 == third ]] && voice=en-gb-scotland+m4 pitch=20
  [[ -e $tmp/$1.wav ]] && return
  espeak-ng -v "$voice" -p "$pitch" -s 170 -f "$here/speech/$1.txt" \
    -w "$tmp/$1-22k.wav"
  sox "$tmp/$1-22k.wav" -r 8000 -c 1 -b 16 "$tmp/$1.wav" gain -n -3 pad 0 20
}

# speak_rtp SIDE CODEC SSRC SECONDS: makes $tmp/SIDE-rtp.pcap for SIPp
# to play; CODEC is pcma or pcmu.
speak_rtp() {
  local type=al
  [[ $2 == pcmu ]] && type=ul
  speak "$1"
  sox "$tmp/$1.wav" -t "$type" "$tmp/$1.$2" trim 0 "$4"
  "$here/agents/rtp-pcap" --codec "$2" --ssrc "$3" "$tmp/$1.$2" \
    "$tmp/$1-rtp.pcap"
}

# What phones are started by: see keylog_make().
preload=()

# baresip_start HOST USER ADDRESS [CONFIG LINE...]: starts a phone on a host.
# The account's parameters are in $account, the codec module in $codec
# (default: g711), its ports for RTP in $ports. With $registrar, the address of
# one, the account is there, registered under $display. The phone is told what
# to do by phone().
baresip_start() {
  local dir=$tmp/baresip-$1 address=$3 line
  [[ $address == *:* ]] && address="[$3]"
  speak "$1"
  mkdir -p "$dir"
  # As many channels as the codec has: aufile does not mix.
  sox "$tmp/$1.wav" -c "$([[ ${codec:-} == opus ]] && echo 2 || echo 1)" \
    "$dir/speech.wav"
  sed -e "s|@ADDRESS@|$address|" -e "s|@WAV@|$dir/speech.wav|" \
    -e "s|@CODEC@|${codec:-g711}|" -e "s|@PORTS@|${ports:-16384-16484}|" \
    "$here/agents/baresip.conf" >"$dir/config"
  for line in "${@:4}"; do echo "$line" >>"$dir/config"; done
  if [[ -n ${registrar:-} ]]; then
    echo "\"$display\" <sip:$2@$registrar>;regint=600;auth_user=$2" \
      ";auth_pass=secret${account:-}" | tr -d '\n' | sed 's/ ;/;/' \
      >"$dir/accounts"
    echo >>"$dir/accounts"
  else
    echo "<sip:$2@$address>;regint=0${account:-}" >"$dir/accounts"
  fi
  : >"$dir/contacts"
  start "$1" "$1.log" "${preload[@]}" baresip -f "$dir" -s
  wait_for "$1.log" 'baresip is ready'
}

# b2bua_start ADDRESS NEXT: starts a back-to-back user agent on the host
# "proxy", which calls on to NEXT.
b2bua_start() {
  local dir=$tmp/b2bua
  mkdir -p "$dir"
  sed -e "s|@ADDRESS@|$1|" -e "s|@CODEC@|g711|" -e 's|aufile,@WAV@|aubridge,b|' \
    "$here/agents/baresip.conf" >"$dir/config"
  echo "module_app b2bua.so" >>"$dir/config"
  printf '%s\n' "<sip:in@$1>;regint=0;b2bua=inbound" \
    "<sip:out@$1>;regint=0;b2bua=outbound;outbound=\"sip:$2\"" \
    >"$dir/accounts"
  : >"$dir/contacts"
  start proxy b2bua.log baresip -f "$dir" -s
  wait_for b2bua.log 'baresip is ready'
}

# phone HOST COMMAND [PARAMETER]: what the person at a phone does.
phone() {
  local json="{\"command\":\"$2\",\"params\":\"${3:-}\"}"
  # shellcheck disable=SC2016 # the inner shell expands
  in_host "$1" bash -c 'exec 3<>/dev/tcp/127.0.0.1/4444
    printf "%d:%s," "${#1}" "$1" >&3; read -r -t 1 -n 1 -u 3' - "$json"
}

# linphone_start HOST USER ADDRESS: starts a phone of another family. It is told
# what to do by linphone().
linphone_start() {
  local dir=$tmp/linphone-$1
  speak "$1"
  mkdir -p "$dir/.local/share/linphone"
  # It finds its address by the way to the world.
  in_host "$1" ip route replace default via 192.0.2.30
  printf '[sip]\nsip_port=5060\nguess_hostname=0\ncontact=sip:%s@%s\n' \
    "$2" "$3" >"$dir/linphonerc"
  printf 'use_ipv6=0\nkeepalive_period=0\n' >>"$dir/linphonerc"
  mkfifo "$dir/orders"
  # shellcheck disable=SC2016 # the inner shell expands
  start "$1" "$1.log" env "HOME=$dir" bash -c \
    'exec linphonec -c "$1/linphonerc" <>"$1/orders"' - "$dir"
  wait_for "$1.log" 'linphonec>'
  linphone "$1" 'soundcard use files'
  linphone "$1" "play $tmp/$1.wav"
}

# linphone HOST COMMAND: what the person at a phone of that family does.
linphone() {
  echo "$2" >"$tmp/linphone-$1/orders"
}

# press HOST KEY: presses a key of a phone that has the module cons, and lets
# it go.
press() {
  # shellcheck disable=SC2016 # the inner shell expands
  in_host "$1" bash -c 'printf %s "$1" >/dev/udp/127.0.0.1/5555
    sleep 0.12
    printf "\4" >/dev/udp/127.0.0.1/5555' - "$2"
}

# sipp_start HOST SCENARIO ADDRESS [OPTION...]: starts SIPp with a scenario
# of agents/sipp for one call.
sipp_start() {
  local host=$1 scenario=$2 address=$3
  # SIPp looks for media beside the scenario.
  cp "$here/agents/sipp/$scenario.xml" "$tmp/"
  start "$host" "$host-sipp.log" env TERM=dumb sipp \
    -sf "$tmp/$scenario.xml" -i "$address" -p 5060 -mi "$address" \
    -m 1 -nostdin -trace_err -error_file "$tmp/$host-sipp-errors.log" \
    -timeout 30 -timeout_error "${@:4}"
}

# kamailio_start [DEFINE]: starts the proxy on the host "proxy".
kamailio_start() {
  mkdir -p "$tmp/kamailio"
  start proxy kamailio.log kamailio -DD -E -m 16 -M 4 \
    -f "$here/agents/kamailio.cfg" ${1:+-A "$1"} -w "$tmp/kamailio" -Y "$tmp/kamailio"
  wait_for kamailio.log 'Listening on'
  sleep 0.5
}

# rtpengine_start ADDRESS: starts the media relay on the host "proxy".
rtpengine_start() {
  start proxy rtpengine.log rtpengine --foreground --log-stderr \
    --log-level=6 --table=-1 --interface="$1" --listen-ng=127.0.0.1:2223 \
    --port-min=30000 --port-max=30100 --num-threads=1
  wait_for rtpengine.log 'Startup complete'
}

# fax_call FILE PAGE-LINES PAGES [OPTION...]: a call that becomes a fax; the
# caller sends the page. Options of fax-terminal: ecm, fec. The capture FILE
# is taken, and what the callee got is compared with what was sent.
fax_call() {
  local file=$1 lines=$2 pages=$3 answering calling receiving
  # shellcheck disable=SC2046 # flags are words
  cc -O2 "$here/agents/fax-terminal.c" -o "$tmp/fax-terminal" \
    $(pkg-config --libs spandsp) -lm
  "$here/agents/fax-page" "$tmp/page.tif" "$lines" "$pages"
  speak_rtp caller pcma 0x5a3e000a 1
  speak_rtp callee pcma 0x5a3e000b 1
  capture_start "$file"
  sipp_start callee uas-fax 192.0.2.20 -timeout 60
  answering=$started
  sleep 0.5
  sipp_start caller uac-fax 192.0.2.10 -timeout 60 -s 305 -key number 201 \
    -d "$((pages * 12000 + 6000))" 192.0.2.20
  calling=$started
  sleep 3.2
  start callee receiver.log "$tmp/fax-terminal" receive "$tmp/got.tif" \
    192.0.2.20:4002 192.0.2.10:4000 "${@:4}"
  receiving=$started
  in_host caller "$tmp/fax-terminal" send "$tmp/page.tif" \
    192.0.2.10:4000 192.0.2.20:4002 "${@:4}"
  finish "$receiving"
  finish "$calling"
  finish "$answering"
  capture_stop "$file"
  tiffcmp -t "$tmp/page.tif" "$tmp/got.tif" >"$tmp/tiffcmp.log" || true
  if grep -E '^(Scanline|Image(Width|Length)|Samples|Bits|Cannot)' \
    "$tmp/tiffcmp.log"; then
    echo "$sample: what was received is not what was sent" >&2
    return 1
  fi
}

# keylog_make NAME: from now on phones write the keys of their TLS connections
# to $tmp/NAME.keys, and have a certificate, $tmp/certificate.
keylog_make() {
  cc -shared -fPIC -O2 -D_GNU_SOURCE -o "$tmp/keylog.so" \
    "$here/agents/keylog.c" -ldl
  openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj /CN=example.org \
    -keyout "$tmp/certificate.key" -out "$tmp/certificate" 2>/dev/null
  cat "$tmp/certificate.key" >>"$tmp/certificate"
  preload=(env "LD_PRELOAD=$tmp/keylog.so" "SSLKEYLOGFILE=$tmp/$1.keys")
}

# stun_start ADDRESS: starts a STUN server on the host "proxy".
stun_start() {
  start proxy stun.log turnserver -n --listening-ip "$1" --stun-only \
    --no-cli --no-tls --no-dtls --log-file stdout --simple-log \
    --pidfile "$tmp/stun.pid"
  wait_for stun.log 'SQLite DB connection success'
}
