/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that say what is wrong (RFC 9457), and JSON answers. */
#ifndef SERVE_PROBLEM_H
#define SERVE_PROBLEM_H

#include <jansson.h>

#include "serve/exchange.h"

/* 'detail' is a literal for people, or NULL. */
void answer_problem(struct exchange *exchange, int status, const char *detail);

/* A positive errno of storage/ as a problem. */
void answer_error(struct exchange *exchange, int error);

/* 429, and when to try again. */
void answer_too_many(struct exchange *exchange, unsigned seconds);

/* 'value' is taken; NULL stands for "no memory". */
void answer_json(struct exchange *exchange, json_t *value);

#endif
