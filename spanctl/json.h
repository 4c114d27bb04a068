/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as JSON: what "parse" and "show" print and the journal keeps. */
#ifndef SPANCTL_JSON_H
#define SPANCTL_JSON_H

#include <jansson.h>

#include "spanctl/session.h"

/* An object, which the caller owns; NULL when there is no memory. */
json_t *json_session(const struct session *session);

/* An array of all; NULL when there is no memory. */
json_t *json_sessions(const struct session_list *list);

/* Appends the sessions of such an array to 'list'; 0, ENOMEM, E2BIG, or
 * EBADMSG when it is none. */
int json_read_sessions(const json_t *array, const struct port_names *names,
    struct session_list *list) __attribute__((warn_unused_result));

/* Prints 'value' indented and releases it; 0, ENOMEM (NULL) or EIO. */
int json_print_release(json_t *value) __attribute__((warn_unused_result));

#endif
