/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to one struct sip_message (RFC 3261 sections 7, 8.1.1 and 20). The
 * only includer of libosip2, which reads the washed values of From, To, Via
 * and CSeq; texts that it would change (escapes, spaces) and bodies are taken
 * from the bytes. Called for each message by whoever reads datagrams or
 * frames a stream; feeds the dialogs.
 */
#include "sip/parse.h"

#include <osipparser2/osip_parser.h>
#include <pthread.h>
#include <stdarg.h>

#include "base/arena.h"
#include "sip/identity.h"
#include "sip/known.h"
#include "sip/multipart.h"
#include "sip/wash.h"

#define CONTENT_TYPE_MAX 128 /* characters; a longer one is cut */

struct sip_parser {
	struct wash wash;   /* owns some of the texts */
	struct known known; /* values that libosip2 has read before */
	struct arena arena; /* what it makes of a message */
	osip_cseq_t *cseq;  /* in 'arena' */
	char content_type[CONTENT_TYPE_MAX]; /* in lower case */
	char bytes[]; /* WASH_MESSAGE_MAX of them; the message as it came is at
	                 their end, so that a sanitizer sees who reads beyond
	                 it */
};

static const struct {
	const char *name;
	enum sip_method method;
} methods[] = {
    {"INVITE", SIP_METHOD_INVITE},
    {"ACK", SIP_METHOD_ACK},
    {"BYE", SIP_METHOD_BYE},
    {"CANCEL", SIP_METHOD_CANCEL},
    {"OPTIONS", SIP_METHOD_OPTIONS},
    {"REGISTER", SIP_METHOD_REGISTER},
    {"PRACK", SIP_METHOD_PRACK},
    {"UPDATE", SIP_METHOD_UPDATE},
    {"INFO", SIP_METHOD_INFO},
    {"REFER", SIP_METHOD_REFER},
    {"NOTIFY", SIP_METHOD_NOTIFY},
    {"SUBSCRIBE", SIP_METHOD_SUBSCRIBE},
    {"MESSAGE", SIP_METHOD_MESSAGE},
    {"PUBLISH", SIP_METHOD_PUBLISH},
};

/* Takes the place of libosip2's own, which prints to standard output. */
static void
stay_silent(const char *file, int line, osip_trace_level_t level,
    const char *format, va_list args)
{
	(void)file;
	(void)line;
	(void)level;
	(void)format;
	(void)args;
}

/*
 * Where libosip2 takes memory from while it reads a message; else NULL. It
 * takes some forty pieces for each: to make and to free them one by one took
 * 5,200 instructions, a fifth of all for the message.
 */
static _Thread_local struct arena *work;

static void *
take(size_t size)
{
	return work ? arena_take(work, size) : malloc(size);
}

static void *
resize(void *memory, size_t size)
{
	return work ? arena_resize(work, memory, size) : realloc(memory, size);
}

static void
give_back(void *memory)
{
	if (!work)
		free(memory);
}

static void
library_init(void)
{
	osip_set_allocators(take, resize, give_back);
	osip_trace_initialize_func(TRACE_LEVEL0, stay_silent);
	parser_init();
}

struct sip_parser *
sip_parser_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sip_parser *parser;

	if (pthread_once(&once, library_init) != 0)
		return NULL;
	parser =
	    calloc(1, offsetof(struct sip_parser, bytes) + WASH_MESSAGE_MAX);
	if (parser)
		known_init(&parser->known);
	return parser;
}

void
sip_parser_free(struct sip_parser *parser)
{
	if (!parser)
		return;
	arena_reset(&parser->arena);
	free(parser);
}

void
sip_parser_keep(
    struct sip_parser *parser, const char *const *names, size_t count)
{
	_Static_assert(
	    SIP_EXTRA_HEADERS_MAX == WASH_EXTRA_MAX, "one place for each");
	for (size_t i = 0; i < count && i < WASH_EXTRA_MAX; i++)
		parser->wash.extra[i] = names[i];
}

bool
sip_looks_like_message(const uint8_t *bytes, size_t size)
{
	struct text message = {(const char *)bytes, size};

	/* A letter in front, so that media costs one comparison. */
	if (size == 0 || bytes[0] & 0x80)
		return false;
	return start_line_is_sip(wash_first_line(message));
}

bool
sip_is_keepalive(const uint8_t *bytes, size_t size)
{
	if (size == 0 || size > 4)
		return size == 0;
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != 0)
			return false;
	return true;
}

