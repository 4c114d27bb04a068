/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/live.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "base/thread.h"
#include "browse/control_client.h"
#include "browse/json_set.h"
#include "serve/session.h"
#include "serve/stream.h"

#define PATIENCE_S 2
#define MISSED_MAX 5  /* answers of a recorder that is held up */
#define LIFE_S 300    /* of a stream */
#define STATUS_S 2    /* between events of the state */
#define SIGN_S 15     /* a stream is never quiet for longer */
#define CALLS_MAX 250 /* in an event; the newest */

struct client {
	struct stream *stream; /* NULL: none */
	struct identity who;
	int64_t end_s;
	bool is_new; /* has not got the calls yet */
};

struct live {
	const char *socket;
	struct accounts *accounts;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool is_stopped;
	unsigned count;
	struct client clients[LIVE_CLIENTS_MAX];
};

int
live_ask(struct live *live, const char *line, char **text, size_t *size)
{
	struct control_answer answer;
	int error = control_ask(live->socket, line, PATIENCE_S, &answer);

	if (error) {
		free(answer.text);
		return error;
	}
	*text = answer.text;
	*size = answer.size;
	return 0;
}

/* The lock is held. */
static void
drop(struct live *live, struct client *client, bool whole)
{
	stream_end(client->stream, whole);
	*client = (struct client){.stream = NULL};
	live->count--;
}

/* To whom an event goes. */
enum audience {
	EVERYBODY,
	NEWCOMERS,     /* have not got the calls yet, and get them now */
	ALL_THE_CALLS, /* everybody, newcomers too, gets the calls */
};

static void
tell(struct live *live, const char *event, enum audience whom)
{
	size_t size = strlen(event);

	pthread_mutex_lock(&live->lock);
	for (size_t i = 0; i < LIVE_CLIENTS_MAX; i++) {
		struct client *client = &live->clients[i];

		if (!client->stream || (whom == NEWCOMERS && !client->is_new))
			continue;
		if (whom != EVERYBODY)
			client->is_new = false;
		if (!stream_put(client->stream, event, size, 0))
			drop(live, client, false);
	}
	pthread_mutex_unlock(&live->lock);
}

/* Who looks on there; false: nobody. Only our thread takes clients away. */
static bool
find_who(struct live *live, const struct client *client, struct identity *who)
{
	bool is_there;

	pthread_mutex_lock(&live->lock);
	is_there = client->stream;
	*who = client->who;
	pthread_mutex_unlock(&live->lock);
	return is_there;
}

/* Ends the streams of those who may not look on any more. */
static void
end_forbidden(struct live *live)
{
	for (size_t i = 0; i < LIVE_CLIENTS_MAX; i++) {
		struct client *client = &live->clients[i];
		struct identity who;

		if (!find_who(live, client, &who) ||
		    session_goes_on(live->accounts, &who))
			continue;
		pthread_mutex_lock(&live->lock);
		drop(live, client, true);
		pthread_mutex_unlock(&live->lock);
	}
}

/* Ends the streams that are old, or all of them. */
static void
end_streams(struct live *live, bool all)
{
	int64_t now = monotonic_s();

	pthread_mutex_lock(&live->lock);
	for (size_t i = 0; i < LIVE_CLIENTS_MAX; i++) {
		struct client *client = &live->clients[i];

		if (client->stream && (all || client->end_s <= now))
			drop(live, client, true);
	}
	pthread_mutex_unlock(&live->lock);
}

/* An event of one line of JSON; NULL without memory. 'value' is taken. */
static char *
format_event(const char *name, json_t *value)
{
	char *json = value ? json_dumps(value, JSON_COMPACT) : NULL;
	char *event = NULL;
	size_t size;

	json_decref(value);
	if (!json)
		return NULL;
	size = strlen(json) + strlen(name) + 32;
	event = malloc(size);
	if (event)
		snprintf(event, size, "event: %s\ndata: %s\n\n", name, json);
	free(json);
	return event;
}

/* Asks the recorder for an event; 0 or a positive errno. */
static int
fetch(struct live *live, const char *name, const char *line, char **out)
{
	char *text = NULL;
	size_t size = 0;
	json_t *value;
	int error = live_ask(live, line, &text, &size);

	if (error)
		return error;
	value = json_loadb(text, size, 0, NULL);
	free(text);
	while (json_array_size(value) > CALLS_MAX)
		json_array_remove(value, 0);
	*out = format_event(name, value);
	return *out ? 0 : EBADMSG;
}

