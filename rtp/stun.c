/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STUN: RFC 8489 sections 5 and 14, RFC 8445 section 7.2.2. */
#include "rtp/stun.h"

#include "base/cursor.h"

#define BINDING_REQUEST 0x0001
#define MAGIC_COOKIE 0x2112a442
#define TRANSACTION_ID_SIZE 12
#define USERNAME 0x0006
#define USERNAME_MAX 513 /* RFC 8445 section 5.3: twice 256 and a colon */

/* The attribute 'type'; false when the message has none. */
static bool
find_attribute(struct cursor *c, uint16_t type, struct text *out)
{
	while (c->left > 0) {
		uint16_t here = cursor_be16(c);
		size_t size = cursor_be16(c);
		const uint8_t *value = cursor_bytes(c, size);

		if (!cursor_ok(c))
			return false;
		if (here == type) {
			*out = (struct text){(const char *)value, size};
			return true;
		}
		cursor_skip(c, -size & 3); /* to a multiple of four */
	}
	return false;
}

bool
stun_check_parse(const uint8_t *bytes, size_t size, struct stun_check *out)
{
	struct cursor c = cursor_over(bytes, size);
	uint16_t type = cursor_be16(&c);
	uint16_t length = cursor_be16(&c);
	uint32_t cookie = cursor_be32(&c);
	struct text name;

	cursor_skip(&c, TRANSACTION_ID_SIZE);
	if (type != BINDING_REQUEST || cookie != MAGIC_COOKIE ||
	    !cursor_limit(&c, length) || !find_attribute(&c, USERNAME, &name) ||
	    name.len > USERNAME_MAX)
		return false;
	out->receiver = text_cut(&name, ':');
	out->sender = name;
	return out->receiver.len > 0 && out->sender.len > 0;
}
