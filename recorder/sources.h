/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where packets come from. A source is a file or interface, or one mirror in
 * it: the packets that came in the same tunnels and VLANs. Each has a row in
 * the catalogue, written before the first row that names it. Duplicates are
 * counted for each pair of sources, so that a doubled mirror can be named.
 */
#ifndef RECORDER_SOURCES_H
#define RECORDER_SOURCES_H

#include <stdint.h>
#include <stdio.h>

#include "capture/origin.h"
#include "capture/packet.h"
#include "recorder/figures.h"
#include "storage/catalogue.h"

struct sources;

#define SOURCE_TEXT_SIZE (ENCAPSULATIONS_TEXT_SIZE + 512)

/*
 * For all that 'origins' deliver. What the arguments point to is borrowed.
 * NULL without memory.
 */
struct sources *
sources_new(const struct origins *origins, struct catalogue *catalogue);
void sources_free(struct sources *sources); /* NULL is allowed */

/* Used by the next one. */
unsigned
sources_find_mirror(struct sources *sources, const struct packet *packet);

/*
 * The index of the source that 'packet' came from: that of the file or
 * interface, which 'packet->source' says, unless something was around it.
 * Past a limit mirrors are not told apart: source_limit.
 */
static inline unsigned
sources_find(struct sources *sources, const struct packet *packet)
{
	return packet->encapsulations.count == 0
		   ? packet->source
		   : sources_find_mirror(sources, packet);
}

/* Used by the next one. */
void sources_count_mirror(struct sources *sources, const struct packet *packet);

/*
 * Counts 'packet', whose source was found, to its mirror if it has one: once
 * for each frame. Files and interfaces count themselves.
 */
static inline void
sources_count(struct sources *sources, const struct packet *packet)
{
	if (packet->encapsulations.count > 0)
		sources_count_mirror(sources, packet);
}

/* source.id of the source 'index' in the catalogue; its row is there. */
int64_t sources_id(struct sources *sources, unsigned index);

/* The same as a table, to be asked for each packet; 0: not there yet. */
const int64_t *sources_ids(const struct sources *sources);

/* What the source with the row 'id' is called: as sources_format(); NULL when
 * there is none. */
const char *sources_name(
    const struct sources *sources, int64_t id, char out[SOURCE_TEXT_SIZE]);

/* A packet of the source 'first' came again from 'copy'. */
void sources_note_copy(struct sources *sources, unsigned first, unsigned copy);

/*
 * Brings all rows up to date, and adds the rows of duplicates. 0 or the
 * first errno, also of a row that was written before.
 */
int sources_file(struct sources *sources) __attribute__((warn_unused_result));

/* How many there are, and what is counted of each. */
size_t sources_total(const struct sources *sources);
struct figures *sources_figures(const struct sources *sources);

/* The file or interface of the source 'index'; and what is around its packets,
 * or NULL: nothing. */
const struct origin *
sources_origin(const struct sources *sources, unsigned index);
const struct encapsulations *
sources_around(const struct sources *sources, unsigned index);

/* When the newest packet of the source 'index' came, if any did. */
bool sources_has_packets(const struct sources *sources, unsigned index);
struct tstamp sources_last(const struct sources *sources, unsigned index);

/* The VLAN nearest to the packet; 0: none. */
int sources_vlan(const struct encapsulations *around);

/* Of the row 'id', or -1. */
long sources_with_id(const struct sources *sources, int64_t id);

/* A pair of sources, and how many packets of the one came from the other. */
struct source_copies {
	unsigned first, copy;
	uint64_t packets;
	struct window window; /* of 'packets' */
};

/* Time passes: a minute may have begun. */
void sources_tick(struct sources *sources, struct tstamp now);

/* The pairs, those with most packets first; '*count' of them. */
const struct source_copies *
sources_copies(struct sources *sources, size_t *count);

/* "eth1" or "eth1: erspan 192.0.2.1 session 7, vlan 100". Returns 'out'. */
const char *sources_format(
    const struct sources *sources, unsigned index, char out[SOURCE_TEXT_SIZE]);

#endif
