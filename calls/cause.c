/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends of calls in words. RFC 3261 sections 9 and 21, RFC 3326. */
#include "calls/cause.h"

#include <stdarg.h>
#include <stdio.h>

#include "sip/cause.h"
#include "sip/message.h"

#define Q850_NON_SELECTED 26

/* Characters of a reason phrase that are quoted. */
#define PHRASE_MAX 60

/* A clause while it is written. */
struct clause {
	char *at;
	size_t size;
	size_t len;
};

static void __attribute__((format(printf, 2, 3)))
add(struct clause *clause, const char *format, ...)
{
	va_list args;
	int wrote;

	va_start(args, format);
	wrote = vsnprintf(
	    clause->at + clause->len, clause->size - clause->len, format, args);
	va_end(args);
	if (wrote > 0)
		clause->len += (size_t)wrote;
	if (clause->len >= clause->size)
		clause->len = clause->size - 1;
}

/* Does a message end what it belongs to? Within an answered call a CANCEL and
 * a refusal are of another INVITE. */
static bool
ends(const struct cause *cause, const struct sip_message *message)
{
	if (message->is_request)
		return message->method == SIP_METHOD_BYE ||
		       (message->method == SIP_METHOD_CANCEL &&
			   !cause->answered);
	return message->method == SIP_METHOD_INVITE && message->status >= 300 &&
	       !cause->answered;
}

void
cause_note(struct cause *cause, const struct sip_message *message)
{
	struct sip_reason reason;

	if (!message->is_request && message->method == SIP_METHOD_INVITE) {
		cause->responded = true;
		if (message->status >= 200 && message->status < 300)
			cause->answered = true;
	}
	if (cause->sip || cause->q850 || message->reason.len == 0 ||
	    !ends(cause, message))
		return;
	reason = sip_reason_parse(message->reason);
	cause->sip = reason.sip;
	cause->q850 = reason.q850;
	text_copy(cause->text, sizeof cause->text, reason.text);
}

/* "; Q.850 17: user busy", and what the sender wrote for people. */
static void
add_reason(
    struct clause *clause, const struct cause *cause, const char *separator)
{
	const char *words = q850_words(cause->q850);

	if (cause->sip) {
		add(clause, "%sSIP %u", separator, cause->sip);
		separator = "; ";
	}
	if (cause->q850) {
		add(clause, "%sQ.850 %u%s%s", separator, cause->q850,
		    words ? ": " : "", words ? words : "");
		separator = "; ";
	}
	if (cause->text[0])
		add(clause, "%s\"%s\"", separator, cause->text);
}

/* Did somebody else take the call? Then a fork, or a phone of a group, is
 * cancelled with that (RFC 3326 section 3.1). */
static bool
is_elsewhere(const struct cause *cause)
{
	return cause->sip == 200 || cause->q850 == Q850_NON_SELECTED;
}

static const char *
words_of_cancel(const struct cause *cause)
{
	if (is_elsewhere(cause))
		return "answered elsewhere";
	if (cause->sip == 600)
		return "busy elsewhere";
	if (cause->sip == 603)
		return "declined elsewhere";
	return "cancelled by the caller";
}

static const char *
words_of(const struct cause *cause, const struct failure *failure)
{
	bool refused = failure->status == 401 || failure->status == 407 ||
		       failure->status == 403;

	if (failure->cancelled)
		return words_of_cancel(cause);
	if (failure->gave_up && failure->status)
		return "the challenge was not answered";
	if (failure->status == 0)
		return cause->responded ? "no final response was seen"
					: "no response at all was seen";
	if (failure->challenged && refused)
		return "authentication failed";
	/* Gateways and exchanges give 480 for several reasons. */
	if (failure->status == 480 || failure->status == 408) {
		if (cause->q850 == 18 || cause->q850 == 19)
			return "no answer";
		if (cause->q850 == 17)
			return "busy";
	}
	return sip_status_words(failure->status);
}

void
cause_of_failure(const struct cause *cause, const struct failure *failure,
    char *out, size_t size)
{
	struct clause clause = {out, size, 0};
	struct text phrase = failure->phrase;

	if (phrase.len > PHRASE_MAX)
		phrase.len = PHRASE_MAX;
	add(&clause, "%s", words_of(cause, failure));
	if (failure->status)
		add(&clause, " (%u%s%.*s", failure->status,
		    phrase.len ? " " : "", (int)phrase.len,
		    phrase.len ? phrase.at : "");
	add_reason(&clause, cause, failure->status ? "; " : " (");
	if (failure->status || cause->sip || cause->q850 || cause->text[0])
		add(&clause, ")");
}

void
cause_of_hangup(const struct cause *cause, char *out, size_t size)
{
	struct clause clause = {out, size, 0};

	out[0] = '\0';
	add_reason(&clause, cause, "");
}
