/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the readers of LLDP and CDP, and of tables of MAC addresses. */
#include "tests/fuzz/fuzz.h"

#include "spanctl/discovery.h"
#include "spanctl/driver.h"
#include "spanctl/station.h"

static void
check_text(const char text[DISCOVERY_TEXT_SIZE])
{
	const char *end = memchr(text, '\0', DISCOVERY_TEXT_SIZE);

	if (!end)
		abort();
	for (; text < end; text++)
		if (*text < ' ' || *text > '~')
			abort();
}

static void
check_table(const uint8_t *data, size_t size)
{
	static const struct driver *const drivers[] = {&driver_ios,
	    &driver_junos, &driver_procurve, &driver_fastpath, &driver_vrp};
	struct station_list list = {NULL, 0, 0};

	if (station_parse(
		drivers[data[0] % (sizeof drivers / sizeof *drivers)]->names,
		(struct text){(const char *)data + 1, size - 1}, &list))
		abort();
	for (size_t i = 0; i < list.count; i++) {
		const struct station *station = &list.at[i];

		if (!memchr(station->port, '\0', sizeof station->port) ||
		    (!station->port[0] && addr_is_any(&station->addr)) ||
		    station->vlan > 4094)
			abort();
	}
	station_list_clear(&list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame frame = {.bytes = data,
	    .captured = size,
	    .length = size,
	    .link_type = LINK_ETHERNET};
	struct discovery discovery;

	if (discovery_parse(&frame, &discovery)) {
		check_text(discovery.device);
		check_text(discovery.port);
		check_text(discovery.about);
		if (!discovery.port[0] || !discovery.protocol)
			abort();
	}
	if (size)
		check_table(data, size);
	return 0;
}
