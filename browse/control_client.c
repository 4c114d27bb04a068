/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/control_client.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

#define SERVICE_SOCKET "/run/spanrec/control"
#define HEAD_SIZE 64 /* "ok 12\n" */

void
control_find(const char *folder, char out[PATH_MAX])
{
	int len = snprintf(out, PATH_MAX, "%s/control", folder);

	if (len >= PATH_MAX || access(out, F_OK) != 0)
		snprintf(out, PATH_MAX, "%s", SERVICE_SOCKET);
}

/* A connection; 0 or a positive errno. */
static int
dial(const char *path, int patience_s, int *out)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = patience_s};
	int error;
	int fd;

	if (strlen(path) >= sizeof address.sun_path)
		return ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	if (setsockopt(
		fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
	    setsockopt(
		fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
	    connect(fd, (const struct sockaddr *)&address, sizeof address) ==
		0) {
		*out = fd;
		return 0;
	}
	error = errno;
	close(fd);
	return error;
}

/* Why a read gave less than was wanted. */
static int
why_short(FILE *from)
{
	return ferror(from) && (errno == EAGAIN || errno == EWOULDBLOCK)
		   ? ETIMEDOUT
		   : EBADMSG;
}

/* "ok 12" or "error 9", and so many bytes. */
static int
receive(FILE *from, struct control_answer *out)
{
	char head[HEAD_SIZE] = "";
	struct text rest, word;
	unsigned long size;
	bool good;

	if (!fgets(head, sizeof head, from))
		return why_short(from);
	head[strcspn(head, "\n")] = '\0';
	rest = text_of(head);
	word = text_word(&rest);
	good = text_equal(word, text_of("ok"));
	if ((!good && !text_equal(word, text_of("error"))) ||
	    !text_number(text_trim(rest), CONTROL_ANSWER_MAX, &size))
		return EBADMSG;
	out->text = malloc(size + 1);
	if (!out->text)
		return ENOMEM;
	if (fread(out->text, 1, size, from) != size) {
		free(out->text);
		out->text = NULL;
		return why_short(from);
	}
	out->text[size] = '\0';
	out->size = size;
	return good ? 0 : EPROTO;
}

int
control_ask(const char *path, const char *line, int patience_s,
    struct control_answer *out)
{
	size_t len = strlen(line);
	int error, fd = -1;
	FILE *stream;

	*out = (struct control_answer){0};
	error = dial(path, patience_s, &fd);
	if (error)
		return error;
	stream = fdopen(fd, "r");
	if (!stream) {
		error = errno;
		close(fd);
		return error;
	}
	error = send(fd, line, len, MSG_NOSIGNAL) == (ssize_t)len
		    ? receive(stream, out)
		    : EBADMSG;
	fclose(stream);
	return error;
}