static bool
has_mandatory(const struct wash *wash)
{
	return wash->header[WASH_FROM].len && wash->header[WASH_TO].len &&
	       wash->header[WASH_CALL_ID].len && wash->header[WASH_CSEQ].len &&
	       wash->header[WASH_VIA].len;
}

/* The parameter 'name' of a list that libosip2 made; empty without one. */
static struct text
parameter(osip_list_t *list, const char *name)
{
	osip_list_iterator_t at;
	osip_generic_param_t *param = osip_list_get_first(list, &at);

	while (param) {
		if (param->gname && !strcasecmp(param->gname, name))
			return text_of(param->gvalue);
		param = osip_list_get_next(&at);
	}
	return (struct text){NULL, 0};
}

/* The tag of From or To, which libosip2 reads alike; false when it refuses the
 * value. */
static bool
read_tag(struct sip_parser *parser, enum wash_header header, struct text *out)
{
	struct text value = parser->wash.header[header];
	struct known_value *known =
	    known_place(&parser->known, KNOWN_TAG, value);
	osip_from_t *party;

	if (known_find(known, KNOWN_TAG, value, out))
		return true;
	if (osip_from_init(&party) != 0 ||
	    osip_from_parse(party, wash_clean(&parser->wash, header)) != 0)
		return false;
	*out = parameter(&party->gen_params, "tag");
	known_note(known, KNOWN_TAG, value, *out);
	return true;
}

/* The branch of the topmost Via; a bad Via costs that only. */
static struct text
read_branch(struct sip_parser *parser)
{
	struct text value = parser->wash.header[WASH_VIA], branch = {NULL, 0};
	struct known_value *known =
	    known_place(&parser->known, KNOWN_BRANCH, value);
	osip_via_t *via;

	if (known_find(known, KNOWN_BRANCH, value, &branch) ||
	    osip_via_init(&via) != 0 ||
	    osip_via_parse(via, wash_clean(&parser->wash, WASH_VIA)) != 0)
		return branch;
	branch = parameter(&via->via_params, "branch");
	known_note(known, KNOWN_BRANCH, value, branch);
	return branch;
}

static bool
read_all(struct sip_parser *parser, struct sip_message *out)
{
	out->branch = read_branch(parser);
	return read_tag(parser, WASH_FROM, &out->from.tag) &&
	       read_tag(parser, WASH_TO, &out->to.tag) &&
	       osip_cseq_init(&parser->cseq) == 0 &&
	       osip_cseq_parse(
		   parser->cseq, wash_clean(&parser->wash, WASH_CSEQ)) == 0;
}

/* Lets libosip2 read its headers; false when it refuses one we need. */
static bool
read_headers(struct sip_parser *parser, struct sip_message *out)
{
	bool is_right;

	arena_reset(&parser->arena);
	work = &parser->arena;
	is_right = read_all(parser, out);
	work = NULL;
	return is_right;
}

/* All of a party but its tag. */
static void
read_party(const struct address *address, struct sip_party *out)
{
	struct text tag = out->tag;

	*out = sip_party_of(address);
	out->tag = tag;
}

static enum sip_method
find_method(struct text name)
{
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (text_equal(name, text_of(methods[i].name)))
			return methods[i].method;
	return SIP_METHOD_OTHER;
}

/*
 * Number and method of the CSeq (RFC 3261 section 20.16); in a request the
 * method must be the request's own.
 */
static bool
read_cseq(const struct sip_parser *parser, struct sip_message *out)
{
	const struct start_line *start = &parser->wash.start;
	struct text number = text_trim(text_of(parser->cseq->number));
	struct text method = text_trim(text_of(parser->cseq->method));
	unsigned long value;

	while (number.len > 1 && number.at[0] == '0') {
		number.at++;
		number.len--;
	}
	if (method.len == 0 || !text_number(number, UINT32_MAX, &value))
		return false;
	if (start->is_request && !text_equal(method, start->method))
		return false;
	out->cseq = (uint32_t)value;
	out->method_name = method;
	out->method = find_method(method);
	return true;
}

static void
read_content_type(struct sip_parser *parser, struct sip_message *out)
{
	struct text value = parser->wash.header[WASH_CONTENT_TYPE];
	char *at = parser->content_type;

	text_copy(at, CONTENT_TYPE_MAX, content_type_name(value));
	for (size_t i = 0; at[i]; i++)
		if (at[i] >= 'A' && at[i] <= 'Z')
			at[i] = (char)(at[i] - 'A' + 'a');
	out->content_type = text_of(at);
}

