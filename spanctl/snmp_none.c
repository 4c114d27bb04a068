/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for snmp.c where net-snmp is missing. */
#include <errno.h>

#include "base/log.h"
#include "spanctl/snmp.h"

int
agent_open(const struct agent_login *login, struct agent **out)
{
	(void)out;
	log_warnx("%s: spanctl was built without net-snmp: see spanctl export",
	    login->name);
	return ENOTSUP;
}

void
agent_close(struct agent *agent)
{
	(void)agent;
}

int
agent_walk(struct agent *agent, const char *root, snmp_fn *fn, void *arg)
{
	(void)agent;
	(void)root;
	(void)fn;
	(void)arg;
	return ENOTSUP;
}

int
agent_set(
    struct agent *agent, const struct snmp_setting *settings, size_t count)
{
	(void)agent;
	(void)settings;
	(void)count;
	return ENOTSUP;
}

const char *
agent_refusal(const struct agent *agent)
{
	(void)agent;
	return "not built";
}
