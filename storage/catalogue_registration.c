/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations, into the catalogue and out of it. */
#include "storage/catalogue_row.h"

#include "storage/query.h"

/*
 * Captures may be read in any order, and again: what the later one knows of
 * the end counts.
 */
static const char put_sql[] =
    "INSERT INTO registration (aor, contact, name, address, agent, first_us, "
    "last_us, expires_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
    "ON CONFLICT (aor, contact) DO UPDATE SET "
    "name = coalesce(excluded.name, name), "
    "address = coalesce(excluded.address, address), "
    "agent = coalesce(excluded.agent, agent), "
    "first_us = min(first_us, excluded.first_us), "
    "expires_us = CASE WHEN excluded.last_us >= last_us "
    "THEN excluded.expires_us ELSE expires_us END, "
    "last_us = max(last_us, excluded.last_us)";

static const char list_sql[] =
    "SELECT aor, contact, name, address, agent, first_us, last_us, expires_us "
    "FROM registration ORDER BY aor, first_us, contact";

int
catalogue_put_registration(
    struct catalogue *catalogue, const struct registration_row *row)
{
	struct statement *s;
	int error = batch_begin(catalogue);

	if (error)
		return error;
	error =
	    statement_prepare(catalogue, SLOT_PUT_REGISTRATION, put_sql, &s);
	if (error)
		return error;
	bind_text(s, row->aor);
	bind_text(s, row->contact);
	bind_text(s, row->name);
	bind_text(s, row->address);
	bind_text(s, row->agent);
	bind_int(s, row->first_us);
	bind_int(s, row->last_us);
	bind_time(s, row->expires_us);
	return statement_write(s);
}

int
query_registrations(
    struct catalogue *catalogue, query_registration_fn *each, void *arg)
{
	struct registration_row row;
	struct statement *s;
	bool found = false;
	int error =
	    statement_prepare(catalogue, SLOT_REGISTRATIONS, list_sql, &s);

	if (error)
		return error;
	error = statement_step(s, &found);
	while (!error && found) {
		row.aor = column_text(s);
		row.contact = column_text(s);
		row.name = column_text(s);
		row.address = column_text(s);
		row.agent = column_text(s);
		row.first_us = column_time(s);
		row.last_us = column_time(s);
		row.expires_us = column_time(s);
		error = each(&row, arg);
		if (!error)
			error = statement_step(s, &found);
	}
	statement_reset(s);
	return error;
}
