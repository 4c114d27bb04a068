/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a device has to what it should have; see work.h. */
#include "spanctl/work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

int
work_open(
    const struct plan *plan, const struct device *device, struct work *work)
{
	int error;

	*work = (struct work){
	    .plan = plan, .device = device, .backend = backend_of(device)};
	if (!work->backend->open) {
		log_warnx("%s: spanctl cannot speak with %s: see spanctl "
			  "export",
		    device->name, device->driver->what);
		return ENOTSUP;
	}
	error = journal_open(
	    plan->journal, device->name, device->driver->names, &work->journal);
	if (!error)
		error = work->backend->open(device, &work->state);
	if (!error)
		error = work->backend->read(work->state, &work->have);
	return error;
}

void
work_close(struct work *work)
{
	if (work->state)
		work->backend->close(work->state);
	change_list_clear(&work->changes);
	session_list_clear(&work->have);
	session_list_clear(&work->want);
	session_list_clear(&work->gone);
	session_list_clear(&work->keeps);
	loads_clear(&work->loads);
	journal_close(work->journal);
	*work = (struct work){.plan = work->plan};
}

static int
add_id(struct session_list *list, const char *id)
{
	if (session_list_find(list, id) || session_list_add(list, text_of(id)))
		return 0;
	return list->count >= SESSIONS_MAX ? E2BIG : ENOMEM;
}

/* May the session be changed? */
static bool
is_ours(const struct work *work, const struct session *session)
{
	if (session->foreign)
		return false;
	return work->backend->marks ||
	       session_list_find(journal_owned(work->journal), session->id);
}

static void
check_owner(struct work *work, bool adopt)
{
	for (size_t i = 0; i < work->changes.count; i++) {
		const struct session *have = work->changes.at[i].have;

		if (!have || adopt || is_ours(work, have))
			continue;
		findings_add(&work->findings, FINDING_ERROR, "owner",
		    "session %s is there and was not made by spanctl: --adopt "
		    "takes it over",
		    have->id);
	}
}

/* Sessions that stay as they are. */
static int
find_keeps(struct work *work)
{
	int error = 0;

	for (size_t i = 0; i < work->have.count && !error; i++) {
		const char *id = work->have.at[i].id;

		if (!session_list_find(&work->want, id) &&
		    !session_list_find(&work->gone, id))
			error =
			    session_list_copy(&work->keeps, &work->have.at[i]);
	}
	return error;
}

/* What the ports of all sessions carry that will be there. */
static int
measure(struct work *work)
{
	int error = loads_add(&work->loads, &work->want);

	if (!error)
		error = loads_add(&work->loads, &work->keeps);
	return error ? error
		     : loads_measure(&work->loads, work->backend, work->state,
			   work->measure_s);
}

int
work_plan(struct work *work, bool nothing, bool adopt)
{
	const struct session_list *owned = journal_owned(work->journal);
	int error = 0;

	if (!nothing)
		error = plan_sessions_of(work->plan, work->device, &work->want);
	if (!error && !nothing)
		error = work_add_hosts(work);
	for (size_t i = 0; i < owned->count && !error; i++)
		error = add_id(&work->gone, owned->at[i].id);
	if (!error)
		error = change_list_make(
		    &work->have, &work->want, &work->gone, &work->changes);
	if (!error)
		error = find_keeps(work);
	if (!error && work->measure_s)
		error = measure(work);
	if (!error) {
		guards_check(work->device, &work->want, &work->keeps,
		    work->measure_s ? &work->loads : NULL, &work->findings);
		check_owner(work, adopt);
	}
	return error;
}

int
work_plan_back(struct work *work)
{
	const struct session_list *touched = journal_touched(work->journal);
	const struct session_list *before = journal_before(work->journal);
	int error = 0;

	session_list_clear(&work->want);
	session_list_clear(&work->gone);
	change_list_clear(&work->changes);
	for (size_t i = 0; i < touched->count && !error; i++) {
		const char *id = touched->at[i].id;
		const struct session *old = session_list_find(before, id);

		error = old ? session_list_copy(&work->want, old)
			    : add_id(&work->gone, id);
	}
	if (!error)
		error = change_list_make(
		    &work->have, &work->want, &work->gone, &work->changes);
	return error;
}

static int
make_changes(struct work *work)
{
	int error = 0;

	for (size_t i = 0; i < work->changes.count && !error; i++)
		error = work->backend->apply(work->state, &work->changes.at[i],
		    journal_made(work->journal));
	return error;
}

