/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most messages are only counted through: certificates are of no use here. */
#include "tls/handshake.h"

#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"

#define EXTENSION_ENCRYPT_THEN_MAC 22
#define EXTENSION_EARLY_DATA 42
#define EXTENSION_VERSIONS 43

/* RFC 8446 section 4.1.3: the random of a HelloRetryRequest. */
static const uint8_t retry_random[TLS_RANDOM_SIZE] = {0xCF, 0x21, 0xAD, 0x74,
    0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2,
    0xC8, 0xA8, 0x33, 0x9C};

static void
parse_extensions(enum tls_message type, struct cursor *c, struct tls_hello *out)
{
	while (c->left && cursor_ok(c)) {
		uint16_t kind = cursor_be16(c);
		uint16_t size = cursor_be16(c);
		const uint8_t *bytes = cursor_bytes(c, size);

		if (!bytes)
			return;
		if (kind == EXTENSION_ENCRYPT_THEN_MAC)
			out->encrypt_then_mac = true;
		else if (kind == EXTENSION_EARLY_DATA)
			out->early_data = true;
		else if (kind == EXTENSION_VERSIONS &&
			 type == TLS_SERVER_HELLO && size == 2)
			out->version = load_be16(bytes);
	}
}

bool
tls_hello_parse(enum tls_message type, const uint8_t *bytes, size_t size,
    struct tls_hello *out)
{
	struct cursor c = cursor_over(bytes, size);
	const uint8_t *random;

	*out = (struct tls_hello){0};
	out->version = cursor_be16(&c);
	random = cursor_bytes(&c, TLS_RANDOM_SIZE);
	if (!random)
		return false;
	memcpy(out->random, random, TLS_RANDOM_SIZE);
	cursor_skip(&c, cursor_u8(&c)); /* session */
	if (type == TLS_CLIENT_HELLO) {
		cursor_skip(&c, cursor_be16(&c)); /* suites */
		cursor_skip(&c, cursor_u8(&c));   /* compressions */
	} else {
		out->is_retry = !memcmp(random, retry_random, TLS_RANDOM_SIZE);
		out->suite = cursor_be16(&c);
		out->compresses = cursor_u8(&c) != 0;
	}
	if (!cursor_ok(&c))
		return false;
	if (c.left == 0)
		return true;
	if (!cursor_limit(&c, cursor_be16(&c)))
		return false;
	parse_extensions(type, &c, out);
	return cursor_ok(&c);
}

void
tls_handshake_clear(struct tls_handshake *handshake)
{
	free(handshake->body);
	*handshake = (struct tls_handshake){0};
}

/* A header is whole: makes room for a hello. */
static bool
begin(struct tls_handshake *handshake)
{
	const uint8_t *header = handshake->header;

	handshake->left = (size_t)header[1] << 16 | load_be16(header + 2);
	handshake->size = 0;
	if (header[0] != TLS_CLIENT_HELLO && header[0] != TLS_SERVER_HELLO)
		return true;
	if (handshake->left > TLS_HELLO_MAX)
		return false;
	handshake->room = handshake->left + 1;
	handshake->body = malloc(handshake->room);
	if (!handshake->body)
		handshake->room = 0;
	return handshake->body != NULL;
}

static void
end(struct tls_handshake *handshake, tls_message_fn *on_message, void *arg)
{
	uint8_t *body = handshake->body;
	size_t size = handshake->size;

	/* Whoever is told may clear it. */
	handshake->body = NULL;
	handshake->room = 0;
	handshake->header_size = 0;
	on_message(handshake->header[0], body, size, arg);
	free(body);
}

bool
tls_handshake_push(struct tls_handshake *handshake, struct tls_bytes bytes,
    tls_message_fn *on_message, void *arg)
{
	size_t some;

	while (bytes.size) {
		if (handshake->header_size < sizeof handshake->header) {
			handshake->header[handshake->header_size++] =
			    *bytes.at++;
			bytes.size--;
			if (handshake->header_size < sizeof handshake->header)
				continue;
			if (!begin(handshake))
				return false;
		}
		some =
		    bytes.size < handshake->left ? bytes.size : handshake->left;
		if (handshake->body && some)
			memcpy(
			    handshake->body + handshake->size, bytes.at, some);
		if (handshake->body)
			handshake->size += some;
		handshake->left -= some;
		bytes.at += some;
		bytes.size -= some;
		if (handshake->left == 0)
			end(handshake, on_message, arg);
	}
	return true;
}
