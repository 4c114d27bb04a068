/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of findings, searched by time. */
#include "calls/gap_cause.h"

#include <stdlib.h>
#include <string.h>

#include "base/counter.h"

static const char *const names[GAP_CAUSE_COUNT] = {
    [GAP_LOSS] = "loss",
    [GAP_NETWORK] = "network",
    [GAP_MIRROR] = "mirror",
    [GAP_CAPTURE] = "capture",
    [GAP_LATE] = "late",
    [GAP_NO_KEY] = "no_key",
    [GAP_CODEC] = "codec",
    [GAP_OVERLOAD] = "overload",
    [GAP_PAUSED] = "paused",
    [GAP_NO_PACKETS] = "no_packets",
};

const char *
gap_cause_name(enum gap_cause cause)
{
	return names[cause];
}

void
findings_clear(struct findings *findings)
{
	free(findings->items);
	*findings = (struct findings){0};
}

static bool
grow(struct findings *findings)
{
	size_t size = findings->size ? findings->size * 2 : 8;
	struct finding *items;

	if (findings->count < findings->size)
		return true;
	items = realloc(findings->items, size * sizeof *items);
	if (!items)
		return false;
	findings->items = items;
	findings->size = size;
	return true;
}

static void
forget_half(struct findings *findings)
{
	size_t half = (findings->count + 1) / 2;

	findings->count -= half;
	if (findings->count)
		memmove(findings->items, findings->items + half,
		    findings->count * sizeof *findings->items);
}

bool
findings_add(
    struct findings *findings, const struct finding *finding, size_t limit)
{
	int64_t length = tstamp_diff_ns(finding->to, finding->from);
	bool had_room = findings->count < limit && grow(findings);
	size_t at;

	if (!had_room)
		forget_half(findings);
	if (findings->count == findings->size)
		return false;
	at = findings->count++;
	/* They come nearly in order. */
	for (; at > 0 &&
	       tstamp_before(finding->from, findings->items[at - 1].from);
	     at--)
		findings->items[at] = findings->items[at - 1];
	findings->items[at] = *finding;
	if (length > findings->longest_ns)
		findings->longest_ns = length;
	return had_room;
}

/* The first finding that begins at 'time' or later. */
static size_t
first_from(const struct findings *findings, struct tstamp time)
{
	size_t low = 0, high = findings->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tstamp_before(findings->items[middle].from, time))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum gap_cause
findings_cause(const struct findings *findings, int64_t of, struct tstamp from,
    struct tstamp to)
{
	struct tstamp last = tstamp_add_ns(from, FINDING_SLACK_NS);
	size_t i = first_from(findings,
	    tstamp_add_ns(from, -findings->longest_ns - FINDING_SLACK_NS));

	for (; i < findings->count; i++) {
		const struct finding *it = &findings->items[i];

		if (tstamp_before(last, it->from))
			break;
		if (it->of == of &&
		    !tstamp_before(tstamp_add_ns(it->to, FINDING_SLACK_NS), to))
			return (enum gap_cause)it->cause;
	}
	return GAP_LOSS;
}

void
refusal_note(struct refusal *refusal, struct tstamp now, enum gap_cause cause,
    struct findings *findings, int64_t of)
{
	if (refusal->cause != cause) {
		refusal_end(refusal, findings, of);
		refusal->cause = (uint8_t)cause;
		refusal->from = now;
	}
	refusal->to = now;
}

void
refusal_end(struct refusal *refusal, struct findings *findings, int64_t of)
{
	struct finding finding = {
	    .from = refusal->from,
	    .to = refusal->to,
	    .of = of,
	    .cause = refusal->cause,
	};

	if (refusal->cause != GAP_LOSS &&
	    !findings_add(findings, &finding, CALL_FINDINGS_MAX))
		counter_up(loss_limit);
	*refusal = (struct refusal){0};
}
