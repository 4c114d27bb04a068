/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads spanctl.conf, by libconfuse; see spanctl.conf(5) and plan.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "spanctl/planfile_int.h"
#include "spanctl/secret.h"

#define FILE_MAX (1 << 20)
#define JOURNAL "/var/lib/spanctl"

/* The file that is being read; libconfuse has no argument for it. */
static struct reading {
	const char *path;
	struct text text;
	int errors;
} reading;

static cfg_opt_t device_options[] = {CFG_STR("driver", NULL, CFGF_NONE),
    CFG_STR("address", "", CFGF_NONE), CFG_INT("port", 0, CFGF_NONE),
    CFG_STR("transport", "", CFGF_NONE), CFG_STR("user", "", CFGF_NONE),
    CFG_STR("secret", "", CFGF_NONE), CFG_STR("enable", "", CFGF_NONE),
    CFG_STR("hostkey", "", CFGF_NONE), CFG_STR("bridge", "", CFGF_NONE),
    CFG_STR("privacy", "", CFGF_NONE), CFG_STR("auth", "SHA", CFGF_NONE),
    CFG_STR("cipher", "AES", CFGF_NONE),
    CFG_BOOL("legacy_ssh", cfg_false, CFGF_NONE),
    CFG_BOOL("allow_telnet", cfg_false, CFGF_NONE),
    CFG_BOOL("allow_snmp_v2c", cfg_false, CFGF_NONE),
    CFG_BOOL("allow_nsdp", cfg_false, CFGF_NONE),
    CFG_STR_LIST("uplinks", NULL, CFGF_NONE),
    CFG_STR_LIST("lag_members", NULL, CFGF_NONE),
    CFG_STR_LIST("management", NULL, CFGF_NONE),
    CFG_INT("timeout", 15, CFGF_NONE), CFG_END()};

static cfg_opt_t session_options[] = {CFG_STR("device", NULL, CFGF_NONE),
    CFG_STR("id", "", CFGF_NONE), CFG_STR_LIST("sources", NULL, CFGF_NONE),
    CFG_STR_LIST("destinations", NULL, CFGF_NONE),
    CFG_STR_LIST("filter_vlans", NULL, CFGF_NONE),
    CFG_STR("filter_acl", "", CFGF_NONE), CFG_INT("rspan_vlan", 0, CFGF_NONE),
    CFG_STR("erspan_to", "", CFGF_NONE), CFG_STR("erspan_from", "", CFGF_NONE),
    CFG_INT("erspan_id", 0, CFGF_NONE), CFG_INT("mtu", 0, CFGF_NONE),
    CFG_BOOL("ingress", cfg_false, CFGF_NONE), CFG_END()};

static cfg_opt_t analysis_options[] = {CFG_STR_LIST("expect", NULL, CFGF_NONE),
    CFG_STR_LIST("hosts", NULL, CFGF_NONE),
    CFG_FLOAT("max_duplicates", 1, CFGF_NONE), CFG_END()};

