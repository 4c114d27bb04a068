/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads counters twice; see load.h. */
#include "spanctl/load.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "spanctl/backend.h"
#include "spanctl/capacity.h"

const struct port_load *
loads_find(const struct loads *loads, const char *key)
{
	for (size_t i = 0; i < loads->count; i++) {
		if (!strcmp(loads->at[i].key, key))
			return &loads->at[i];
	}
	return NULL;
}

static int
add_ports(struct loads *loads, const struct mirror_ports *ports)
{
	struct port_load *bigger;

	if (ports->count == 0)
		return 0;
	bigger =
	    realloc(loads->at, (loads->count + ports->count) * sizeof *bigger);
	if (!bigger)
		return ENOMEM;
	loads->at = bigger;
	for (size_t i = 0; i < ports->count; i++) {
		struct port_load *load = &loads->at[loads->count];

		if (loads_find(loads, ports->at[i].key))
			continue;
		*load = (struct port_load){.speed_mbit = 0};
		text_copy(
		    load->name, sizeof load->name, text_of(ports->at[i].name));
		text_copy(
		    load->key, sizeof load->key, text_of(ports->at[i].key));
		loads->count++;
	}
	return 0;
}

int
loads_add(struct loads *loads, const struct session_list *list)
{
	int error = 0;

	for (size_t i = 0; i < list->count && !error; i++) {
		error = add_ports(loads, &list->at[i].sources);
		if (!error)
			error = add_ports(loads, &list->at[i].destinations);
	}
	return error;
}

/* Could a counter of 32 bits have gone round more than once? */
static bool
is_too_fast(int64_t ns, unsigned speed_mbit)
{
	return (double)ns * speed_mbit / 8000.0 > UINT32_MAX;
}

/* Bits between two readings on the wire, by time; false when the counter went
 * back: it was cleared. */
static bool
rate_between(const struct count *from, const struct count *to,
    unsigned speed_mbit, double *mbit)
{
	uint64_t bytes = to->bytes - from->bytes;
	uint64_t packets = to->packets - from->packets;
	int64_t ns = to->at_ns - from->at_ns;

	if (!from->known || !to->known || ns <= 0)
		return false;
	if (from->narrow && to->narrow) {
		if (is_too_fast(ns, speed_mbit))
			return false;
		bytes &= UINT32_MAX;
		packets &= UINT32_MAX;
	} else if (to->bytes < from->bytes || to->packets < from->packets) {
		return false;
	}
	*mbit = 8000.0 * ((double)bytes + FRAME_GAP_BYTES * (double)packets) /
		(double)ns;
	return true;
}

static int
read_counts(const struct loads *loads, const struct backend *backend,
    void *state, struct port_counts *counts)
{
	for (size_t i = 0; i < loads->count; i++)
		counts[i] = (struct port_counts){.name = loads->at[i].name};
	return backend->counts(state, counts, loads->count);
}

int
loads_measure(struct loads *loads, const struct backend *backend, void *state,
    unsigned seconds)
{
	struct port_counts *counts;
	int error;

	loads->seconds = seconds;
	if (!backend->counts || loads->count == 0)
		return 0;
	counts = calloc(loads->count, sizeof *counts);
	if (!counts)
		return ENOMEM;
	error = read_counts(loads, backend, state, counts);
	for (size_t i = 0; i < loads->count; i++)
		loads->at[i].first = counts[i];
	if (!error) {
		sleep(seconds);
		error = read_counts(loads, backend, state, counts);
	}
	for (size_t i = 0; i < loads->count && !error; i++) {
		struct port_load *load = &loads->at[i];

		load->speed_mbit = counts[i].speed_mbit;
		for (int way = 0; way < COUNT_WAYS; way++)
			load->known[way] = rate_between(&load->first.way[way],
			    &counts[i].way[way], counts[i].speed_mbit,
			    &load->mbit[way]);
	}
	free(counts);
	return error;
}

void
loads_clear(struct loads *loads)
{
	free(loads->at);
	*loads = (struct loads){.at = NULL};
}
