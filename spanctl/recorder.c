/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line to the control socket, "ok BYTES" and an object back. */
#include "spanctl/recorder.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

#define ANSWER_MAX (16 << 20)
#define HEAD_MAX 64
#define TIMEOUT_MS 5000

static int
connect_to(const char *path, int *fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	*fd = -1;
	if (strlen(path) >= sizeof address.sun_path)
		return ENAMETOOLONG;
	text_copy(address.sun_path, sizeof address.sun_path, text_of(path));
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return *fd < 0 ||
		       connect(*fd, (struct sockaddr *)&address, sizeof address)
		   ? errno
		   : 0;
}

/* Up to 'size' bytes, as many as there are. */
static int
receive(int fd, char *out, size_t size, size_t *got)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	ssize_t count;

	if (poll(&wait, 1, TIMEOUT_MS) <= 0)
		return ETIMEDOUT;
	count = recv(fd, out, size, 0);
	if (count <= 0)
		return EPROTO;
	*got = (size_t)count;
	return 0;
}

/* "ok 12345\n", byte by byte, so that what follows stays. */
static int
read_head(int fd, unsigned long *size)
{
	char head[HEAD_MAX];
	size_t len = 0, got = 0;
	struct text rest;
	int error = 0;

	while (len < sizeof head && !error) {
		error = receive(fd, head + len, 1, &got);
		if (error || head[len] == '\n')
			break;
		len++;
	}
	rest = (struct text){head, len};
	if (error || len == sizeof head)
		return error ? error : EPROTO;
	return text_is(text_word(&rest), "ok") &&
		       text_number(text_trim(rest), ANSWER_MAX, size) && *size
		   ? 0
		   : EPROTO;
}

static int
read_answer(int fd, json_t **out)
{
	unsigned long size = 0;
	size_t len = 0, got = 0;
	char *text;
	int error = read_head(fd, &size);

	if (error)
		return error;
	text = malloc(size);
	if (!text)
		return ENOMEM;
	while (len < size && !error) {
		error = receive(fd, text + len, size - len, &got);
		len += error ? 0 : got;
	}
	*out = error ? NULL : json_loadb(text, size, 0, NULL);
	free(text);
	return !error && !json_is_object(*out) ? EPROTO : error;
}

static int
ask(const char *path, const char *question, json_t **out)
{
	int fd;
	int error = connect_to(path, &fd);

	*out = NULL;
	if (!error && send(fd, question, strlen(question), MSG_NOSIGNAL) < 0)
		error = errno;
	if (!error)
		error = read_answer(fd, out);
	if (fd >= 0)
		close(fd);
	if (error) {
		json_decref(*out);
		*out = NULL;
	}
	return error;
}

/* The object is also a member of the status. */
int
recorder_figures(const char *path, json_t **out)
{
	json_t *status = NULL;
	int error = ask(path, "mirror\n", out);

	if (error != EPROTO)
		return error;
	error = ask(path, "status --json\n", &status);
	if (error)
		return error;
	*out = json_incref(json_object_get(status, "mirror"));
	json_decref(status);
	return json_is_object(*out) ? 0 : EPROTO;
}
