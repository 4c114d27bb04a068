/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview tail: calls as they end. Each second it is asked which calls are
 * new, and which go on; both are small questions. A call that went on before
 * and does no more has ended, and so has one that is new and does not go on.
 * Identifiers grow, but a row may come a little later than the next one's:
 * the last ones are looked at again.
 */
#include "browse/browse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "browse/json.h"
#include "browse/list.h"

#define LINES_USUAL 10
#define LOOK_BACK 1024 /* identifiers that are looked at again */
#define PATIENCE 10    /* seconds until a call is shown that is not judged */
#define PATH_SIZE 4096
#define RETRY_S 30 /* after an error, unless the file changed */

/* Identifiers of calls, growing. */
struct ids {
	int64_t *id;
	size_t count, room;
};

/* A call that ended: it waits until it is judged. */
struct ended {
	int64_t id;
	int patience;
	bool found; /* in a catalogue that took the place of another */
};

/* What tells one catalogue from another. */
struct identity {
	dev_t device;
	ino_t inode, shared; /* of the database, and of its shared memory */
	struct timespec changed;
};

struct tail {
	const struct request *request;
	struct catalogue *catalogue; /* NULL: none can be read */
	struct catalogue *first;     /* which somebody else closes */
	struct identity identity;    /* of what is there */
	struct identity known;       /* ... of what was read last */
	int retry_s;                 /* until it is opened again */
	bool found_it; /* the catalogue is another one than at the last time */
	int64_t newest_us; /* when the last call that is known ended or began */
	int64_t last_id;
	char last_uid[CALL_UID_LEN + 1];
	int64_t seen[LOOK_BACK]; /* by the last digits of the id */
	struct ids open;         /* at the last time, and now */
	struct ids open_now;
	struct ended *ended;
	size_t ended_count, ended_room;
	char printed[LOOK_BACK][CALL_UID_LEN + 1]; /* the last ones */
	size_t printed_count;
	struct screen screen;
	struct list list;
};

static int
ids_add(struct ids *ids, int64_t id)
{
	if (ids->count == ids->room) {
		size_t room = ids->room ? 2 * ids->room : 64;
		int64_t *grown = reallocarray(ids->id, room, sizeof *grown);

		if (!grown)
			return ENOMEM;
		ids->id = grown;
		ids->room = room;
	}
	ids->id[ids->count++] = id;
	return 0;
}

