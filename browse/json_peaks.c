/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/json_peaks.h"

#include "browse/json_set.h"

/* The peaks of one channel, lowest and highest in turn. */
static json_t *
channel_array(const struct peaks *peaks, int channel)
{
	json_t *array = json_array();
	const struct peak *peak = peaks->peak + channel;

	for (size_t i = 0; i < peaks->count; i++, peak += peaks->channels) {
		if (json_array_append_new(array, json_integer(peak->min)) ||
		    json_array_append_new(array, json_integer(peak->max))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

json_t *
json_peaks(const struct peaks *peaks)
{
	static const char *const sides[] = {"caller", "callee"};
	json_t *object = json_object(), *of_sides = json_object();
	int error = 0;

	set_int(object, "rate_hz", peaks->rate_hz);
	set_int(object, "per_second", PEAKS_PER_SECOND);
	set_count(object, "duration_ms",
	    peaks->frames * 1000 / (uint64_t)peaks->rate_hz);
	for (int c = 0; c < peaks->channels; c++)
		error |= json_object_set_new(
		    of_sides, sides[c], channel_array(peaks, c));
	error |= json_object_set_new(object, "sides", of_sides);
	if (error) {
		json_decref(object);
		return NULL;
	}
	return object;
}
