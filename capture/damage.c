/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damage in words. */
#include "capture/damage.h"

#include <stdarg.h>

void
damage_add(struct damage *damage, uint64_t from, uint64_t to, uint64_t frames)
{
	if (damage->count < DAMAGE_PLACES)
		damage->places[damage->count] =
		    (struct damage_place){from, to, frames};
	damage->count++;
	damage->lost_bytes += to - from;
}

void
damage_end(struct damage *damage, uint64_t end, uint64_t lost_bytes,
    const char *format, ...)
{
	va_list arguments;

	damage->ended = true;
	damage->lost_bytes += lost_bytes;
	damage->end = end;
	va_start(arguments, format);
	vsnprintf(damage->why, sizeof damage->why, format, arguments);
	va_end(arguments);
}

/* Adds to the string in 'out', as far as it has room. */
static void __attribute__((format(printf, 3, 4)))
add_text(char *out, size_t size, const char *format, ...)
{
	size_t len = strlen(out);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(out + len, size - len, format, arguments);
	va_end(arguments);
}

static void
add_places(const struct damage *damage, char *out, size_t size)
{
	size_t named = damage->count < DAMAGE_PLACES ? (size_t)damage->count
						     : DAMAGE_PLACES;

	for (size_t i = 0; i < named; i++) {
		const struct damage_place *place = &damage->places[i];

		add_text(out, size, "%s bytes %llu to %llu (after frame %llu)",
		    i ? "," : "damaged at", (unsigned long long)place->from,
		    (unsigned long long)(place->to - 1),
		    (unsigned long long)place->frames);
	}
	if (damage->count > named)
		add_text(out, size, " and %llu more places",
		    (unsigned long long)(damage->count - named));
	add_text(out, size, ": left out, and read on behind them");
}

void
damage_describe(const struct damage *damage, const char *name, uint64_t frames,
    char *out, size_t size)
{
	snprintf(out, size, "%s: ", name);
	if (damage->count)
		add_places(damage, out, size);
	if (damage->ended) {
		add_text(out, size, "%sdamaged after frame %llu",
		    damage->count ? "; then " : "", (unsigned long long)frames);
		if (damage->end) /* it may have no bytes at all */
			add_text(out, size, ", near byte %llu",
			    (unsigned long long)damage->end);
		add_text(out, size, ": %s", damage->why);
	}
	if (damage->lost_bytes)
		add_text(out, size, "; %llu bytes are lost",
		    (unsigned long long)damage->lost_bytes);
}
