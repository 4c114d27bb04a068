/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder/watch.h"

#include <stdlib.h>

#include "base/counter.h"
#include "calls/calls_find.h"
#include "calls/heard.h"
#include "recorder/alarm.h"

#define ORIGINS_MAX 64 /* interfaces and files beyond it are not watched */

/* Something that should not happen, by how often it did. */
struct happening {
	uint64_t count;
	struct tstamp last; /* when it was seen to grow */
};

struct place {
	uint64_t frames;
	struct tstamp since; /* that many were there */
	struct happening drops;
};

/* Limits that cost calls: what is told of each. */
static const struct shed {
	enum counter_id counter;
	const char *subject, *text;
} sheds[] = {
    {COUNTER_call_limit, "calls", "calls are given up: too many at once"},
    {COUNTER_sip_dialog_limit, "dialogs",
	"calls are given up: too many SIP dialogs at once"},
    {COUNTER_media_limit, "media",
	"audio of calls is not found: too many addresses at once"},
    {COUNTER_audio_not_begun, "recordings",
	"calls are not recorded: the disk is too slow, or audio_buffer too "
	"small"},
    {COUNTER_audio_shed, "audio",
	"calls lose their audio: the disk is too slow, or audio_buffer too "
	"small"},
};

#define SHEDS (sizeof sheds / sizeof *sheds)

struct watch {
	bool has_begun;
	struct place places[ORIGINS_MAX];
	struct happening sheds[SHEDS];
};

struct watch *
watch_new(void)
{
	return calloc(1, sizeof(struct watch));
}

void
watch_free(struct watch *watch)
{
	free(watch);
}

/* Has it happened since the last time? */
static bool
grows(struct happening *happening, uint64_t count, struct tstamp now)
{
	bool grown = count > happening->count;

	happening->count = count;
	if (grown)
		happening->last = now;
	return grown;
}

static bool
is_calm(const struct happening *happening, struct tstamp now)
{
	return tstamp_diff_ns(now, happening->last) >= WATCH_CALM_NS;
}

static void
watch_drops(struct place *place, const struct origin *of, struct tstamp now)
{
	uint64_t before = place->drops.count;
	uint64_t count = of->ring_dropped + of->device_dropped;

	if (grows(&place->drops, count, now))
		alarm_raise(ALARM_DROPS, of->name,
		    "%llu packets were lost before they were read, %llu since "
		    "the start (kernel %llu, card and driver %llu)",
		    (unsigned long long)(count - before),
		    (unsigned long long)count,
		    (unsigned long long)of->ring_dropped,
		    (unsigned long long)of->device_dropped);
	else if (is_calm(&place->drops, now))
		alarm_clear(ALARM_DROPS, of->name, "none for 5 minutes");
}

static void
watch_silence(struct place *place, const struct origin *of, int64_t patience_ns,
    struct tstamp now)
{
	int64_t silent_ns;

	if (of->frames != place->frames) {
		place->frames = of->frames;
		place->since = now;
	}
	silent_ns = tstamp_diff_ns(now, place->since);
	if (patience_ns && silent_ns >= patience_ns)
		alarm_raise(ALARM_NO_PACKETS, of->name,
		    "no packet for %lld s: is it mirrored to? Ask spanctl "
		    "doctor",
		    (long long)(silent_ns / NS_PER_SEC));
	else
		alarm_clear(ALARM_NO_PACKETS, of->name, "packets come again");
}

static void
watch_places(struct watch *watch, const struct run *run, struct tstamp now)
{
	const struct sources *sources = run->sources;

	for (unsigned i = 0; i < ORIGINS_MAX && i < sources_total(sources) &&
			     !sources_around(sources, i);
	     i++) {
		const struct origin *of = sources_origin(sources, i);

		if (!watch->has_begun)
			watch->places[i].since = now;
		watch_drops(&watch->places[i], of, now);
		watch_silence(&watch->places[i], of,
		    run->settings->alarm_silence_ns, now);
	}
}

static void
watch_calls(const struct run *run)
{
	struct heard_calls recent =
	    heard_recent(calls_heard(pipeline_calls(run->pipeline)));
	uint64_t lacking = recent.one_way + recent.no_audio;
	uint64_t percent = run->settings->alarm_one_way;

	if (percent && lacking >= WATCH_ONE_WAY_MIN &&
	    lacking * 100 >= recent.answered * percent)
		alarm_raise(ALARM_ONE_WAY, "",
		    "of %llu answered calls lately %llu lack one direction and "
		    "%llu both: ask spanctl doctor",
		    (unsigned long long)recent.answered,
		    (unsigned long long)recent.one_way,
		    (unsigned long long)recent.no_audio);
	else
		alarm_clear(ALARM_ONE_WAY, "",
		    "of %llu answered calls lately %llu lack a direction",
		    (unsigned long long)recent.answered,
		    (unsigned long long)lacking);
}

static void
watch_limits(struct watch *watch, struct tstamp now)
{
	for (size_t i = 0; i < SHEDS; i++) {
		struct happening *happening = &watch->sheds[i];

		if (grows(happening, counter_get(sheds[i].counter), now))
			alarm_raise(ALARM_OVERLOAD, sheds[i].subject,
			    "%s (%llu so far)", sheds[i].text,
			    (unsigned long long)happening->count);
		else if (is_calm(happening, now))
			alarm_clear(ALARM_OVERLOAD, sheds[i].subject,
			    "not for 5 minutes");
	}
}

void
watch_tick(struct watch *watch, const struct run *run, struct tstamp now)
{
	watch_places(watch, run, now);
	watch_calls(run);
	watch_limits(watch, now);
	watch->has_begun = true;
}
