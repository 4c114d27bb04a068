/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings that have types of their own. */
#include "recorder/setting_set.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "capture/filter.h"
#include "capture/interfaces.h"
#include "rtp/tone.h"
#include "tls/keylog.h"

static bool fail(char error[SETTING_ERROR_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Always false. */
static bool
fail(char error[SETTING_ERROR_SIZE], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, SETTING_ERROR_SIZE, format, args);
	va_end(args);
	return false;
}

/* Adds a value to a list of them. */
static bool
add_text(const char ***list, size_t *count, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	const char **grown = realloc(*list, (*count + 1) * sizeof *grown);

	if (!grown)
		return fail(error, "out of memory");
	grown[(*count)++] = value;
	*list = grown;
	return true;
}

bool
add_interface(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	if (settings->interface_count == INTERFACES_MAX)
		return fail(error, "more than %d interfaces", INTERFACES_MAX);
	for (size_t i = 0; i < settings->interface_count; i++)
		if (!strcmp(settings->interfaces[i], value))
			return fail(error, "named twice");
	return add_text(
	    &settings->interfaces, &settings->interface_count, value, error);
}

bool
add_file(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return add_text(&settings->files, &settings->file_count, value, error);
}

bool
set_filter(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	char why[FILTER_ERROR_SIZE];

	filter_free(settings->filter);
	settings->filter = NULL;
	if (filter_new(value, &settings->filter, why) == 0)
		return true;
	return fail(error, "%s (is it a capture file? Say -r FILE)", why);
}

bool
set_sip_ports(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	settings->any_sip_port = false;
	settings->sip_ports = (struct port_set){0};
	return port_set_parse(text_of(value), &settings->sip_ports) ||
	       fail(error, "not a list of ports, such as 5060,5080-5090");
}

/* "vxlan:4790" */
bool
add_tunnel(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	struct text rest = text_of(value);
	struct text name = text_cut(&rest, ':');
	char copy[16];
	enum udp_tunnel tunnel;
	unsigned long port;

	text_copy(copy, sizeof copy, name);
	tunnel = udp_tunnel_named(copy);
	if (tunnel == UDP_TUNNEL_COUNT || !text_number(rest, 65535, &port) ||
	    port == 0)
		return fail(error, "not NAME:PORT with a name that spanrec "
				   "--help lists");
	return tunnel_ports_add(
		   &settings->tunnel_ports, tunnel, (uint16_t)port) ||
	       fail(error, "more than %d ports", TUNNEL_PORTS_MAX);
}

bool
add_sink(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	if (settings->sink_count == SINKS_MAX)
		return fail(error, "more than %d addresses", SINKS_MAX);
	if (!addr_parse(text_of(value), &settings->sinks[settings->sink_count]))
		return fail(error, "not an IPv4 or IPv6 address");
	settings->sink_count++;
	return true;
}

bool
add_keylog(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	char why[KEYLOG_ERROR_SIZE] = "out of memory";

	if (!settings->keylog)
		settings->keylog = keylog_new();
	if (!settings->keylog || keylog_add(settings->keylog, value, why) != 0)
		return fail(error, "%s", why);
	if (why[0]) /* taken, but there is something to say */
		log_warnx("%s", why);
	return true;
}

bool
set_audio_format(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	settings->audio = strcmp(value, "none") != 0;
	return !settings->audio ||
	       audio_format_parse(value, &settings->format) ||
	       fail(error, "not one of pcm16, ulaw, alaw, flac, opus, none");
}

bool
check_dtmf(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	(void)value;
	return settings->dtmf != DTMF_INBAND || tone_listener_is_available() ||
	       fail(error, "this program was built without spandsp, which "
			   "finds tones");
}

/* A token (RFC 3261 section 25.1), as the names of headers are. */
static bool
is_header_name(const char *name)
{
	static const char others[] = "-.!%*_+`'~";

	for (const char *at = name; *at; at++)
		if (!(*at >= '0' && *at <= '9') &&
		    !(*at >= 'a' && *at <= 'z') &&
		    !(*at >= 'A' && *at <= 'Z') && !strchr(others, *at))
			return false;
	return *name != '\0';
}

bool
add_link_header(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	if (!is_header_name(value))
		return fail(error, "not the name of a header");
	if (settings->link_header_count == LINK_HEADERS_MAX)
		return fail(error, "more than %d headers", LINK_HEADERS_MAX);
	settings->link_headers[settings->link_header_count++] = value;
	return true;
}

static bool
add_network(struct network *networks, size_t *count, size_t limit,
    const char *value, char error[SETTING_ERROR_SIZE])
{
	if (*count == limit)
		return fail(error, "more than %zu of them", limit);
	if (!network_parse(text_of(value), &networks[*count]))
		return fail(error, "neither an address nor a network such as "
				   "192.0.2.0/24 (no bits behind the prefix)");
	(*count)++;
	return true;
}

bool
add_local_network(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	struct site *site = &settings->site;

	return add_network(
	    site->local, &site->local_count, SITE_NETWORKS_MAX, value, error);
}

bool
add_trunk(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	struct site *site = &settings->site;

	return add_network(
	    site->trunks, &site->trunk_count, SITE_TRUNKS_MAX, value, error);
}

bool
add_internal_number(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	struct site *site = &settings->site;

	if (site->internal_count == SITE_PATTERNS_MAX)
		return fail(error, "more than %d of them", SITE_PATTERNS_MAX);
	if (!number_pattern_parse(
		text_of(value), &site->internal[site->internal_count]))
		return fail(error, "not a pattern such as 2xx, "
				   "+4930123[0-4]x, 200-399 or length:3-4");
	site->internal_count++;
	return true;
}

/* A prefix of 'least' digits or more. */
static bool
set_prefix(char out[NUMBER_PREFIX_SIZE], size_t least, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	size_t len = strspn(value, "0123456789");

	if (value[len] != '\0' || len < least || len >= NUMBER_PREFIX_SIZE)
		return fail(error, "not %zu to %d digits", least,
		    NUMBER_PREFIX_SIZE - 1);
	memcpy(out, value, len + 1);
	return true;
}

bool
set_country_code(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_prefix(settings->site.plan.country_code, 1, value, error);
}

bool
set_international_prefix(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_prefix(settings->site.plan.international, 0, value, error);
}

bool
set_national_prefix(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_prefix(settings->site.plan.national, 0, value, error);
}

void
settings_init(struct settings *settings)
{
	*settings = (struct settings){
	    .any_sip_port = true, .site.plan = NUMBER_PLAN_DEFAULT};
	tunnel_ports_init(&settings->tunnel_ports);
}

void
settings_clear(struct settings *settings)
{
	free(settings->files);
	free(settings->interfaces);
	keylog_free(settings->keylog);
	filter_free(settings->filter);
	rules_free(settings->rules);
	settings_init(settings);
}

bool
add_retention_class(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	struct expire_policy *policy = &settings->retention;
	struct expire_class *class = &policy->classes[policy->class_count];
	struct text rest = text_of(value);
	struct text name = text_cut(&rest, '=');

	if (policy->class_count == EXPIRE_CLASSES_MAX)
		return fail(error, "more than %d classes", EXPIRE_CLASSES_MAX);
	if (name.len == 0 || name.len >= sizeof class->name || !rest.at ||
	    !setting_duration(rest.at, &class->age_ns))
		return fail(
		    error, "not a class and its age such as bank=3650d");
	text_copy(class->name, sizeof class->name, name);
	policy->class_count++;
	return true;
}
