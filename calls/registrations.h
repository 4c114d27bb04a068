/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who registered where (RFC 3261 section 10): addresses of record, and the
 * contacts that a registrar confirmed for them. They give names to parties
 * that have none, and a number to an address. A response to REGISTER lists all
 * contacts of its address of record, so that nothing else is needed: a
 * challenge changes nothing, and a 200 without a contact ends all of them.
 *
 * The table is bounded; registrations end by packet time. Engine thread only.
 */
#ifndef CALLS_REGISTRATIONS_H
#define CALLS_REGISTRATIONS_H

#include "base/flow.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "storage/catalogue.h"

#define REGISTRATIONS_MAX 32768

struct sip_message;
struct registrations;

/* Who is registered; NUL-terminated, borrowed until the next push or tick. */
struct registrant {
	const char *user; /* number or name of its address of record */
	const char *name; /* display name; "" when not known */
	const char *uri;  /* address of record */
};

/* 'catalogue' is borrowed, gets the rows, and may be NULL (no rows). NULL
 * without memory. */
struct registrations *
registrations_new(struct catalogue *catalogue, size_t limit);
void registrations_free(struct registrations *registrations);

/* Takes a REGISTER, or a response to one; ignores what is neither. */
void registrations_push(struct registrations *registrations,
    const struct sip_message *message, const struct flow *flow,
    struct tstamp time);

/* Lets time pass: those that have ended are forgotten. */
void registrations_tick(struct registrations *registrations, struct tstamp now);

/* Brings all rows up to date. */
void registrations_finish(struct registrations *registrations);

/* The first errno of a row that could not be written, or 0; then forgets it. */
int registrations_error(struct registrations *registrations);

/* Who has the address of record, or is reached by the contact, with this user
 * and host? False when nobody is registered so. */
bool registrations_find(const struct registrations *registrations,
    struct text user, struct text host, struct registrant *out);

/* Who is the one user that registered from 'addr'? False when there is none,
 * or several, as behind a proxy. */
bool registrations_find_address(const struct registrations *registrations,
    const struct addr *addr, struct registrant *out);

#endif
