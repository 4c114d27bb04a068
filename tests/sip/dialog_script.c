/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes SIP messages of a script, and words of the events. */
#include "tests/sip/dialog_script.h"

#include <stdarg.h>

#include "base/counter.h"
#include "sip/parse.h"
#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define SETUP_SECONDS 180
#define LINGER_SECONDS 32
#define ABANDONED_SECONDS 3600
#define SESSIONS_MAX 3

/* For "%.*s". */
#define PRINT(text) (int)(text).len, (text).len ? (text).at : ""

/* One line of a script. */
struct line {
	bool to_callee; /* ">" */
	bool is_request;
	struct text what; /* method or status */
	struct text cseq;
	struct text method;
	struct text caller_tag;
	struct text callee_tag;
	struct text branch;
	struct text branch_of; /* the method whose branch it is */
	struct text call;
	uint8_t left, right; /* hosts of the hop */
	uint16_t left_port;
	bool has_sdp;
};

static struct sip_parser *parser;
static struct sip_dialogs *dialogs;
static struct tstamp now;
struct sip_session *session;
size_t freed;
char events[2000];

static const char *
side_word(enum sip_side side)
{
	return side == SIP_CALLER ? "caller" : "callee";
}

static void __attribute__((format(printf, 1, 2)))
append(const char *format, ...)
{
	size_t used = strlen(events);
	va_list args;

	va_start(args, format);
	vsnprintf(events + used, sizeof events - used, format, args);
	va_end(args);
}

/* The space before an event, its call and leg where these are not the first. */
static void
append_leg(const struct sip_leg *which)
{
	const struct sip_leg *leg = which->session->legs;
	size_t number = 1;

	for (; leg != which; leg = leg->next)
		number++;
	if (events[0])
		append(" ");
	if (which->session->call_id[0] != '1')
		append("#%c:", which->session->call_id[0]);
	if (number > 1)
		append("%zu:", number);
}

/* What a leg's 'owner' points to: how far it has come. */
static char is_waiting, is_answered, is_over;

/* What is true of the events of every leg, in whatever order messages come. */
static void
check_order(const struct sip_event *event)
{
	const struct sip_leg *leg = event->leg;

	ck_assert_int_eq(leg->owner == NULL, event->kind == SIP_EVENT_STARTED);
	switch (event->kind) {
	case SIP_EVENT_RINGING:
	case SIP_EVENT_ANSWERED:
	case SIP_EVENT_FAILED:
	case SIP_EVENT_GONE:
		ck_assert(leg->owner == &is_waiting);
		break;
	case SIP_EVENT_DESCRIPTION:
	case SIP_EVENT_ENDED:
		ck_assert(leg->owner != &is_over);
		break;
	default:
		break;
	}
}

static void *
owner_after(const struct sip_event *event)
{
	switch (event->kind) {
	case SIP_EVENT_STARTED:
		return event->leg->state == SIP_LEG_ANSWERED ? &is_answered
							     : &is_waiting;
	case SIP_EVENT_ANSWERED:
		return &is_answered;
	case SIP_EVENT_FAILED:
	case SIP_EVENT_ENDED:
	case SIP_EVENT_GONE:
		return &is_over;
	case SIP_EVENT_FREED:
		return NULL;
	default:
		return event->leg->owner;
	}
}

static void
on_event(const struct sip_event *event, void *arg)
{
	struct sip_leg *leg = event->leg;

	ck_assert_ptr_eq(arg, &dialogs);
	ck_assert_ptr_nonnull(leg->session);
	check_order(event);
	leg->owner = owner_after(event);
	session = event->kind == SIP_EVENT_FREED ? NULL : leg->session;
	if (event->kind != SIP_EVENT_MESSAGE || event->retransmission)
		append_leg(leg);
	switch (event->kind) {
	case SIP_EVENT_STARTED:
		append("STARTED%s", leg->joined_late ? "(late)" : "");
		break;
	case SIP_EVENT_MESSAGE:
		if (event->retransmission)
			append("COPY");
		break;
	case SIP_EVENT_RINGING:
		append("RINGING");
		break;
	case SIP_EVENT_DESCRIPTION:
		ck_assert_uint_eq(event->sdp->media_count, 1);
		append("%s(%s)",
		    event->is_restored ? "BEFORE"
		    : event->is_answer ? "ANSWER"
				       : "OFFER",
		    side_word(event->side));
		break;
	case SIP_EVENT_ANSWERED:
		ck_assert_uint_eq(event->status / 100, 2);
		append("ANSWERED");
		break;
	case SIP_EVENT_FAILED:
		append("FAILED(%u)", event->status);
		break;
	case SIP_EVENT_ENDED:
		append("ENDED(%s)", side_word(event->side));
		break;
	case SIP_EVENT_GONE:
		ck_assert_ptr_null(event->message);
		append(event->status ? "GONE(%u)" : "GONE", event->status);
		break;
	case SIP_EVENT_FREED:
		freed++;
		append("FREED");
		break;
	}
}

void
script_setup(void)
{
	static const struct sip_limits limits = {
	    .sessions_max = SESSIONS_MAX,
	    .setup_timeout_ns = SETUP_SECONDS * NS_PER_SEC,
	    .linger_ns = LINGER_SECONDS * NS_PER_SEC,
	    .abandoned_ns = ABANDONED_SECONDS * NS_PER_SEC,
	};

	counter_reset();
	events[0] = '\0';
	freed = 0;
	session = NULL;
	now = (struct tstamp){1700000000 * NS_PER_SEC};
	parser = sip_parser_new();
	dialogs = sip_dialogs_new(&limits, on_event, &dialogs);
	ck_assert_ptr_nonnull(parser);
	ck_assert_ptr_nonnull(dialogs);
}

