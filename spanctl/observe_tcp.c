/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIP in TCP: start lines wherever they stand in a segment, and when they
 * begin in one and end in the next. No stream is put together: what counts
 * is which direction is there.
 */
#include <stdlib.h>
#include <string.h>

#include "spanctl/observe_int.h"

static uint64_t
hash_of(const struct table *table, const struct flow *flow)
{
	return endpoint_hash(&flow->src, table->seed) ^
	       endpoint_hash(&flow->dst, table->seed + 1);
}

static struct observed_connection *
find(const struct observation *observation, const struct flow *flow)
{
	const struct table *table = &observation->connections;
	struct table_link *link;

	for (link = table_first(table, hash_of(table, flow)); link;
	     link = table_next(link)) {
		struct observed_connection *connection =
		    TABLE_ENTRY(link, struct observed_connection, link);

		if (endpoint_equal(&connection->flow.src, &flow->src) &&
		    endpoint_equal(&connection->flow.dst, &flow->dst))
			return connection;
	}
	return NULL;
}

/* The longest silent one makes room. */
static struct observed_connection *
add(struct observation *observation, const struct flow *flow)
{
	struct table *table = &observation->connections;
	struct observed_connection *connection;

	if (table->count == OBSERVED_CONNECTIONS_MAX) {
		connection = TABLE_ENTRY(
		    table->oldest, struct observed_connection, link);
		table_remove(table, &connection->link);
		observation->overflow++;
	} else {
		connection = malloc(sizeof *connection);
	}
	if (!connection)
		return NULL;
	*connection = (struct observed_connection){.flow = *flow};
	if (table_add(table, &connection->link, hash_of(table, flow))) {
		free(connection);
		return NULL;
	}
	return connection;
}

/* The rest of a line, or a piece of one without an end. */
static void
keep(struct observed_connection *connection, struct text part)
{
	if (connection->len + part.len >= OBSERVED_LINE_MAX) {
		connection->len = OBSERVED_LINE_MAX;
		return;
	}
	if (part.len)
		memcpy(connection->line + connection->len, part.at, part.len);
	connection->len += part.len;
}

static void
count(struct observation *observation, const struct packet *packet,
    struct text line)
{
	bool request;

	if (observe_is_start_line(line, &request))
		observe_count_sip(observation, packet, request);
}

/* Ends the line that an earlier segment began. */
static void
end_line(struct observation *observation, const struct packet *packet,
    struct observed_connection *connection, struct text line)
{
	if (connection->len == 0) {
		count(observation, packet, line);
		return;
	}
	keep(connection, line);
	if (connection->len < OBSERVED_LINE_MAX)
		count(observation, packet,
		    (struct text){connection->line, connection->len});
	connection->len = 0;
}

/* Does a line of the segment begin a message? */
static bool
has_start_line(struct text text)
{
	bool request;

	while (text.len) {
		if (observe_is_start_line(text_cut(&text, '\n'), &request))
			return true;
	}
	return false;
}

bool
observe_tcp(struct observation *observation, const struct packet *packet)
{
	struct text text = {(const char *)packet->payload, packet->size};
	struct flow back = {.src = packet->flow.dst, .dst = packet->flow.src};
	struct observed_connection *connection =
	    find(observation, &packet->flow);

	if (!connection && !find(observation, &back) && !has_start_line(text))
		return false;
	if (!connection)
		connection = add(observation, &packet->flow);
	if (!connection)
		return true;
	table_touch(&observation->connections, &connection->link);
	while (text.len) {
		bool ends = memchr(text.at, '\n', text.len) != NULL;
		struct text line = text_cut(&text, '\n');

		if (ends)
			end_line(observation, packet, connection, line);
		else
			keep(connection, line);
	}
	return true;
}

void
observe_tcp_clear(struct observation *observation)
{
	struct table_link *link, *next;

	for (link = observation->connections.oldest; link; link = next) {
		next = link->newer;
		free(TABLE_ENTRY(link, struct observed_connection, link));
	}
	table_clear(&observation->connections);
}
