/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDPTL in ASN.1's aligned packed encoding: ITU-T T.38 annex A, X.691. */
#include "rtp/udptl.h"

#include <string.h>

#include "base/cursor.h"

#define COPIES_MAX 16
#define FAR 1000 /* numbers so far off begin anew */

/* A packet, with where its parts lie. */
struct packet {
	uint16_t sequence;
	const uint8_t *ifp;
	size_t size;
	bool is_parity; /* else copies */
	unsigned span;  /* packets that a parity is of ... */
	size_t count;   /* copies or parities */
	const uint8_t *copies[COPIES_MAX];
	size_t sizes[COPIES_MAX];
};

/* A length (X.691 section 10.9): up to 127, or up to 16383; none is longer. */
static size_t
read_length(struct cursor *c)
{
	size_t length = cursor_u8(c);

	if (length < 0x80)
		return length;
	length = (length & 0x7f) << 8 | cursor_u8(c);
	if (length >= 0x4000)
		c->short_read = true;
	return length;
}

static const uint8_t *
read_ifp(struct cursor *c, size_t *size)
{
	*size = read_length(c);
	return cursor_bytes(c, *size);
}

static bool
read_packet(const uint8_t *bytes, size_t size, struct packet *out)
{
	struct cursor c = cursor_over(bytes, size);

	out->span = 1;
	out->sequence = cursor_be16(&c);
	out->ifp = read_ifp(&c, &out->size);
	out->is_parity = cursor_u8(&c) & 0x80;
	if (out->is_parity) {
		if (cursor_u8(&c) != 1) /* bytes of the number that follows */
			return false;
		out->span = cursor_u8(&c);
	}
	out->count = read_length(&c);
	/* An empty packet would make all of them look alike. */
	if (!cursor_ok(&c) || out->size == 0 || out->size > UDPTL_IFP_MAX ||
	    out->count > COPIES_MAX)
		return false;
	for (size_t i = 0; i < out->count; i++)
		out->copies[i] = read_ifp(&c, &out->sizes[i]);
	return cursor_ok(&c) && c.left == 0;
}

bool
udptl_is_packet(const uint8_t *bytes, size_t size)
{
	struct packet packet;

	return read_packet(bytes, size, &packet);
}

static struct udptl_slot *
slot_of(struct udptl *udptl, uint16_t sequence)
{
	return &udptl->slots[sequence % UDPTL_KEPT];
}

static bool
is_there(struct udptl *udptl, uint16_t sequence)
{
	const struct udptl_slot *slot = slot_of(udptl, sequence);

	return slot->filled && slot->sequence == sequence;
}

/* How many numbers there are from the next to be given up to the newest. */
static unsigned
waiting(const struct udptl *udptl)
{
	return (uint16_t)(udptl->newest + 1 - udptl->next);
}

/* Has 'sequence' not been given yet, and is it none of the future? */
static bool
is_awaited(const struct udptl *udptl, uint16_t sequence)
{
	return (uint16_t)(sequence - udptl->next) < waiting(udptl);
}

static bool
keep(struct udptl *udptl, uint16_t sequence, const uint8_t *bytes, size_t size)
{
	struct udptl_slot *slot = slot_of(udptl, sequence);

	if (size == 0 || size > UDPTL_IFP_MAX || is_there(udptl, sequence))
		return false;
	slot->filled = true;
	slot->sequence = sequence;
	slot->size = (uint16_t)size;
	memcpy(slot->bytes, bytes, size);
	return true;
}

/* Gives the oldest packet, or passes over it when it is lost. */
static void
give_next(struct udptl *udptl, udptl_ifp_fn *on_ifp, void *arg)
{
	uint16_t sequence = udptl->next++;
	const struct udptl_slot *slot = slot_of(udptl, sequence);

	if (is_there(udptl, sequence))
		on_ifp(sequence, slot->bytes, slot->size, arg);
	else
		udptl->lost++;
}

void
udptl_flush(struct udptl *udptl, udptl_ifp_fn *on_ifp, void *arg)
{
	while (udptl->begun && waiting(udptl) > 0)
		give_next(udptl, on_ifp, arg);
}

/* Makes room for a packet with that number; false when it is too old. */
static bool
move_to(struct udptl *udptl, const struct packet *packet, udptl_ifp_fn *on_ifp,
    void *arg)
{
	uint16_t sequence = packet->sequence;
	uint16_t ahead = sequence - udptl->newest;

	if (udptl->begun && ahead >= FAR && ahead <= UINT16_MAX - FAR) {
		udptl_flush(udptl, on_ifp, arg);
		udptl->begun = false;
	}
	if (!udptl->begun) {
		memset(udptl->slots, 0, sizeof udptl->slots);
		udptl->begun = true;
		udptl->next = udptl->newest = sequence;
		if (!packet->is_parity)
			udptl->next -= (uint16_t)packet->count;
		return true;
	}
	if (ahead > FAR)
		return is_awaited(udptl, sequence);
	/* What is lost may be filled by copies in this very packet. */
	udptl->newest = sequence;
	while (waiting(udptl) > UDPTL_KEPT)
		give_next(udptl, on_ifp, arg);
	return true;
}

/* The copies are of the packets right before, the newest first. */
static void
take_copies(struct udptl *udptl, const struct packet *packet)
{
	for (size_t i = 0; i < packet->count; i++) {
		uint16_t sequence = (uint16_t)(packet->sequence - 1 - i);

		if (is_awaited(udptl, sequence) &&
		    keep(udptl, sequence, packet->copies[i], packet->sizes[i]))
			udptl->recovered++;
	}
}

/*
 * Parity 'i' is the exclusive or of 'span' packets, each 'count' after the one
 * before, up to the one 'count' - i before this. One that is missing is made of
 * the others. Its length is not told: what is too much of it are zeros.
 */
static void
take_parity(struct udptl *udptl, const struct packet *packet, size_t i)
{
	uint8_t made[UDPTL_IFP_MAX];
	size_t size = packet->sizes[i];
	uint16_t missing = 0;
	unsigned missing_count = 0;

	if (size == 0 || size > sizeof made)
		return;
	memcpy(made, packet->copies[i], size);
	for (unsigned k = 1; k <= packet->span; k++) {
		uint16_t sequence =
		    (uint16_t)(packet->sequence + i - k * packet->count);
		const struct udptl_slot *slot = slot_of(udptl, sequence);

		if (!is_there(udptl, sequence)) {
			missing = sequence;
			missing_count++;
			continue;
		}
		for (size_t at = 0; at < slot->size && at < size; at++)
			made[at] ^= slot->bytes[at];
	}
	if (missing_count == 1 && is_awaited(udptl, missing) &&
	    keep(udptl, missing, made, size))
		udptl->recovered++;
}

bool
udptl_push(struct udptl *udptl, const uint8_t *bytes, size_t size,
    udptl_ifp_fn *on_ifp, void *arg)
{
	struct packet packet;

	if (!read_packet(bytes, size, &packet))
		return false;
	if (!move_to(udptl, &packet, on_ifp, arg))
		return true;
	if (keep(udptl, packet.sequence, packet.ifp, packet.size))
		udptl->packets++;
	if (!packet.is_parity)
		take_copies(udptl, &packet);
	else if (packet.span <= UDPTL_KEPT)
		for (size_t i = 0; i < packet.count; i++)
			take_parity(udptl, &packet, i);
	while (waiting(udptl) > 0 &&
	       (is_there(udptl, udptl->next) || waiting(udptl) > UDPTL_WAIT))
		give_next(udptl, on_ifp, arg);
	return true;
}