void
script_teardown(void)
{
	sip_dialogs_free(dialogs);
	sip_parser_free(parser);
}

static unsigned long
number_of(struct text text)
{
	unsigned long number = 0;

	ck_assert(text_number(text, 1000000, &number));
	return number;
}

static void
read_option(struct line *line, struct text word)
{
	struct text value = {word.at + 1, word.len - 1};

	switch (word.at[0]) {
	case '/':
		line->callee_tag = value;
		break;
	case '~':
		line->caller_tag = value;
		break;
	case '.':
		line->branch = value;
		break;
	case '=':
		line->branch_of = value;
		break;
	case '#':
		line->call = value;
		break;
	case '@':
		line->left = (uint8_t)(value.at[0] - '0');
		line->right = (uint8_t)(value.at[1] - '0');
		break;
	case ':':
		line->left_port = (uint16_t)number_of(value);
		break;
	default:
		ck_assert_text(word, "sdp");
		line->has_sdp = true;
		break;
	}
}

static struct line
read_line(struct text rest)
{
	struct line line = {.call = text_of("1"),
	    .caller_tag = text_of("a"),
	    .branch = text_of("1"),
	    .left = 1,
	    .right = 2,
	    .left_port = 5060};
	struct text word = text_word(&rest);

	line.to_callee = text_is(word, ">");
	ck_assert(line.to_callee || text_is(word, "<"));
	line.what = text_word(&rest);
	line.is_request = line.what.at[0] >= 'A';
	line.cseq = text_word(&rest);
	line.method = line.is_request ? line.what : text_word(&rest);
	line.branch_of = line.method;
	for (word = text_word(&rest); word.len; word = text_word(&rest))
		read_option(&line, word);
	return line;
}

static struct endpoint
host(uint8_t number, uint16_t port)
{
	uint8_t address[4] = {192, 0, 2, number};

	return (struct endpoint){addr_from_ip4(address), port};
}

/* Writes the message of a line to 'out'; its size. */
static size_t
write_message(const struct line *line, char *out, size_t size)
{
	bool caller_asked = line->to_callee == line->is_request;
	struct text from = caller_asked ? line->caller_tag : line->callee_tag;
	struct text to = caller_asked ? line->callee_tag : line->caller_tag;
	const char *sdp = line->has_sdp ? "v=0\r\nc=IN IP4 192.0.2.9\r\n"
					  "m=audio 4000 RTP/AVP 0\r\n"
					: "";
	int len = snprintf(out, size,
	    "%s%.*s%s\r\n"
	    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%.*s%.*s.%.*s\r\n"
	    "From: <sip:%s@example.org>;tag=%.*s\r\n"
	    "To: <sip:%s@example.org>%s%.*s\r\n"
	    "Call-ID: %.*s@example.org\r\n"
	    "CSeq: %.*s %.*s\r\n"
	    "%sContent-Length: %zu\r\n\r\n%s",
	    line->is_request ? "" : "SIP/2.0 ", PRINT(line->what),
	    line->is_request ? " sip:bob@example.org SIP/2.0" : " Phrase",
	    PRINT(line->branch_of), PRINT(line->cseq), PRINT(line->branch),
	    caller_asked ? "alice" : "bob", PRINT(from),
	    caller_asked ? "bob" : "alice", to.len ? ";tag=" : "", PRINT(to),
	    PRINT(line->call), PRINT(line->cseq), PRINT(line->method),
	    line->has_sdp ? "Content-Type: application/sdp\r\n" : "",
	    strlen(sdp), sdp);

	ck_assert(len > 0 && (size_t)len < size);
	return (size_t)len;
}

static void
push_line(const struct line *line)
{
	struct endpoint left = host(line->left, line->left_port);
	struct endpoint right = host(line->right, 5060);
	struct flow flow = {
	    .src = line->to_callee ? left : right,
	    .dst = line->to_callee ? right : left,
	};
	struct sip_message message;
	char bytes[1000];
	size_t size = write_message(line, bytes, sizeof bytes);

	ck_assert_counter(
	    sip_parse(parser, (const uint8_t *)bytes, size, &message),
	    COUNTER_NONE);
	sip_dialogs_push(dialogs, &message, &flow, now);
}

void
play(const char *script)
{
	struct text rest = text_of(script);

	while (rest.len) {
		struct text string = text_cut(&rest, '\n');
		struct line line;

		if (string.at[0] == '+') {
			string.at++;
			string.len--;
			now = tstamp_add_ns(
			    now, (int64_t)number_of(string) * NS_PER_SEC);
			sip_dialogs_tick(dialogs, now);
			continue;
		}
		line = read_line(string);
		push_line(&line);
		now = tstamp_add_ns(now, 10 * NS_PER_MS);
	}
}

void
expect(const char *script, const char *expected)
{
	events[0] = '\0';
	play(script);
	ck_assert_str_eq(events, expected);
}

void
abandon(void)
{
	for (struct sip_leg *leg = session->legs; leg; leg = leg->next)
		leg->owner = &is_over;
	sip_session_abandon(session);
}
