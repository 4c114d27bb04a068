/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "spanview control": asks a recorder that runs, at its control socket. What
 * goes over it is described in spanrec.conf(5). */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/browse.h"

#define SERVICE_SOCKET "/run/spanrec/control"
#define LINE_MAX_BYTES 1024
#define PATIENCE_S 30

/* The socket to ask at: that of the folder when there is one, as several
 * recorders may run, else that of the service. */
static const char *
choose_path(const struct request *request, char out[PATH_MAX])
{
	if (request->socket)
		return request->socket;
	snprintf(out, PATH_MAX, "%s/control", request->folder);
	return access(out, F_OK) == 0 ? out : SERVICE_SOCKET;
}

/* A connection; -1, which was told. */
static int
dial(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd;

	if (strlen(path) >= sizeof address.sun_path) {
		log_warnx("%s: too long for the path of a socket", path);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    setsockopt(
		fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
	    connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	if (errno == ENOENT || errno == ECONNREFUSED)
		log_warnx("%s: no spanrec answers there; name its socket with "
			  "--socket, or its folder with -d",
		    path);
	else
		log_warn("%s", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The words as one line; false when they are too many. */
static bool
join(const struct request *request, char line[LINE_MAX_BYTES])
{
	size_t len = 0;

	for (char *const *word = request->words; *word; word++) {
		len += (size_t)snprintf(line + len, LINE_MAX_BYTES - len,
		    "%s%s", len ? " " : "", *word);
		if (len >= LINE_MAX_BYTES - sizeof " --json\n")
			return false;
	}
	len += (size_t)snprintf(line + len, LINE_MAX_BYTES - len, "%s\n",
	    request->json ? " --json" : "");
	return len < LINE_MAX_BYTES && !strchr(line, '\n')[1];
}

/* Copies 'size' bytes of the answer; false when they do not come. */
static bool
copy(FILE *from, FILE *to, unsigned long size)
{
	char block[4096];

	while (size > 0) {
		size_t wanted = size < sizeof block ? size : sizeof block;
		size_t got = fread(block, 1, wanted, from);

		if (got == 0)
			return false;
		fwrite(block, 1, got, to);
		size -= got;
	}
	return true;
}

/* "ok 12" or "error 9", and what follows. */
static int
receive(FILE *answer)
{
	char head[64] = "";
	struct text rest, word;
	unsigned long size;
	bool good;

	if (fgets(head, sizeof head, answer)) {
		head[strcspn(head, "\n")] = '\0';
		rest = text_of(head);
		word = text_word(&rest);
		good = text_equal(word, text_of("ok"));
		if ((good || text_equal(word, text_of("error"))) &&
		    text_number(text_trim(rest), UINT_MAX, &size) &&
		    copy(answer, good ? stdout : stderr, size))
			return good ? STATUS_DONE : STATUS_FAILED;
	}
	log_warnx("spanrec closed the connection before its answer was whole");
	return STATUS_FAILED;
}

int
command_control(const struct request *request, struct catalogue *catalogue)
{
	char path[PATH_MAX], line[LINE_MAX_BYTES];
	int fd, status = STATUS_FAILED;
	FILE *answer;

	(void)catalogue;
	if (!join(request, line)) {
		log_warnx("this is no line that spanrec takes");
		return STATUS_USAGE;
	}
	fd = dial(choose_path(request, path));
	if (fd < 0)
		return STATUS_FAILED;
	answer = fdopen(fd, "r");
	if (!answer) {
		log_warn("control");
		close(fd);
		return STATUS_FAILED;
	}
	if (send(fd, line, strlen(line), MSG_NOSIGNAL) == (ssize_t)strlen(line))
		status = receive(answer);
	else
		log_warn("control");
	fclose(answer);
	return status;
}
