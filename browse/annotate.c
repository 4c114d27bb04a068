/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview tag, untag, note, hold, unhold: what people say of calls. */
#include "browse/annotate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/audit.h"
#include "browse/pick.h"

static int
copy_uid(const struct call_view *view, void *arg)
{
	text_copy(arg, CALL_UID_LEN + 1, text_of(view->call.uid));
	return 0;
}

/* Says why it was not done; what storage/ logged needs no more words. */
static void
tell(const char *folder, const char *prefix, int error)
{
	switch (error) {
	case EPERM:
		log_warnx("%s is under legal hold: \"spanview unhold %s\"",
		    prefix, prefix);
		break;
	case EINPROGRESS:
		log_warnx("%s is not over yet", prefix);
		break;
	case EINVAL:
		log_warnx("%s: a tag is 1 to %d octets on one line, a note 1 "
			  "to %d",
		    prefix, TAG_LEN_MAX, NOTE_LEN_MAX);
		break;
	case EBUSY:
		log_warnx(
		    "%s: another program has it locked: try again", folder);
		break;
	case EACCES:
	case EROFS:
		log_warnx("%s: only who may write there can do this, such as "
			  "\"sudo -u spanrec spanview ...\"",
		    folder);
		break;
	default:
		log_debug("%s: %s", prefix, strerror(error));
	}
}

int
annotate_call(const struct request *request, struct catalogue *catalogue,
    const char *prefix, annotate_call_fn *change, void *arg)
{
	struct annotator *annotator = NULL;
	char uid[CALL_UID_LEN + 1], name[USER_SIZE];
	struct annotation_by by = terminal_user(name);
	int error = pick_call(catalogue, prefix, copy_uid, uid);

	if (error)
		return STATUS_FAILED;
	error = annotate_open(request->folder, &annotator);
	if (!error)
		error = change(annotator, &by, uid, arg);
	annotate_close(annotator);
	if (error)
		tell(request->folder, prefix, error);
	return error ? STATUS_FAILED : STATUS_DONE;
}

int
annotate_calls(const struct request *request, struct catalogue *catalogue,
    annotate_call_fn *change, void *arg)
{
	int status = STATUS_DONE;

	for (char *const *word = request->words; *word; word++) {
		if (annotate_call(request, catalogue, *word, change, arg))
			status = STATUS_FAILED;
	}
	return status;
}

/* 'arg' points to where the tags begin. */
static int
tag(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, void *arg)
{
	int error = 0;

	for (char *const *word = *(char *const **)arg; !error && *word; word++)
		error = annotate_tag(annotator, by, uid, *word);
	return error;
}

static int
untag(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, void *arg)
{
	int error = 0;

	for (char *const *word = *(char *const **)arg; !error && *word; word++)
		error = annotate_untag(annotator, by, uid, *word);
	return error;
}

int
command_tag(const struct request *request, struct catalogue *catalogue)
{
	char *const *tags = request->words + 1;

	return annotate_call(request, catalogue, request->words[0], tag, &tags);
}

int
command_untag(const struct request *request, struct catalogue *catalogue)
{
	char *const *tags = request->words + 1;

	return annotate_call(
	    request, catalogue, request->words[0], untag, &tags);
}

static int
note(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, void *arg)
{
	return annotate_note(annotator, by, uid, arg);
}

/* The words as one text, or what standard input has; false: too long. */
static bool
read_note(const struct request *request, char *body, size_t size)
{
	size_t len = 0;

	if (!request->words[1]) {
		len = fread(body, 1, size - 1, stdin);
		body[len] = '\0';
		return len < size - 1 && strlen(body) == len;
	}
	for (char *const *word = request->words + 1; *word; word++) {
		len += (size_t)snprintf(
		    body + len, size - len, "%s%s", len ? " " : "", *word);
		if (len >= size)
			return false;
	}
	return true;
}

int
command_note(const struct request *request, struct catalogue *catalogue)
{
	char body[NOTE_LEN_MAX + 2];

	if (!read_note(request, body, sizeof body)) {
		log_warnx("a note is at most %d octets of text", NOTE_LEN_MAX);
		return STATUS_FAILED;
	}
	return annotate_call(request, catalogue, request->words[0], note, body);
}

static int
hold(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, void *arg)
{
	return annotate_hold(annotator, by, uid, *(bool *)arg);
}

int
command_hold(const struct request *request, struct catalogue *catalogue)
{
	bool yes = true;

	return annotate_calls(request, catalogue, hold, &yes);
}

int
command_unhold(const struct request *request, struct catalogue *catalogue)
{
	bool yes = false;

	return annotate_calls(request, catalogue, hold, &yes);
}
