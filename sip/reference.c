/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/reference.h"

#include "sip/address.h"
#include "sip/start_line.h"

/* "name=value" at the front of '*rest', up to 'separator'. */
static struct text
cut_pair(struct text *rest, char separator, struct text *value)
{
	struct text pair = text_cut(rest, separator);
	struct text name = text_cut(&pair, '=');

	*value = text_trim(pair);
	return text_trim(name);
}

bool
sip_replaces_parse(struct text value, struct sip_replaces *out)
{
	struct text rest = value;

	*out = (struct sip_replaces){.early_only = false};
	out->call_id = text_trim(text_cut(&rest, ';'));
	while (rest.len) {
		struct text of, name = cut_pair(&rest, ';', &of);

		if (text_is(name, "to-tag"))
			out->to_tag = of;
		else if (text_is(name, "from-tag"))
			out->from_tag = of;
		else if (text_is(name, "early-only"))
			out->early_only = true;
	}
	return out->call_id.len && out->to_tag.len && out->from_tag.len;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes "%3B" (RFC 3986 section 2.1); "" when there is not room. */
static void
unescape(struct text text, char *out, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < text.len && used < size; i++) {
		int high = -1, low = -1;

		if (text.at[i] == '%' && i + 2 < text.len) {
			high = hex_digit(text.at[i + 1]);
			low = hex_digit(text.at[i + 2]);
		}
		if (high < 0 || low < 0) {
			out[used++] = text.at[i];
			continue;
		}
		out[used++] = (char)(high * 16 + low);
		i += 2;
	}
	out[used < size ? used : 0] = '\0';
}

bool
sip_target_parse(struct text value, struct sip_target *out)
{
	struct text headers = address_split(value).uri;

	out->uri = text_cut(&headers, '?');
	out->replaces[0] = '\0';
	address_read_uri(out->uri, &out->user, &out->host);
	while (headers.len) {
		struct text of, name = cut_pair(&headers, '&', &of);

		if (text_is(name, "replaces"))
			unescape(of, out->replaces, sizeof out->replaces);
	}
	return out->user.len || out->host.len;
}

bool
sip_contact_is_focus(struct text contact)
{
	struct text params = address_split(contact).params;

	/* A second contact is none of ours. */
	params = text_cut(&params, ',');
	while (params.len) {
		struct text of, name = cut_pair(&params, ';', &of);

		if (text_is(name, "isfocus"))
			return true;
	}
	return false;
}

unsigned
sip_fragment_status(struct text fragment)
{
	struct start_line start;
	struct text line = text_cut(&fragment, '\n');

	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	if (!start_line_parse(line, &start) || start.is_request)
		return 0;
	return start.status;
}

struct text
sip_session_id_own(struct text session_id)
{
	struct text none = {NULL, 0};
	struct text own = text_trim(text_cut(&session_id, ';'));
	size_t zeros = 0;

	if (own.len != SIP_SESSION_ID_LEN)
		return none;
	for (size_t i = 0; i < own.len; i++) {
		if (hex_digit(own.at[i]) < 0)
			return none;
		zeros += own.at[i] == '0';
	}
	return zeros == own.len ? none : own;
}
