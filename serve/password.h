/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A password from a person, or from a script. */
#ifndef SERVE_PASSWORD_H
#define SERVE_PASSWORD_H

#include "serve/secret.h"

/*
 * Asks for a new password twice on a terminal, without showing it; else the
 * first line of standard input is it. 0, or EINVAL: there is none, which was
 * said.
 */
int
password_ask(char out[PASSWORD_MAX + 1]) __attribute__((warn_unused_result));

#endif
