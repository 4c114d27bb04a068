/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes TLS connections. Up to the first empty line the input is a key log;
 * then come pieces of both directions: a byte whose lowest bit is the side and
 * whose highest says that something is lost before, two bytes with the size,
 * and so many bytes.
 */
#include "tests/fuzz/fuzz.h"

#include "base/cursor.h"
#include "tls/connection.h"

static uint64_t heard;

static void
on_plain(enum tls_side side, const uint8_t *bytes, size_t size, bool is_lost,
    void *arg)
{
	struct tls_connection **connection = arg;

	(void)is_lost;
	if (side >= TLS_SIDES || size > TLS_RECORD_MAX)
		abort();
	for (size_t i = 0; i < size; i++)
		heard += bytes[i];
	/* As one that is no SIP is given up. */
	if (size && bytes[0] == 'X')
		tls_connection_give_up(*connection);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memmem(data, size, "\n\n", 2) : NULL;
	struct tls_shared shared = {.keylog = keylog_new()};
	struct tls_connection *connection = NULL;
	struct tstamp now = {NS_PER_SEC};
	struct cursor c = cursor_over(data, size);

	if (end) {
		(void)keylog_take(shared.keylog, (const char *)data,
		    (size_t)(end + 1 - data));
		cursor_skip(&c, (size_t)(end + 2 - data));
	}
	connection = tls_connection_new(&shared, on_plain, &connection);
	while (connection && c.left >= 3) {
		uint8_t what = cursor_u8(&c);
		size_t length = cursor_be16(&c);
		uint8_t *piece;

		if (length > c.left)
			length = c.left;
		piece = malloc(length + !length);
		if (!piece)
			break;
		memcpy(piece, cursor_bytes(&c, length), length);
		if (what & 0x80)
			tls_connection_lost(connection, what & 1);
		tls_connection_push(connection, what & 1,
		    (struct tls_bytes){piece, length}, now);
		free(piece);
		now = tstamp_add_ns(now, NS_PER_SEC / 10);
	}
	tls_connection_free(connection);
	if (shared.held != 0)
		abort();
	keylog_free(shared.keylog);
	return 0;
}
