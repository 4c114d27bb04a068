/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is recorded of a call, and what is missing. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "browse/explain.h"

#define SIDES 2
#define CAUSES_MAX 16

/* The gaps of one side with one cause. */
struct gap_group {
	char side[16];
	char cause[32];
	uint64_t count;
	int64_t us;
	int64_t longest_us, longest_from_us;
};

struct gap_groups {
	struct gap_group groups[SIDES * CAUSES_MAX];
	size_t count;
};

static const struct {
	const char *cause;
	const char *words;
} cause_words[] = {
    {"loss", "packets were lost, and nothing tells where"},
    {"network", "packets were lost in the network, before the mirror"},
    {"mirror",
	"the mirror lost its copies of packets: other calls missed some at "
	"the same moment, or the next hop or the receiver had them"},
    {"capture", "packets were cut by the capture"},
    {"late", "packets came too late"},
    {"no_key", "packets were encrypted, and there was no key"},
    {"codec", "packets were of a codec that is not decoded"},
    {"overload", "the recorder had no memory left for it"},
    {"paused", "the recording was paused"},
    {"no_packets", "no packets came"},
    {"crash", "the recorder was stopped"},
};

static const char *
words_of(const char *cause)
{
	for (size_t i = 0; i < sizeof cause_words / sizeof *cause_words; i++)
		if (!strcmp(cause_words[i].cause, cause))
			return cause_words[i].words;
	return cause;
}

/* The group of a gap, made when it is new; the last one when there are too
 * many. */
static struct gap_group *
group_of(struct gap_groups *groups, const char *side, const char *cause)
{
	struct gap_group *group;

	for (size_t i = 0; i < groups->count; i++) {
		group = &groups->groups[i];
		if (!strcmp(group->side, side) && !strcmp(group->cause, cause))
			return group;
	}
	if (groups->count == SIDES * CAUSES_MAX)
		return &groups->groups[groups->count - 1];
	group = &groups->groups[groups->count++];
	*group = (struct gap_group){.count = 0};
	snprintf(group->side, sizeof group->side, "%s", side);
	snprintf(group->cause, sizeof group->cause, "%s", cause);
	return group;
}

static int
add_gap(const struct gap_row *gap, void *arg)
{
	struct gap_group *group = group_of(arg, explain_side(gap->side),
	    gap->cause ? gap->cause : "not known");
	int64_t us = gap->to_us - gap->from_us;

	group->count += gap->count;
	group->us += us;
	if (us > group->longest_us) {
		group->longest_us = us;
		group->longest_from_us = gap->from_us;
	}
	return 0;
}

static void
say_group(struct explanation *to, const struct gap_group *group)
{
	char gaps[EXPLAIN_COUNT_SIZE];
	double seconds = (double)group->us / 1e6;
	double from = (double)group->longest_from_us / 1e6;

	if (group->count == 1)
		explain_say(to, TOPIC_AUDIO,
		    "Of the %s %.3f s are missing, from %.3f s of the file "
		    "on: %s.",
		    group->side, seconds, from, words_of(group->cause));
	else
		explain_say(to, TOPIC_AUDIO,
		    "Of the %s %.3f s are missing in %s, the longest of "
		    "%.3f s, from %.3f s of the file on: %s.",
		    group->side, seconds,
		    explain_count(group->count, "gap", gaps),
		    (double)group->longest_us / 1e6, from,
		    words_of(group->cause));
}

static void
say_file(struct explanation *to, const struct recording_row *file)
{
	const char *state = file->state ? file->state : "";

	explain_say(to, TOPIC_AUDIO,
	    "%s has %.3f s, from %.3f s after the beginning of the call on.",
	    file->path ? file->path : "A file", (double)file->duration_ms / 1e3,
	    explain_offset(to, file->started_us));
	if (!strcmp(state, "open"))
		explain_say(to, TOPIC_AUDIO, "It is still being written.");
	else if (!strcmp(state, "cut"))
		explain_say(to, TOPIC_AUDIO,
		    "Writing it stopped before the call ended.");
	else if (!strcmp(state, "recovered"))
		explain_say(to, TOPIC_AUDIO,
		    "It was mended after the recorder had stopped.");
	else if (!strcmp(state, "lost"))
		explain_say(to, TOPIC_AUDIO,
		    "The recorder stopped before any of it was on the disk.");
	else if (!strcmp(state, "expired"))
		explain_say(to, TOPIC_AUDIO,
		    "The file was removed when its time was over.");
}

static int
read_recording(const struct recording_row *file, void *arg)
{
	struct explanation *to = arg;
	struct gap_groups groups = {.count = 0};
	int error;

	say_file(to, file);
	error = query_gaps(to->catalogue, file->id, add_gap, &groups);
	for (size_t i = 0; i < groups.count; i++)
		say_group(to, &groups.groups[i]);
	return error;
}

int
explain_audio(struct explanation *to)
{
	const struct call_row *call = &to->view->call;
	const char *completeness = call->completeness;
	size_t before;
	int error;

	if (!completeness)
		explain_say(to, TOPIC_AUDIO,
		    "Nothing had to be recorded: it was not answered.");
	else if (call->reason)
		explain_say(to, TOPIC_AUDIO, "Its audio is %s: %s.",
		    completeness, call->reason);
	else
		explain_say(to, TOPIC_AUDIO, "Its audio is %s.", completeness);
	before = to->count;
	error = query_recordings(to->catalogue, call->id, read_recording, to);
	if (!error && to->count == before)
		explain_say(to, TOPIC_AUDIO, "There is no file of it.");
	return error;
}
