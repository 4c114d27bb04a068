/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of a browser, and tokens of a program: who asks. */
#ifndef SERVE_SESSION_H
#define SERVE_SESSION_H

#include <stdbool.h>

#include "serve/exchange.h"
#include "serve/secret.h"

#define SESSION_COOKIE "spanview_session"
#define SESSION_IDLE_S (12 * 3600)
#define SESSION_LIFE_S (7 * 24 * 3600)
#define TOKEN_PREFIX "spanview_" /* of a token, so that it is known as one */

/*
 * Finds who asks, by a session or a token, and fills 'who'. 0, ENOENT when it
 * is nobody, or an errno of storage/accounts.h.
 */
int
session_identify(struct exchange *exchange) __attribute__((warn_unused_result));

/*
 * May who was found once still do what was allowed then? False: the session or
 * token is over, or the role is a lower one. When the accounts cannot be read,
 * it is not known otherwise.
 */
bool session_goes_on(struct accounts *accounts, const struct identity *who);

/* Did the page itself make this request, and no other site? */
bool session_is_meant(const struct exchange *exchange);

/* Begins a session of 'who': the answer sets its cookie, and is the object
 * that says who is signed in. */
void session_begin(struct exchange *exchange);

/* The object of the session that is there. */
void session_show(struct exchange *exchange);

/* Ends it. */
void session_end(struct exchange *exchange);

#endif
