#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Users, the first start, and TLS.
. "${top_srcdir:?}/tests/serve/lib.sh"
needs openssl

VIEW=$view
export VIEW
record baresip-call
add_user admin administrator
start_server --socket "$work/control"
run_python sign
end_server

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
  -subj /CN=localhost -keyout "$work/key.pem" -out "$work/cert.pem" \
  2>/dev/null
start_server --tls-cert "$work/cert.pem" --tls-key "$work/key.pem"
has "$url" https:// "a certificate makes it HTTPS"
run_python sign
end_server

status 1 "a certificate without its key" \
  "$view" -d "$folder" serve --tls-cert "$work/cert.pem"
status 1 "a key that is none" "$view" -d "$folder" serve --listen 127.0.0.1:0 \
  --tls-cert "$work/cert.pem" --tls-key "$work/cert.pem"
status 1 "an address that is none" "$view" -d "$folder" serve --listen here
status 1 "a folder that is none" "$view" -d "$work/none" serve
start_server --listen 0.0.0.0:0
stop_server
has "$(cat "$work/server" "$work/server.err")" \
  "in clear" "other machines want a certificate"
done_testing
