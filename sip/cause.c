/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes in words. RFC 3326; RFC 3261 section 21; ITU-T Q.850 table 1. */
#include "sip/cause.h"

#include "sip/address.h"

struct words {
	unsigned number;
	const char *words;
};

static const struct words q850[] = {
    {1, "number not assigned"},
    {2, "no route to the transit network"},
    {3, "no route to the destination"},
    {4, "special information tone"},
    {5, "misdialled trunk prefix"},
    {6, "channel unacceptable"},
    {7, "call awarded in an established channel"},
    {8, "pre-emption"},
    {9, "pre-emption, circuit kept for re-use"},
    {14, "number ported"},
    {16, "normal call clearing"},
    {17, "user busy"},
    {18, "no user responding"},
    {19, "no answer from the user"},
    {20, "subscriber absent"},
    {21, "call rejected"},
    {22, "number changed"},
    {23, "redirected to a new destination"},
    {24, "rejected by a feature of the destination"},
    {25, "routing error in an exchange"},
    {26, "non-selected user clearing"},
    {27, "destination out of order"},
    {28, "number incomplete or invalid"},
    {29, "facility rejected"},
    {30, "response to a status enquiry"},
    {31, "normal, unspecified"},
    {34, "no circuit or channel available"},
    {38, "network out of order"},
    {39, "permanent frame connection out of service"},
    {40, "permanent frame connection operational"},
    {41, "temporary failure"},
    {42, "switching equipment congested"},
    {43, "access information discarded"},
    {44, "requested circuit or channel not available"},
    {46, "precedence call blocked"},
    {47, "resource unavailable"},
    {49, "quality of service not available"},
    {50, "facility not subscribed"},
    {53, "outgoing calls barred within the closed group"},
    {55, "incoming calls barred within the closed group"},
    {57, "bearer capability not authorised"},
    {58, "bearer capability not available now"},
    {62, "access information and subscriber class do not agree"},
    {63, "service or option not available"},
    {65, "bearer capability not implemented"},
    {66, "channel type not implemented"},
    {69, "facility not implemented"},
    {70, "only restricted digital bearer available"},
    {79, "service or option not implemented"},
    {81, "invalid call reference"},
    {82, "channel does not exist"},
    {83, "suspended call exists, with another identity"},
    {84, "call identity in use"},
    {85, "no call suspended"},
    {86, "call with that identity was cleared"},
    {87, "user not a member of the closed group"},
    {88, "incompatible destination"},
    {90, "closed group does not exist"},
    {91, "invalid transit network"},
    {95, "invalid message"},
    {96, "mandatory element missing"},
    {97, "message type not known"},
    {98, "message does not fit the state of the call"},
    {99, "element not known"},
    {100, "invalid contents of an element"},
    {101, "message does not fit the state of the call"},
    {102, "a timer expired"},
    {103, "parameter not known, passed on"},
    {110, "message with an unknown parameter discarded"},
    {111, "protocol error"},
    {127, "interworking, unspecified"},
};

/* RFC 3261 section 21, RFC 4028, RFC 5079, RFC 8197, RFC 8688. Those that are
 * not here go by their class. */
static const struct words statuses[] = {
    {380, "redirected to another service"},
    {401, "authentication failed"},
    {402, "payment required"},
    {403, "forbidden"},
    {404, "not found"},
    {405, "method not allowed"},
    {407, "authentication failed"},
    {408, "timed out"},
    {410, "no longer there"},
    {413, "message too large"},
    {415, "media type not supported"},
    {416, "kind of address not supported"},
    {420, "extension not supported"},
    {421, "extension required"},
    {422, "session interval too short"},
    {423, "interval too short"},
    {428, "caller identity required"},
    {433, "anonymous calls not accepted"},
    {436, "caller identity not verified"},
    {437, "certificate not accepted"},
    {438, "caller identity not valid"},
    {480, "not available"},
    {481, "call does not exist"},
    {482, "loop"},
    {483, "too many hops"},
    {484, "number incomplete"},
    {485, "number ambiguous"},
    {486, "busy"},
    {487, "cancelled"},
    {488, "media not acceptable"},
    {491, "request pending"},
    {493, "body cannot be decrypted"},
    {500, "server error"},
    {501, "not implemented"},
    {502, "bad gateway"},
    {503, "service not available"},
    {504, "server timed out"},
    {513, "message too large"},
    {600, "busy everywhere"},
    {603, "declined"},
    {604, "not found anywhere"},
    {606, "media not acceptable"},
    {607, "unwanted"},
    {608, "rejected on the way"},
};

static const char *
find_words(const struct words *table, size_t count, unsigned number)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].number == number)
			return table[i].words;
	return NULL;
}

const char *
q850_words(unsigned cause)
{
	return find_words(q850, sizeof q850 / sizeof *q850, cause);
}

const char *
sip_status_words(unsigned status)
{
	const char *words =
	    find_words(statuses, sizeof statuses / sizeof *statuses, status);

	if (words)
		return words;
	if (status >= 300 && status < 400)
		return "redirected";
	if (status >= 400 && status < 500)
		return "refused";
	return status < 600 ? "server failure" : "refused everywhere";
}

struct sip_reason
sip_reason_parse(struct text value)
{
	struct sip_reason out = {.text = {NULL, 0}};
	struct text one;

	while (address_next(&value, &one)) {
		struct text rest = one;
		struct text protocol = text_trim(text_cut(&rest, ';'));
		struct text text = address_parameter(rest, "text", NULL);
		unsigned long cause;

		if (out.text.len == 0)
			out.text = text;
		if (!text_number(
			address_parameter(rest, "cause", NULL), 699, &cause))
			continue;
		if (text_is(protocol, "sip") && !out.sip && cause >= 100)
			out.sip = (unsigned)cause;
		else if (text_is(protocol, "q.850") && !out.q850 &&
			 cause >= 1 && cause <= 127)
			out.q850 = (unsigned)cause;
	}
	return out;
}
