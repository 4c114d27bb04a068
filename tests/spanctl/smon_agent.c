/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SMON part of a switch, as a subagent (AgentX) of a real snmpd:
 * portCopyTable of RFC 2613, whose rows mirror interfaces of this host by
 * tc(8).
 *
 *     smon_agent SOCKET FOLDER
 *
 * FOLDER/rows has the rows, as JSON: [[direction, status, drops], ...].
 * FOLDER/mode says how it behaves: "rfc" takes all; "fastpath" makes rows at
 * once, both ways, with the direction set later; "steps" wants createAndWait;
 * "down" has rows that do not come up. FOLDER/drops is what it has dropped.
 * FOLDER/many is how many rows of no real interfaces there are beside. What
 * FOLDER/asked says is in FOLDER/answered when all that has been so followed.
 */
#include <net-snmp/net-snmp-config.h>
/* The first has to be the first. */
#include <net-snmp/net-snmp-includes.h>
/* And so on. */
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum column {
	COLUMN_DROPS = 3,
	COLUMN_DIRECTION = 4,
	COLUMN_STATUS = 5,
};

static const char *folder;
static netsnmp_table_data_set *copies;

static void
read_word(const char *name, char *out, size_t size)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "re");
	out[0] = '\0';
	if (file && fgets(out, (int)size, file))
		out[strcspn(out, "\n")] = '\0';
	if (file)
		fclose(file);
}

static long *
cell(netsnmp_table_row *row, enum column column)
{
	netsnmp_table_data_set_storage *found =
	    netsnmp_table_data_set_find_column(
		(netsnmp_table_data_set_storage *)row->data, column);

	return found ? found->data.integer : NULL;
}

static bool
is_there(long source, long to)
{
	for (netsnmp_table_row *row =
		 netsnmp_table_data_set_get_first_row(copies);
	     row; row = netsnmp_table_data_set_get_next_row(copies, row)) {
		if (row->index_oid[0] == (oid)source &&
		    row->index_oid[1] == (oid)to)
			return true;
	}
	return false;
}

/* What agents of this mode refuse; an error of SNMP, or 0. */
static int
refusal(const netsnmp_variable_list *variable, const char *mode)
{
	size_t len = variable->name_length;
	oid column = variable->name[len - 3];
	bool there = is_there(
	    (long)variable->name[len - 2], (long)variable->name[len - 1]);
	bool steps = !strcmp(mode, "steps");

	if (!steps && strcmp(mode, "fastpath") != 0)
		return 0;
	if (column == COLUMN_DIRECTION && !there)
		return SNMP_ERR_INCONSISTENTNAME;
	if (column == COLUMN_STATUS &&
	    *variable->val.integer ==
		(steps ? SNMP_ROW_CREATEANDGO : SNMP_ROW_CREATEANDWAIT))
		return SNMP_ERR_WRONGVALUE;
	return 0;
}

static int
on_request(netsnmp_mib_handler *handler,
    netsnmp_handler_registration *registration,
    netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	char mode[32];

	(void)handler;
	(void)registration;
	if (info->mode != MODE_SET_RESERVE1)
		return SNMP_ERR_NOERROR;
	read_word("mode", mode, sizeof mode);
	for (netsnmp_request_info *request = requests; request;
	     request = request->next) {
		int error = refusal(request->requestvb, mode);

		if (error)
			netsnmp_set_request_error(info, request, error);
	}
	return SNMP_ERR_NOERROR;
}

static void
make_table(void)
{
	static oid name[] = {1, 3, 6, 1, 2, 1, 16, 22, 1, 3, 1};
	long drops = 0, direction = 3, status = 0;

	copies = netsnmp_create_table_data_set("portCopyTable");
	netsnmp_table_set_add_indexes(copies, ASN_INTEGER, ASN_INTEGER, 0);
	copies->allow_creation = 1;
	copies->rowstatus_column = COLUMN_STATUS;
	netsnmp_table_set_add_default_row(
	    copies, COLUMN_DROPS, ASN_COUNTER, 0, &drops, sizeof drops);
	netsnmp_table_set_add_default_row(copies, COLUMN_DIRECTION, ASN_INTEGER,
	    1, &direction, sizeof direction);
	netsnmp_table_set_add_default_row(
	    copies, COLUMN_STATUS, ASN_INTEGER, 1, &status, sizeof status);
	netsnmp_register_table_data_set(
	    netsnmp_create_handler_registration("portCopyTable", on_request,
		name, OID_LENGTH(name), HANDLER_CAN_RWRITE),
	    copies, NULL);
}

