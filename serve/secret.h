/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords, and random texts that let somebody in, by libsodium. */
#ifndef SERVE_SECRET_H
#define SERVE_SECRET_H

#include <stdbool.h>

#include "storage/accounts.h"

#define SECRET_SIZE 44 /* 256 random bits as text that suits a URL, and NUL */

/* Before all others. 0 or a positive errno. */
int secret_init(void) __attribute__((warn_unused_result));

/* A new one. */
void secret_new(char out[SECRET_SIZE]);

/* What is kept of 'secret': nobody finds it by that. BLAKE2b. */
void secret_hash(const char *secret, char out[ACCOUNT_SECRET_SIZE]);

/* The text that goes with a session, and that only who has it can know. */
void secret_csrf(const char *session, char out[SECRET_SIZE]);

/* Compares in the same time whatever is different. */
bool secret_equal(const char *a, const char *b);

#define PASSWORD_MIN 8
#define PASSWORD_MAX 1024

/* Is 'password' of an allowed length? */
bool password_allowed(const char *password);

/*
 * What is kept of a password: argon2id, which takes PASSWORD_MEMORY bytes and
 * about 0.1 s. 0, or ENOMEM.
 */
#define PASSWORD_MEMORY (32U << 20)
int password_hash(const char *password, char out[ACCOUNT_PASSWORD_SIZE])
    __attribute__((warn_unused_result));

/* Takes as long when 'hash' is "", which no password has. */
bool password_verify(const char *password, const char *hash);

/* Overwrites a text that is not needed any more. NULL is allowed. */
void secret_wipe(char *text);

#endif