/* Reads again; EPROTO when it is not what it should be. */
static int
read_back(struct work *work)
{
	struct change_list left = {NULL, 0};
	int error;

	change_list_clear(&work->changes);
	session_list_clear(&work->have);
	error = work->backend->read(work->state, &work->have);
	if (!error)
		error = change_list_make(
		    &work->have, &work->want, &work->gone, &left);
	for (size_t i = 0; i < left.count; i++) {
		log_warnx("%s: session %s is not what it should be: read "
			  "back, it %s",
		    work->device->name, change_id(&left.at[i]),
		    !left.at[i].have  ? "is not there"
		    : left.at[i].want ? "has other members"
				      : "is there still");
		error = EPROTO;
	}
	for (size_t i = 0; i < work->want.count && !error; i++) {
		const struct session *session =
		    session_list_find(&work->have, work->want.at[i].id);

		if (session && session->state == SESSION_STATE_DOWN)
			log_warnx("%s: session %s is made, and down: nothing "
				  "is copied yet",
			    work->device->name, session->id);
	}
	change_list_clear(&left);
	return error;
}

static int
save_changes(struct work *work, bool save)
{
	if (!save || !work->backend->save)
		return 0;
	return work->backend->save(work->state);
}

/* What earlier changes made is ours as long as a session has use for it. */
static int
keep_made(const struct work *work, struct mirror_ports *made)
{
	const struct mirror_ports *before = journal_made(work->journal);
	int error = 0;

	for (size_t i = 0; i < before->count && !error; i++) {
		const struct mirror_port *port = &before->at[i];
		bool used = false;

		for (size_t k = 0; k < work->have.count; k++)
			used |= mirror_ports_find(&work->have.at[k].sources,
				    port->key) != NULL;
		if (used)
			error =
			    mirror_ports_add(made, work->device->driver->names,
				text_of(port->name), DIRECTION_NONE);
	}
	return error;
}

/* What the journal has to know before the first change. */
static int
begin(struct work *work)
{
	struct session_list touched = {NULL, 0}, owned = {NULL, 0};
	struct mirror_ports made = {NULL, 0};
	char *config = NULL;
	int error = 0;

	for (size_t i = 0; i < work->changes.count && !error; i++) {
		const struct change *change = &work->changes.at[i];

		error = add_id(&touched, change_id(change));
		if (!error && work->backend->note)
			error = work->backend->note(work->state, change, &made);
	}
	if (!error)
		error = keep_made(work, &made);
	/* Of what is to go nothing is ours afterwards, but until then. */
	for (size_t i = 0; i < work->want.count && !error; i++) {
		const char *id = work->want.at[i].id;

		if (session_list_find(&touched, id) ||
		    session_list_find(journal_owned(work->journal), id))
			error = add_id(&owned, id);
	}
	if (!error && work->backend->config)
		error = work->backend->config(work->state, &config);
	if (!error)
		error = journal_begin(work->journal,
		    &(struct journal_entry){.before = &work->have,
			.touched = &touched,
			.owned = &owned,
			.made = &made,
			.config = config});
	free(config);
	free(made.at);
	session_list_clear(&touched);
	session_list_clear(&owned);
	return error;
}

/* After a failure: the former state, over a new connection if need be. */
static void
restore(struct work *work)
{
	int error = 0;

	log_warnx("%s: restoring the former state", work->device->name);
	work->backend->close(work->state);
	work->state = NULL;
	error = work->backend->open(work->device, &work->state);
	session_list_clear(&work->have);
	if (!error)
		error = work->backend->read(work->state, &work->have);
	if (!error)
		error = work_plan_back(work);
	if (!error)
		error = work_undo(work, false);
	if (error)
		log_warnx("%s: the former state could not be restored; it is "
			  "in the journal: spanctl rollback %s",
		    work->device->name, work->device->name);
	else
		log_warnx("%s: the former state is back", work->device->name);
}

int
work_apply(struct work *work, bool save)
{
	int error = begin(work);

	if (error)
		return error;
	/* Of several changes a device would undo but the last. */
	if (work->guard_s && work->changes.count == 1 && work->backend->guard)
		work->guard_s =
		    work->backend->guard(work->state, work->guard_s);
	else
		work->guard_s = 0;
	error = make_changes(work);
	if (work->guard_s && !work->backend->guarded(work->state))
		work->guard_s = 0;
	if (!error)
		error = read_back(work);
	if (!error)
		error = save_changes(work, save);
	if (!error)
		return journal_set(work->journal, JOURNAL_APPLIED, 0);
	restore(work);
	return error;
}

int
work_undo(struct work *work, bool save)
{
	int error = make_changes(work);

	if (!error)
		error = read_back(work);
	if (!error)
		error = save_changes(work, save);
	return error ? error : journal_set(work->journal, JOURNAL_UNDONE, 0);
}
