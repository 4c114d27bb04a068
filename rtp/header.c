/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTP headers: RFC 3550 section 5.1 and appendix A.1; RFC 5761, RFC 7983. */
#include "rtp/header.h"

#include "base/cursor.h"

#define VERSION 2
#define RTCP_TYPE_FIRST 192 /* RFC 5761 section 4 */
#define RTCP_TYPE_LAST 223

enum rtp_kind
rtp_kind(const uint8_t *bytes, size_t size)
{
	/* RFC 7983 section 7: 128 to 191 is RTP or RTCP. */
	if (size < 2 || bytes[0] >> 6 != VERSION)
		return RTP_KIND_OTHER;
	if (bytes[1] >= RTCP_TYPE_FIRST && bytes[1] <= RTCP_TYPE_LAST)
		return RTP_KIND_RTCP;
	return RTP_KIND_RTP;
}

bool
rtp_header_parse(
    const uint8_t *bytes, size_t size, size_t cut_bytes, struct rtp_header *out)
{
	struct cursor c = cursor_over(bytes, size);
	uint8_t first = cursor_u8(&c);
	uint8_t second = cursor_u8(&c);

	if (first >> 6 != VERSION)
		return false;
	out->marker = second & 0x80;
	out->payload_type = second & 0x7f;
	out->sequence = cursor_be16(&c);
	out->timestamp = cursor_be32(&c);
	out->ssrc = cursor_be32(&c);
	cursor_skip(&c, (size_t)(first & 0x0f) * 4); /* CSRCs */
	if (first & 0x10) {                          /* header extension */
		cursor_skip(&c, 2);
		cursor_skip(&c, (size_t)cursor_be16(&c) * 4);
	}
	if (!cursor_ok(&c))
		return false;
	out->payload = c.at;
	out->payload_size = c.left;
	if ((first & 0x20) && cut_bytes == 0) { /* padding */
		uint8_t padding = c.left ? c.at[c.left - 1] : 0;

		if (padding == 0 || padding > c.left)
			return false;
		out->payload_size -= padding;
	}
	return true;
}