static cfg_opt_t options[] = {CFG_STR("journal", JOURNAL, CFGF_NONE),
    CFG_SEC("device", device_options,
	CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
    CFG_SEC("session", session_options,
	CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
    CFG_SEC("analysis", analysis_options,
	CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
    CFG_END()};

void
planfile_complain(struct position where, const char *format, ...)
{
	va_list list;

	fprintf(stderr, "%s:%u:%u: ", reading.path, where.line, where.column);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	reading.errors++;
}

static void on_error(cfg_t *cfg, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));

/* What libconfuse does not like; a word in quotes says where. */
static void
on_error(cfg_t *cfg, const char *format, va_list list)
{
	char message[512] = "";
	const char *begin, *end;
	struct text token = {NULL, 0};
	unsigned line = cfg->line > 0 ? (unsigned)cfg->line : 1;

	vsnprintf(message, sizeof message, format, list);
	begin = strchr(message, '\'');
	end = begin ? strchr(begin + 1, '\'') : NULL;
	if (end)
		token = (struct text){begin + 1, (size_t)(end - begin - 1)};
	planfile_complain(
	    position_in_line(reading.text, line, token), "%s", message);
}

/* Of an option of a section, or of a value of it. */
struct position
planfile_where(cfg_t *section, const char *option, const char *value)
{
	const char *title = cfg_title(section);

	return position_find(reading.text, title ? cfg_name(section) : NULL,
	    title, option, value);
}

void
planfile_text(cfg_t *section, const char *option, char *out, size_t size)
{
	const char *value = cfg_getstr(section, option);

	if (!value)
		return;
	if (strlen(value) >= size)
		planfile_complain(planfile_where(section, option, NULL),
		    "%s: has more than %zu characters", option, size - 1);
	text_copy(out, size, text_of(value));
}

void
planfile_title(cfg_t *section, char *out, size_t size)
{
	const char *title = cfg_title(section);

	if (strlen(title) >= size)
		planfile_complain(planfile_where(section, NULL, NULL),
		    "%s: its name has more than %zu characters",
		    cfg_name(section), size - 1);
	text_copy(out, size, text_of(title));
}

unsigned
planfile_number(
    cfg_t *section, const char *option, unsigned least, unsigned most)
{
	long value = cfg_getint(section, option);

	if (value >= (long)least && value <= (long)most)
		return (unsigned)value;
	planfile_complain(planfile_where(section, option, NULL),
	    "%s: is not from %u to %u", option, least, most);
	return 0;
}

static void
take_secret(cfg_t *section, const char *option, char *out)
{
	planfile_text(section, option, out, PLAN_TEXT_SIZE);
	if (!out[0] || secret_where_valid(out))
		return;
	/* It may be the secret itself: do not print it. */
	explicit_bzero(out, PLAN_TEXT_SIZE);
	planfile_complain(planfile_where(section, option, NULL),
	    "%s: say where it is, as file:/path, env:NAME or command:program",
	    option);
}

int
planfile_add_port(struct text name, void *arg)
{
	struct port_sink *sink = arg;

	if (!port_known(sink->driver->names, name))
		return EBADMSG;
	return mirror_ports_add(
	    sink->ports, sink->driver->names, name, sink->direction);
}

void
planfile_ports(cfg_t *section, const char *option, const struct driver *driver,
    struct mirror_ports *ports)
{
	for (unsigned i = 0; i < cfg_size(section, option); i++) {
		const char *value = cfg_getnstr(section, option, i);
		struct port_sink sink = {driver, ports, DIRECTION_NONE};

		if (driver && port_list_each(driver->names, text_of(value),
				  planfile_add_port, &sink))
			planfile_complain(
			    planfile_where(section, option, value),
			    "%s: \"%s\" is no port of a device of the driver "
			    "%s",
			    option, value, driver->name);
	}
}

static void
take_transport(cfg_t *section, struct device *device)
{
	const char *value = cfg_getstr(section, "transport");

	device->reach = REACH_SSH;
	if (device->driver && device->driver->backend)
		device->reach =
		    device->driver->remote ? REACH_OWN : REACH_LOCAL;
	if (!value || !value[0])
		return;
	if (!strcmp(value, "ssh"))
		device->reach = REACH_SSH;
	else if (!strcmp(value, "local"))
		device->reach = REACH_LOCAL;
	else if (!strcmp(value, "telnet"))
		device->reach = REACH_TELNET;
	else
		planfile_complain(planfile_where(section, "transport", value),
		    "transport: \"%s\" is none: there are ssh, telnet and "
		    "local",
		    value);
	if (device->reach == REACH_TELNET &&
	    !cfg_getbool(section, "allow_telnet"))
		planfile_complain(planfile_where(section, "transport", value),
		    "telnet shows the password to all that listen: say "
		    "allow_telnet = yes if that has to be");
}

static void
take_driver(cfg_t *section, struct device *device)
{
	const char *value = cfg_getstr(section, "driver");

	if (!value) {
		planfile_complain(planfile_where(section, NULL, NULL),
		    "device %s: names no driver", device->name);
		return;
	}
	device->driver = driver_find(value);
	if (!device->driver)
		planfile_complain(planfile_where(section, "driver", value),
		    "driver: there is no \"%s\": see spanctl drivers", value);
}

/* What shows a secret to all that listen is used when the plan says so. */
static void
check_clear(cfg_t *section, const struct device *device)
{
	if (device->driver == &driver_smon && !device->user[0] &&
	    !cfg_getbool(section, "allow_snmp_v2c"))
		planfile_complain(planfile_where(section, NULL, NULL),
		    "device %s: without a user it is SNMP version 2c, which "
		    "shows its community to all that listen: name a user, or "
		    "say allow_snmp_v2c = yes if that has to be",
		    device->name);
	if (device->driver == &driver_nsdp &&
	    !cfg_getbool(section, "allow_nsdp"))
		planfile_complain(planfile_where(section, NULL, NULL),
		    "device %s: NSDP shows the password to all that listen: "
		    "say allow_nsdp = yes if that has to be",
		    device->name);
}

/* Some take options of the terminal behind the user: "rec+ct511w". */
static void
make_login(cfg_t *section, struct device *device)
{
	const struct cli_talk *talk =
	    device->driver ? device->driver->talk : NULL;
	const char *added = talk && talk->login ? talk->login : "";

	if (!device->user[0] || strchr(device->user, '+'))
		added = "";
	if (snprintf(device->login, sizeof device->login, "%s%s", device->user,
		added) >= (int)sizeof device->login)
		planfile_complain(planfile_where(section, "user", NULL),
		    "device %s: the user is too long", device->name);
}

static void
take_device(cfg_t *section, struct device *device)
{
	*device = (struct device){.port = 0};
	planfile_title(section, device->name, sizeof device->name);
	if (strpbrk(device->name, "/. \t") || !device->name[0])
		planfile_complain(planfile_where(section, NULL, NULL),
		    "device \"%s\": the name has a dot, slash or blank",
		    device->name);
	take_driver(section, device);
	take_transport(section, device);
	planfile_text(
	    section, "address", device->address, sizeof device->address);
	planfile_text(section, "user", device->user, sizeof device->user);
	planfile_text(
	    section, "hostkey", device->hostkey, sizeof device->hostkey);
	planfile_text(section, "bridge", device->bridge, sizeof device->bridge);
	take_secret(section, "secret", device->secret);
	take_secret(section, "enable", device->enable);
	take_secret(section, "privacy", device->privacy);
	planfile_text(section, "auth", device->auth, sizeof device->auth);
	planfile_text(section, "cipher", device->cipher, sizeof device->cipher);
	device->port =
	    (unsigned short)planfile_number(section, "port", 0, 65535);
	device->timeout_s = planfile_number(section, "timeout", 1, 3600);
	device->legacy_ssh = cfg_getbool(section, "legacy_ssh");
	planfile_ports(section, "uplinks", device->driver, &device->uplinks);
	planfile_ports(
	    section, "lag_members", device->driver, &device->lag_members);
	planfile_ports(
	    section, "management", device->driver, &device->management);
	check_clear(section, device);
	make_login(section, device);
	if (device->reach != REACH_LOCAL && !device->address[0])
		planfile_complain(planfile_where(section, NULL, NULL),
		    "device %s: has no address", device->name);
}

static void
check_twins(cfg_t *cfg, const struct plan *plan)
{
	for (size_t i = 0; i < plan->session_count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct planned *a = &plan->sessions[i];
			const struct planned *b = &plan->sessions[k];

			if (a->device && a->device == b->device &&
			    !strcmp(a->session.id, b->session.id))
				planfile_complain(
				    planfile_where(cfg_getnsec(cfg, "session",
						       (unsigned)i),
					"id", NULL),
				    "session %s: is session %s of %s, as %s is",
				    a->name, a->session.id, a->device->name,
				    b->name);
		}
	}
}

static int
take_all(cfg_t *cfg, struct plan *plan)
{
	size_t devices = cfg_size(cfg, "device");
	size_t sessions = cfg_size(cfg, "session");
	size_t analyses = cfg_size(cfg, "analysis");

	planfile_text(cfg, "journal", plan->journal, sizeof plan->journal);
	plan->devices = calloc(devices + 1, sizeof *plan->devices);
	plan->sessions = calloc(sessions + 1, sizeof *plan->sessions);
	plan->analyses = calloc(analyses + 1, sizeof *plan->analyses);
	if (!plan->devices || !plan->sessions || !plan->analyses)
		return ENOMEM;
	while (plan->device_count < devices) {
		unsigned i = (unsigned)plan->device_count++;

		take_device(cfg_getnsec(cfg, "device", i), &plan->devices[i]);
	}
	while (plan->session_count < sessions) {
		unsigned i = (unsigned)plan->session_count++;

		planfile_session(
		    cfg_getnsec(cfg, "session", i), plan, &plan->sessions[i]);
	}
	while (plan->analysis_count < analyses) {
		unsigned i = (unsigned)plan->analysis_count++;

		planfile_analysis(
		    cfg_getnsec(cfg, "analysis", i), plan, &plan->analyses[i]);
	}
	check_twins(cfg, plan);
	return 0;
}

/* The whole file as a string; NULL when it cannot be read, which was said. */
static char *
read_whole(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = file ? malloc(FILE_MAX + 1) : NULL;
	size_t len;

	if (!text) {
		log_warn("%s", path);
	} else {
		len = fread(text, 1, FILE_MAX + 1, file);
		if (!ferror(file) && len <= FILE_MAX) {
			text[len] = '\0';
			fclose(file);
			return text;
		}
		log_warnx("%s: cannot be read, or has more than %d bytes", path,
		    FILE_MAX);
	}
	if (file)
		fclose(file);
	free(text);
	return NULL;
}

int
plan_read(const char *path, struct plan *plan)
{
	char *text = read_whole(path);
	cfg_t *cfg;
	int error = 0;

	*plan = (struct plan){.devices = NULL};
	if (!text)
		return EIO;
	reading = (struct reading){.path = path, .text = text_of(text)};
	cfg = cfg_init(options, CFGF_NONE);
	if (!cfg) {
		free(text);
		return ENOMEM;
	}
	cfg_set_error_function(cfg, on_error);
	if (!utf8_valid(text, strlen(text))) {
		log_warnx("%s: is not UTF-8", path);
		error = EBADMSG;
	} else if (cfg_parse_buf(cfg, text) != CFG_SUCCESS) {
		if (reading.errors == 0)
			log_warnx("%s: cannot be read", path);
		error = EBADMSG;
	} else if (position_unclosed(reading.text).line) {
		planfile_complain(position_unclosed(reading.text),
		    "this is not closed by a \"}\"");
	} else {
		error = take_all(cfg, plan);
	}
	if (!error && reading.errors)
		error = EBADMSG;
	cfg_free(cfg);
	free(text);
	return error;
}
