/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of capture/tcp.c, the times that streams wait for, and the ways
 * of bytes to the handler. "Half" is one direction of a connection.
 */
#ifndef CAPTURE_TCP_INT_H
#define CAPTURE_TCP_INT_H

#include "base/pool.h"
#include "base/table.h"
#include "capture/tcp.h"
#include "capture/tcp_order.h"

enum tcp_state {
	/* Among the undecided: */
	TCP_OPENED, /* by a SYN; too few bytes have come to decide */
	TCP_ENDED,  /* only what comes again is known */
	/* Among those that are followed: */
	TCP_JOINED, /* all that comes is held, since the place is unknown */
	TCP_FOLLOWED,
};

/* What a half waits for, each for a time of its own. */
enum tcp_wait {
	TCP_WAIT_JOIN,
	TCP_WAIT_GAP,
	TCP_WAIT_ACKED,
	TCP_WAIT_COUNT,
	TCP_WAIT_NOTHING = TCP_WAIT_COUNT,
};

struct tcp_half {
	struct tcp_stream stream;
	struct table_link link;
	struct tcp_order order;
	struct tstamp seen;            /* the last segment */
	struct tstamp since;           /* begin of the wait */
	struct tcp_half *waits_before; /* the same wait, begun before */
	struct tcp_half *waits_behind;
	uint32_t start;   /* number of its first byte */
	uint32_t fin;     /* with has_fin: number behind its last byte */
	uint32_t acked;   /* with has_acked: what the receiver waits for */
	uint32_t outside; /* with has_outside: number behind the last
	                        segment that was far from its place */
	enum tcp_state state;
	enum tcp_wait wait;
	bool has_fin;
	bool has_acked;
	bool has_outside;
	bool reopened; /* there was another SYN: look among the undecided */
};

/* Halves with one kind of wait, in the order in which it began. */
struct tcp_waiters {
	struct tcp_half *first;
	struct tcp_half *last;
};

struct tcp {
	struct tcp_limits limits;
	const struct tcp_handler *handler;
	void *arg;
	struct tstamp now; /* the latest time that was seen */
	struct table followed;
	struct table undecided;
	struct tcp_waiters waiters[TCP_WAIT_COUNT];
	struct pool pool;      /* of halves */
	size_t held;           /* bytes of memory of all pieces */
	size_t held_undecided; /* those of the undecided */
};

/* NULL when there is none. */
struct tcp_half *
tcp_find(const struct table *table, const struct flow *flow, uint64_t hash);

/* The hash of 'flow' in both tables. */
uint64_t tcp_hash(const struct tcp *tcp, const struct flow *flow);

/* The other direction of 'flow'. */
struct flow tcp_reverse(const struct flow *flow);

/*
 * A half for the flow of 'segment', its first byte number 'start', in the
 * table that 'state' says; when that is full its oldest gives way. NULL
 * without memory.
 */
struct tcp_half *tcp_half_new(struct tcp *tcp, const struct packet *segment,
    enum tcp_state state, uint32_t start);

/* Takes it out of its table and frees it; tells if it was followed. */
void tcp_half_free(struct tcp *tcp, struct tcp_half *half);

/* One that was opened becomes one that is followed; 'lost' bytes are missing
 * before those that are held. */
void tcp_promote(struct tcp *tcp, struct tcp_half *half, uint64_t lost);

/* Ends one that is followed; what is held of it is given before. */
void tcp_end(struct tcp *tcp, struct tcp_half *half);

/* Is it among those that are followed? */
static inline bool
tcp_is_followed(const struct tcp_half *half)
{
	return half->state == TCP_JOINED || half->state == TCP_FOLLOWED;
}

/* Begins a wait, or ends it with TCP_WAIT_NOTHING. */
void tcp_wait(struct tcp *tcp, struct tcp_half *half, enum tcp_wait wait,
    struct tstamp since);

/* No time of any stream is later than now: the clock was set back. */
void tcp_forget_future(struct tcp *tcp);

/* When the half that is next in time has waited long enough; '*out' is NULL
 * when none waits. */
struct tstamp tcp_next_due(const struct tcp *tcp, struct tcp_half **out);

/* In capture/tcp_place.c, for one that is followed: */

/* Gives the bytes of 'range', which is the next one. */
void tcp_give(struct tcp *tcp, struct tcp_half *half,
    const struct tcp_range *range, uint64_t lost);

/* Gives all that is held up to the next gap. */
void tcp_drain(struct tcp *tcp, struct tcp_half *half, uint64_t lost);

/* Gives up the first gap, or that before the end; a join ends. */
void tcp_give_up(struct tcp *tcp, struct tcp_half *half);

/* Ends it if it has come to its end; if not, begins or ends its wait. */
void tcp_go_on(struct tcp *tcp, struct tcp_half *half, struct tstamp since);

/* Gives or holds what is new of 'range', and goes on. The outcome. */
enum counter_id
tcp_place(struct tcp *tcp, struct tcp_half *half, struct tcp_range range);

/* The same for any half: */

/* Holds 'range', in at most 'limit' bytes of memory for its half. */
enum tcp_hold tcp_hold(struct tcp *tcp, struct tcp_half *half,
    const struct tcp_range *range, size_t limit);

/* Takes out the first piece that is held; free() it. */
struct tcp_piece *tcp_take(struct tcp *tcp, struct tcp_half *half);

/* Takes from the front of 'range' what 'half' had; true if that is all. */
bool tcp_skip_old(const struct tcp_half *half, struct tcp_range *range);

#endif
