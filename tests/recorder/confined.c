/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives up rights as the recorder does, and then tries something: for
 * privileges.sh.
 *
 *     confined replay|live USER|- FOLDER ACTION [WORD]
 *
 * Prints "done", or the name of the errno. Status 3: rights were not dropped.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "recorder/privileges.h"
#include "rtp/codec.h"
#include "rtp/decoder.h"
#include "rtp/srtp.h"

static int
say(bool good)
{
	puts(good ? "done" : strerrorname_np(errno));
	return 0;
}

static int
do_status(const char *word)
{
	char line[256];
	FILE *file = fopen("/proc/self/status", "re");

	(void)word;
	while (file && fgets(line, sizeof line, file))
		fputs(line, stdout);
	return file ? fclose(file) : say(false);
}

static int
do_read(const char *word)
{
	return say(open(word, O_RDONLY | O_CLOEXEC) >= 0);
}

static int
do_write(const char *word)
{
	return say(
	    open(word, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640) >= 0);
}

static int
do_rename(const char *word)
{
	char other[512];

	snprintf(other, sizeof other, "%s.renamed", word);
	return say(rename(word, other) == 0 && unlink(other) == 0);
}

static int
do_exec(const char *word)
{
	(void)word;
	execl("/bin/true", "true", (char *)NULL);
	return say(false);
}

static int
do_fork(const char *word)
{
	(void)word;
	return say(fork() >= 0);
}

static int
do_socket(const char *word)
{
	(void)word;
	return say(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0);
}

static int
do_ptrace(const char *word)
{
	(void)word;
	return say(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

static int
do_kill(const char *word)
{
	(void)word;
	return say(kill(getppid(), 0) == 0);
}

static int
do_root(const char *word)
{
	(void)word;
	return say(setuid(0) == 0);
}

static int
do_type(const char *word) /* into the terminal of who started us */
{
	(void)word;
	return say(ioctl(STDIN_FILENO, TIOCSTI, "x") == 0);
}

static int
do_code(const char *word) /* that was written a moment ago */
{
	(void)word;
	return say(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int
do_code_later(const char *word)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)word;
	return say(memory != MAP_FAILED &&
		   mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0);
}

static void *
thread(void *arg)
{
	*(bool *)arg = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0;
	return NULL;
}

static int
do_thread(const char *word) /* it runs, and has no more than we */
{
	bool has_socket = true;
	pthread_t id;
	int error = pthread_create(&id, NULL, thread, &has_socket);

	(void)word;
	if (!error)
		pthread_join(id, NULL);
	errno = error ? error : ENOTRECOVERABLE;
	return say(!error && !has_socket);
}

/* All codecs of this build, and the keys of SRTP, work. */
static int
do_codecs(const char *word)
{
	static const uint8_t kinds[] = {CODEC_G722, CODEC_G729, CODEC_G723,
	    CODEC_GSM, CODEC_ILBC, CODEC_SPEEX, CODEC_AMR, CODEC_AMR_WB,
	    CODEC_OPUS};
	struct decoder_budget budget = {.limit = 100};
	struct srtp_key key = {
	    .suite = srtp_suite_find("AES_256_CM_HMAC_SHA1_80")};
	struct srtp_context *context = srtp_context_new(&key, 1);
	size_t count = context != NULL;

	(void)word;
	srtp_context_free(context);
	for (size_t i = 0; i < sizeof kinds; i++) {
		struct decoder *decoder =
		    decoder_new(&budget, kinds[i], 0, 8000);

		count += decoder != NULL;
		decoder_free(decoder);
	}
	printf("%zu\n", count);
	return 0;
}

static int
do_packet(const char *word)
{
	(void)word;
	privileges_require_dropped();
	return say(true);
}

static const struct {
	const char *name;
	int (*run)(const char *word);
} actions[] = {
    {"status", do_status},
    {"read", do_read},
    {"write", do_write},
    {"rename", do_rename},
    {"exec", do_exec},
    {"fork", do_fork},
    {"socket", do_socket},
    {"ptrace", do_ptrace},
    {"kill", do_kill},
    {"root", do_root},
    {"type", do_type},
    {"code", do_code},
    {"code-later", do_code_later},
    {"thread", do_thread},
    {"codecs", do_codecs},
    {"packet", do_packet},
};

static void *
sleeper(void *arg)
{
	pause();
	return arg;
}

/* What must not be possible: another order. */
static int
break_order(struct privileges *privileges, const char *action)
{
	pthread_t id;

	if (!strcmp(action, "packet-first"))
		return do_packet(NULL);
	if (!strcmp(action, "thread-first"))
		pthread_create(&id, NULL, sleeper, NULL);
	if (strcmp(action, "drop-first") != 0)
		privileges_opened();
	return privileges_drop(privileges) ? 0 : 3;
}

int
main(int argc, char **argv)
{
	struct privileges privileges;
	enum privileges_run run;
	const char *user, *word;

	if (argc < 5)
		return 2;
	log_init("confined", LOG_LEVEL_DEBUG);
	run = strcmp(argv[1], "live") ? PRIVILEGES_REPLAY : PRIVILEGES_LIVE;
	user = strcmp(argv[2], "-") ? argv[2] : NULL;
	word = argc > 5 ? argv[5] : "";
	if (!privileges_init(&privileges, run, user, true))
		return 3;
	if (strlen(argv[4]) > 6 &&
	    !strcmp(argv[4] + strlen(argv[4]) - 6, "-first"))
		return break_order(&privileges, argv[4]);
	if (!privileges_allow(&privileges, argv[3], LANDLOCK_USE_WRITE))
		return 3;
	privileges_opened();
	if (!privileges_drop(&privileges))
		return 3;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (!strcmp(actions[i].name, argv[4]))
			return actions[i].run(word);
	return 2;
}
