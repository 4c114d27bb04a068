/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads sessions and analysis interfaces of a plan file. */
#include <errno.h>
#include <string.h>

#include "spanctl/planfile_int.h"

/* A host by name, address or MAC address: its port is found when the device
 * is asked. 0, or EBADMSG. */
static int
take_source_host(
    struct planned *planned, struct text name, enum direction direction)
{
	struct planned_host *host = &planned->hosts[planned->host_count];

	if (name.len == 0 || name.len >= sizeof host->name ||
	    memchr(name.at, ' ', name.len) ||
	    planned->host_count >= PLAN_HOSTS_MAX)
		return EBADMSG;
	text_copy(host->name, sizeof host->name, name);
	host->direction = direction;
	planned->host_count++;
	return 0;
}

/* "Fa0/5-10 rx", "vlan 20 both", "host 192.0.2.7 rx". */
static void
take_source(cfg_t *section, struct planned *planned, const char *value)
{
	struct text list = text_trim(text_of(value));
	size_t len = list.len;
	struct port_sink sink = {
	    planned->device->driver, &planned->session.sources, DIRECTION_BOTH};
	int error;

	while (len && list.at[len - 1] != ' ')
		len--;
	if (direction_of((struct text){list.at + len, list.len - len})) {
		sink.direction =
		    direction_of((struct text){list.at + len, list.len - len});
		list = text_trim((struct text){list.at, len});
	}
	if (text_starts_with(list, "vlan "))
		error = vlans_add(planned->session.source_vlans,
		    text_trim((struct text){list.at + 5, list.len - 5}),
		    (uint8_t)sink.direction);
	else if (text_starts_with(list, "host "))
		error = take_source_host(planned,
		    text_trim((struct text){list.at + 5, list.len - 5}),
		    sink.direction);
	else
		error = port_list_each(
		    sink.driver->names, list, planfile_add_port, &sink);
	if (error || list.len == 0)
		planfile_complain(planfile_where(section, "sources", value),
		    "sources: \"%s\" is no port, VLAN or host of a device of "
		    "the "
		    "driver %s",
		    value, sink.driver->name);
}

/* What kind of session it is follows from where copies go and come from. */
static void
take_type(cfg_t *section, struct planned *planned)
{
	struct session *session = &planned->session;
	bool from = session->sources.count || planned->host_count ||
		    vlans_count(session->source_vlans);
	bool to = session->destinations.count != 0;

	session->type = SESSION_LOCAL;
	if (session->erspan_to[0])
		session->type = SESSION_ERSPAN_SOURCE;
	else if (session->rspan_vlan)
		session->type =
		    from ? SESSION_RSPAN_SOURCE : SESSION_RSPAN_DESTINATION;
	if ((session->type == SESSION_RSPAN_DESTINATION) == from)
		planfile_complain(planfile_where(section, "sources", NULL),
		    "session %s: has no sources", cfg_title(section));
	if (!to && (session->type == SESSION_LOCAL ||
		       session->type == SESSION_RSPAN_DESTINATION))
		planfile_complain(planfile_where(section, NULL, NULL),
		    "session %s: has no destinations", cfg_title(section));
	if (to && (session->type == SESSION_RSPAN_SOURCE ||
		      session->type == SESSION_ERSPAN_SOURCE))
		planfile_complain(planfile_where(section, "destinations", NULL),
		    "session %s: copies to a port and to a VLAN or tunnel too",
		    cfg_title(section));
}

static void
take_id(cfg_t *section, struct planned *planned)
{
	const struct limits *limits = &planned->device->driver->limits;
	struct session *session = &planned->session;
	unsigned long number;

	planfile_text(section, "id", session->id, sizeof session->id);
	if (limits->by_destination && session->destinations.count)
		text_copy(session->id, sizeof session->id,
		    text_of(session->destinations.at[0].name));
	if (!session->id[0] && !limits->numbers)
		text_copy(
		    session->id, sizeof session->id, text_of(planned->name));
	if (limits->id_len && strlen(session->id) > limits->id_len)
		planfile_complain(planfile_where(section, "id", NULL),
		    "id: has more than %u characters", limits->id_len);
	if (strpbrk(session->id, " \t\r\n\"") || !session->id[0])
		planfile_complain(planfile_where(section, "id", NULL),
		    "id: say which session of the device it is");
	else if (planned->device->driver->show &&
		 !show_is_id(text_of(session->id)))
		planfile_complain(planfile_where(section, "id", NULL),
		    "id: \"%s\" has characters that no session of a device "
		    "has",
		    session->id);
	else if (limits->numbers &&
		 (!text_number(text_of(session->id),
		      limits->id_max ? limits->id_max : 65535, &number) ||
		     number == 0))
		planfile_complain(planfile_where(section, "id", session->id),
		    "id: is not from 1 to %u",
		    limits->id_max ? limits->id_max : 65535);
}

