/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the readers of what devices print; the first byte says which. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "spanctl/counts.h"
#include "spanctl/driver.h"

static void
check_ports(const struct mirror_ports *ports, bool sources)
{
	if (ports->count > PORTS_MAX)
		abort();
	for (size_t i = 0; i < ports->count; i++) {
		const struct mirror_port *port = &ports->at[i];

		if (!memchr(port->name, '\0', sizeof port->name) ||
		    !memchr(port->key, '\0', sizeof port->key) ||
		    !port->name[0] || (sources && !port->direction) ||
		    port->direction > DIRECTION_BOTH)
			abort();
	}
}

static void
check(const struct session *session)
{
	if (!memchr(session->id, '\0', sizeof session->id) ||
	    !show_is_id(text_of(session->id)) ||
	    !memchr(session->erspan_to, '\0', sizeof session->erspan_to) ||
	    session->type > SESSION_CAPTURE || session->source_vlans[0])
		abort();
	check_ports(&session->sources, true);
	check_ports(&session->destinations, false);
}

static void
check_counts(const struct cli_counts *counts, struct text text)
{
	struct count count = {.known = false};

	if (!counts_match(text, counts->rx, &count) &&
	    (count.bytes || count.packets))
		abort();
	(void)counts_match(text, counts->tx, &count);
	if (counts->speed)
		(void)counts_speed(text, counts->speed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session_list list = {NULL, 0};
	const struct driver *driver;
	int error;

	if (size == 0)
		return 0;
	driver = driver_at(data[0] - 'a');
	if (!driver || !driver->show)
		return 0;
	error = show_parse(driver->show,
	    (struct text){(const char *)data + 1, size - 1}, &list);
	if (list.count > SESSIONS_MAX || (list.count && error == EBADMSG))
		abort();
	for (size_t i = 0; i < list.count; i++) {
		check(&list.at[i]);
		if (!session_equal(&list.at[i], &list.at[i]))
			abort();
	}
	session_list_clear(&list);
	if (driver->talk && driver->talk->counts)
		check_counts(driver->talk->counts,
		    (struct text){(const char *)data + 1, size - 1});
	return 0;
}
