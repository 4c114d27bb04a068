/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mirrors of this host: a PBX or phones in virtual machines or containers,
 * bridges, routers. A session is a filter at each hook of each source, with a
 * cookie that says that it is ours, which session it is of, and which way:
 * "spc", "r" or "t", and the id. What others have there is never touched.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/linux_int.h"

#define PREFERENCE_FIRST 49152
#define PREFERENCE_LAST 49279
#define MARK "spc"
#define MARK_SIZE 4 /* with the direction */

static int
fail(
    const struct host *host, int error, const char *interface, const char *what)
{
	errno = error;
	log_warn("%s: %s: %s", host->device->name, interface, what);
	return error;
}

static int
host_open(const struct device *device, void **state)
{
	struct host *host = calloc(1, sizeof *host);
	int error;

	if (!host)
		return ENOMEM;
	host->device = device;
	error = netlink_open(&host->netlink);
	if (error) {
		fail(host, error, "netlink", "cannot be opened");
		free(host);
	} else {
		*state = host;
	}
	return error;
}

static void
host_close(void *state)
{
	struct host *host = state;

	netlink_close(host->netlink);
	free(host);
}

void
linux_session_of(const struct tc_mirror *mirror, char id[TC_COOKIE_SIZE])
{
	size_t size = mirror->cookie_size;

	id[0] = '\0';
	/* A dump of u32 filters at one hook has those of the other too. */
	if (size <= MARK_SIZE || memcmp(mirror->cookie, MARK, 3) ||
	    mirror->cookie[3] != (mirror->egress ? 't' : 'r'))
		return;
	memcpy(id, mirror->cookie + MARK_SIZE, size - MARK_SIZE);
	id[size - MARK_SIZE] = '\0';
}

/* Where filters are read to. */
struct reader {
	struct session_list *list;
	const struct port_names *names;
	char interface[IF_NAMESIZE];
};

static int
add_target(const struct reader *reader, struct session *session, unsigned index)
{
	char name[IF_NAMESIZE + 16];

	/* What is gone has no name any more, and is not what is planned. */
	if (!if_indextoname(index, name))
		snprintf(name, sizeof name, "gone-%u", index);
	return mirror_ports_add(&session->destinations, reader->names,
	    text_of(name), DIRECTION_NONE);
}

static int
read_mirror(const struct tc_mirror *mirror, void *arg)
{
	struct reader *reader = arg;
	struct session *session;
	char id[TC_COOKIE_SIZE];
	int error;

	linux_session_of(mirror, id);
	if (!id[0])
		return 0;
	session = session_list_find(reader->list, id);
	if (!session)
		session = session_list_add(reader->list, text_of(id));
	if (!session)
		return ENOMEM;
	session->type = SESSION_LOCAL;
	error = mirror_ports_add(&session->sources, reader->names,
	    text_of(reader->interface),
	    mirror->egress ? DIRECTION_TX : DIRECTION_RX);
	for (size_t i = 0; i < mirror->target_count && !error; i++)
		error = add_target(reader, session, mirror->targets[i]);
	return error;
}

static int
host_read(void *state, struct session_list *list)
{
	struct host *host = state;
	struct reader reader = {
	    .list = list, .names = host->device->driver->names};
	struct if_nameindex *all = if_nameindex();
	int error = all ? 0 : errno;

	for (struct if_nameindex *at = all; !error && at->if_index; at++) {
		text_copy(reader.interface, sizeof reader.interface,
		    text_of(at->if_name));
		error = netlink_mirrors_each(
		    host->netlink, at->if_index, false, read_mirror, &reader);
		if (!error)
			error = netlink_mirrors_each(host->netlink,
			    at->if_index, true, read_mirror, &reader);
		/* Without a hook some kernels say so. */
		if (error == EINVAL || error == ENOENT || error == ENODEV)
			error = 0;
		if (error)
			fail(host, error, at->if_name, "its filters");
	}
	if (all)
		if_freenameindex(all);
	return error;
}

/* The index of an interface that has to be there. */
static int
index_of(const struct host *host, const char *name, unsigned *index)
{
	*index = strlen(name) < IF_NAMESIZE ? if_nametoindex(name) : 0;
	return *index ? 0 : fail(host, ENODEV, name, "no such interface");
}

/* Says which interfaces get a hook, after a look at all that have to be. */
static int
host_note(void *state, const struct change *change, struct mirror_ports *made)
{
	struct host *host = state;
	const struct session *want = change->want;
	int error = 0;

	for (size_t i = 0; want && i < want->destinations.count && !error;
	     i++) {
		unsigned index;

		error = index_of(host, want->destinations.at[i].name, &index);
	}
	for (size_t i = 0; want && i < want->sources.count && !error; i++) {
		const char *name = want->sources.at[i].name;
		unsigned index;
		bool found = false;

		error = index_of(host, name, &index);
		if (!error)
			error =
			    netlink_clsact_find(host->netlink, index, &found);
		if (!error && !found)
			error =
			    mirror_ports_add(made, host->device->driver->names,
				text_of(name), DIRECTION_NONE);
	}
	return error;
}

/* What is looked for at a hook. */
struct hook_view {
	const char *id;         /* of ours */
	struct tc_mirror found; /* the last of that id */
	size_t count;           /* of that id */
	size_t all;             /* filters, whosoever */
	uint8_t taken[PREFERENCE_LAST - PREFERENCE_FIRST + 1];
};

