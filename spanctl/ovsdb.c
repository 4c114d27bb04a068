/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON-RPC without frames (RFC 7047, section 4): values follow each other,
 * and an answer is complete where its brackets are closed: it may be cut
 * anywhere, in a word or a character too. "echo" requests of the server are
 * answered in between.
 */
#include "spanctl/ovsdb.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

#define ANSWER_MAX (16 << 20)

struct ovsdb {
	int fd;
	int timeout_ms;
	json_int_t id; /* of the last request */
	char *bytes;   /* that arrived */
	size_t len, size;
	size_t seen;          /* of them, by find_end() */
	int depth;            /* of brackets there */
	bool quoted, escaped; /* in a string, behind a backslash there */
	char refusal[256];
};

int
ovsdb_open(const char *path, unsigned timeout_s, struct ovsdb **out)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct ovsdb *ovsdb = calloc(1, sizeof *ovsdb);
	int error = 0;

	if (!ovsdb)
		return ENOMEM;
	ovsdb->timeout_ms = (int)timeout_s * 1000;
	ovsdb->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (strlen(path) >= sizeof address.sun_path)
		error = ENAMETOOLONG;
	text_copy(address.sun_path, sizeof address.sun_path, text_of(path));
	if (!error &&
	    (ovsdb->fd < 0 || connect(ovsdb->fd, (struct sockaddr *)&address,
				  sizeof address)))
		error = errno;
	if (error)
		ovsdb_close(ovsdb);
	else
		*out = ovsdb;
	return error;
}

void
ovsdb_close(struct ovsdb *ovsdb)
{
	if (!ovsdb)
		return;
	if (ovsdb->fd >= 0)
		close(ovsdb->fd);
	free(ovsdb->bytes);
	free(ovsdb);
}

/* Sends 'value', which is released. */
static int
send_value(struct ovsdb *ovsdb, json_t *value)
{
	char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
	size_t left = text ? strlen(text) : 0;
	const char *at = text;
	int error = text ? 0 : ENOMEM;

	while (left && !error) {
		ssize_t sent = send(ovsdb->fd, at, left, MSG_NOSIGNAL);

		if (sent <= 0) {
			error = ECONNRESET;
			break;
		}
		at += sent;
		left -= (size_t)sent;
	}
	free(text);
	json_decref(value);
	return error;
}

/* Waits for more bytes. */
static int
receive(struct ovsdb *ovsdb)
{
	struct pollfd wait = {.fd = ovsdb->fd, .events = POLLIN};
	ssize_t got;

	if (ovsdb->len == ovsdb->size) {
		size_t size = ovsdb->size ? 2 * ovsdb->size : 65536;
		char *bigger =
		    size > ANSWER_MAX ? NULL : realloc(ovsdb->bytes, size);

		if (!bigger)
			return size > ANSWER_MAX ? E2BIG : ENOMEM;
		ovsdb->bytes = bigger;
		ovsdb->size = size;
	}
	if (poll(&wait, 1, ovsdb->timeout_ms) <= 0)
		return ETIMEDOUT;
	got = recv(
	    ovsdb->fd, ovsdb->bytes + ovsdb->len, ovsdb->size - ovsdb->len, 0);
	if (got <= 0)
		return ECONNRESET;
	ovsdb->len += (size_t)got;
	return 0;
}

/* Where the first value ends, an object; 0 when not all of it is there. */
static size_t
find_end(struct ovsdb *ovsdb)
{
	while (ovsdb->seen < ovsdb->len) {
		char c = ovsdb->bytes[ovsdb->seen++];

		if (ovsdb->escaped) {
			ovsdb->escaped = false;
		} else if (ovsdb->quoted) {
			ovsdb->escaped = c == '\\';
			ovsdb->quoted = c != '"';
		} else if (c == '"') {
			ovsdb->quoted = true;
		} else if (c == '{' || c == '[') {
			ovsdb->depth++;
		} else if ((c == '}' || c == ']') && --ovsdb->depth <= 0) {
			return ovsdb->seen;
		}
	}
	return 0;
}

/* Takes one whole value off the bytes; NULL when none is complete. */
static json_t *
take_value(struct ovsdb *ovsdb, int *error)
{
	size_t used = find_end(ovsdb);
	json_t *value;

	if (!used)
		return NULL;
	value = json_loadb(ovsdb->bytes, used, 0, NULL);
	if (!value)
		*error = EBADMSG;
	memmove(ovsdb->bytes, ovsdb->bytes + used, ovsdb->len - used);
	ovsdb->len -= used;
	ovsdb->seen = 0;
	ovsdb->depth = 0;
	return value;
}

/* The next value that is no echo request. */
static int
next_value(struct ovsdb *ovsdb, json_t **out)
{
	for (;;) {
		int error = 0;
		json_t *value = take_value(ovsdb, &error);
		const char *method =
		    json_string_value(json_object_get(value, "method"));

		if (value && !method) {
			*out = value;
			return 0;
		}
		if (value && !strcmp(method, "echo"))
			error = send_value(ovsdb,
			    json_pack("{s:O,s:n,s:O}", "result",
				json_object_get(value, "params"), "error", "id",
				json_object_get(value, "id")));
		else if (!value && !error)
			error = receive(ovsdb);
		json_decref(value);
		if (error)
			return error;
	}
}

/* Keeps what the database has against a transaction; EPROTO if something. */
static int
find_refusal(struct ovsdb *ovsdb, const json_t *answer)
{
	const json_t *wrong = json_object_get(answer, "error");
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(answer, "result"), i, one)
	{
		if (json_is_string(json_object_get(one, "error")))
			wrong = one;
	}
	if (!wrong || json_is_null(wrong))
		return 0;
	snprintf(ovsdb->refusal, sizeof ovsdb->refusal, "%s: %s",
	    json_is_string(json_object_get(wrong, "error"))
		? json_string_value(json_object_get(wrong, "error"))
		: "error",
	    json_is_string(json_object_get(wrong, "details"))
		? json_string_value(json_object_get(wrong, "details"))
		: "no details");
	return EPROTO;
}

int
ovsdb_call(
    struct ovsdb *ovsdb, const char *method, json_t *params, json_t **result)
{
	json_t *answer = NULL;
	int error =
	    send_value(ovsdb, json_pack("{s:s,s:o,s:I}", "method", method,
				  "params", params, "id", ++ovsdb->id));

	*result = NULL;
	while (!error) {
		error = next_value(ovsdb, &answer);
		if (error || json_integer_value(
				 json_object_get(answer, "id")) == ovsdb->id)
			break;
		json_decref(answer);
	}
	if (error)
		return error;
	error = find_refusal(ovsdb, answer);
	if (!error)
		*result = json_incref(json_object_get(answer, "result"));
	json_decref(answer);
	return error;
}

int
ovsdb_transact(struct ovsdb *ovsdb, json_t *operations, json_t **result,
    const char **refusal)
{
	int error;

	*refusal = NULL;
	if (!operations ||
	    json_array_insert_new(operations, 0, json_string("Open_vSwitch"))) {
		json_decref(operations);
		return ENOMEM;
	}
	error = ovsdb_call(ovsdb, "transact", operations, result);
	if (error == EPROTO)
		*refusal = ovsdb->refusal;
	return error;
}
