/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request and its answer. http.c makes it of what came over the network,
 * a worker answers it, and http.c sends that: it belongs to one thread at a
 * time. What 'const char *' points to lives as long as the exchange.
 */
#ifndef SERVE_EXCHANGE_H
#define SERVE_EXCHANGE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "serve/identity.h"
#include "serve/target.h"

#define ANSWER_HEADERS_MAX 12
#define ANSWER_HEADER_SIZE 256

enum method {
	METHOD_OTHER = 0, /* one that no path has */
	METHOD_GET = 1,   /* also HEAD */
	METHOD_POST = 2,
	METHOD_PUT = 4,
	METHOD_PATCH = 8,
	METHOD_DELETE = 16,
};

/* Header fields of a request that somebody looks at; NULL: not there. */
struct request_fields {
	const char *authorization;
	const char *cookie;
	const char *csrf;
	const char *fetch_site;
	const char *if_none_match;
	const char *range;
};

enum body_kind {
	BODY_BYTES,  /* in memory */
	BODY_FILE,   /* 'size' bytes of 'fd' from 'offset' on */
	BODY_STREAM, /* what comes out of 'stream', until it ends */
};

struct answer_header {
	const char *name;
	char value[ANSWER_HEADER_SIZE];
};

struct answer {
	int status;
	enum body_kind kind;
	bool is_borrowed; /* the bytes are somebody else's, and stay */
	char *bytes;
	uint64_t size;
	int fd; /* closed behind the answer */
	uint64_t offset;
	struct stream *stream;
	struct answer_header headers[ANSWER_HEADERS_MAX];
	size_t header_count;
};

struct server;
struct route;
struct catalogue;
struct fresh;

struct exchange {
	/* The request. */
	enum method method;
	struct target target;
	struct request_fields fields;
	char address[INET6_ADDRSTRLEN]; /* of who asks */
	char network[INET6_ADDRSTRLEN]; /* of that, as limits.h counts it */
	char *body;                     /* with a NUL behind it */
	size_t body_size;

	/* What the router finds. */
	struct server *server;
	const struct route *route;
	const char *word[TARGET_SEGMENTS]; /* for each {word} of its pattern */
	struct identity who;
	struct fresh *reader;        /* of the worker */
	struct catalogue *catalogue; /* ... where the route needs it */

	/* Set to true by a handler that called http_done() itself: the
	 * exchange is gone then. */
	bool *is_sent;

	struct answer answer;
	struct exchange *next; /* in the queue of a lane */
};

/* Each sets the answer anew; what was in it is let go. */

/* 'bytes' is taken, and freed. */
void answer_bytes(
    struct exchange *exchange, const char *type, char *bytes, size_t size);

/* 'bytes' lives longer than any exchange. */
void answer_borrowed(struct exchange *exchange, const char *type,
    const char *bytes, size_t size);

/* Status 204. */
void answer_nothing(struct exchange *exchange);

/* 'size' bytes of 'fd' from 'offset' on; 'fd' is taken. */
void answer_file(struct exchange *exchange, const char *type, int fd,
    uint64_t offset, uint64_t size);

/* What comes out of 'stream', of which the reader's end is taken. */
void answer_stream(
    struct exchange *exchange, const char *type, struct stream *stream);

/* A header field; 'name' is a literal. Values with control characters, and
 * more than there is room for, are left out. */
void answer_header(struct exchange *exchange, const char *name,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Lets go of what the answer has. */
void answer_clear(struct answer *answer);

#endif
