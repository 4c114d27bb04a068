/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device counts, and the hosts that it knows, by SNMP. */
#include <string.h>

#include "spanctl/smon_int.h"

#define ARP_MAC "1.3.6.1.2.1.4.22.1.2"         /* ipNetToMediaPhysAddress */
#define FDB_PORT "1.3.6.1.2.1.17.4.3.1.2"      /* dot1dTpFdbPort */
#define QFDB_PORT "1.3.6.1.2.1.17.7.1.2.2.1.2" /* dot1qTpFdbPort */
/* RFC 2863. The packets are those to single hosts: others are few. */
#define HC_IN "1.3.6.1.2.1.31.1.1.1.6" /* ifHCInOctets */
#define HC_IN_PKTS "1.3.6.1.2.1.31.1.1.1.7"
#define HC_OUT "1.3.6.1.2.1.31.1.1.1.10" /* ifHCOutOctets */
#define HC_OUT_PKTS "1.3.6.1.2.1.31.1.1.1.11"
#define HIGH_SPEED "1.3.6.1.2.1.31.1.1.1.15" /* ifHighSpeed: Mbit/s */
#define IN "1.3.6.1.2.1.2.2.1.10"            /* ifInOctets */
#define IN_PKTS "1.3.6.1.2.1.2.2.1.11"
#define OUT "1.3.6.1.2.1.2.2.1.16" /* ifOutOctets */
#define OUT_PKTS "1.3.6.1.2.1.2.2.1.17"
#define BRIDGE_IF "1.3.6.1.2.1.17.1.4.1.2" /* dot1dBasePortIfIndex */

int
smon_figures(void *state, const struct session *session, struct figures *out)
{
	struct smon *smon = state;
	int error = smon_read_copies(smon);

	for (size_t i = 0; i < smon->copy_count && !error; i++) {
		char to[PORT_NAME_SIZE];

		smon_name(smon, smon->copies[i].pair[1], to);
		if (strcmp(to, session->id))
			continue;
		out->has_dropped = true;
		out->dropped += smon->copies[i].drops;
		out->down |= smon->copies[i].status != ROW_ACTIVE;
	}
	return error;
}

/* One column of counters. */
struct column {
	struct smon *smon;
	enum count_way way;
	bool packets;
	bool narrow;
};

static int
take_counter(const struct snmp_object *object, void *arg)
{
	const struct column *column = arg;
	struct interface *interface =
	    smon_interface(column->smon, object->index[0]);
	struct count *count =
	    interface ? &interface->counts.way[column->way] : NULL;

	if (!count || object->index_len != 1)
		return 0;
	if (column->packets) {
		count->packets = object->number;
		return 0;
	}
	count->bytes = object->number;
	count->narrow = column->narrow;
	count_stamp(count);
	return 0;
}

static int
take_speed(const struct snmp_object *object, void *arg)
{
	struct interface *interface = smon_interface(arg, object->index[0]);

	if (interface && object->index_len == 1 && object->number < UINT32_MAX)
		interface->counts.speed_mbit = (unsigned)object->number;
	return 0;
}

/* Counters of 64 bits, or where there are none, of 32. */
static int
read_counters(struct smon *smon, bool narrow)
{
	const struct {
		const char *bytes, *packets;
	} columns[] = {{narrow ? IN : HC_IN, narrow ? IN_PKTS : HC_IN_PKTS},
	    {narrow ? OUT : HC_OUT, narrow ? OUT_PKTS : HC_OUT_PKTS}};
	int error = 0;

	for (int way = 0; way < COUNT_WAYS && !error; way++) {
		struct column column = {
		    smon, (enum count_way)way, false, narrow};

		error = agent_walk(
		    smon->agent, columns[way].bytes, take_counter, &column);
		column.packets = true;
		if (!error)
			error = agent_walk(smon->agent, columns[way].packets,
			    take_counter, &column);
	}
	return error;
}

int
smon_counts(void *state, struct port_counts *ports, size_t count)
{
	struct smon *smon = state;
	bool found = false;
	int error;

	for (size_t i = 0; i < smon->interface_count; i++)
		smon->interfaces[i].counts = (struct port_counts){.name = NULL};
	error = read_counters(smon, false);
	for (size_t i = 0; i < smon->interface_count; i++)
		found |= smon->interfaces[i].counts.way[COUNT_RX].known;
	if (!error && !found)
		error = read_counters(smon, true);
	if (!error)
		error = agent_walk(smon->agent, HIGH_SPEED, take_speed, smon);
	for (size_t i = 0; i < count && !error; i++) {
		for (size_t k = 0; k < smon->interface_count; k++) {
			const struct interface *at = &smon->interfaces[k];
			const char *name = ports[i].name;

			if (strcmp(at->name, name))
				continue;
			ports[i] = at->counts;
			ports[i].name = name;
		}
	}
	return error;
}

static int
take_bridge_port(const struct snmp_object *object, void *arg)
{
	struct interface *interface = smon_interface(arg, object->number);

	if (interface && object->index_len == 1)
		interface->bridge_port = object->index[0];
	return 0;
}

/* Tables of addresses are read into a list, with names of ports. */
struct finder {
	const struct smon *smon;
	struct station_list *list;
};

/* The index ends with the six numbers of the MAC address. */
static int
take_fdb(const struct snmp_object *object, void *arg)
{
	const struct finder *finder = arg;
	struct station station = {.vlan = 0};
	size_t before = object->index_len - MAC_SIZE;

	if (object->index_len < MAC_SIZE || object->number == 0)
		return 0;
	for (size_t i = 0; i < MAC_SIZE; i++)
		station.mac[i] = (uint8_t)object->index[before + i];
	if (before)
		station.vlan = (unsigned)object->index[0];
	for (size_t i = 0; i < finder->smon->interface_count; i++) {
		const struct interface *at = &finder->smon->interfaces[i];

		if (at->bridge_port == object->number)
			text_copy(station.port, sizeof station.port,
			    text_of(at->name));
	}
	return station.port[0] ? station_add(finder->list, &station) : 0;
}

/* The index is ifIndex and the IPv4 address. */
static int
take_arp(const struct snmp_object *object, void *arg)
{
	const struct finder *finder = arg;
	struct station station = {.vlan = 0};
	uint8_t address[4];

	if (object->index_len != 5 || object->size != MAC_SIZE)
		return 0;
	for (size_t i = 0; i < sizeof address; i++)
		address[i] = (uint8_t)object->index[1 + i];
	station.addr = addr_from_ip4(address);
	memcpy(station.mac, object->bytes, MAC_SIZE);
	return station_add(finder->list, &station);
}

int
smon_stations(void *state, struct station_list *list)
{
	struct smon *smon = state;
	struct finder finder = {smon, list};
	size_t before = list->count;
	int error = agent_walk(smon->agent, BRIDGE_IF, take_bridge_port, smon);

	if (!error)
		error = agent_walk(smon->agent, QFDB_PORT, take_fdb, &finder);
	if (!error && list->count == before)
		error = agent_walk(smon->agent, FDB_PORT, take_fdb, &finder);
	return error ? error
		     : agent_walk(smon->agent, ARP_MAC, take_arp, &finder);
}
