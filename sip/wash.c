/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Washes SIP headers before anything else reads them (RFC 3261 section 7.3).
 *
 * libosip2 reads a message all or nothing: one bad Contact, a second From, a
 * line without a colon, two Content-Length or a display name in bare UTF-8,
 * and the whole message is refused; on the other hand it takes a message
 * without Call-ID, and its cost grows with the square of the lines. A
 * recorder must not lose a call for a header that it does not need. So:
 *
 *  - Only the headers in 'kinds' below are kept, the first of each, or all
 *    lines of those that are lists: a Reason for SIP and one for Q.850 is
 *    common (RFC 3326). All other lines are passed over, whatever they hold
 *    (Route, lines without a colon).
 *  - libosip2 gets no message, but the values of From, To, Via and CSeq, one
 *    by one, in a plain form: display names and empty parameters left out,
 *    one Via, spaces for tabs.
 *  - Start line, Call-ID, lengths, types and bodies are taken from the bytes.
 *  - What is kept is limited before libosip2 sees it. A header that no call
 *    depends on is left out when it passes the limit.
 */
#include "sip/wash.h"

#include "sip/address.h"
#include "sip/line.h"

/* RFC 3261 section 7.3.3: the compact forms. */
static const struct kind {
	const char *name;
	const char *compact; /* "" for none */
	enum wash_header header;
	bool is_list;     /* may come in several lines */
	bool may_be_left; /* out, when it is over a limit */
} kinds[] = {
    {"from", "f", WASH_FROM, false, false},
    {"to", "t", WASH_TO, false, false},
    {"via", "v", WASH_VIA, false, false},
    {"cseq", "", WASH_CSEQ, false, false},
    {"call-id", "i", WASH_CALL_ID, false, false},
    {"user-agent", "", WASH_USER_AGENT, false, false},
    {"server", "", WASH_SERVER, false, false},
    {"reason", "", WASH_REASON, true, false},
    {"p-asserted-identity", "", WASH_ASSERTED, true, true},
    {"p-preferred-identity", "", WASH_PREFERRED, true, true},
    {"remote-party-id", "", WASH_REMOTE_PARTY, true, true},
    {"privacy", "", WASH_PRIVACY, false, true},
    {"diversion", "", WASH_DIVERSION, true, true},
    {"history-info", "", WASH_HISTORY, true, true},
    {"contact", "m", WASH_CONTACT, true, true},
    {"expires", "", WASH_EXPIRES, false, true},
    {"content-type", "c", WASH_CONTENT_TYPE, false, false},
    {"content-length", "l", WASH_CONTENT_LENGTH, false, false},
    {"replaces", "", WASH_REPLACES, false, true},
    {"refer-to", "r", WASH_REFER_TO, false, true},
    {"referred-by", "b", WASH_REFERRED_BY, false, true},
    {"session-id", "", WASH_SESSION_ID, false, true},
    {"session-expires", "x", WASH_SESSION_EXPIRES, false, true},
};

/* Stores one character; what does not fit is lost, which cannot be. */
static void
store_char(struct wash_store *store, char c)
{
	if (store->len < sizeof store->at)
		store->at[store->len++] = c;
}

static void
store_text(struct wash_store *store, struct text text)
{
	char *at = store->at + store->len;

	if (text.len == 0 || text.len > sizeof store->at - store->len)
		return;
	memcpy(at, text.at, text.len);
	store->len += text.len;
	while ((at = memchr(at, '\0', (size_t)(store->at + store->len - at))))
		*at++ = ' ';
}

/* A copy of 'text' in the store. */
static struct text
keep(struct wash_store *store, struct text text)
{
	struct text copy = {store->at + store->len, 0};

	store_text(store, text);
	copy.len = (size_t)(store->at + store->len - copy.at);
	store_char(store, '\0');
	return copy;
}

/* Adds 'more' to 'value', which is the last text in the store. */
static void
extend(struct wash_store *store, struct text *value, const char *separator,
    struct text more)
{
	if (value->at)
		store->len--;
	else
		value->at = store->at + store->len;
	if (value->len)
		store_text(store, text_of(separator));
	store_text(store, more);
	value->len = (size_t)(store->at + store->len - value->at);
	store_char(store, '\0');
}

static size_t
count_char(struct text text, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == c;
	return count;
}

