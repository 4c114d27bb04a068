/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the catalogue becomes alarms. */
#include "recorder/catalogue_watch.h"

#include <string.h>

#include "recorder/alarm.h"

/* Subjects: what is wrong now, and what stays wrong until somebody looks. */
#define ROWS ""
#define DAMAGED "damaged"
#define LOST "lost"

static void
watch_rows(const struct catalogue_status *status)
{
	if (status->error)
		alarm_raise(ALARM_CATALOGUE, ROWS,
		    "rows cannot be written: %s; %llu bytes wait in the "
		    "spool, %llu in memory",
		    strerror(status->error),
		    (unsigned long long)status->spool_bytes,
		    (unsigned long long)status->queued_bytes);
	else if (status->spool_bytes)
		alarm_raise(ALARM_CATALOGUE, ROWS,
		    "%llu bytes of rows that waited are being read",
		    (unsigned long long)status->spool_bytes);
	else
		alarm_clear(ALARM_CATALOGUE, ROWS, "all rows are written");
}

void
catalogue_watch(struct catalogue *catalogue)
{
	struct catalogue_status status;

	catalogue_get_status(catalogue, &status);
	watch_rows(&status);
	if (status.put_aside)
		alarm_raise(ALARM_CATALOGUE, DAMAGED,
		    "%u damaged catalogues were put aside; what can be read "
		    "of them is not in the new one",
		    status.put_aside);
	if (status.rows_lost)
		alarm_raise(ALARM_CATALOGUE, LOST,
		    "%llu rows were given up, since too many waited; %llu of "
		    "them SIP messages",
		    (unsigned long long)status.rows_lost,
		    (unsigned long long)status.messages_lost);
}
