/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rtp/srtp.c is where libsrtp2 is not: no suite is known. */
#include "rtp/srtp.h"

enum srtp_suite
srtp_suite_find(const char *name)
{
	(void)name;
	return SRTP_SUITE_COUNT;
}

size_t
srtp_suite_key_size(enum srtp_suite suite)
{
	(void)suite;
	return 0;
}

void
srtp_load(void)
{
}

struct srtp_context *
srtp_context_new(const struct srtp_key *key, uint32_t ssrc)
{
	(void)key;
	(void)ssrc;
	return NULL;
}

void
srtp_context_free(struct srtp_context *context)
{
	(void)context;
}

bool
srtp_context_open(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	(void)context;
	(void)packet;
	(void)size;
	(void)out;
	return false;
}

bool
srtp_context_search(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	return srtp_context_open(context, packet, size, out);
}

bool
srtp_context_open_rtcp(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	return srtp_context_open(context, packet, size, out);
}