static bool
within_limits(struct text value)
{
	return value.len <= WASH_MARKS_MAX ||
	       (value.len <= WASH_LINE_MAX &&
		   count_char(value, ',') <= WASH_MARKS_MAX &&
		   count_char(value, ';') <= WASH_MARKS_MAX);
}

/* The place of a header that a user asked for. */
static struct text *
place_for_extra(struct wash *wash, struct text name)
{
	for (size_t i = 0; i < WASH_EXTRA_MAX && wash->extra[i]; i++) {
		struct text *place = &wash->header[WASH_EXTRA + i];

		if (text_is(name, wash->extra[i]))
			return place->len ? NULL : place;
	}
	return NULL;
}

/* Where one more line of a list belongs; NULL when there are too many. */
static struct text *
place_for_more(struct wash *wash, enum wash_header header)
{
	struct wash_more *more = &wash->more[wash->more_count];

	if (wash->more_count == WASH_MORE_MAX) {
		counter_up(sip_header_left_out);
		return NULL;
	}
	wash->more_count++;
	*more = (struct wash_more){.header = header};
	return &more->value;
}

/*
 * Where the value of a header named 'name' belongs; NULL when it is not
 * needed or there already.
 */
static struct text *
place_for(struct wash *wash, struct text name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct text *place = &wash->header[kinds[i].header];

		if (!text_is(name, kinds[i].name) &&
		    !text_is(name, kinds[i].compact))
			continue;
		if (place->len == 0)
			return place;
		return kinds[i].is_list ? place_for_more(wash, kinds[i].header)
					: NULL;
	}
	return place_for_extra(wash, name);
}

/*
 * One line of the header block. '*current' is the value that a continuation
 * line goes on with (RFC 3261 section 7.3.1), or NULL.
 */
static void
wash_line(struct wash *wash, struct text line, struct text **current)
{
	struct text rest = line, name;

	if (line.at[0] != ' ' && line.at[0] != '\t') {
		name = text_trim(text_cut(&rest, ':'));
		*current = name.len ? place_for(wash, name) : NULL;
		if (*current)
			**current = (struct text){NULL, 0};
	}
	if (*current)
		extend(&wash->store, *current, " ", text_trim(rest));
}

/* Is there a NUL in 'line'? One in a quoted pair is legal (RFC 3261 section
 * 25.1), and read as a space: strings end at a NUL further on. */
static bool
has_nul(struct text line)
{
	const char *at = line.at, *end = line.at + line.len;

	while ((at = memchr(at, '\0', (size_t)(end - at)))) {
		if (at == line.at || at[-1] != '\\')
			return true;
		at++;
	}
	return false;
}

static enum counter_id
wash_block(struct wash *wash, struct text *rest)
{
	struct text *current = NULL;
	struct text line;
	size_t count = 0;

	while (line_next(rest, &line) && line.len > 0) {
		if (++count > WASH_LINES_MAX)
			return COUNTER_sip_header_limit;
		if (has_nul(line))
			return COUNTER_sip_nul_in_header;
		wash_line(wash, line, &current);
	}
	return COUNTER_NONE;
}

/* Joins the lines of each list, in their order, with commas. */
static void
join_lists(struct wash *wash)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct text *list = &wash->header[kinds[i].header];
		bool first = true;

		for (size_t j = 0; j < wash->more_count; j++) {
			const struct wash_more *more = &wash->more[j];

			if (more->header != kinds[i].header ||
			    more->value.len == 0)
				continue;
			if (first)
				*list = keep(&wash->store, *list);
			first = false;
			extend(&wash->store, list, ", ", more->value);
		}
	}
}

static enum counter_id
check_limits(struct wash *wash)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct text *value = &wash->header[kinds[i].header];

		if (within_limits(*value))
			continue;
		if (!kinds[i].may_be_left)
			return COUNTER_sip_header_limit;
		*value = (struct text){NULL, 0};
		counter_up(sip_header_left_out);
	}
	for (size_t i = 0; i < WASH_EXTRA_MAX; i++)
		if (!within_limits(wash->header[WASH_EXTRA + i]))
			wash->header[WASH_EXTRA + i] = (struct text){NULL, 0};
	return COUNTER_NONE;
}

/* Is the ';' that begins 'text' one without a parameter? */
static bool
is_empty_parameter(struct text text)
{
	struct text rest = {text.at + 1, text.len - 1};

	rest = text_trim(rest);
	return rest.len == 0 || rest.at[0] == ';';
}

