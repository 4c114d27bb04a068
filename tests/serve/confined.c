/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Confines itself as the server does, and then tries something: for
 * confined.sh.
 *
 *     confined FOLDER ACTION [WORD]
 *
 * Prints "done", or the name of the errno. Status 3: it was not confined.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "export/spool.h"
#include "serve/confine.h"

static bool
try_read(const char *word)
{
	return open(word, O_RDONLY | O_CLOEXEC) >= 0;
}

static bool
try_write(const char *word)
{
	return open(word, O_WRONLY | O_CREAT | O_CLOEXEC, 0640) >= 0;
}

static bool
try_exec(const char *word)
{
	return execl(word, word, (char *)NULL) == 0;
}

static bool
try_internet(const char *word)
{
	(void)word;
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

/* As the recorder is asked. */
static bool
try_connect(const char *word)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", word);
	return fd >= 0 && connect(fd, (const struct sockaddr *)&address,
			      sizeof address) == 0;
}

static bool
try_code(const char *word) /* that was written a moment ago */
{
	(void)word;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

/* A file that nobody sees, of an export. */
static bool
try_spool(const char *word)
{
	int fd, error = spool_open(&fd);

	(void)word;
	errno = error;
	return !error;
}

struct task {
	const char *word;
	int error;
};

static void *
read_it(void *arg)
{
	struct task *task = arg;

	task->error = try_read(task->word) ? 0 : errno;
	return NULL;
}

static bool
try_thread(const char *word) /* that reads */
{
	struct task task = {.word = word};
	pthread_t id;
	int error = pthread_create(&id, NULL, read_it, &task);

	if (!error)
		pthread_join(id, NULL);
	errno = error ? error : task.error;
	return errno == 0;
}

static const struct {
	const char *name;
	bool (*run)(const char *word);
} actions[] = {
    {"read", try_read},
    {"write", try_write},
    {"exec", try_exec},
    {"internet", try_internet},
    {"connect", try_connect},
    {"code", try_code},
    {"spool", try_spool},
    {"thread", try_thread},
};

int
main(int argc, char *argv[])
{
	if (argc < 3)
		return 2;
	log_init("confined", LOG_LEVEL_NOTICE);
	if (confine(argv[1]))
		return 3;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (!strcmp(actions[i].name, argv[2])) {
			puts(actions[i].run(argc > 3 ? argv[3] : "")
				 ? "done"
				 : strerrorname_np(errno));
			return 0;
		}
	}
	return 2;
}