/*
 * The body ends where Content-Length says, or the bytes do (RFC 3261 section
 * 18.3). A Content-Length that is no number is as good as none.
 */
static void
read_body(const struct wash *wash, struct sip_message *out)
{
	struct text value = wash->header[WASH_CONTENT_LENGTH];
	unsigned long length;

	out->body = wash->body;
	if (!text_number(value, UINT32_MAX, &length))
		return;
	if (length < out->body.len)
		out->body.len = length;
	out->body_cut = length > out->body.len;
	if (out->body_cut)
		counter_up(sip_body_cut);
}

/* A body without a type is a session description if it begins like one. */
static void
read_sdp(const struct wash *wash, struct sip_message *out)
{
	static const char sdp_type[] = "application/sdp";
	struct text type = wash->header[WASH_CONTENT_TYPE];

	if (text_is(out->content_type, sdp_type))
		out->sdp = out->body;
	else if (content_type_is_multipart(type))
		out->sdp = multipart_find(type, out->body, sdp_type);
	else if (type.len == 0 && text_starts_with(out->body, "v=0"))
		out->sdp = out->body;
}

/* What links dialogs, and what tells how long one may be silent. */
static void
read_references(const struct text *header, struct sip_message *out)
{
	struct text expires = header[WASH_SESSION_EXPIRES];
	unsigned long seconds;

	out->replaces = header[WASH_REPLACES];
	out->refer_to = header[WASH_REFER_TO];
	out->referred_by = header[WASH_REFERRED_BY];
	out->session_id = header[WASH_SESSION_ID];
	if (text_number(
		text_trim(text_cut(&expires, ';')), UINT32_MAX, &seconds))
		out->session_expires_s = (unsigned)seconds;
	for (size_t i = 0; i < SIP_EXTRA_HEADERS_MAX; i++)
		out->extra[i] = header[WASH_EXTRA + i];
}

static void
fill(struct sip_parser *parser, struct sip_message *out)
{
	const struct wash *wash = &parser->wash;
	const struct text *header = wash->header;
	const struct sip_identity_headers headers = {
	    .asserted = header[WASH_ASSERTED],
	    .preferred = header[WASH_PREFERRED],
	    .remote_party = header[WASH_REMOTE_PARTY],
	    .privacy = header[WASH_PRIVACY],
	};

	out->is_request = wash->start.is_request;
	out->status = wash->start.status;
	out->reason_phrase = wash->start.reason_phrase;
	out->request_uri = wash->start.request_uri;
	out->call_id = header[WASH_CALL_ID];
	read_party(&wash->from, &out->from);
	read_party(&wash->to, &out->to);
	out->user_agent = header[WASH_USER_AGENT].len ? header[WASH_USER_AGENT]
						      : header[WASH_SERVER];
	out->reason = header[WASH_REASON];
	out->assertion = sip_assertion_read(&headers, out->is_request);
	out->diversion = header[WASH_DIVERSION];
	out->history = header[WASH_HISTORY];
	out->contact = header[WASH_CONTACT];
	out->expires = header[WASH_EXPIRES];
	read_references(header, out);
	read_content_type(parser, out);
	read_body(wash, out);
	read_sdp(wash, out);
}

/* The parser's own copy of a message, which the texts of it lie in. */
static struct text
copy_bytes(struct sip_parser *parser, const uint8_t *bytes, size_t size)
{
	char *at = parser->bytes + WASH_MESSAGE_MAX - size;

	if (size)
		memcpy(at, bytes, size);
	return (struct text){at, size};
}

enum counter_id
sip_parse(struct sip_parser *parser, const uint8_t *bytes, size_t size,
    struct sip_message *out)
{
	enum counter_id refused;

	if (size > WASH_MESSAGE_MAX)
		return COUNTER_sip_too_large;
	*out = (struct sip_message){.bytes = copy_bytes(parser, bytes, size)};
	refused = wash_message(out->bytes, &parser->wash);
	if (refused != COUNTER_NONE)
		return refused;
	if (!has_mandatory(&parser->wash))
		return COUNTER_sip_mandatory_missing;
	if (!read_headers(parser, out) || !read_cseq(parser, out))
		return COUNTER_sip_header_bad;
	fill(parser, out);
	return COUNTER_NONE;
}
