/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of the catalogue as JSON objects: the stable interface for scripts.
 * What is not known is null; times are ISO 8601 in UTC.
 */
#ifndef BROWSE_JSON_H
#define BROWSE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "storage/query.h"

/*
 * The object of a call with its streams and recordings, as lists give it;
 * with 'details' also its legs, events, gaps and messages, and more of its
 * streams. The caller
 * releases '*out'. 0 or a positive errno.
 */
int json_call(struct catalogue *catalogue, const struct call_view *view,
    bool details, json_t **out) __attribute__((warn_unused_result));

/*
 * For json_call(): gives 'call' its "tags" ([{name, added, added_by}]) and,
 * with 'details', its "notes" ([{id, time, author, body}]).
 */
int json_set_annotations(struct catalogue *catalogue, int64_t call_id,
    bool details, json_t *call) __attribute__((warn_unused_result));

/* The object of a row of the audit, which the caller releases. */
json_t *json_audit(const struct audit_view *view);

/* The object of a registration, which the caller releases; NULL without
 * memory. */
json_t *json_registration(const struct registration_row *row);

/*
 * Totals as an object of objects: {"calls": {"total": 3, ...}, ...}, and an
 * array "mirror_duplicates".
 */
int json_stats(struct catalogue *catalogue, const struct call_filter *filter,
    json_t **out) __attribute__((warn_unused_result));

/*
 * {"totals": as json_stats(), "by": [{"from", "calls", "answered", "complete",
 * "partial", "missing", "undecodable", "skipped", "failed", "talk_ms"}],
 * "incomplete": [{"completeness", "reason", "calls"}]}, which the caller
 * releases.
 */
int json_stats_by(struct catalogue *catalogue, const struct call_filter *filter,
    enum stats_by by, json_t **out) __attribute__((warn_unused_result));

/* Prints 'value', on one line or indented; 0 or a positive errno.
 * json_print_to() does so into 'out', which standard output gets afterwards;
 * json_write() indented into a file, whatever standard output is. */
int
json_write(const json_t *value, FILE *out) __attribute__((warn_unused_result));
int json_print_to(const json_t *value, bool indented, FILE *out)
    __attribute__((warn_unused_result));
int json_print(const json_t *value, bool indented)
    __attribute__((warn_unused_result));

#endif
