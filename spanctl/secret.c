/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads passwords; see secret.h. */
#include "spanctl/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define HELPER_WORDS_MAX 16
#define HELPER_TIMEOUT_MS 20000
#define HELPER_BYTES_MAX 65536

bool
secret_where_valid(const char *where)
{
	struct text text = text_of(where);

	return (text_starts_with(text, "file:") && text.len > 5) ||
	       (text_starts_with(text, "env:") && text.len > 4) ||
	       (text_starts_with(text, "command:") && text.len > 8);
}

/* Keeps the first line of 'len' bytes. */
static int
keep_line(struct secret *out, size_t len)
{
	size_t end = 0;

	while (end < len && out->text[end] != '\r' && out->text[end] != '\n')
		end++;
	if (end == sizeof out->text)
		return EMSGSIZE;
	out->text[end] = '\0';
	return out->text[0] ? 0 : ENODATA;
}

static int
read_file(const char *path, struct secret *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat status;
	ssize_t len;
	int error = 0;

	if (fd < 0 || fstat(fd, &status)) {
		error = errno;
		log_warn("%s", path);
		goto out;
	}
	if (!S_ISREG(status.st_mode) || status.st_mode & 077) {
		log_warnx("%s: others may read it: chmod 0600", path);
		error = EACCES;
		goto out;
	}
	len = read(fd, out->text, sizeof out->text);
	error = len < 0 ? errno : keep_line(out, (size_t)len);
	if (error)
		log_warnx("%s: holds no password of 1 to %d characters", path,
		    SECRET_SIZE - 1);
out:
	if (fd >= 0)
		close(fd);
	return error;
}

static int
read_environment(const char *name, struct secret *out)
{
	const char *value = getenv(name);

	if (!value || !value[0] || strlen(value) >= sizeof out->text) {
		log_warnx("%s: is not set in the environment", name);
		return ENODATA;
	}
	text_copy(out->text, sizeof out->text, text_of(value));
	return 0;
}

/* Becomes the program; no shell reads the words. */
static void
become(char *line, int fd)
{
	char *words[HELPER_WORDS_MAX + 1];
	char *save = line;
	int count = 0;

	while (count < HELPER_WORDS_MAX) {
		char *word = strsep(&save, " \t");

		if (!word)
			break;
		if (word[0])
			words[count++] = word;
	}
	words[count] = NULL;
	if (count && dup2(fd, STDOUT_FILENO) >= 0)
		execvp(words[0], words);
	_exit(127);
}

/* Reads until the end, and keeps the beginning; 0, or ETIMEDOUT and the
 * like. */
static int
read_pipe(int fd, struct secret *out)
{
	struct secret rest;
	size_t len = 0;

	for (size_t all = 0; all < HELPER_BYTES_MAX;) {
		bool full = len == sizeof out->text;
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		ssize_t got;

		if (poll(&wait, 1, HELPER_TIMEOUT_MS) <= 0)
			return ETIMEDOUT;
		got = full ? read(fd, rest.text, sizeof rest.text)
			   : read(fd, out->text + len, sizeof out->text - len);
		if (got < 0)
			return errno;
		if (got == 0)
			break;
		all += (size_t)got;
		len += full ? 0 : (size_t)got;
		if (full)
			secret_clear(&rest);
	}
	return keep_line(out, len);
}

static int
read_command(const char *command, struct secret *out)
{
	char line[1024];
	int ends[2], status = 0, error;
	pid_t child;

	text_copy(line, sizeof line, text_of(command));
	if (pipe2(ends, O_CLOEXEC))
		return errno;
	child = fork();
	if (child == 0)
		become(line, ends[1]);
	close(ends[1]);
	error = child < 0 ? errno : read_pipe(ends[0], out);
	close(ends[0]);
	if (child > 0) {
		if (error == ETIMEDOUT)
			kill(child, SIGKILL);
		if (waitpid(child, &status, 0) == child && status && !error)
			error = ECHILD;
	}
	if (error)
		log_warnx(
		    "%.*s: gave no password", (int)strcspn(line, " \t"), line);
	return error;
}

int
secret_read(const char *where, struct secret *out)
{
	struct text text;
	int error;

	log_debug(
	    "a password comes from %.*s", (int)strcspn(where, " \t"), where);
	*out = (struct secret){""};
	text = text_of(where);
	if (text_starts_with(text, "file:"))
		error = read_file(where + 5, out);
	else if (text_starts_with(text, "env:"))
		error = read_environment(where + 4, out);
	else if (text_starts_with(text, "command:"))
		error = read_command(where + 8, out);
	else
		error = EINVAL;
	if (error)
		secret_clear(out);
	return error;
}

void
secret_clear(struct secret *secret)
{
	explicit_bzero(secret, sizeof *secret);
}
