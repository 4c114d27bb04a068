/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call with its texts in memory of its own, within storage/ only. Errors as
 * in catalogue.h. */
#ifndef STORAGE_CALL_COPY_H
#define STORAGE_CALL_COPY_H

#include <stddef.h>

#include "storage/database.h"
#include "storage/query.h"

/* What call_copy_read() reads of a row of 'call'. */
#define CALL_COLUMNS                                                           \
	"call.id, uid, state, completeness, reason, direction, "               \
	"caller_number, caller_name, caller_uri, caller_address, "             \
	"callee_number, callee_name, callee_uri, callee_address, "             \
	"started_us, ringing_us, answered_us, ended_us, final_status, "        \
	"ended_by, sip_cause, q850_cause, diverted_from, has_fax, rule, "      \
	"retention, hold, "                                                    \
	"(SELECT count(*) FROM leg WHERE leg.call_id = call.id), "             \
	"(SELECT sip_call_id FROM leg WHERE leg.call_id = call.id "            \
	"ORDER BY started_us, id LIMIT 1)"

/* Begins zeroed; may be read into again. */
struct call_copy {
	struct call_view view;
	char *texts; /* all of them, one after the other */
	size_t size; /* bytes allocated */
};

/* Reads the row that 's' is at. */
int call_copy_read(struct call_copy *copy, struct statement *s)
    __attribute__((warn_unused_result));

/* Gives its memory back. */
void call_copy_clear(struct call_copy *copy);

#endif
