/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of HTTP share, which alone know libmicrohttpd. */
#ifndef SERVE_HTTP_INT_H
#define SERVE_HTTP_INT_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "serve/http.h"

struct http {
	struct MHD_Daemon *daemon;
	struct http_settings settings;
	struct deadlines *deadlines;
	atomic_bool is_quiet; /* nobody new is let in */
};

enum stage {
	STAGE_HEAD,   /* nothing was seen of it */
	STAGE_BODY,   /* its header is there */
	STAGE_TAKEN,  /* somebody makes the answer */
	STAGE_REFUSED /* what follows of it is not wanted */
};

/* An exchange with what only HTTP knows of it. */
struct request {
	struct exchange exchange; /* first */
	struct http *http;
	struct MHD_Connection *connection;
	enum stage stage;
	bool is_target_bad;
	size_t body_room;
	char text[]; /* the target */
};

/* Sends the answer of a request. MHD_NO: the connection is closed. */
enum MHD_Result http_answer(struct request *request);

#endif
