/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the way of a datagram through the SIP parser and into the SDP one. */
#include "tests/fuzz/fuzz.h"

#include "sip/info.h"
#include "sip/parse.h"
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
	    message->reason, message->content_type, message->sdp, message->body,
	    message->bytes};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		touch(texts[i]);
	if (message->call_id.len == 0 || message->from.uri.len == 0 ||
	    message->to.uri.len == 0 || message->method_name.len == 0 ||
	    (message->status == 0) != message->is_request)
		abort();
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sip_parser *parser;
	static struct sdp sdp;
	struct sip_message message;
	bool looks_right = sip_looks_like_message(data, size);

	if (!parser)
		parser = sip_parser_new();
	if (!parser)
		abort();
	if (sip_parse(parser, data, size, &message) != COUNTER_NONE)
		return 0;
	if (!looks_right)
		abort();
	check(&message);
	check_keys(&message);
	(void)(sdp_parse(message.sdp, &sdp) == COUNTER_NONE);
	return 0;
}
