/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps former states in FOLDER/DEVICE.000001.json; see journal.h. */
#include "spanctl/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/json.h"

#define NAME_SIZE 128
#define ENTRIES_MAX 999999
#define LOCK_TRIES 40
#define LOCK_PAUSE_US 50000

static const char *const state_names[] = {
    [JOURNAL_NONE] = "none",
    [JOURNAL_BEGUN] = "begun",
    [JOURNAL_APPLIED] = "applied",
    [JOURNAL_WAITING] = "waiting",
    [JOURNAL_UNDONE] = "undone",
};

struct journal {
	const struct port_names *names;
	char device[NAME_SIZE / 2];
	char folder[256];
	int fd;                /* of the folder */
	int lock;              /* held */
	json_t *entry;         /* NULL: none */
	unsigned number, last; /* of the entry; of any */
	struct session_list before, touched, owned;
	struct mirror_ports made;
};

static void
name_of(const struct journal *journal, unsigned number, const char *end,
    char out[NAME_SIZE])
{
	snprintf(
	    out, NAME_SIZE, "%s.%06u.json%s", journal->device, number, end);
}

/* The entry's number of a file name; 0 when it is no entry of the device. */
static unsigned
number_of(const struct journal *journal, const char *name)
{
	size_t len = strlen(journal->device);
	unsigned long number;

	if (strncmp(name, journal->device, len) || name[len] != '.' ||
	    strlen(name) != len + 12 || strcmp(name + len + 7, ".json") ||
	    !text_number(
		(struct text){name + len + 1, 6}, ENTRIES_MAX, &number))
		return 0;
	return (unsigned)number;
}

