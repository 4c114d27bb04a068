/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 5246, RFC 5288, RFC 5289, RFC 5487, RFC 6655, RFC 7251, RFC 7905,
 * RFC 8446 and others. RC4, 3DES, Camellia, ARIA and what has no encryption
 * are not there.
 */
#include "tls/suite.h"

struct entry {
	struct tls_suite suite;
	const uint16_t *numbers; /* 0 behind the last */
};

#define NUMBERS(...)                                                           \
	(const uint16_t[])                                                     \
	{                                                                      \
		__VA_ARGS__, 0                                                 \
	}

static const struct entry entries[] = {
    {{TLS_AES_128_GCM, TLS_SHA256, TLS_SHA256},
	NUMBERS(0x1301, 0x009c, 0x009e, 0x00a0, 0x00a2, 0x00a4, 0x00a6, 0x00a8,
	    0x00aa, 0x00ac, 0xc02b, 0xc02d, 0xc02f, 0xc031, 0xd001)},
    {{TLS_AES_256_GCM, TLS_SHA384, TLS_SHA384},
	NUMBERS(0x1302, 0x009d, 0x009f, 0x00a1, 0x00a3, 0x00a5, 0x00a7, 0x00a9,
	    0x00ab, 0x00ad, 0xc02c, 0xc02e, 0xc030, 0xc032, 0xd002)},
    {{TLS_CHACHA20_POLY1305, TLS_SHA256, TLS_SHA256},
	NUMBERS(
	    0x1303, 0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae)},
    {{TLS_AES_128_CCM, TLS_SHA256, TLS_SHA256},
	NUMBERS(0x1304, 0xc09c, 0xc09e, 0xc0a4, 0xc0a6, 0xc0ac, 0xd005)},
    {{TLS_AES_256_CCM, TLS_SHA256, TLS_SHA256},
	NUMBERS(0xc09d, 0xc09f, 0xc0a5, 0xc0a7, 0xc0ad)},
    {{TLS_AES_128_CCM_8, TLS_SHA256, TLS_SHA256},
	NUMBERS(0x1305, 0xc0a0, 0xc0a2, 0xc0a8, 0xc0aa, 0xc0ae, 0xd003)},
    {{TLS_AES_256_CCM_8, TLS_SHA256, TLS_SHA256},
	NUMBERS(0xc0a1, 0xc0a3, 0xc0a9, 0xc0ab, 0xc0af)},
    {{TLS_AES_128_CBC, TLS_SHA256, TLS_SHA1},
	NUMBERS(0x002f, 0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x008c, 0x0090,
	    0x0094, 0xc004, 0xc009, 0xc00e, 0xc013, 0xc018, 0xc01d, 0xc01e,
	    0xc01f, 0xc035)},
    {{TLS_AES_256_CBC, TLS_SHA256, TLS_SHA1},
	NUMBERS(0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003a, 0x008d, 0x0091,
	    0x0095, 0xc005, 0xc00a, 0xc00f, 0xc014, 0xc019, 0xc020, 0xc021,
	    0xc022, 0xc036)},
    {{TLS_AES_128_CBC, TLS_SHA256, TLS_SHA256},
	NUMBERS(0x003c, 0x003e, 0x003f, 0x0040, 0x0067, 0x006c, 0x00ae, 0x00b2,
	    0x00b6, 0xc023, 0xc025, 0xc027, 0xc029, 0xc037)},
    {{TLS_AES_256_CBC, TLS_SHA256, TLS_SHA256},
	NUMBERS(0x003d, 0x0068, 0x0069, 0x006a, 0x006b, 0x006d)},
    {{TLS_AES_256_CBC, TLS_SHA384, TLS_SHA384},
	NUMBERS(
	    0x00af, 0x00b3, 0x00b7, 0xc024, 0xc026, 0xc028, 0xc02a, 0xc038)},
};

bool
tls_suite_find(uint16_t number, struct tls_suite *out)
{
	if (number == 0)
		return false;
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		for (const uint16_t *at = entries[i].numbers; *at; at++)
			if (*at == number) {
				*out = entries[i].suite;
				return true;
			}
	return false;
}
