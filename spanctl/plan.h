/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan: which devices there are, which sessions each should have, and
 * what is to be expected where the copies arrive. spanctl.conf(5) is the file.
 */
#ifndef SPANCTL_PLAN_H
#define SPANCTL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/flow.h"
#include "spanctl/driver.h"
#include "spanctl/session.h"

#define PLAN_NAME_SIZE 64
#define PLAN_TEXT_SIZE 256
#define PLAN_WORD_SIZE 16
#define PLAN_HOSTS_MAX 64

enum reach {
	REACH_SSH,
	REACH_TELNET,
	REACH_LOCAL, /* this host */
	REACH_OWN,   /* over the network, as only its driver knows */
};

struct device {
	char name[PLAN_NAME_SIZE];
	const struct driver *driver;
	char address[PLAN_TEXT_SIZE];
	unsigned short port; /* 0: the usual one */
	enum reach reach;
	char user[PLAN_TEXT_SIZE];
	char login[PLAN_TEXT_SIZE];   /* 'user' as the device is told it */
	char secret[PLAN_TEXT_SIZE];  /* where it is, see secret.h; "" */
	char enable[PLAN_TEXT_SIZE];  /* the same for privilege; "" */
	char hostkey[PLAN_TEXT_SIZE]; /* "SHA256:..." */
	char bridge[PLAN_NAME_SIZE];  /* of Open vSwitch */
	char privacy[PLAN_TEXT_SIZE]; /* the same for SNMP; "": as secret */
	char auth[PLAN_WORD_SIZE];    /* of SNMP version 3: "SHA" */
	char cipher[PLAN_WORD_SIZE];  /* "AES" */
	bool legacy_ssh;              /* old algorithms are allowed */
	struct mirror_ports uplinks;  /* trunks and uplinks: no destination */
	struct mirror_ports lag_members;
	struct mirror_ports management; /* the way to the device */
	unsigned timeout_s;             /* of an answer */
};

/* A source whose port the device has to be asked for. */
struct planned_host {
	char name[PLAN_NAME_SIZE]; /* address, MAC address or host name */
	enum direction direction;
};

struct planned {
	char name[PLAN_NAME_SIZE];
	const struct device *device;
	struct session session; /* without the ports of 'hosts' */
	struct planned_host hosts[PLAN_HOSTS_MAX];
	size_t host_count;
};

/* A host whose calls have to be seen, and where it is connected. */
struct expected_host {
	struct addr addr;
	char device[PLAN_NAME_SIZE]; /* "": not said */
	char port[PORT_NAME_SIZE];
};

/* An interface where copies arrive. */
struct analysis {
	char interface[PLAN_NAME_SIZE];
	bool sip, rtp;         /* is expected, both ways */
	double max_duplicates; /* percent */
	struct expected_host hosts[PLAN_HOSTS_MAX];
	size_t host_count;
};

struct plan {
	char journal[PLAN_TEXT_SIZE]; /* folder */
	struct device *devices;
	size_t device_count;
	struct planned *sessions;
	size_t session_count;
	struct analysis *analyses;
	size_t analysis_count;
};

/*
 * Reads the plan from 'path'. 0, or a positive errno after messages of the
 * form "path:line:column: what". plan_clear() it in any case.
 */
int plan_read(const char *path, struct plan *plan)
    __attribute__((warn_unused_result));

void plan_clear(struct plan *plan);

/* The device of that name, or NULL. */
const struct device *plan_device(const struct plan *plan, const char *name);

/* Appends copies of what 'device' should have to 'list'; 0 or an errno. */
int plan_sessions_of(const struct plan *plan, const struct device *device,
    struct session_list *list) __attribute__((warn_unused_result));

#endif
