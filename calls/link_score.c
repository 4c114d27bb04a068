/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure each method is that two legs are of one call. */
#include "calls/link.h"

static const struct {
	const char *name;
	double score;
} methods[LINK_METHOD_COUNT] = {
    [LINK_RETRY] = {"retry", 1.0},
    [LINK_REPLACES] = {"replaces", 1.0},
    [LINK_REFER] = {"refer", 0.95},
    [LINK_REDIRECT] = {"redirect", 0.95},
    [LINK_SESSION_ID] = {"session-id", 0.95},
    [LINK_HEADER] = {"header", 0.95},
    [LINK_SDP] = {"sdp", 0.9},
    [LINK_RTP] = {"rtp", 0.85},
    [LINK_NUMBERS] = {"numbers", 0.0}, /* link_numbers_score() */
};

const char *
link_method_name(enum link_method method)
{
	return methods[method].name;
}

double
link_method_score(enum link_method method)
{
	return methods[method].score;
}

double
link_numbers_score(const struct link_numbers *numbers)
{
	double age = numbers->window_ns
			 ? (double)numbers->age_ns / (double)numbers->window_ns
			 : 1;

	return 0.4 + (numbers->exact ? 0.15 : 0) +
	       (numbers->unanswered ? 0.1 : 0) + 0.15 * (age < 1 ? 1 - age : 0);
}
