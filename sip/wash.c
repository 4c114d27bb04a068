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
 *  - Only the headers of sip/wash_name.c are kept, the first of each, or all
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

#include <limits.h>

#include "sip/line.h"
#include "sip/wash_name.h"

/* What may be done with a header; all else is false. */
static const struct kind {
	bool is_list;     /* may come in several lines */
	bool may_be_left; /* out, when it is over a limit */
} kinds[WASH_EXTRA] = {
    [WASH_REASON] = {.is_list = true},
    [WASH_ASSERTED] = {true, true},
    [WASH_PREFERRED] = {true, true},
    [WASH_REMOTE_PARTY] = {true, true},
    [WASH_PRIVACY] = {.may_be_left = true},
    [WASH_DIVERSION] = {true, true},
    [WASH_HISTORY] = {true, true},
    [WASH_CONTACT] = {true, true},
    [WASH_EXPIRES] = {.may_be_left = true},
    [WASH_REPLACES] = {.may_be_left = true},
    [WASH_REFER_TO] = {.may_be_left = true},
    [WASH_REFERRED_BY] = {.may_be_left = true},
    [WASH_SESSION_ID] = {.may_be_left = true},
    [WASH_SESSION_EXPIRES] = {.may_be_left = true},
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
	if (text.len == 0 || text.len > sizeof store->at - store->len)
		return;
	memcpy(store->at + store->len, text.at, text.len);
	store->len += text.len;
}

/* Likewise, with spaces for NULs. */
static void
store_value(struct wash_store *store, struct text text)
{
	char *at = store->at + store->len;

	store_text(store, text);
	while ((at = memchr(at, '\0', (size_t)(store->at + store->len - at))))
		*at++ = ' ';
}

/* A copy of 'text' in the store. */
static struct text
keep(struct wash_store *store, struct text text)
{
	struct text copy = {store->at + store->len, 0};

	store_value(store, text);
	copy.len = (size_t)(store->at + store->len - copy.at);
	store_char(store, '\0');
	return copy;
}

/* Adds 'more' to 'value', which is the last text in the store. */
static void
extend(struct wash_store *store, struct text *value, const char *separator,
    struct text more)
{
	store->len--;
	if (value->len)
		store_text(store, text_of(separator));
	store_value(store, more);
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
	enum wash_header header = wash_name_find(name);
	struct text *place = &wash->header[header];

	if (header == WASH_EXTRA)
		return place_for_extra(wash, name);
	if (place->len == 0)
		return place;
	return kinds[header].is_list ? place_for_more(wash, header) : NULL;
}

/* The header that a continuation line goes on with. */
struct current {
	struct text *value; /* NULL: one that is not needed */
	bool is_kept;       /* the last text in the store */
};

/* A value stays where it is until there is something to join or to replace:
 * most are of one line. */
static void
keep_value(struct wash *wash, struct current *current)
{
	*current->value = keep(&wash->store, *current->value);
	current->is_kept = true;
}

/* One line of the header block (RFC 3261 section 7.3.1). */
static void
wash_line(struct wash *wash, struct text line, struct current *current)
{
	struct text rest = line, name;

	if (line.at[0] == ' ' || line.at[0] == '\t') {
		if (!current->value)
			return;
		if (!current->is_kept)
			keep_value(wash, current);
		extend(&wash->store, current->value, " ", text_trim(line));
		return;
	}
	name = text_trim(text_cut(&rest, ':'));
	current->value = name.len ? place_for(wash, name) : NULL;
	current->is_kept = false;
	if (!current->value)
		return;
	*current->value = text_trim(rest);
	if (wash->has_nul)
		keep_value(wash, current);
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
	struct current current = {.value = NULL};
	struct text line;
	size_t count = 0;

	while (line_next(rest, &line) && line.len > 0) {
		if (++count > WASH_LINES_MAX)
			return COUNTER_sip_header_limit;
		if (wash->has_nul && has_nul(line))
			return COUNTER_sip_nul_in_header;
		wash_line(wash, line, &current);
	}
	return COUNTER_NONE;
}

/* Joins the lines of 'header', in their order, with commas. */
static void
join_list(struct wash *wash, enum wash_header header)
{
	struct text *list = &wash->header[header];
	bool first = true;

	for (size_t i = 0; i < wash->more_count; i++) {
		const struct wash_more *more = &wash->more[i];

		if (more->header != header || more->value.len == 0)
			continue;
		if (first)
			*list = keep(&wash->store, *list);
		first = false;
		extend(&wash->store, list, ", ", more->value);
	}
}

static enum counter_id
check_limits(struct wash *wash)
{
	for (size_t i = 0; i < WASH_HEADER_COUNT; i++) {
		struct text *value = &wash->header[i];

		if (within_limits(*value))
			continue;
		if (i < WASH_EXTRA && !kinds[i].may_be_left)
			return COUNTER_sip_header_limit;
		*value = (struct text){NULL, 0};
		if (i < WASH_EXTRA)
			counter_up(sip_header_left_out);
	}
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

/* How many characters are in front of the first that store_clean() has to look
 * at. */
static size_t
plain_length(struct text text)
{
	static const bool special[UCHAR_MAX + 1] = {['"'] = true,
	    ['\\'] = true,
	    [';'] = true,
	    [','] = true,
	    ['\t'] = true};
	size_t len = 0;

	while (len < text.len && !special[(unsigned char)text.at[len]])
		len++;
	return len;
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
		char c;

		rest.len = plain_length(rest);
		store_text(store, rest);
		i += rest.len;
		if (i == value.len)
			break;
		rest = (struct text){value.at + i, value.len - i};
		c = value.at[i];
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
clean_party(struct wash_store *store, const struct address *address)
{
	const char *clean = store->at + store->len;

	store_char(store, '<');
	store_text(store, is_foreign(address->uri)
			      ? text_of("sip:other.invalid")
			      : address->uri);
	store_char(store, '>');
	store_clean(store, address->params, '\0');
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

const char *
wash_clean(struct wash *wash, enum wash_header header)
{
	struct wash_store *store = &wash->store;

	if (header == WASH_FROM)
		return clean_party(store, &wash->from);
	if (header == WASH_TO)
		return clean_party(store, &wash->to);
	return clean_value(
	    store, wash->header[header], header == WASH_VIA ? ',' : '\0');
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
	if (line.len > WASH_LINE_MAX)
		return COUNTER_sip_header_limit;
	if (memchr(line.at, '\0', line.len))
		return COUNTER_sip_nul_in_header;
	return start_line_parse(line, &wash->start)
		   ? COUNTER_NONE
		   : COUNTER_sip_start_line_bad;
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
	out->has_nul = rest.len && memchr(rest.at, '\0', rest.len);
	if (!line_next(&rest, &line))
		return COUNTER_sip_start_line_bad;
	refused = wash_start_line(out, line);
	if (refused == COUNTER_NONE)
		refused = wash_block(out, &rest);
	if (refused != COUNTER_NONE)
		return refused;
	for (size_t i = 0; out->more_count && i < WASH_EXTRA; i++)
		join_list(out, (enum wash_header)i);
	refused = check_limits(out);
	if (refused != COUNTER_NONE)
		return refused;
	out->body = rest;
	out->from = address_split(out->header[WASH_FROM]);
	out->to = address_split(out->header[WASH_TO]);
	return COUNTER_NONE;
}
