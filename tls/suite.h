/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cipher suites, by their numbers in the registry of IANA. */
#ifndef TLS_SUITE_H
#define TLS_SUITE_H

#include "tls/crypto.h"

/* How records of a suite are protected; who agreed on the keys, and how, does
 * not matter here. */
struct tls_suite {
	enum tls_cipher cipher;
	enum tls_hash prf; /* of the PRF, or of HKDF */
	enum tls_hash mac; /* of CBC ciphers */
};

/* False when it is not supported. */
bool tls_suite_find(uint16_t number, struct tls_suite *out);

#endif