/*
 * Stores 'value' up to 'end' outside quotes ('\0' for all of it), without
 * empty parameters and with spaces for tabs.
 */
static void
store_clean(struct wash_store *store, struct text value, char end)
{
	bool quoted = false;

	for (size_t i = 0; i < value.len; i++) {
		struct text rest = {value.at + i, value.len - i};
		char c = value.at[i];

		if (c == '"')
			quoted = !quoted;
		if (quoted && c == '\\' && i + 1 < value.len) {
			store_char(store, c);
			c = value.at[++i];
		} else if (!quoted && c == end) {
			break;
		} else if (!quoted && c == ';' && is_empty_parameter(rest)) {
			continue;
		}
		store_char(store, c == '\t' ? ' ' : c);
	}
}

/* Is it of another scheme than sip and sips? */
static bool
is_foreign(struct text uri)
{
	struct text rest = uri, scheme = text_cut(&rest, ':');

	return scheme.len < uri.len && !text_is(scheme, "sip") &&
	       !text_is(scheme, "sips");
}

/*
 * Only the parameters are asked of libosip2. It refuses "tel:11" and the like
 * for being short, so that it gets a place holder for all URIs but those of
 * SIP.
 */
static const char *
clean_party(struct wash_store *store, struct text value)
{
	struct address address = address_split(value);
	const char *clean = store->at + store->len;

	if (is_foreign(address.uri))
		address.uri = text_of("sip:other.invalid");
	store_char(store, '<');
	store_text(store, address.uri);
	store_char(store, '>');
	store_clean(store, address.params, '\0');
	store_char(store, '\0');
	return clean;
}

static const char *
clean_value(struct wash_store *store, struct text value, char end)
{
	const char *clean = store->at + store->len;

	store_clean(store, value, end);
	store_char(store, '\0');
	return clean;
}

static void
make_clean(struct wash *wash)
{
	struct wash_store *store = &wash->store;

	wash->clean[WASH_FROM] = clean_party(store, wash->header[WASH_FROM]);
	wash->clean[WASH_TO] = clean_party(store, wash->header[WASH_TO]);
	wash->clean[WASH_VIA] = clean_value(store, wash->header[WASH_VIA], ',');
	wash->clean[WASH_CSEQ] =
	    clean_value(store, wash->header[WASH_CSEQ], '\0');
}

/* Behind the line ends that may come first (RFC 3261 section 7.5). */
static struct text
skip_line_ends(struct text message)
{
	while (
	    message.len && (message.at[0] == '\r' || message.at[0] == '\n')) {
		message.at++;
		message.len--;
	}
	return message;
}

struct text
wash_first_line(struct text message)
{
	struct text rest = skip_line_ends(message), line = {NULL, 0};

	(void)line_next(&rest, &line);
	return line;
}

static enum counter_id
wash_start_line(struct wash *wash, struct text line)
{
	struct start_line *start = &wash->start;

	if (line.len > WASH_LINE_MAX)
		return COUNTER_sip_header_limit;
	if (memchr(line.at, '\0', line.len))
		return COUNTER_sip_nul_in_header;
	if (!start_line_parse(line, start))
		return COUNTER_sip_start_line_bad;
	start->method = keep(&wash->store, start->method);
	start->request_uri = keep(&wash->store, start->request_uri);
	start->reason_phrase = keep(&wash->store, start->reason_phrase);
	return COUNTER_NONE;
}

enum counter_id
wash_message(struct text message, struct wash *out)
{
	struct text rest = skip_line_ends(message), line;
	enum counter_id refused;

	if (message.len > WASH_MESSAGE_MAX)
		return COUNTER_sip_too_large;
	memset(out->header, 0, sizeof out->header);
	out->more_count = 0;
	out->store.len = 0;
	if (!line_next(&rest, &line))
		return COUNTER_sip_start_line_bad;
	refused = wash_start_line(out, line);
	if (refused == COUNTER_NONE)
		refused = wash_block(out, &rest);
	if (refused != COUNTER_NONE)
		return refused;
	join_lists(out);
	refused = check_limits(out);
	if (refused != COUNTER_NONE)
		return refused;
	out->body = rest;
	make_clean(out);
	return COUNTER_NONE;
}
