/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts of addresses of record, by three keys. */
#include "calls/bindings.h"

#include <stdlib.h>

#include "base/counter.h"
#include "base/hash.h"

/* A row is written anew at most so often while its registration only goes
 * on: phones register every minute. */
#define ROW_INTERVAL_NS (300 * NS_PER_SEC)

int
bindings_init(struct bindings *all, struct catalogue *catalogue, size_t limit)
{
	int error;

	*all = (struct bindings){.catalogue = catalogue};
	error = table_init(&all->by_aor, limit);
	if (!error)
		error = table_init(&all->by_contact, limit);
	if (!error)
		error = table_init(&all->by_address, limit);
	return error;
}

static void
put_row(struct bindings *all, struct binding *binding)
{
	char address[ADDR_TEXT_SIZE];
	struct registration_row row = {
	    .aor = binding->aor,
	    .contact = binding->contact,
	    .name = binding->name,
	    .address = binding->has_address
			   ? addr_format(&binding->address, address)
			   : NULL,
	    .agent = binding->agent,
	    .first_us = tstamp_us(binding->first),
	    .last_us = tstamp_us(binding->last),
	    .expires_us = tstamp_us(binding->expires),
	};
	int error = 0;

	binding->row = all->now;
	binding->is_dirty = false;
	if (all->catalogue)
		error = catalogue_put_registration(all->catalogue, &row);
	if (!all->error)
		all->error = error;
}

static void
unlink_address(struct bindings *all, struct binding *binding)
{
	if (binding->has_address)
		table_remove(&all->by_address, &binding->by_address);
	binding->has_address = false;
}

void
bindings_remove(struct bindings *all, struct binding *binding)
{
	if (binding->is_dirty)
		put_row(all, binding);
	unlink_address(all, binding);
	table_remove(&all->by_contact, &binding->by_contact);
	table_remove(&all->by_aor, &binding->by_aor);
	free(binding);
}

static struct binding *
longest_silent(const struct bindings *all)
{
	return TABLE_ENTRY(all->by_aor.oldest, struct binding, by_aor);
}

void
bindings_clear(struct bindings *all)
{
	while (all->by_aor.oldest)
		bindings_remove(all, longest_silent(all));
	table_clear(&all->by_aor);
	table_clear(&all->by_contact);
	table_clear(&all->by_address);
}

static uint64_t
hash_key(const struct table *table, const char *key)
{
	return hash_bytes(key, strlen(key), table->seed);
}

static uint64_t
hash_address(const struct table *table, const struct addr *addr)
{
	return hash_bytes(addr->byte, sizeof addr->byte, table->seed);
}

struct binding *
bindings_find(
    const struct bindings *all, const char *aor_key, struct text contact)
{
	struct table_link *link =
	    table_first(&all->by_aor, hash_key(&all->by_aor, aor_key));

	for (; link; link = table_next(link)) {
		struct binding *it = TABLE_ENTRY(link, struct binding, by_aor);

		if (!strcmp(it->aor_key, aor_key) &&
		    text_equal(text_of(it->contact), contact))
			return it;
	}
	return NULL;
}

/* A binding in the tables; the longest silent one makes room. */
struct binding *
bindings_add(struct bindings *all, const struct binding *like)
{
	struct binding *new;

	if (all->by_aor.count == all->by_aor.limit) {
		counter_up(registration_limit);
		bindings_remove(all, longest_silent(all));
	}
	new = malloc(sizeof *new);
	if (!new)
		return NULL;
	*new = *like;
	if (table_add(&all->by_aor, &new->by_aor,
		hash_key(&all->by_aor, new->aor_key)) != 0) {
		free(new);
		return NULL;
	}
	if (table_add(&all->by_contact, &new->by_contact,
		hash_key(&all->by_contact, new->contact_key)) != 0) {
		table_remove(&all->by_aor, &new->by_aor);
		free(new);
		return NULL;
	}
	return new;
}

void
bindings_set_address(
    struct bindings *all, struct binding *binding, const struct addr *address)
{
	if (binding->has_address && addr_equal(&binding->address, address))
		return;
	unlink_address(all, binding);
	binding->address = *address;
	binding->is_dirty = true;
	binding->has_address =
	    table_add(&all->by_address, &binding->by_address,
		hash_address(&all->by_address, address)) == 0;
}

void
bindings_confirm(struct bindings *all, struct binding *binding)
{
	table_touch(&all->by_aor, &binding->by_aor);
	if (binding->is_dirty ||
	    tstamp_diff_ns(all->now, binding->row) >= ROW_INTERVAL_NS)
		put_row(all, binding);
	else
		binding->is_dirty = true;
}

void
bindings_end_others(
    struct bindings *all, const char *aor_key, uint64_t response)
{
	struct table_link *link =
	    table_first(&all->by_aor, hash_key(&all->by_aor, aor_key));

	while (link) {
		struct binding *it = TABLE_ENTRY(link, struct binding, by_aor);

		link = table_next(link);
		if (strcmp(it->aor_key, aor_key) != 0 ||
		    it->response == response)
			continue;
		it->expires = all->now;
		it->is_dirty = true;
		bindings_remove(all, it);
	}
}

void
bindings_tick(struct bindings *all, struct tstamp now)
{
	all->now = now;
	/* Whoever registered long ago and for long holds up those behind,
	 * whom nobody finds all the same. */
	while (all->by_aor.oldest) {
		struct binding *oldest = longest_silent(all);

		if (tstamp_before(now, oldest->expires))
			break;
		bindings_remove(all, oldest);
	}
}

void
bindings_finish(struct bindings *all)
{
	struct table_link *link = all->by_aor.oldest;

	for (; link; link = link->newer) {
		struct binding *it = TABLE_ENTRY(link, struct binding, by_aor);

		if (it->is_dirty)
			put_row(all, it);
	}
}

static bool
is_live(const struct bindings *all, const struct binding *binding)
{
	return tstamp_before(all->now, binding->expires);
}

const struct binding *
bindings_lookup(const struct bindings *all, const char *key)
{
	struct table_link *link =
	    table_first(&all->by_aor, hash_key(&all->by_aor, key));

	for (; link; link = table_next(link)) {
		struct binding *it = TABLE_ENTRY(link, struct binding, by_aor);

		if (!strcmp(it->aor_key, key) && is_live(all, it))
			return it;
	}
	link = table_first(&all->by_contact, hash_key(&all->by_contact, key));
	for (; link; link = table_next(link)) {
		struct binding *it =
		    TABLE_ENTRY(link, struct binding, by_contact);

		if (!strcmp(it->contact_key, key) && is_live(all, it))
			return it;
	}
	return NULL;
}

const struct binding *
bindings_lookup_address(const struct bindings *all, const struct addr *addr)
{
	struct table_link *link =
	    table_first(&all->by_address, hash_address(&all->by_address, addr));
	const struct binding *found = NULL;

	for (; link; link = table_next(link)) {
		const struct binding *it =
		    TABLE_ENTRY(link, struct binding, by_address);

		if (!addr_equal(&it->address, addr) || !is_live(all, it))
			continue;
		if (found && strcmp(found->aor_key, it->aor_key) != 0)
			return NULL;
		found = it;
	}
	return found;
}
