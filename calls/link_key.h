/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of clues: what of two legs has to be equal. For calls/link.c. */
#ifndef CALLS_LINK_KEY_H
#define CALLS_LINK_KEY_H

#include "base/flow.h"
#include "calls/clue.h"
#include "sip/message.h"
#include "storage/number.h"

struct link_key {
	size_t size;
	bool is_exact; /* by From and Request-URI themselves */
	char at[CLUE_KEY_MAX];
};

static inline struct text
link_key_text(const struct link_key *key)
{
	return (struct text){key->at, key->size};
}

/* Header 0 is the Session-ID, the others are those of sip_parser_keep(). False
 * when the message has none, or one that says nothing. */
bool link_key_header(
    const struct sip_message *message, size_t header, struct link_key *out);

/* The user of a URI, or its host when it has none. */
bool link_key_target(struct text uri, struct link_key *out);

void link_key_address(const struct endpoint *address, struct link_key *out);

#define LINK_CALLERS_MAX 2
#define LINK_CALLEES_MAX 3

/* What a message calls the two of a call, the names that count most first;
 * none of those who do not want to be known. */
struct link_users {
	size_t caller_count, callee_count;
	char callers[LINK_CALLERS_MAX][NUMBER_SIZE];
	char callees[LINK_CALLEES_MAX][NUMBER_SIZE];
};

void link_users_read(const struct sip_message *message, struct link_users *out);

/* Caller, callee and 'host', for each pair of them. Returns how many. */
#define LINK_NUMBER_KEYS_MAX (LINK_CALLERS_MAX * LINK_CALLEES_MAX)
size_t link_key_numbers(const struct link_users *users, const struct addr *host,
    struct link_key out[LINK_NUMBER_KEYS_MAX]);

/* An address that many networks may have (RFC 1918, RFC 4193, RFC 6598, link
 * local). */
bool link_is_private(const struct addr *addr);

#endif