static int
view_mirror(const struct tc_mirror *mirror, void *arg)
{
	struct hook_view *view = arg;
	char id[TC_COOKIE_SIZE];

	linux_session_of(mirror, id);
	view->all++;
	if (mirror->preference >= PREFERENCE_FIRST &&
	    mirror->preference <= PREFERENCE_LAST)
		view->taken[mirror->preference - PREFERENCE_FIRST] = 1;
	if (id[0] && !strcmp(id, view->id)) {
		view->found = *mirror;
		view->count++;
	}
	return 0;
}

static int
view_hook(const struct host *host, unsigned index, bool egress,
    struct hook_view *view)
{
	int error = netlink_mirrors_each(
	    host->netlink, index, egress, view_mirror, view);

	return error == EINVAL || error == ENOENT ? 0 : error;
}

/* Takes the filters of a session off one hook. */
static int
remove_mirrors(
    const struct host *host, const char *name, bool egress, const char *id)
{
	unsigned index = if_nametoindex(name);

	while (index) { /* what is gone took its filters along */
		struct hook_view view = {.id = id};
		int error = view_hook(host, index, egress, &view);

		if (error || view.count == 0)
			return error;
		error = netlink_mirror_remove(host->netlink, &view.found);
		if (error)
			return fail(host, error, name, "filter");
	}
	return 0;
}

/* Removes the hooks of an interface when we made them and nobody uses them. */
static int
remove_hooks(const struct host *host, const char *name)
{
	struct hook_view view = {.id = ""};
	unsigned index = if_nametoindex(name);
	int error;

	if (!index)
		return 0;
	error = view_hook(host, index, false, &view);
	if (!error)
		error = view_hook(host, index, true, &view);
	if (error || view.all)
		return error;
	error = netlink_clsact_remove(host->netlink, index);
	return error == ENOENT || error == EINVAL ? 0 : error;
}

static void
set_cookie(struct tc_mirror *mirror, const char *id)
{
	size_t len = strlen(id);

	memcpy(mirror->cookie, MARK, 3);
	mirror->cookie[3] = mirror->egress ? 't' : 'r';
	if (len > TC_COOKIE_SIZE - MARK_SIZE)
		len = TC_COOKIE_SIZE - MARK_SIZE;
	memcpy(mirror->cookie + MARK_SIZE, id, len);
	mirror->cookie_size = MARK_SIZE + len;
}

/* matchall alone is handed to switch chips; not all kernels have it. */
static int
add_of_some_kind(const struct host *host, struct tc_mirror *mirror)
{
	static const char *const kinds[] = {"matchall", "bpf", "u32"};
	int error = ENOENT;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		text_copy(mirror->kind, sizeof mirror->kind, text_of(kinds[i]));
		error = netlink_mirror_add(host->netlink, mirror);
		if (error != ENOENT && error != EOPNOTSUPP && error != EINVAL)
			break;
	}
	return error;
}

static int
add_mirror(const struct host *host, const struct mirror_port *source,
    bool egress, const struct session *want)
{
	struct tc_mirror mirror = {.egress = egress};
	struct hook_view view = {.id = want->id};
	int error = index_of(host, source->name, &mirror.interface);

	for (size_t i = 0; i < want->destinations.count && !error; i++) {
		if (mirror.target_count >= TC_TARGETS_MAX)
			return fail(host, E2BIG, source->name, "destinations");
		error = index_of(host, want->destinations.at[i].name,
		    &mirror.targets[mirror.target_count++]);
	}
	if (!error)
		error = view_hook(host, mirror.interface, egress, &view);
	if (error)
		return error;
	mirror.preference = PREFERENCE_FIRST;
	while (mirror.preference < PREFERENCE_LAST &&
	       view.taken[mirror.preference - PREFERENCE_FIRST])
		mirror.preference++;
	set_cookie(&mirror, want->id);
	error = add_of_some_kind(host, &mirror);
	return error ? fail(host, error, source->name, "filter") : 0;
}

static int
add_source(const struct host *host, const struct mirror_port *source,
    const struct session *want)
{
	unsigned index;
	int error = index_of(host, source->name, &index);

	if (!error)
		error = netlink_clsact_add(host->netlink, index);
	if (error == EEXIST)
		error = 0;
	else if (error)
		return fail(host, error, source->name, "clsact");
	if (!error && source->direction & DIRECTION_RX)
		error = add_mirror(host, source, false, want);
	if (!error && source->direction & DIRECTION_TX)
		error = add_mirror(host, source, true, want);
	return error;
}

static int
host_apply(
    void *state, const struct change *change, const struct mirror_ports *made)
{
	struct host *host = state;
	const struct session *have = change->have, *want = change->want;
	int error = 0;

	for (size_t i = 0; have && i < have->sources.count && !error; i++) {
		const char *name = have->sources.at[i].name;

		error = remove_mirrors(host, name, false, have->id);
		if (!error)
			error = remove_mirrors(host, name, true, have->id);
		if (!error &&
		    mirror_ports_find(made, have->sources.at[i].key) &&
		    !(want && mirror_ports_find(
				  &want->sources, have->sources.at[i].key)))
			error = remove_hooks(host, name);
	}
	for (size_t i = 0; want && i < want->sources.count && !error; i++)
		error = add_source(host, &want->sources.at[i], want);
	return error;
}

const struct backend backend_linux = {
    .open = host_open,
    .read = host_read,
    .note = host_note,
    .apply = host_apply,
    .script = linux_script,
    .figures = linux_figures,
    .counts = linux_counts,
    .stations = linux_stations,
    .close = host_close,
    .marks = true,
};