static bool
ids_have(const struct ids *ids, int64_t id)
{
	size_t low = 0, high = ids->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ids->id[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ids->count && ids->id[low] == id;
}

static int
add_ended(struct tail *tail, int64_t id)
{
	if (tail->ended_count == tail->ended_room) {
		size_t room = tail->ended_room ? 2 * tail->ended_room : 64;
		struct ended *grown =
		    reallocarray(tail->ended, room, sizeof *grown);

		if (!grown)
			return ENOMEM;
		tail->ended = grown;
		tail->ended_room = room;
	}
	tail->ended[tail->ended_count++] =
	    (struct ended){id, PATIENCE, tail->found_it};
	return 0;
}

/* Was it printed, before the catalogue was replaced? */
static bool
was_printed(const struct tail *tail, const char *uid)
{
	for (size_t i = 0; i < LOOK_BACK && i < tail->printed_count; i++) {
		if (!strcmp(tail->printed[i], uid))
			return true;
	}
	return false;
}

static void
note_printed(struct tail *tail, const char *uid)
{
	text_copy(tail->printed[tail->printed_count++ % LOOK_BACK],
	    CALL_UID_LEN + 1, text_of(uid));
}

static void
note_time(struct tail *tail, const struct call_row *call)
{
	if (call->started_us > tail->newest_us)
		tail->newest_us = call->started_us;
	if (call->ended_us > tail->newest_us) /* not ROW_NO_TIME */
		tail->newest_us = call->ended_us;
}

static int
print_object(struct catalogue *catalogue, const struct call_view *view)
{
	json_t *object = NULL;
	int error = json_call(catalogue, view, false, &object);

	if (!error)
		error = json_print(object, false);
	if (!error)
		putchar('\n');
	json_decref(object);
	return error;
}

/* One that could not be read whole is printed when it can. */
static int
print(const struct call_view *view, void *arg)
{
	struct tail *tail = arg;
	int error;

	if (was_printed(tail, view->call.uid))
		return 0;
	tail->list.catalogue = tail->catalogue;
	error = tail->request->json ? print_object(tail->catalogue, view)
				    : list_line(view, &tail->list);
	if (error)
		return error;
	note_time(tail, &view->call);
	note_printed(tail, view->call.uid);
	return 0;
}

/* The newest calls that are over, to be printed the other way round. */
struct newest {
	struct ids ids;
	size_t wanted;
};

static int
add_newest(const struct call_view *view, void *arg)
{
	struct newest *newest = arg;
	const char *state = view->call.state;
	int error;

	if (state && (!strcmp(state, "ringing") || !strcmp(state, "active")))
		return 0;
	error = ids_add(&newest->ids, view->call.id);
	if (!error && newest->ids.count == newest->wanted)
		return ECANCELED; /* that is enough */
	return error;
}

static int
print_newest(struct tail *tail)
{
	struct call_filter filter = tail->request->filter;
	struct newest newest = {.wanted = tail->request->lines
					      ? tail->request->lines
					      : LINES_USUAL};
	int error;

	filter.newest_first = true;
	error = query_calls(tail->catalogue, &filter, add_newest, &newest);
	if (error == ECANCELED)
		error = 0;
	while (!error && newest.ids.count > 0) {
		error = query_call(tail->catalogue, &tail->request->filter,
		    newest.ids.id[--newest.ids.count], print, tail);
		if (error == ENOENT)
			error = 0;
	}
	free(newest.ids.id);
	return error;
}

static int
add_open(int64_t id, const char *uid, bool open, void *arg)
{
	struct tail *tail = arg;

	(void)uid;
	(void)open;
	return ids_add(&tail->open_now, id);
}

/* A call that is there; the last one is remembered. */
static int
look_at(int64_t id, const char *uid, bool open, void *arg)
{
	struct tail *tail = arg;
	int64_t *seen = &tail->seen[(uint64_t)id % LOOK_BACK];
	bool is_new = *seen != id;

	*seen = id;
	if (id >= tail->last_id) {
		tail->last_id = id;
		text_copy(tail->last_uid, sizeof tail->last_uid, text_of(uid));
	}
	return is_new && !open && !ids_have(&tail->open, id)
		   ? add_ended(tail, id)
		   : 0;
}

/* Finds out which calls ended since the last time. */
static int
look(struct tail *tail)
{
	struct ids before = tail->open;
	int error;

	tail->open_now.count = 0;
	error = query_open_ids(tail->catalogue, add_open, tail);
	if (!error)
		error = query_ids(
		    tail->catalogue, tail->last_id - LOOK_BACK, look_at, tail);
	for (size_t i = 0; !error && i < before.count; i++) {
		if (!ids_have(&tail->open_now, before.id[i]))
			error = add_ended(tail, before.id[i]);
	}
	if (error)
		return error;
	tail->open = tail->open_now;
	tail->open_now = before;
	return 0;
}

static int
note_newest(const struct call_view *view, void *arg)
{
	note_time(arg, &view->call);
	return 0;
}

/* From now on: what is over by now is not shown. */
static int
look_first(struct tail *tail)
{
	static const struct call_filter newest = {
	    .newest_first = true, .limit = 1};
	int error = query_last_id(tail->catalogue, &tail->last_id);

	if (!error)
		error =
		    query_calls(tail->catalogue, &newest, note_newest, tail);
	if (!error)
		error = look(tail);
	tail->ended_count = 0;
	return error;
}

enum verdict {
	SHOW,
	WAIT, /* it is not judged */
	SKIP, /* it was over before the catalogue was found */
};

/* What becomes of a call that ended. */
struct judged {
	const struct tail *tail;
	bool found;
	enum verdict verdict;
};

static int
judge(const struct call_view *view, void *arg)
{
	struct judged *judged = arg;
	const struct call_row *call = &view->call;

	if (judged->found && call->ended_us <= judged->tail->newest_us)
		judged->verdict = SKIP;
	else if (!call->completeness && call->answered_us != ROW_NO_TIME)
		judged->verdict = WAIT;
	return 0;
}

/* Prints those that ended and are judged; the others wait on. */
static int
print_ended(struct tail *tail)
{
	static const struct call_filter any;
	size_t kept = 0;
	int error = 0;

	for (size_t i = 0; i < tail->ended_count; i++) {
		struct ended it = tail->ended[i];
		struct judged judged = {tail, it.found, SHOW};

		if (!error)
			error = query_call(
			    tail->catalogue, &any, it.id, judge, &judged);
		if (!error && judged.verdict == WAIT && it.patience-- > 0) {
			tail->ended[kept++] = it;
			continue;
		}
		if (!error && judged.verdict != SKIP)
			error = query_call(tail->catalogue,
			    &tail->request->filter, it.id, print, tail);
		if (error == ENOENT)
			error = 0; /* not wanted, or gone */
		else if (error)
			tail->ended[kept++] = it;
	}
	tail->ended_count = kept;
	return error;
}

static struct identity
identify(const char *folder)
{
	struct identity identity = {.inode = 0};
	char path[PATH_SIZE];
	struct stat file;

	snprintf(path, sizeof path, "%s/" CATALOGUE_FILE, folder);
	if (stat(path, &file))
		return identity;
	identity.device = file.st_dev;
	identity.inode = file.st_ino;
	snprintf(path, sizeof path, "%s/" CATALOGUE_FILE "-shm", folder);
	/* Where there is none nobody writes, and a reader would not notice. */
	identity.changed = file.st_mtim;
	if (!stat(path, &file)) {
		identity.shared = file.st_ino;
		identity.changed = (struct timespec){0};
	}
	return identity;
}

static bool
is_same(const struct identity *a, const struct identity *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->shared == b->shared &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

static void
let_go(struct tail *tail)
{
	if (tail->catalogue != tail->first && catalogue_close(tail->catalogue))
		return; /* which was said */
	tail->catalogue = NULL;
}

static int
check_uid(int64_t id, const char *uid, bool open, void *arg)
{
	const struct tail *tail = arg;

	(void)open;
	return id == tail->last_id && !strcmp(uid, tail->last_uid) ? ECANCELED
								   : ENOENT;
}

/* A catalogue that begins anew numbers its calls anew. What is in it by now is
 * only told when it ended after what is known. */
static int
check_numbers(struct tail *tail)
{
	int error;

	if (tail->last_id == 0)
		return 0;
	error = query_ids(tail->catalogue, tail->last_id - 1, check_uid, tail);
	if (error == ECANCELED)
		return 0;
	if (error && error != ENOENT)
		return error;
	tail->found_it = true;
	tail->last_id = 0;
	memset(tail->seen, 0, sizeof tail->seen);
	tail->open.count = 0;
	tail->ended_count = 0;
	return 0;
}

/* Opens the catalogue again when it is another one, or was not readable. */
static int
open_again(struct tail *tail)
{
	struct identity now = identify(tail->request->folder);
	bool same = is_same(&now, &tail->identity);
	bool other =
	    now.device != tail->known.device || now.inode != tail->known.inode;
	int error;

	if (same && (tail->catalogue || --tail->retry_s > 0))
		return 0;
	let_go(tail);
	tail->identity = now;
	tail->retry_s = RETRY_S;
	if (now.inode == 0)
		return ENOENT; /* until there is one */
	error = catalogue_open(
	    tail->request->folder, CATALOGUE_READ, &tail->catalogue);
	if (error)
		tail->catalogue = NULL;
	if (error || !other)
		return error;
	tail->known = now;
	return check_numbers(tail);
}

static int
follow(struct tail *tail)
{
	int error = look_first(tail);

	while (!error) {
		errno = 0;
		if (fflush(stdout) || ferror(stdout))
			return errno ? errno : EIO;
		sleep(1);
		if (open_again(tail) || !tail->catalogue)
			continue;
		if (look(tail) || print_ended(tail))
			let_go(tail); /* why was said */
		tail->found_it = false;
		error = ferror(stdout) ? EIO : 0;
	}
	return error;
}

int
command_tail(const struct request *request, struct catalogue *catalogue)
{
	struct tail *tail = calloc(1, sizeof *tail);
	int error = tail ? 0 : ENOMEM;

	if (!error) {
		tail->request = request;
		tail->catalogue = tail->first = catalogue;
		tail->identity = tail->known = identify(request->folder);
		tail->screen = screen_find();
		tail->list.catalogue = catalogue;
		if (!request->json)
			list_begin(&tail->list, &tail->screen);
		error = print_newest(tail);
		if (!error && request->follow)
			error = follow(tail);
		let_go(tail);
		free(tail->open.id);
		free(tail->open_now.id);
		free(tail->ended);
	}
	free(tail);
	return error ? STATUS_FAILED : STATUS_DONE;
}