/* The greatest number below 'below', 0 when there is none; or an errno. */
static int
newest_below(const struct journal *journal, unsigned below, unsigned *newest)
{
	int fd = openat(journal->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	int error = folder ? 0 : errno;

	*newest = 0;
	while (folder) {
		const struct dirent *file;
		unsigned number;

		errno = 0;
		file = readdir(folder);
		error = errno;
		if (!file)
			break;
		number = number_of(journal, file->d_name);
		if (number > *newest && number < below)
			*newest = number;
	}
	if (folder)
		closedir(folder);
	else if (fd >= 0)
		close(fd);
	if (error) {
		errno = error;
		log_warn("%s", journal->folder);
	}
	return error;
}

static json_t *
load(const struct journal *journal, unsigned number)
{
	char name[NAME_SIZE];
	int fd;
	FILE *file;
	json_t *entry;

	name_of(journal, number, "", name);
	fd = openat(journal->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	file = fd >= 0 ? fdopen(fd, "re") : NULL;
	if (!file) {
		log_warn("%s/%s", journal->folder, name);
		return NULL;
	}
	entry = json_loadf(file, 0, NULL);
	fclose(file);
	if (!json_is_object(entry)) {
		log_warnx("%s/%s: is damaged", journal->folder, name);
		json_decref(entry);
		return NULL;
	}
	return entry;
}

static enum journal_state
state_of(const json_t *entry)
{
	const char *name = json_string_value(json_object_get(entry, "state"));

	for (int i = JOURNAL_BEGUN; name && i <= JOURNAL_UNDONE; i++) {
		if (!strcmp(name, state_names[i]))
			return (enum journal_state)i;
	}
	return JOURNAL_BEGUN; /* be careful */
}

static void
forget(struct journal *journal)
{
	json_decref(journal->entry);
	journal->entry = NULL;
	journal->number = 0;
	session_list_clear(&journal->before);
	session_list_clear(&journal->touched);
	session_list_clear(&journal->owned);
	free(journal->made.at);
	journal->made = (struct mirror_ports){NULL, 0};
}

static int
read_ids(const json_t *array, struct session_list *list)
{
	size_t i;
	json_t *id;

	json_array_foreach(array, i, id)
	{
		const char *text = json_string_value(id);

		if (!text || !session_list_add(list, text_of(text)))
			return text ? ENOMEM : EBADMSG;
	}
	return 0;
}

static int
read_made(struct journal *journal)
{
	json_t *array = json_object_get(journal->entry, "made");
	size_t i;
	json_t *name;
	int error = 0;

	json_array_foreach(array, i, name)
	{
		error = mirror_ports_add(&journal->made, journal->names,
		    text_of(json_string_value(name)), DIRECTION_NONE);
		if (error)
			return error;
	}
	return 0;
}

/* Makes structs of the entry. */
static int
unpack(struct journal *journal)
{
	const json_t *entry = journal->entry;
	int error = json_read_sessions(
	    json_object_get(entry, "before"), journal->names, &journal->before);

	if (!error)
		error = read_ids(
		    json_object_get(entry, "touched"), &journal->touched);
	if (!error)
		error =
		    read_ids(json_object_get(entry, "owned"), &journal->owned);
	if (!error)
		error = read_made(journal);
	if (error) {
		errno = error;
		log_warn("%s: entry %u of %s", journal->folder, journal->number,
		    journal->device);
	}
	return error;
}

/* Finds the newest entry that was not undone. */
static int
find_entry(struct journal *journal)
{
	unsigned number;
	int error = newest_below(journal, ENTRIES_MAX + 1, &number);

	forget(journal);
	journal->last = number;
	while (!error && number) {
		json_t *entry = load(journal, number);

		if (!entry)
			return EBADMSG;
		if (state_of(entry) != JOURNAL_UNDONE) {
			journal->entry = entry;
			journal->number = number;
			return unpack(journal);
		}
		json_decref(entry);
		error = newest_below(journal, number, &number);
	}
	return error;
}

static int
open_lock(struct journal *journal)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof name, "%s.lock", journal->device);
	journal->lock =
	    openat(journal->fd, name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	/* The timer of "apply --confirm" has it for a moment each second. */
	for (int i = 0; journal->lock >= 0 && i < LOCK_TRIES; i++) {
		if (!flock(journal->lock, LOCK_EX | LOCK_NB))
			return 0;
		if (errno != EWOULDBLOCK)
			break;
		usleep(LOCK_PAUSE_US);
	}
	if (journal->lock >= 0 && errno == EWOULDBLOCK) {
		log_warnx(
		    "%s: another spanctl is at work on it", journal->device);
		return EBUSY;
	}
	log_warn("%s/%s", journal->folder, name);
	return errno;
}

int
journal_open(const char *folder, const char *device,
    const struct port_names *names, struct journal **out)
{
	struct journal *journal = calloc(1, sizeof *journal);
	int error = 0;

	if (!journal)
		return ENOMEM;
	journal->names = names;
	journal->lock = -1;
	text_copy(journal->device, sizeof journal->device, text_of(device));
	text_copy(journal->folder, sizeof journal->folder, text_of(folder));
	if (mkdir(folder, 0700) && errno != EEXIST)
		error = errno;
	journal->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (journal->fd < 0) {
		error = errno;
		log_warn("%s", folder);
	} else {
		error = open_lock(journal);
	}
	if (!error)
		error = find_entry(journal);
	if (error)
		journal_close(journal);
	else
		*out = journal;
	return error;
}

void
journal_close(struct journal *journal)
{
	if (!journal)
		return;
	forget(journal);
	if (journal->lock >= 0)
		close(journal->lock);
	if (journal->fd >= 0)
		close(journal->fd);
	free(journal);
}

enum journal_state
journal_state(const struct journal *journal)
{
	return journal->entry ? state_of(journal->entry) : JOURNAL_NONE;
}

unsigned
journal_number(const struct journal *journal)
{
	return journal->number;
}

int64_t
journal_deadline(const struct journal *journal)
{
	return json_integer_value(json_object_get(journal->entry, "deadline"));
}

const struct session_list *
journal_before(const struct journal *journal)
{
	return &journal->before;
}

const struct session_list *
journal_touched(const struct journal *journal)
{
	return &journal->touched;
}

const struct session_list *
journal_owned(const struct journal *journal)
{
	return &journal->owned;
}

const struct mirror_ports *
journal_made(const struct journal *journal)
{
	return &journal->made;
}

/* Writes all of it and syncs; 0 or an errno. */
static int
write_synced(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t written = write(fd, text, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? errno : EIO;
		text += written;
		size -= (size_t)written;
	}
	return fsync(fd) ? errno : 0;
}

/* Puts the entry on the disk, invariant (1). */
static int
store(struct journal *journal)
{
	char *text = json_dumps(journal->entry, JSON_INDENT(2));
	char part[NAME_SIZE], name[NAME_SIZE];
	int error = 0;
	int fd;

	if (!text)
		return ENOMEM;
	name_of(journal, journal->number, "", name);
	name_of(journal, journal->number, ".part", part);
	fd = openat(journal->fd, part,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		error = errno;
	else
		error = write_synced(fd, text, strlen(text));
	if (fd >= 0 && close(fd) && !error)
		error = errno;
	if (!error && (renameat(journal->fd, part, journal->fd, name) ||
			  fsync(journal->fd)))
		error = errno;
	free(text);
	if (error) {
		errno = error;
		log_warn("%s/%s: the former state cannot be kept",
		    journal->folder, name);
	}
	return error;
}

static json_t *
ids_array(const struct session_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_string(list->at[i].id));
	return array;
}

static json_t *
made_array(const struct mirror_ports *made)
{
	json_t *array = json_array();

	for (size_t i = 0; i < made->count; i++)
		json_array_append_new(array, json_string(made->at[i].name));
	return array;
}

int
journal_begin(struct journal *journal, const struct journal_entry *entry)
{
	json_t *config = entry->config ? json_string(entry->config) : NULL;
	json_t *object = json_pack("{s:s,s:s,s:I,s:o,s:o,s:o,s:o,s:o}",
	    "device", journal->device, "state", state_names[JOURNAL_BEGUN],
	    "began", (json_int_t)time(NULL), "touched",
	    ids_array(entry->touched), "owned", ids_array(entry->owned), "made",
	    made_array(entry->made), "before", json_sessions(entry->before),
	    "config", config ? config : json_null());

	if (!object || journal->last >= ENTRIES_MAX) {
		json_decref(object);
		return object ? E2BIG : ENOMEM;
	}
	forget(journal);
	journal->entry = object;
	journal->number = ++journal->last;
	return unpack(journal) ? EBADMSG : store(journal);
}

void
journal_guard(struct journal *journal)
{
	json_object_set_new(journal->entry, "guarded", json_true());
}

bool
journal_guarded(const struct journal *journal)
{
	return json_is_true(json_object_get(journal->entry, "guarded"));
}

int
journal_set(struct journal *journal, enum journal_state state, int64_t deadline)
{
	int error;

	if (!journal->entry)
		return ENOENT;
	if (json_object_set_new(
		journal->entry, "state", json_string(state_names[state])) ||
	    json_object_set_new(
		journal->entry, "deadline", json_integer(deadline)))
		return ENOMEM;
	error = store(journal);
	return !error && state == JOURNAL_UNDONE ? find_entry(journal) : error;
}