/* Adds rows up to the number in FOLDER/many, each to a port of its own. */
static void
add_many(void)
{
	static long count;
	char word[32];
	long wanted, direction = 3, status = SNMP_ROW_ACTIVE, drops = 0;

	read_word("many", word, sizeof word);
	for (wanted = strtol(word, NULL, 10); count < wanted; count++) {
		netsnmp_table_row *row = netsnmp_create_table_data_row();
		long source = 100000, to = 200000 + count;

		netsnmp_table_row_add_index(
		    row, ASN_INTEGER, &source, sizeof source);
		netsnmp_table_row_add_index(row, ASN_INTEGER, &to, sizeof to);
		netsnmp_set_row_column(row, COLUMN_DROPS, ASN_COUNTER,
		    (const char *)&drops, sizeof drops);
		netsnmp_set_row_column(row, COLUMN_DIRECTION, ASN_INTEGER,
		    (const char *)&direction, sizeof direction);
		netsnmp_set_row_column(row, COLUMN_STATUS, ASN_INTEGER,
		    (const char *)&status, sizeof status);
		netsnmp_table_dataset_add_row(copies, row);
	}
}

static void
run(const char *command)
{
	if (system(command) == -1)
		perror("system");
}

/* Makes the kernel copy as a row says. */
static void
mirror(long source, long to, long direction)
{
	char from_name[IF_NAMESIZE], to_name[IF_NAMESIZE], command[512];
	static const char *const hooks[] = {"ingress", "egress"};

	if (!if_indextoname((unsigned)source, from_name) ||
	    !if_indextoname((unsigned)to, to_name))
		return;
	snprintf(command, sizeof command,
	    "tc qdisc add dev %s clsact 2>/dev/null", from_name);
	run(command);
	for (int i = 0; i < 2; i++) {
		if (!(direction & 1L << i))
			continue;
		snprintf(command, sizeof command,
		    "tc filter add dev %s %s bpf bytecode '1,6 0 0 4294967295' "
		    "action mirred egress mirror dev %s",
		    from_name, hooks[i], to_name);
		run(command);
	}
}

/* Has the kernel and FOLDER/rows be as the rows are; when they changed. */
static void
follow(void)
{
	static char last[4096];
	char now[4096] = "", mode[32], drops[32], path[512];
	size_t len = 0;
	FILE *file;

	read_word("mode", mode, sizeof mode);
	read_word("drops", drops, sizeof drops);
	for (netsnmp_table_row *row =
		 netsnmp_table_data_set_get_first_row(copies);
	     row; row = netsnmp_table_data_set_get_next_row(copies, row)) {
		if (!strcmp(mode, "down"))
			*cell(row, COLUMN_STATUS) = SNMP_ROW_NOTREADY;
		*cell(row, COLUMN_DROPS) = strtol(drops, NULL, 10);
		if (len < sizeof now / 2) /* more are of no interface */
			len += (size_t)snprintf(now + len, sizeof now - len,
			    "%s[%ld,%ld,%ld]", len ? "," : "",
			    *cell(row, COLUMN_DIRECTION),
			    *cell(row, COLUMN_STATUS),
			    *cell(row, COLUMN_DROPS));
	}
	if (!strcmp(now, last))
		return;
	memcpy(last, now, sizeof last);
	run("for i in $(tc qdisc | awk '/clsact/ && !/dev lo/ {print $5}'); do "
	    "tc qdisc del dev $i clsact; done");
	for (netsnmp_table_row *row =
		 netsnmp_table_data_set_get_first_row(copies);
	     row; row = netsnmp_table_data_set_get_next_row(copies, row)) {
		if (*cell(row, COLUMN_STATUS) == SNMP_ROW_ACTIVE)
			mirror((long)row->index_oid[0], (long)row->index_oid[1],
			    *cell(row, COLUMN_DIRECTION));
	}
	snprintf(path, sizeof path, "%s/rows", folder);
	file = fopen(path, "we");
	if (file) {
		fprintf(file, "[%s]\n", now);
		fclose(file);
	}
}

/* Tells who asked that all is as the folder and the rows have it. */
static void
answer(const char *asked)
{
	static char last[32];
	char path[512], part[520];
	FILE *file;

	if (!strcmp(asked, last))
		return;
	snprintf(last, sizeof last, "%s", asked);
	snprintf(path, sizeof path, "%s/answered", folder);
	snprintf(part, sizeof part, "%s.part", path);
	file = fopen(part, "we");
	if (!file)
		return;
	fprintf(file, "%s\n", asked);
	fclose(file);
	if (rename(part, path))
		perror(path);
}

/* After each request, and often enough for what is in the folder. */
static void
look(unsigned int id, void *arg)
{
	char asked[32];

	(void)id;
	(void)arg;
	read_word("asked", asked, sizeof asked);
	add_many();
	follow();
	answer(asked);
}

int
main(int argc, char **argv)
{
	struct timeval often = {0, 20000};

	if (argc != 3)
		return 2;
	folder = argv[2];
	netsnmp_enable_subagent();
	netsnmp_ds_set_string(
	    NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, argv[1]);
	init_agent("smon");
	make_table();
	init_snmp("smon");
	snmp_alarm_register_hr(often, SA_REPEAT, look, NULL);
	for (;;) {
		agent_check_and_process(1);
		look(0, NULL);
	}
}
