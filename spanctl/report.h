/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints work on devices, as text for people or as one JSON value. */
#ifndef SPANCTL_REPORT_H
#define SPANCTL_REPORT_H

#include "spanctl/json.h"
#include "spanctl/work.h"

/* "Fa0/5-10 both -> Fa0/3" on standard output, with "\n". */
void report_session(const struct session *session);

/* A line for each. */
void report_findings(const struct findings *findings);

/* The same as an array, which the caller owns. */
json_t *report_findings_json(const struct findings *findings);

/* Changes with their commands, and findings. */
void report_work(const struct work *work);

/* The same as an object, which the caller owns; NULL: no memory. */
json_t *report_work_json(const struct work *work);

#endif
