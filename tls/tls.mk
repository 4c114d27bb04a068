# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += tls/libtls.a
tls_libtls_a_CFLAGS = $(AM_CFLAGS) $(NETTLE_CFLAGS)
tls_libtls_a_SOURCES = \
	tls/connection.c tls/connection.h tls/connection_int.h \
	tls/connection_keys.c \
	tls/connection_loss.c \
	tls/crypto.c tls/crypto.h \
	tls/handshake.c tls/handshake.h \
	tls/keylog.c tls/keylog.h \
	tls/protection.c tls/protection.h \
	tls/suite.c tls/suite.h
TLS_LIBS = $(NETTLE_LIBS)
