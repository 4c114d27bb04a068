/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of hosts, and tables that devices print; see station.h. */
#include "spanctl/station.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int
station_add(struct station_list *list, const struct station *station)
{
	if (list->count >= STATIONS_MAX)
		return E2BIG;
	if (list->count == list->size) {
		size_t size = list->size ? 2 * list->size : 64;
		struct station *bigger =
		    realloc(list->at, size * sizeof *bigger);

		if (!bigger)
			return ENOMEM;
		list->at = bigger;
		list->size = size;
	}
	list->at[list->count++] = *station;
	return 0;
}

void
station_list_clear(struct station_list *list)
{
	free(list->at);
	*list = (struct station_list){NULL, 0, 0};
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Twelve digits in groups of the same length, 2, 4 or 6. */
bool
mac_parse(struct text text, uint8_t mac[MAC_SIZE])
{
	size_t digits = 0, group = 0, in_group = 0;

	for (size_t i = 0; i < text.len; i++) {
		int value = hex_value(text.at[i]);

		if (value >= 0) {
			if (digits == 12)
				return false;
			mac[digits / 2] =
			    (uint8_t)(digits % 2 ? mac[digits / 2] | value
						 : value << 4);
			digits++;
			in_group++;
			continue;
		}
		if (!strchr(".:-", text.at[i]) || text.at[i] == '\0' ||
		    in_group == 0 || (group && in_group != group))
			return false;
		group = in_group;
		in_group = 0;
	}
	return digits == 12 && in_group == group &&
	       (group == 2 || group == 4 || group == 6);
}

char *
mac_format(const uint8_t mac[MAC_SIZE], char out[MAC_TEXT_SIZE])
{
	snprintf(out, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
	    mac[1], mac[2], mac[3], mac[4], mac[5]);
	return out;
}

const uint8_t *
station_mac(const struct station_list *list, const struct addr *addr)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!addr_is_any(addr) && addr_equal(&list->at[i].addr, addr))
			return list->at[i].mac;
	}
	return NULL;
}

const struct station *
station_port(
    const struct station_list *list, const uint8_t mac[MAC_SIZE], size_t *from)
{
	for (size_t i = *from; i < list->count; i++) {
		const struct station *station = &list->at[i];

		*from = i + 1;
		if (station->port[0] && !memcmp(station->mac, mac, MAC_SIZE))
			return station;
	}
	return NULL;
}

size_t
station_count(const struct station_list *list, const char *port)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += !strcmp(list->at[i].port, port);
	return count;
}

/* How much a word of a table looks like a port: not at all, as a number that
 * may be one, by its kind. A VLAN is none. */
static int
port_likeness(const struct port_names *names, struct text word)
{
	bool digit = false;

	for (size_t i = 0; i < word.len; i++)
		digit |= isdigit((unsigned char)word.at[i]) != 0;
	if (!digit || word.len >= PORT_NAME_SIZE ||
	    !isalnum((unsigned char)word.at[word.len - 1]) ||
	    (word.len > 4 && !strncasecmp(word.at, "vlan", 4)) ||
	    !port_known(names, word))
		return 0;
	return isalpha((unsigned char)word.at[0]) ? 2 : 1;
}

static int
take_line(
    const struct port_names *names, struct text line, struct station_list *list)
{
	struct station station = {.vlan = 0};
	bool has_mac = false, keyed = false;
	unsigned long vlan;
	int best = 0;

	for (struct text word = text_word(&line); word.len;
	     word = text_word(&line)) {
		struct addr addr;
		uint8_t mac[MAC_SIZE];

		while (word.len && (word.at[word.len - 1] == ',' ||
				       word.at[word.len - 1] == '\r'))
			word.len--;
		if (word.len && memchr(word.at, '=', word.len)) {
			struct text key = text_cut(&word, '=');

			if (!keyed) /* before it was the number of the row */
				station.vlan = 0;
			keyed = true;
			if (text_is(key, "vid") &&
			    text_number(word, 4094, &vlan))
				station.vlan = (unsigned)vlan;
		}
		if (!has_mac && mac_parse(word, mac)) {
			memcpy(station.mac, mac, sizeof mac);
			has_mac = true;
		} else if (addr_is_any(&station.addr) &&
			   addr_parse(word, &addr)) {
			station.addr = addr;
		} else if (!has_mac && text_number(word, 4094, &vlan) && vlan) {
			station.vlan = (unsigned)vlan;
		} else if (has_mac && port_likeness(names, word) > best) {
			best = port_likeness(names, word);
			text_copy(station.port, sizeof station.port, word);
		}
	}
	if (!has_mac || (!station.port[0] && addr_is_any(&station.addr)))
		return 0;
	return station_add(list, &station);
}

int
station_parse(const struct port_names *names, struct text output,
    struct station_list *list)
{
	int error = 0;

	while (output.len && !error)
		error = take_line(names, text_cut(&output, '\n'), list);
	return error;
}
