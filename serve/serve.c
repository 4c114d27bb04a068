/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview serve: the API and the page over HTTP. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/browse.h"
#include "browse/control_client.h"
#include "browse/time.h"
#include "serve/confine.h"
#include "serve/http.h"
#include "serve/listen.h"
#include "serve/route.h"
#include "serve/secret.h"
#include "serve/server.h"

#define PEM_MAX (1U << 20)
#define ARENAS 2
#define DESCRIPTORS 16384 /* connections, and the files that they read */
#define SETUP_US (INT64_C(24) * 3600 * 1000000) /* a link is good for a day */

/* All that runs. */
struct running {
	struct server server;
	struct http *http;
	struct listen_at at;
	char *certificate, *key;
	char socket[PATH_MAX];
};

/* A small file as text; NULL after an error, which was logged. */
static char *
read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(PEM_MAX);
	size_t size = 0;

	if (file && text)
		size = fread(text, 1, PEM_MAX - 1, file);
	if (!size || ferror(file)) {
		log_warn("%s", path);
		free(text);
		text = NULL;
	} else {
		text[size] = '\0';
	}
	if (file)
		fclose(file);
	return text;
}

static int
load_tls(struct running *running, const struct serve_request *request)
{
	if (!request->certificate && !request->key)
		return 0;
	if (!request->certificate || !request->key) {
		log_warnx("--tls-cert and --tls-key belong together");
		return EINVAL;
	}
	running->certificate = read_text(request->certificate);
	running->key = read_text(request->key);
	running->server.has_tls = true;
	return running->certificate && running->key ? 0 : EINVAL;
}

/* Where the first user is made: a link for a person who sits there. */
static int
offer_setup(struct running *running)
{
	struct accounts *accounts = running->server.accounts;
	char secret[SECRET_SIZE], hash[ACCOUNT_SECRET_SIZE];
	int64_t count;
	int error = accounts_count(accounts, &count);

	if (error || count)
		return error;
	if (!isatty(STDOUT_FILENO)) {
		log_warnx("nobody may sign in yet: spanview user add NAME "
			  "--role administrator");
		return 0;
	}
	secret_new(secret);
	secret_hash(secret, hash);
	error = accounts_offer_setup(accounts, hash, time_now_us() + SETUP_US);
	if (!error)
		printf("Nobody may sign in yet. Open this link to make the "
		       "first user; it is good once, for a day:\n"
		       "  %s://%s/#setup=%s\n",
		    running->server.has_tls ? "https" : "http",
		    running->at.text, secret);
	secret_wipe(secret);
	return error;
}

static void
allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	if (limit.rlim_cur < DESCRIPTORS) {
		limit.rlim_cur =
		    limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int
open_files(struct running *running, const struct request *request)
{
	struct server *server = &running->server;
	int error;

	server->folder = request->folder;
	server->folder_fd =
	    open(request->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (server->folder_fd < 0) {
		error = errno;
		log_warn("%s", request->folder);
		return error;
	}
	if (request->socket)
		text_copy(running->socket, sizeof running->socket,
		    text_of(request->socket));
	else
		control_find(request->folder, running->socket);
	server->limits = limits_new();
	error = server->limits ? secret_init() : ENOMEM;
	if (!error)
		error = accounts_open(request->folder, &server->accounts);
	if (!error)
		error = pages_load(
		    request->serve.page ? request->serve.page : PAGE_FOLDER,
		    &server->pages);
	return error;
}

static int
start(struct running *running, const struct request *request)
{
	const char *where =
	    request->serve.listen ? request->serve.listen : LISTEN_DEFAULT;
	const struct workers_settings workers = {
	    request->folder, route_run, http_done, &running->server};
	struct http_settings http = {
	    .take = route_take, .arg = &running->server};
	int error = load_tls(running, &request->serve);

	if (!error)
		error = open_files(running, request);
	if (!error)
		error = listen_open(where, &running->at);
	if (!error)
		error = confine(request->folder);
	if (!error)
		error = audit_start(request->folder, &running->server.audit);
	if (!error)
		error = live_start(running->socket, running->server.accounts,
		    &running->server.live);
	if (!error)
		error = workers_start(&workers, &running->server.workers);
	http.listen_fd = running->at.fd;
	http.certificate = running->certificate;
	http.key = running->key;
	if (!error)
		error = offer_setup(running);
	if (!error)
		error = http_start(&http, &running->http);
	secret_wipe(running->key);
	return error;
}

static void
stop(struct running *running)
{
	struct server *server = &running->server;

	atomic_store(&server->is_stopping, true);
	http_quiesce(running->http);
	workers_stop(server->workers);
	live_stop(server->live);
	audit_stop(server->audit);
	http_stop(running->http);
	workers_free(server->workers);
	pages_free(server->pages);
	limits_free(server->limits);
	accounts_close(server->accounts);
	if (server->folder_fd >= 0)
		close(server->folder_fd);
	free(running->certificate);
	free(running->key);
}

/* Threads share their free memory: else each that reads keeps what its largest
 * answer took, 14 MB of a catalogue of a million calls. */
static void
share_memory(void)
{
#ifdef M_ARENA_MAX
	mallopt(M_ARENA_MAX, ARENAS);
#endif
}

/* Waits for SIGTERM or SIGINT, which all threads have blocked. */
static void
wait_for_end(const sigset_t *ends)
{
	int number;

	while (sigwait(ends, &number))
		;
}

int
command_serve(const struct request *request, struct catalogue *catalogue)
{
	struct running running = {.at.fd = -1, .server.folder_fd = -1};
	sigset_t ends;
	int error;

	(void)catalogue;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	log_init("spanview", LOG_LEVEL_NOTICE);
	allow_descriptors();
	share_memory();
	error = start(&running, request);
	if (!error) {
		if (!running.at.is_local && !running.server.has_tls)
			log_warnx("passwords and calls go over the network in "
				  "clear: give --tls-cert and --tls-key");
		printf("Serving %s at %s://%s/\n", request->folder,
		    running.server.has_tls ? "https" : "http", running.at.text);
		fflush(stdout);
		wait_for_end(&ends);
	}
	stop(&running);
	return error ? STATUS_FAILED : STATUS_DONE;
}
