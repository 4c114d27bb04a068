/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call as queries give it, copied out of a statement. */
#include "storage/call_copy.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Where a call_view keeps its texts. */
static const size_t text_members[] = {
    offsetof(struct call_view, call.uid),
    offsetof(struct call_view, call.state),
    offsetof(struct call_view, call.completeness),
    offsetof(struct call_view, call.reason),
    offsetof(struct call_view, call.direction),
    offsetof(struct call_view, call.caller.number),
    offsetof(struct call_view, call.caller.name),
    offsetof(struct call_view, call.caller.uri),
    offsetof(struct call_view, call.caller.address),
    offsetof(struct call_view, call.callee.number),
    offsetof(struct call_view, call.callee.name),
    offsetof(struct call_view, call.callee.uri),
    offsetof(struct call_view, call.callee.address),
    offsetof(struct call_view, call.ended_by),
    offsetof(struct call_view, call.diverted_from),
    offsetof(struct call_view, call.rule),
    offsetof(struct call_view, call.retention),
    offsetof(struct call_view, sip_call_id),
};

#define TEXT_COUNT (sizeof text_members / sizeof *text_members)

static const char **
text_member(struct call_view *view, size_t index)
{
	return (const char **)(void *)((char *)view + text_members[index]);
}

/* Moves the texts of 'copy' out of the statement. 0 or ENOMEM. */
static int
keep_texts(struct call_copy *copy)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *text = *text_member(&copy->view, i);

		size += text ? strlen(text) + 1 : 0;
	}
	if (size > copy->size) {
		at = realloc(copy->texts, size);
		if (!at)
			return ENOMEM;
		copy->texts = at;
		copy->size = size;
	}
	at = copy->texts;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char **text = text_member(&copy->view, i);
		size_t len = *text ? strlen(*text) + 1 : 0;

		if (len)
			*text = memcpy(at, *text, len);
		at += len;
	}
	return 0;
}

static void
read_party(struct statement *s, struct party_row *party)
{
	party->number = column_text(s);
	party->name = column_text(s);
	party->uri = column_text(s);
	party->address = column_text(s);
}

static int64_t
duration_of(const struct call_row *call)
{
	int64_t us;

	if (call->answered_us == ROW_NO_TIME || call->ended_us == ROW_NO_TIME ||
	    __builtin_sub_overflow(call->ended_us, call->answered_us, &us))
		return 0;
	return us > 0 ? us / 1000 : 0;
}

/* Reads CALL_COLUMNS. */
static void
read_call(struct statement *s, struct call_view *view)
{
	struct call_row *call = &view->call;

	call->id = column_int(s);
	call->uid = column_text(s);
	call->state = column_text(s);
	call->completeness = column_text(s);
	call->reason = column_text(s);
	call->direction = column_text(s);
	read_party(s, &call->caller);
	read_party(s, &call->callee);
	call->started_us = column_time(s);
	call->ringing_us = column_time(s);
	call->answered_us = column_time(s);
	call->ended_us = column_time(s);
	call->final_status = (int)column_int(s);
	call->ended_by = column_text(s);
	call->sip_cause = (int)column_int(s);
	call->q850_cause = (int)column_int(s);
	call->diverted_from = column_text(s);
	call->has_fax = column_int(s) != 0;
	call->rule = column_text(s);
	call->retention = column_text(s);
	view->held = column_int(s) != 0;
	view->duration_ms = duration_of(call);
	view->leg_count = (int)column_int(s);
	view->sip_call_id = column_text(s);
}

int
call_copy_read(struct call_copy *copy, struct statement *s)
{
	read_call(s, &copy->view);
	return copy->view.call.uid ? keep_texts(copy) : EBADMSG;
}

void
call_copy_clear(struct call_copy *copy)
{
	free(copy->texts);
	*copy = (struct call_copy){.texts = NULL};
}
