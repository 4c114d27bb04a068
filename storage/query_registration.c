/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations. */
#include "storage/catalogue_int.h"

#include "storage/query.h"

static const char list_sql[] =
    "SELECT aor, contact, name, address, agent, first_us, last_us, expires_us "
    "FROM registration ORDER BY aor, first_us, contact";

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
