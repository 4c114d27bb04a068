/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/link_key.h"

#include <stdio.h>

#include "sip/address.h"
#include "sip/identity.h"
#include "sip/reference.h"

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

	if (user[0] >= '0' && user[0] <= '9')
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(user, names[i]))
			return true;
	return false;
}

/* Adds a user to the '*count' of them in 'at', of which there is one more, if
 * he is another one. */
static void
add_user(char (*at)[NUMBER_SIZE], size_t *count, struct text user)
{
	if (user.len == 0)
		return;
	plain(user, at[*count]);
	if (is_nobody(at[*count]))
		return;
	for (size_t i = 0; i < *count; i++)
		if (!strcmp(at[i], at[*count]))
			return;
	++*count;
}

void
link_users_read(const struct sip_message *message, struct link_users *out)
{
	struct sip_diversion diversion;
	struct text user, host;

	out->caller_count = out->callee_count = 0;
	add_user(out->callers, &out->caller_count, message->from.user);
	add_user(
	    out->callers, &out->caller_count, message->assertion.party.user);
	address_read_uri(message->request_uri, &user, &host);
	add_user(out->callees, &out->callee_count, user);
	add_user(out->callees, &out->callee_count, message->to.user);
	if (sip_message_diverted(message, &diversion))
		add_user(
		    out->callees, &out->callee_count, diversion.party.user);
}

size_t
link_key_numbers(const struct link_users *users, const struct addr *host,
    struct link_key out[LINK_NUMBER_KEYS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < users->caller_count; i++)
		for (size_t j = 0; j < users->callee_count; j++) {
			const char *caller = users->callers[i];
			const char *callee = users->callees[j];
			struct link_key *key = &out[count++];

			key->size = 0;
			key->is_exact = i == 0 && j == 0;
			add(key, host->byte, sizeof host->byte);
			add(key, caller, strlen(caller) + 1);
			add(key, callee, strlen(callee) + 1);
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
