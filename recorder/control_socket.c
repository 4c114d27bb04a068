/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few clients, each with a line that it writes or an answer that it reads. */
#include "recorder/control_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/counter.h"

#define HEAD_SIZE 32
#define BACKLOG 64

struct client {
	int fd; /* -1: no client */
	struct control_peer peer;
	char line[CONTROL_LINE_MAX];
	size_t len;   /* bytes there */
	char *answer; /* owned; NULL: none is being sent */
	size_t size, sent;
	bool is_last;           /* closed when the answer was sent */
	uint32_t interest;      /* of epoll */
	struct tstamp progress; /* when it last sent or took anything */
};

struct control_socket {
	int listener, epoll;
	char path[sizeof((struct sockaddr_un *)NULL)->sun_path];
	control_answer_fn *answer;
	void *arg;
	struct client clients[CONTROL_CLIENTS_MAX];
	struct tstamp now;
};

/* Is somebody listening at 'address'? Also who stands still, with as many
 * clients waiting as may (EAGAIN). */
static bool
is_answered(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool is = fd >= 0 && (connect(fd, (const struct sockaddr *)address,
				  sizeof *address) == 0 ||
				 errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return is;
}

/* Takes away what a run that died left at 'address'. */
static int
make_way(const struct sockaddr_un *address)
{
	struct stat status;

	if (lstat(address->sun_path, &status) != 0)
		return errno == ENOENT ? 0 : errno;
	if (!S_ISSOCK(status.st_mode))
		return EEXIST;
	if (is_answered(address))
		return EADDRINUSE;
	return unlink(address->sun_path) == 0 ? 0 : errno;
}

/* A listener at 'address'; -1 with errno. */
static int
listen_at(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask = umask(0117);
	int error = 0;

	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)address, sizeof *address) != 0)
		error = errno;
	umask(mask);
	if (!error && listen(fd, BACKLOG) != 0)
		error = errno;
	if (!error)
		return fd;
	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

static bool
watch(const struct control_socket *control, int fd, uint32_t what, int how,
    void *whom)
{
	struct epoll_event event = {.events = what, .data.ptr = whom};

	return epoll_ctl(control->epoll, how, fd, &event) == 0;
}

/* Makes the listener at 'path'. 0 or a positive errno. */
static int
open_listener(struct control_socket *control, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int error;

	if (strlen(path) >= sizeof address.sun_path)
		return ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	error = make_way(&address);
	if (error)
		return error;
	control->listener = listen_at(&address);
	if (control->listener < 0)
		return errno;
	memcpy(control->path, address.sun_path, sizeof control->path);
	control->epoll = epoll_create1(EPOLL_CLOEXEC);
	return control->epoll >= 0 && watch(control, control->listener, EPOLLIN,
					  EPOLL_CTL_ADD, NULL)
		   ? 0
		   : errno;
}

struct control_socket *
control_socket_open(const char *path, control_answer_fn *answer, void *arg,
    char error[CONTROL_ERROR_SIZE])
{
	struct control_socket *control = calloc(1, sizeof *control);
	int code = ENOMEM;

	if (control) {
		control->listener = control->epoll = -1;
		control->answer = answer;
		control->arg = arg;
		for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
			control->clients[i].fd = -1;
		code = open_listener(control, path);
	}
	if (code == 0)
		return control;
	snprintf(error, CONTROL_ERROR_SIZE, "%s: %s", path,
	    code == EADDRINUSE ? "another spanrec answers there"
	    : code == EEXIST   ? "is there, and is no socket"
			       : strerror(code));
	control_socket_close(control);
	return NULL;
}

static void
drop(struct client *client)
{
	close(client->fd); /* epoll forgets it with that */
	free(client->answer);
	*client = (struct client){.fd = -1};
}

void
control_socket_close(struct control_socket *control)
{
	if (!control)
		return;
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (control->clients[i].fd >= 0)
			drop(&control->clients[i]);
	if (control->path[0])
		unlink(control->path);
	if (control->listener >= 0)
		close(control->listener);
	if (control->epoll >= 0)
		close(control->epoll);
	free(control);
}

int
control_socket_fd(const struct control_socket *control)
{
	return control->epoll;
}

/* Room for one more client: a free place, or that of who was silent longest. */
static struct client *
make_room(struct control_socket *control)
{
	struct client *idlest = control->clients;

	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		struct client *client = &control->clients[i];

		if (client->fd < 0)
			return client;
		if (tstamp_before(client->progress, idlest->progress))
			idlest = client;
	}
	counter_up(control_crowded);
	drop(idlest);
	return idlest;
}

/* Takes one who wants to connect; false: there is none. */
static bool
take_client(struct control_socket *control)
{
	struct ucred credentials = {.uid = (uid_t)-1};
	socklen_t size = sizeof credentials;
	struct client *client;
	int fd = accept4(
	    control->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return false;
	client = make_room(control);
	(void)getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size);
	client->fd = fd;
	client->peer = (struct control_peer){credentials.uid, credentials.pid};
	client->interest = EPOLLIN;
	client->progress = control->now;
	if (!watch(control, fd, EPOLLIN, EPOLL_CTL_ADD, client))
		drop(client);
	return true;
}

