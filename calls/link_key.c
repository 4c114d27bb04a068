/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/link_key.h"

#include <stdio.h>

#include "sip/address.h"
#include "sip/identity.h"
#include "sip/reference.h"
#include "storage/number.h"

#define CALLEES_MAX 3

/* The users of one side, the first by what counts first. */
struct numbers {
	size_t count;
	char at[CALLEES_MAX][NUMBER_SIZE];
};

/* Adds bytes; an overlong key is cut, and is none then. */
static void
add(struct link_key *key, const void *bytes, size_t size)
{
	if (size > sizeof key->at - key->size) {
		key->size = sizeof key->at;
		return;
	}
	memcpy(key->at + key->size, bytes, size);
	key->size += size;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
link_key_header(
    const struct sip_message *message, size_t header, struct link_key *out)
{
	struct text value = header ? message->extra[header - 1]
				   : sip_session_id_own(message->session_id);
	char number = (char)header;

	out->size = 0;
	if (value.len == 0 || value.len >= sizeof out->at)
		return false;
	add(out, &number, 1);
	for (size_t i = 0; i < value.len; i++) {
		char c = header ? value.at[i] : lower(value.at[i]);

		add(out, &c, 1);
	}
	return true;
}

/* A number as it is compared: digits without the sign of an international
 * one; of a name its small letters. */
static void
plain(struct text user, char out[NUMBER_SIZE])
{
	struct number number;
	const char *digits = number.normalised;
	char raw[NUMBER_SIZE];

	text_copy(raw, sizeof raw, user);
	number_normalise(raw, &NUMBER_PLAN_DEFAULT, &number);
	if (digits[0] == '+')
		digits++;
	else if (digits[0] == '0' && digits[1] == '0')
		digits += 2;
	if (*digits) {
		memmove(out, digits, strlen(digits) + 1);
		return;
	}
	for (size_t i = 0; i < sizeof raw; i++)
		out[i] = lower(raw[i]);
}

bool
link_key_target(struct text uri, struct link_key *out)
{
	struct sip_target target;
	char user[NUMBER_SIZE];

	out->size = 0;
	if (!sip_target_parse(uri, &target))
		return false;
	plain(target.user.len ? target.user : target.host, user);
	add(out, user, strlen(user));
	return out->size > 0;
}

void
link_key_address(const struct endpoint *address, struct link_key *out)
{
	out->size = 0;
	add(out, address->addr.byte, sizeof address->addr.byte);
	add(out, &address->port, sizeof address->port);
}

/* Who does not want to be known may be anyone (RFC 3323). */
static bool
is_nobody(const char *user)
{
	static const char *const names[] = {"", "anonymous", "unknown",
	    "restricted", "unavailable", "private", "invalid"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(user, names[i]))
			return true;
	return false;
}

static void
add_user(struct numbers *numbers, struct text user)
{
	char *at = numbers->at[numbers->count];

	if (numbers->count == CALLEES_MAX)
		return;
	plain(user, at);
	if (is_nobody(at))
		return;
	for (size_t i = 0; i < numbers->count; i++)
		if (!strcmp(numbers->at[i], at))
			return;
	numbers->count++;
}

static void
add_uri(struct numbers *numbers, struct text uri)
{
	struct text user, host;

	address_read_uri(uri, &user, &host);
	add_user(numbers, user);
}

size_t
link_key_numbers(const struct sip_message *message, const struct addr *host,
    struct link_key out[LINK_NUMBER_KEYS_MAX])
{
	struct numbers callers = {.count = 0}, callees = {.count = 0};
	struct sip_diversion diversion;
	size_t count = 0;

	add_user(&callers, message->from.user);
	add_user(&callers, message->assertion.party.user);
	add_uri(&callees, message->request_uri);
	add_user(&callees, message->to.user);
	if (sip_message_diverted(message, &diversion))
		add_user(&callees, diversion.party.user);
	for (size_t i = 0; i < callers.count; i++)
		for (size_t j = 0; j < callees.count; j++) {
			struct link_key *key = &out[count];

			if (count == LINK_NUMBER_KEYS_MAX)
				return count;
			count++;
			key->size = 0;
			key->is_exact = i == 0 && j == 0;
			add(key, host->byte, sizeof host->byte);
			add(key, callers.at[i], strlen(callers.at[i]) + 1);
			add(key, callees.at[j], strlen(callees.at[j]) + 1);
		}
	return count;
}

bool
link_is_private(const struct addr *addr)
{
	const uint8_t *byte = addr->byte, *four = byte + 12;

	if (!addr_is_ip4(addr))
		return (byte[0] & 0xfe) == 0xfc ||
		       (byte[0] == 0xfe && (byte[1] & 0xc0) == 0x80);
	return four[0] == 10 || four[0] == 127 ||
	       (four[0] == 172 && (four[1] & 0xf0) == 16) ||
	       (four[0] == 192 && four[1] == 168) ||
	       (four[0] == 100 && (four[1] & 0xc0) == 64) ||
	       (four[0] == 169 && four[1] == 254);
}
