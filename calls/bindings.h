/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table behind calls/registrations.h: contacts of addresses of record,
 * found by either of them and by the host that they registered from. Only for
 * calls/registrations.c.
 */
#ifndef CALLS_BINDINGS_H
#define CALLS_BINDINGS_H

#include "base/flow.h"
#include "base/table.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "storage/catalogue.h"

/* Longest texts that are kept: users and hosts that are longer are not
 * registered here, nor are longer URIs; names are cut. */
#define USER_MAX 63
#define HOST_MAX 127
#define NAME_MAX_KEPT 63
#define URI_MAX 255
#define CALL_ID_MAX 127

/* "user@host", the host in lower case. */
#define KEY_SIZE (USER_MAX + 1 + HOST_MAX + 1)

/* One contact of one address of record. */
struct binding {
	struct table_link by_aor; /* key: of the address of record */
	struct table_link by_contact;
	struct table_link by_address; /* with has_address */
	char aor_key[KEY_SIZE];
	char contact_key[KEY_SIZE];
	char aor[URI_MAX + 1];
	char contact[URI_MAX + 1];
	char user[USER_MAX + 1]; /* of the address of record, readable */
	char name[NAME_MAX_KEPT + 1];
	char agent[NAME_MAX_KEPT + 1];
	bool has_address;
	struct addr address;
	struct tstamp first, last, expires;
	struct tstamp row; /* when its row was written */
	bool is_dirty;     /* ... and it says less than is known */
	uint64_t response; /* the newest that listed it */
};

struct bindings {
	struct catalogue *catalogue; /* gets the rows; may be NULL */
	struct table by_aor;         /* the longest silent is the oldest */
	struct table by_contact;
	struct table by_address;
	struct tstamp now; /* of the newest message or tick */
	int error;         /* the first of a row that was not written */
};

/* 0 or ENOMEM; to be cleared in both cases. */
int
bindings_init(struct bindings *all, struct catalogue *catalogue, size_t limit);
void bindings_clear(struct bindings *all);

/* The binding of this address of record and contact, or NULL. */
struct binding *bindings_find(
    const struct bindings *all, const char *aor_key, struct text contact);

/* Adds a copy of 'like'; the longest silent one makes room. NULL without
 * memory. */
struct binding *bindings_add(struct bindings *all, const struct binding *like);

/* Writes its row, if it says less than is known, and frees it. */
void bindings_remove(struct bindings *all, struct binding *binding);

/* Ends those of an address of record that response 'response' did not list. */
void bindings_end_others(
    struct bindings *all, const char *aor_key, uint64_t response);

void bindings_set_address(
    struct bindings *all, struct binding *binding, const struct addr *address);

/* It was confirmed just now: it is the newest, and its row is written when
 * that is due. */
void bindings_confirm(struct bindings *all, struct binding *binding);

void bindings_tick(struct bindings *all, struct tstamp now);
void bindings_finish(struct bindings *all);

/* One that is not over, by the key of an address of record or of a contact. */
const struct binding *
bindings_lookup(const struct bindings *all, const char *key);

/* The one address of record at 'addr': NULL when there is none, or several. */
const struct binding *
bindings_lookup_address(const struct bindings *all, const struct addr *addr);

#endif
