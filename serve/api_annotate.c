/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people say of a call, and its end. */
#include <errno.h>

#include "browse/time.h"
#include "serve/body.h"
#include "serve/call.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/server.h"
#include "storage/annotate.h"

/* A change of the call 'uid'; 'text' is for it. */
typedef int change_fn(struct annotator *annotator,
    const struct annotation_by *by, const char *uid, const char *text);

static void
answer_change(struct exchange *exchange, int error)
{
	switch (error) {
	case 0:
		answer_nothing(exchange);
		break;
	case EINVAL:
		answer_problem(exchange, 422, "the text is empty, or too long");
		break;
	case EPERM:
		answer_problem(exchange, 409, "the call is under legal hold");
		break;
	case EINPROGRESS:
		answer_problem(exchange, 409, "the call is not over yet");
		break;
	default:
		answer_error(exchange, error);
	}
}

static void
change(struct exchange *exchange, change_fn *run, const char *text)
{
	const struct annotation_by by = {
	    exchange->who.account.name, exchange->address, time_now_us()};
	struct annotator *annotator = NULL;
	int error = call_id_is_whole(exchange->word[0]) ? 0 : ENOENT;

	if (!error)
		error = annotate_open(exchange->server->folder, &annotator);
	if (!error)
		error = run(annotator, &by, exchange->word[0], text);
	annotate_close(annotator);
	answer_change(exchange, error);
}

static int
hold(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *text)
{
	return annotate_hold(annotator, by, uid, text != NULL);
}

static int delete (struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *text)
{
	(void)text;
	return annotate_delete(annotator, by, uid);
}

void
api_tag_put(struct exchange *exchange)
{
	change(exchange, annotate_tag, exchange->word[1]);
}

void
api_tag_delete(struct exchange *exchange)
{
	change(exchange, annotate_untag, exchange->word[1]);
}

void
api_note_post(struct exchange *exchange)
{
	json_t *body = body_object(exchange);

	if (!body)
		return;
	change(exchange, annotate_note, body_text(body, "body", NOTE_LEN_MAX));
	json_decref(body);
}

void
api_hold_put(struct exchange *exchange)
{
	json_t *body = body_object(exchange);
	const json_t *wanted = json_object_get(body, "hold");

	if (!body)
		return;
	if (json_is_boolean(wanted))
		change(exchange, hold, json_is_true(wanted) ? "yes" : NULL);
	else
		answer_problem(exchange, 422, "hold is true or false");
	json_decref(body);
}

void
api_call_delete(struct exchange *exchange)
{
	change(exchange, delete, NULL);
}
