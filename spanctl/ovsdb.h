/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open vSwitch's database, over its unix socket (RFC 7047). */
#ifndef SPANCTL_OVSDB_H
#define SPANCTL_OVSDB_H

#include "spanctl/json.h"

struct ovsdb;

/* Connects to the socket at 'path'; 0 or a positive errno. */
int ovsdb_open(const char *path, unsigned timeout_s, struct ovsdb **out)
    __attribute__((warn_unused_result));
void ovsdb_close(struct ovsdb *ovsdb);

/*
 * Executes 'operations', an array that is released, as one transaction. The
 * caller owns '*result', an array with an object for each. 0; EPROTO when the
 * database refuses, which it says in *refusal (static, or NULL); ETIMEDOUT,
 * ECONNRESET, ENOMEM.
 */
int ovsdb_transact(struct ovsdb *ovsdb, json_t *operations, json_t **result,
    const char **refusal) __attribute__((warn_unused_result));

/*
 * Calls another method with 'params', an array that is released. The caller
 * owns '*result'. EPROTO when it is refused.
 */
int ovsdb_call(struct ovsdb *ovsdb, const char *method, json_t *params,
    json_t **result) __attribute__((warn_unused_result));

#endif