/* What was told last. */
struct told {
	char *calls;
	int64_t status_s, sign_s;
};

/* Once a second: what is new. 0, or a positive errno: ETIMEDOUT when the
 * recorder did not answer in time, another when there is none. */
static int
look(struct live *live, struct told *told)
{
	char *calls = NULL, *status = NULL;
	int error = fetch(live, "calls", "calls --json\n", &calls);
	int64_t now = monotonic_s();
	bool same;

	if (error)
		return error == EAGAIN ? ETIMEDOUT : error;
	same = told->calls && !strcmp(told->calls, calls);
	tell(live, calls, same ? NEWCOMERS : ALL_THE_CALLS);
	free(told->calls);
	told->calls = calls;
	if (now - told->status_s >= STATUS_S) {
		told->status_s = now;
		if (fetch(live, "status", "status --json\n", &status) == 0)
			tell(live, status, EVERYBODY);
	} else if (now - told->sign_s >= SIGN_S) {
		told->sign_s = now;
		tell(live, ":\n\n", EVERYBODY);
	}
	free(status);
	return 0;
}

/* Waits for a second; false at the end. With nobody there, until somebody
 * comes. */
static bool
wait_a_second(struct live *live)
{
	struct timespec until = monotonic_in_ms(1000);
	bool goes_on;

	pthread_mutex_lock(&live->lock);
	if (!live->is_stopped && live->count)
		pthread_cond_timedwait(&live->changed, &live->lock, &until);
	while (!live->is_stopped && !live->count)
		pthread_cond_wait(&live->changed, &live->lock);
	goes_on = !live->is_stopped;
	pthread_mutex_unlock(&live->lock);
	return goes_on;
}

static void *
watch(void *arg)
{
	struct live *live = arg;
	struct told told = {.calls = NULL};
	int missed = 0;

	while (wait_a_second(live)) {
		int error;

		end_forbidden(live);
		error = look(live, &told);
		missed = error == ETIMEDOUT ? missed + 1 : 0;
		end_streams(live, error && (!missed || missed == MISSED_MAX));
	}
	end_streams(live, true);
	free(told.calls);
	return NULL;
}

int
live_start(const char *socket, struct accounts *accounts, struct live **out)
{
	struct live *live = calloc(1, sizeof *live);
	int error;

	if (!live)
		return ENOMEM;
	live->socket = socket;
	live->accounts = accounts;
	pthread_mutex_init(&live->lock, NULL);
	monotonic_cond_init(&live->changed);
	error = thread_start(&live->thread, "live", watch, live);
	if (error) {
		free(live);
		return error;
	}
	*out = live;
	return 0;
}

void
live_stop(struct live *live)
{
	if (!live)
		return;
	pthread_mutex_lock(&live->lock);
	live->is_stopped = true;
	pthread_cond_signal(&live->changed);
	pthread_mutex_unlock(&live->lock);
	pthread_join(live->thread, NULL);
	pthread_cond_destroy(&live->changed);
	pthread_mutex_destroy(&live->lock);
	free(live);
}

/* A place for a client of 'user', or NULL; the lock is held. */
static struct client *
find_place(struct live *live, const char *user)
{
	struct client *place = NULL;
	unsigned same = 0;

	for (size_t i = 0; i < LIVE_CLIENTS_MAX; i++) {
		struct client *it = &live->clients[i];

		if (!it->stream)
			place = it;
		else if (!strcmp(it->who.account.name, user))
			same++;
	}
	return same < LIVE_CLIENTS_PER_USER ? place : NULL;
}

int
live_join(struct live *live, struct stream *stream, const struct identity *who)
{
	struct client *client;

	pthread_mutex_lock(&live->lock);
	client = live->is_stopped ? NULL : find_place(live, who->account.name);
	if (client) {
		*client = (struct client){.stream = stream,
		    .who = *who,
		    .end_s = monotonic_s() + LIFE_S,
		    .is_new = true};
		live->count++;
		pthread_cond_signal(&live->changed);
	}
	pthread_mutex_unlock(&live->lock);
	return client ? 0 : EMFILE;
}