static void
take_words(cfg_t *section, struct session *session)
{
	static const char *const words[] = {
	    "filter_acl", "erspan_to", "erspan_from", NULL};

	planfile_text(
	    section, words[0], session->filter_acl, sizeof session->filter_acl);
	planfile_text(
	    section, words[1], session->erspan_to, sizeof session->erspan_to);
	planfile_text(section, words[2], session->erspan_from,
	    sizeof session->erspan_from);
	/* They become part of lines that a device executes. */
	for (size_t i = 0; words[i]; i++) {
		const char *value = cfg_getstr(section, words[i]);

		if (value && strpbrk(value, " \t\r\n;|?\"'"))
			planfile_complain(
			    planfile_where(section, words[i], NULL),
			    "%s: is not one word", words[i]);
	}
}

void
planfile_session(
    cfg_t *section, const struct plan *plan, struct planned *planned)
{
	struct session *session = &planned->session;
	const char *device = cfg_getstr(section, "device");

	*planned = (struct planned){.device = NULL};
	planfile_title(section, planned->name, sizeof planned->name);
	planned->device = device ? plan_device(plan, device) : NULL;
	if (planned->device && !planned->device->driver)
		return; /* said of the device */
	if (!planned->device) {
		planfile_complain(planfile_where(section, "device", device),
		    "session %s: %s", planned->name,
		    device ? "there is no such device" : "names no device");
		return;
	}
	planfile_ports(section, "destinations", planned->device->driver,
	    &session->destinations);
	take_id(section, planned);
	take_words(section, session);
	for (unsigned i = 0; i < cfg_size(section, "sources"); i++)
		take_source(
		    section, planned, cfg_getnstr(section, "sources", i));
	for (unsigned i = 0; i < cfg_size(section, "filter_vlans"); i++) {
		const char *value = cfg_getnstr(section, "filter_vlans", i);

		if (vlans_add(session->filter_vlans, text_of(value), 1))
			planfile_complain(
			    planfile_where(section, "filter_vlans", value),
			    "filter_vlans: \"%s\" is no VLAN", value);
	}
	session->rspan_vlan =
	    planfile_number(section, "rspan_vlan", 0, VLANS - 2);
	session->erspan_id = planfile_number(section, "erspan_id", 0, 1023);
	session->mtu = planfile_number(section, "mtu", 0, 65535);
	session->ingress = cfg_getbool(section, "ingress");
	take_type(section, planned);
}

/* "192.0.2.20", or "192.0.2.20 core1 Fa0/5". */
static void
take_host(cfg_t *section, const struct plan *plan, struct analysis *analysis,
    const char *value)
{
	struct text rest = text_of(value);
	struct text address = text_word(&rest);
	struct text device = text_word(&rest);
	struct text port = text_word(&rest);
	struct expected_host *host = &analysis->hosts[analysis->host_count];

	if (analysis->host_count >= PLAN_HOSTS_MAX) {
		planfile_complain(planfile_where(section, "hosts", value),
		    "hosts: more than %d", PLAN_HOSTS_MAX);
		return;
	}
	text_copy(host->device, sizeof host->device, device);
	text_copy(host->port, sizeof host->port, port);
	if (!addr_parse(address, &host->addr) || text_trim(rest).len ||
	    (device.len && !port.len) || port.len >= sizeof host->port)
		planfile_complain(planfile_where(section, "hosts", value),
		    "hosts: \"%s\" is no address, or address, device and "
		    "port",
		    value);
	else if (device.len && (device.len >= sizeof host->device ||
				   !plan_device(plan, host->device)))
		planfile_complain(planfile_where(section, "hosts", value),
		    "hosts: there is no device \"%.*s\"", (int)device.len,
		    device.at);
	analysis->host_count++;
}

void
planfile_analysis(
    cfg_t *section, const struct plan *plan, struct analysis *analysis)
{
	*analysis = (struct analysis){.sip = cfg_size(section, "expect") == 0,
	    .rtp = cfg_size(section, "expect") == 0,
	    .max_duplicates = cfg_getfloat(section, "max_duplicates")};
	planfile_title(
	    section, analysis->interface, sizeof analysis->interface);
	for (unsigned i = 0; i < cfg_size(section, "expect"); i++) {
		const char *value = cfg_getnstr(section, "expect", i);

		if (!strcmp(value, "sip"))
			analysis->sip = true;
		else if (!strcmp(value, "rtp"))
			analysis->rtp = true;
		else
			planfile_complain(
			    planfile_where(section, "expect", value),
			    "expect: \"%s\" is none of sip and rtp", value);
	}
	for (unsigned i = 0; i < cfg_size(section, "hosts"); i++)
		take_host(
		    section, plan, analysis, cfg_getnstr(section, "hosts", i));
}
