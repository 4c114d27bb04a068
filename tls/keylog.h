/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Key log files, as SSLKEYLOGFILE makes applications write them (the format of
 * NSS; draft-ietf-tls-keylogfile): secrets of TLS connections by the random of
 * their client. They may grow while they are read.
 */
#ifndef TLS_KEYLOG_H
#define TLS_KEYLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"
#include "tls/protection.h"

#define KEYLOG_FILES_MAX 16
#define KEYLOG_CONNECTIONS_MAX 100000 /* the oldest go */
#define KEYLOG_LINE_MAX 1024
#define KEYLOG_ERROR_SIZE 256

/* How long a file is not looked at again. */
#define KEYLOG_AGAIN_NS NS_PER_SEC

/* The secrets of TLS 1.3 that are of use. */
enum keylog_secret {
	KEYLOG_CLIENT_HANDSHAKE,
	KEYLOG_SERVER_HANDSHAKE,
	KEYLOG_CLIENT_TRAFFIC,
	KEYLOG_SERVER_TRAFFIC,
	KEYLOG_SECRETS,
};

/* What is known of one connection. */
struct keylog_entry {
	uint8_t random[TLS_RANDOM_SIZE];
	bool has_master;
	uint8_t master[TLS_MASTER_SIZE]; /* TLS 1.2 */
	uint8_t sizes[KEYLOG_SECRETS];   /* 0: not there */
	uint8_t secrets[KEYLOG_SECRETS][TLS_HASH_MAX];
};

struct keylog;

struct keylog *keylog_new(void); /* NULL without memory */

/* Overwrites all secrets. NULL is allowed. */
void keylog_free(struct keylog *keylog);

/*
 * Reads a file, and keeps it open. 0, or a positive errno and why in 'error',
 * for people. With 0 'error' is a warning, when others can read the file, or
 * "".
 */
int keylog_add(struct keylog *keylog, const char *path,
    char error[KEYLOG_ERROR_SIZE]) __attribute__((warn_unused_result));

/* Are there any files? */
bool keylog_has_files(const struct keylog *keylog);

/*
 * What is known of the connection, borrowed until the next call; NULL when
 * that is nothing. Reads what was added to the files, if 'now' is long enough
 * after the last time.
 */
const struct keylog_entry *keylog_find(struct keylog *keylog,
    const uint8_t random[TLS_RANDOM_SIZE], struct tstamp now);

/* Takes lines; what is behind the last line end is left. Returns how many
 * bytes were taken. For tests, and keylog_add(). */
size_t keylog_take(struct keylog *keylog, const char *bytes, size_t size);

#endif
