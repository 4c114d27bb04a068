/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kinds of devices. A driver is data: how ports are named, what output means,
 * which lines change a session, how one talks to the device. What cannot be
 * data (a kernel, a database) is behind struct backend.
 */
#ifndef SPANCTL_DRIVER_H
#define SPANCTL_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "spanctl/session.h"
#include "spanctl/show.h"

struct backend;

/*
 * Lines that change a session. In braces: {id}, {port}, {dir} (see 'rx'),
 * {vlan}, {rspan}, {options} of a destination, {erspan}, {to}, {from}, {mtu},
 * {acl}. "\n" makes two lines. A line with {erspan}, {from} or {mtu} is left
 * out when that is not said. What a device cannot do is NULL.
 */
struct cli_lines {
	const char *rx, *tx, *both; /* {dir}; 'both' NULL: a line for each */
	const char *begin;          /* before the others of a session */
	const struct cli_lines *erspan; /* of type erspan-source; or NULL */
	const char *source, *no_source;
	const char *source_vlan, *no_source_vlan;
	const char *filter_vlan, *no_filter_vlan;
	const char *filter_acl, *no_filter_acl;
	const char *destination, *no_destination;
	const char *to_rspan;   /* destination of an rspan-source */
	const char *from_rspan; /* source of an rspan-destination */
	const char *to_erspan;
	const char *rspan_vlan;    /* makes the VLAN one for RSPAN */
	const char *end;           /* after the others */
	const char *remove;        /* the whole session */
	const char *remove_source; /* with 'remove': for each source before */
	bool whole; /* not changed member by member: removed and made anew */
};

/* How a device is asked what its ports carry; patterns as in counts.h. */
struct cli_counts {
	const char *line; /* shows the counters of {port} */
	const char *rx, *tx;
	const char *speed; /* of its link; or NULL */
};

/* How one talks to a device in lines. */
struct cli_talk {
	const char *const *quiet; /* no pager, wide lines; end with NULL */
	const char *login;        /* options behind the user's name; or NULL */
	const char *enable;       /* asks for privilege; or NULL */
	const char *configure;    /* enters configuration; or NULL */
	const char *leave;        /* leaves it */
	const char *commit;       /* makes changes real; or NULL */
	const char *abort;        /* forgets them; or NULL */
	/* The same as 'configure' or 'commit', undone by the device itself
	 * after {minutes} or {time} unless 'confirm' comes; or NULL. */
	const char *guarded_configure, *guarded_commit;
	const char *const *confirm; /* NULL ends */
	const char *const *save;    /* keeps them over a restart; NULL ends */
	const char *const *read;    /* shows all sessions; NULL ends */
	const char *const *config;  /* shows their configuration; NULL ends */
	/* Parts of lines that refuse; behind "^", their beginnings, where
	 * tables have the words too; NULL ends. */
	const char *const *errors;
	const char *const *stations; /* show hosts; NULL ends; or NULL */
	const char *port;            /* shows counters of {port}; or NULL */
	const char *copied;          /* in that, what stands by packets sent */
	const char *dropped;         /* ... by packets that found no room */
	const struct cli_counts *counts; /* or NULL */
};

/* What the boxes of a kind can do; 0: not known. */
struct limits {
	unsigned sources_sessions; /* sessions with sources */
	unsigned destinations;     /* of one session */
	bool no_mix;               /* ports and VLANs not in one session */
	bool numbers;              /* ids are numbers */
	unsigned id_max;
	unsigned id_len;     /* characters */
	bool by_destination; /* a destination has one session: its id */
	bool once;           /* a packet is copied once, whatever ports match */
};

struct driver {
	const char *name;
	const char *what; /* for people */
	const struct port_names *names;
	const struct show_format *show; /* NULL: shows nothing */
	const struct cli_lines *lines;  /* NULL: not by lines */
	const struct cli_talk *talk;    /* NULL: only prints lines */
	const struct backend *backend;  /* NULL: by 'talk' */
	bool remote; /* with a backend: it is reached by its address */
	struct limits limits;
};

extern const struct driver driver_ios, driver_nxos, driver_eos, driver_junos,
    driver_procurve, driver_comware, driver_vrp, driver_fastpath,
    driver_routeros, driver_linux, driver_ovs, driver_smon, driver_nsdp,
    driver_aoscx, driver_aws, driver_gcp, driver_azure, driver_vmware,
    driver_unifi;

/* The driver of that name, or NULL. */
const struct driver *driver_find(const char *name);

/* The n-th driver; NULL behind the last. */
const struct driver *driver_at(size_t n);

#endif
