/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a key log knows to the keys of a direction. */
#include "tls/connection_int.h"

#include <string.h>

void
tls_begin_epoch(struct tls_half *half, enum tls_epoch epoch)
{
	half->epoch = epoch;
	half->has_keys = false;
	half->sequence = 0;
}

/* Makes the keys of TLS 1.3 for 'epoch'; false when they are not known. */
static bool
make_keys_13(struct tls_connection *connection, enum tls_side side,
    enum tls_epoch epoch, const struct keylog_entry *entry)
{
	struct tls_half *half = &connection->halves[side];
	const struct tls_suite *suite = &connection->agreement.suite;
	int secret = (epoch == TLS_EPOCH_TRAFFIC ? KEYLOG_CLIENT_TRAFFIC
						 : KEYLOG_CLIENT_HANDSHAKE) +
		     (side == TLS_SERVER);
	size_t size = tls_hash_size(suite->prf);

	if (entry->sizes[secret] != size)
		return false;
	memcpy(half->secret, entry->secrets[secret], size);
	tls_protection_13(&half->protection, suite, half->secret);
	return true;
}

bool
tls_make_keys(
    struct tls_connection *connection, enum tls_side side, enum tls_epoch epoch)
{
	const struct keylog_entry *entry;

	if (!connection->has_client)
		return false;
	entry = keylog_find(connection->shared->keylog,
	    connection->agreement.randoms[TLS_CLIENT], connection->now);
	if (!entry)
		return false;
	if (connection->version == TLS_VERSION_13)
		return make_keys_13(connection, side, epoch, entry);
	if (!entry->has_master)
		return false;
	tls_protection_12(&connection->halves[side].protection,
	    &connection->agreement, entry->master, side == TLS_SERVER);
	return true;
}

bool
tls_has_keys(struct tls_connection *connection, enum tls_side side)
{
	struct tls_half *half = &connection->halves[side];

	if (half->has_keys)
		return true;
	half->has_keys = tls_make_keys(connection, side, half->epoch);
	if (half->has_keys) {
		connection->is_waiting = false;
		return true;
	}
	if (!connection->has_client)
		return false;
	if (!connection->is_waiting)
		connection->waiting = connection->now;
	connection->is_waiting = true;
	if (!keylog_has_files(connection->shared->keylog) ||
	    tstamp_diff_ns(connection->now, connection->waiting) > TLS_WAIT_NS)
		tls_end(connection, COUNTER_tls_no_key);
	return false;
}
