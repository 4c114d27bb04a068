/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who checks which addresses (ICE, RFC 8445): the user names that descriptions
 * gave, and what a check on the wire tells by them. It is so that an address
 * is found that no candidate names: that of a NAT, or of a candidate that came
 * later. Only for calls/media.c.
 */
#ifndef CALLS_MEDIA_ICE_H
#define CALLS_MEDIA_ICE_H

#include "calls/media.h"

/* User names of a call that are kept: one more, and the oldest goes. */
#define ICE_USERS_PER_CALL_MAX 16

/* Those who have the same name are looked at up to this many. */
#define ICE_NAMESAKES_MAX 32
#define ICE_UFRAG_SIZE 64 /* with its NUL; longer ones are not kept */

/* One who checks; 'model' is what it described. */
struct ice_user {
	struct table_link link; /* by its name */
	struct ice_user *next;  /* of the same call, the newest first */
	char ufrag[ICE_UFRAG_SIZE];
	struct media_endpoint model;
};

/* Notes that the receiver 'model' has this name. */
void media_ice_add(
    struct table *users, const struct media_endpoint *model, struct text ufrag);

/* Forgets the names of 'call'. */
void media_ice_forget(struct table *users, struct call *call);

/* The names of 'from' become those of 'into'; see media_move(). */
void media_ice_move(
    struct table *users, struct call *from, struct call *into, bool crossed);

/*
 * Whom a check is sent to, and who sends it: false when the datagram is none,
 * or of no call. '*sender' is NULL when its description was not seen. A name
 * alone is short and may be that of two: when the call has names of both
 * sides, both have to fit.
 */
bool media_ice_find(const struct table *users, const struct datagram *packet,
    const struct ice_user **receiver, const struct ice_user **sender);

#endif
