/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Behind a loss nobody knows where the next record begins, nor its number.
 * What looks like a header is tried with the numbers that it may have; only
 * the right one is authentic.
 */
#include "tls/connection_int.h"

#include <string.h>

/* Is 'record' one of the next that 'half' may have? */
static bool
is_next(struct tls_connection *connection, struct tls_half *half,
    const uint8_t *record, size_t size)
{
	uint64_t last = half->sequence + TLS_LOST_RECORDS_MAX;

	for (uint64_t at = half->sequence; at <= last; at++) {
		if (connection->trials++ >= TLS_TRIALS_MAX)
			return false;
		if (!tls_protection_open(&half->protection, at, record, size,
			&tls_opened_record))
			continue;
		half->sequence = at;
		return true;
	}
	return false;
}

/* The same, when the place where the next keys begin may have been lost, too:
 * Finished in TLS 1.3, ChangeCipherSpec in TLS 1.2. */
static bool
is_next_of_any(struct tls_connection *connection, enum tls_side side,
    const uint8_t *record, size_t size)
{
	struct tls_half *half = &connection->halves[side];
	struct tls_half before = *half;
	bool found = false;

	if (half->epoch == TLS_EPOCH_PLAIN) {
		if (record[0] == TLS_CHANGE_CIPHER_SPEC)
			return size == TLS_HEADER_SIZE + 1;
	} else {
		found = is_next(connection, half, record, size);
	}
	if (!found && half->epoch != TLS_EPOCH_TRAFFIC &&
	    tls_make_keys(connection, side, TLS_EPOCH_TRAFFIC)) {
		half->epoch = TLS_EPOCH_TRAFFIC;
		half->sequence = 0;
		found = is_next(connection, half, record, size);
		if (!found)
			*half = before;
	}
	explicit_bzero(&before, sizeof before);
	return found;
}

enum tls_step
tls_find_record(struct tls_connection *connection, enum tls_side side)
{
	struct tls_half *half = &connection->halves[side];
	size_t at = half->done, incomplete = half->size;
	uint8_t first = connection->version == TLS_VERSION_13
			    ? TLS_APPLICATION_DATA
			    : TLS_CHANGE_CIPHER_SPEC;

	for (; half->size - at >= TLS_HEADER_SIZE; at++) {
		const uint8_t *record = half->held + at;
		size_t size = tls_record_size(record);

		if (size <= TLS_HEADER_SIZE || record[0] < first ||
		    record[2] != 3)
			continue;
		if (size > half->size - at) {
			if (incomplete > at)
				incomplete = at;
			continue;
		}
		if (is_next_of_any(connection, side, record, size)) {
			half->done = at;
			half->is_lost = false;
			counter_up(tls_resync);
			return TLS_STEP_AGAIN;
		}
		if (connection->trials >= TLS_TRIALS_MAX) {
			tls_end(connection, COUNTER_tls_malformed);
			return TLS_STEP_WAIT;
		}
	}
	/* What cannot be one is done; a part of one may be at the end. */
	half->done = incomplete < at ? incomplete : at;
	return TLS_STEP_WAIT;
}