/* A few at a time. */
static void
take_clients(struct control_socket *control)
{
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (!take_client(control))
			return;
}

/* Puts the head and 'size' bytes of 'text' together as the answer; takes
 * nothing of 'text'. Drops the client without memory. */
static void
set_answer(struct client *client, bool good, const char *text, size_t size)
{
	char head[HEAD_SIZE];
	int head_size = snprintf(
	    head, sizeof head, "%s %zu\n", good ? "ok" : "error", size);

	client->answer = malloc((size_t)head_size + size);
	if (!client->answer) {
		drop(client);
		return;
	}
	memcpy(client->answer, head, (size_t)head_size);
	memcpy(client->answer + head_size, text, size);
	client->size = (size_t)head_size + size;
	client->sent = 0;
}

static void
refuse(struct client *client, const char *why)
{
	counter_up(control_refused);
	client->is_last = true;
	client->len = 0;
	set_answer(client, false, why, strlen(why));
}

/* Answers 'line'. */
static void
answer(struct control_socket *control, struct client *client, struct text line)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool good;

	if (!out) {
		refuse(client, "out of memory\n");
		return;
	}
	counter_up(control_command);
	good = control->answer(line, &client->peer, out, control->arg);
	if (fclose(out) != 0)
		refuse(client, "out of memory\n");
	else if (size > CONTROL_ANSWER_MAX)
		refuse(client, "the answer is too long\n");
	else
		set_answer(client, good, text, size);
	free(text);
}

/* Takes the first line off what the client sent; false: none is whole. */
static bool
take_line(struct client *client, char out[CONTROL_LINE_MAX], struct text *line)
{
	const char *end = memchr(client->line, '\n', client->len);
	size_t size;

	if (!end)
		return false;
	size = (size_t)(end - client->line) + 1;
	memcpy(out, client->line, size);
	client->len -= size;
	memmove(client->line, client->line + size, client->len);
	*line = (struct text){out, size - 1};
	if (line->len && out[line->len - 1] == '\r')
		line->len--;
	*line = text_trim(*line);
	return true;
}

/* Takes what the client sends, as far as there is room. */
static void
receive(struct control_socket *control, struct client *client)
{
	ssize_t size = recv(client->fd, client->line + client->len,
	    sizeof client->line - client->len, 0);

	if (size > 0) {
		client->len += (size_t)size;
		client->progress = control->now;
	} else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
		drop(client);
	}
}

static void
transmit(struct control_socket *control, struct client *client)
{
	ssize_t size = send(client->fd, client->answer + client->sent,
	    client->size - client->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (size > 0) {
		client->sent += (size_t)size;
		client->progress = control->now;
	} else if (errno != EAGAIN && errno != EINTR) {
		drop(client);
		return;
	}
	if (client->sent < client->size)
		return;
	free(client->answer);
	client->answer = NULL;
	if (client->is_last)
		drop(client);
}

/* The step that 'client' is due for. True: a line was answered. */
static bool
step(struct control_socket *control, struct client *client, bool may_answer)
{
	char copy[CONTROL_LINE_MAX];
	struct text line;
	bool answered = false;

	if (client->answer) {
		transmit(control, client);
		return false;
	}
	if (!memchr(client->line, '\n', client->len))
		receive(control, client);
	if (client->fd < 0)
		return false;
	while (may_answer && !answered && !client->answer &&
	       take_line(client, copy, &line))
		if (line.len) {
			answer(control, client, line);
			answered = true;
		}
	if (client->fd >= 0 && !answered &&
	    client->len == sizeof client->line &&
	    !memchr(client->line, '\n', client->len))
		refuse(client, "the line is too long\n");
	if (client->fd >= 0 && client->answer)
		transmit(control, client);
	return answered;
}

/* What epoll has to wake us for: also for lines that wait here. */
static void
update_interest(struct control_socket *control, struct client *client)
{
	bool has_line = memchr(client->line, '\n', client->len);
	uint32_t wanted = client->answer || has_line ? EPOLLOUT : EPOLLIN;

	if (wanted == client->interest)
		return;
	client->interest = wanted;
	if (!watch(control, client->fd, wanted, EPOLL_CTL_MOD, client))
		drop(client);
}

/* Who did nothing for long: it may wait for nobody, but we do not. */
static void
expire(struct control_socket *control)
{
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		struct client *client = &control->clients[i];

		if (client->fd < 0 ||
		    tstamp_diff_ns(control->now, client->progress) <
			CONTROL_PATIENCE_NS)
			continue;
		counter_up(control_slow);
		drop(client);
	}
}

void
control_socket_poll(struct control_socket *control, struct tstamp now)
{
	struct epoll_event events[CONTROL_CLIENTS_MAX + 1];
	int count =
	    epoll_wait(control->epoll, events, CONTROL_CLIENTS_MAX + 1, 0);
	bool may_answer = true;

	control->now = now;
	for (int i = 0; i < count; i++) {
		struct client *client = events[i].data.ptr;

		if (!client || client->fd < 0)
			continue;
		if (step(control, client, may_answer))
			may_answer = false;
		if (client->fd >= 0)
			update_interest(control, client);
	}
	for (int i = 0; i < count; i++)
		if (!events[i].data.ptr)
			take_clients(control);
	expire(control);
}
