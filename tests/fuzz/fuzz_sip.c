/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the way of a datagram through the SIP parser and into the SDP one. */
#include "tests/fuzz/fuzz.h"

#include "base/glob.h"
#include "sip/address.h"
#include "sip/cause.h"
#include "sip/header.h"
#include "sip/identity.h"
#include "sip/info.h"
#include "sip/parse.h"
#include "sip/reference.h"
#include "sip/sdp.h"

/* Reads each byte, so that the sanitizer sees a text that is too long. */
static void
touch(struct text text)
{
	const volatile char *at = text.at;

	for (size_t i = 0; i < text.len; i++)
		(void)at[i];
}

static void
check(const struct sip_message *message)
{
	const struct text texts[] = {message->method_name,
	    message->reason_phrase, message->request_uri, message->call_id,
	    message->from.display, message->from.uri, message->from.user,
	    message->from.host, message->from.tag, message->to.display,
	    message->to.uri, message->to.user, message->to.host,
	    message->to.tag, message->branch, message->user_agent,
	    message->reason, message->assertion.party.display,
	    message->assertion.party.uri, message->assertion.party.user,
	    message->assertion.party.host, message->diversion, message->history,
	    message->contact, message->expires, message->content_type,
	    message->sdp, message->body, message->bytes};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		touch(texts[i]);
	if (message->call_id.len == 0 || message->from.uri.len == 0 ||
	    message->to.uri.len == 0 || message->method_name.len == 0 ||
	    (message->status == 0) != message->is_request)
		abort();
}

/* What is read further of a message. */
static void
check_references(const struct sip_message *message)
{
	struct sip_replaces replaces;
	struct sip_target target;

	if (sip_replaces_parse(message->replaces, &replaces)) {
		touch(replaces.call_id);
		touch(replaces.to_tag);
		touch(replaces.from_tag);
	}
	if (sip_target_parse(message->refer_to, &target)) {
		touch(target.uri);
		touch(target.user);
		touch(target.host);
		(void)sip_replaces_parse(text_of(target.replaces), &replaces);
	}
	(void)sip_target_parse(message->contact, &target);
	(void)sip_contact_is_focus(message->contact);
	(void)sip_fragment_status(message->body);
	touch(sip_session_id_own(message->session_id));
	touch(message->referred_by);
}

/* What is read out of the headers that name people and causes. */
static void
check_facts(const struct sip_message *message)
{
	struct sip_reason reason = sip_reason_parse(message->reason);
	struct text list = message->contact, value;
	struct sip_diversion diversion;
	char out[40];

	if (reason.q850 > 127 || reason.sip > 699 ||
	    !sip_status_words(reason.sip))
		abort();
	touch(reason.text);
	if (sip_message_diverted(message, &diversion)) {
		touch(diversion.party.user);
		touch(diversion.reason);
	}
	(void)sip_party_is_anonymous(&message->from);
	while (address_next(&list, &value)) {
		struct sip_party party = sip_party_read(value);

		touch(address_parameter(
		    address_split(value).params, "expires", NULL));
		touch(address_uri_parameters(party.uri));
		address_read_user(party.user, out, sizeof out);
		address_read_display(party.display, out, sizeof out);
		if (strlen(out) >= sizeof out)
			abort();
	}
}

/* What is masked has the size of the message, and its header as it was. */
static void
check_keys(const struct sip_message *message)
{
	struct sip_key key;
	bool secret;
	char *masked =
	    sip_info_masked(message, message->bytes.at, 'X', &secret);

	if (secret != (masked != NULL))
		abort();
	if (sip_info_key(message, &key) &&
	    (key.key == '\0' || (!secret && key.key != SIP_KEY_FLASH)))
		abort();
	if (masked && message->body.len &&
	    memcmp(masked, message->bytes.at,
		(size_t)(message->body.at - message->bytes.at)) != 0)
		abort();
	free(masked);
}

/* Headers by name, of the message as it came: each value lies in it. */
static void
check_headers(struct text message)
{
	static const char *const names[] = {"Via", "X-Record", "", "v"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct text rest = message, value;
		size_t left = rest.len + 1;

		while (sip_header_next(&rest, names[i], &value)) {
			touch(value);
			(void)glob_matches("*a?b*", value);
			if (rest.len >= left)
				abort();
			left = rest.len;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sip_parser *parser;
	static struct sdp sdp;
	struct sip_message message;
	bool looks_right = sip_looks_like_message(data, size);

	check_headers((struct text){(const char *)data, size});
	if (!parser)
		parser = sip_parser_new();
	if (!parser)
		abort();
	if (sip_parse(parser, data, size, &message) != COUNTER_NONE)
		return 0;
	if (!looks_right)
		abort();
	check(&message);
	check_references(&message);
	check_facts(&message);
	check_keys(&message);
	(void)(sdp_parse(message.sdp, &sdp) == COUNTER_NONE);
	return 0;
}
