/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview explain: how a call went and what became of its audio, in
 * sentences that can be pasted into a ticket. All is read before anything is
 * printed, so that no query waits for a reader.
 */
#include "browse/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "browse/browse.h"
#include "browse/json.h"
#include "browse/json_explanation.h"
#include "browse/pick.h"
#include "browse/table.h"

static const struct {
	const char *name;  /* in JSON */
	const char *title; /* for people */
} topics[TOPIC_COUNT] = {
    [TOPIC_CALL] = {"call", "The call"},
    [TOPIC_AUDIO] = {"audio", "What is recorded"},
    [TOPIC_LEGS] = {"legs", "Signalling"},
    [TOPIC_STREAMS] = {"streams", "Audio on the wire"},
    [TOPIC_CAPTURE] = {"capture", "The capture"},
};

static bool
grow(struct explanation *to)
{
	size_t size = to->size ? to->size * 2 : 32;
	struct sentence *sentences;

	if (to->count < to->size)
		return true;
	sentences = realloc(to->sentences, size * sizeof *sentences);
	if (!sentences)
		return false;
	to->sentences = sentences;
	to->size = size;
	return true;
}

void
explain_say(struct explanation *to, enum topic topic, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	if (!text || !grow(to)) {
		to->no_memory = true;
		free(text);
		return;
	}
	to->sentences[to->count++] = (struct sentence){topic, text};
}

const char *
explain_count(uint64_t count, const char *what, char out[EXPLAIN_COUNT_SIZE])
{
	snprintf(out, EXPLAIN_COUNT_SIZE, "%" PRIu64 " %s%s", count, what,
	    count == 1 ? "" : "s");
	return out;
}

double
explain_offset(const struct explanation *to, int64_t us)
{
	return ((double)us - (double)to->view->call.started_us) / 1e6;
}

const char *
explain_side(const char *side)
{
	return side ? side : "somebody";
}

static void
clear(struct explanation *of)
{
	for (size_t i = 0; i < of->count; i++)
		free(of->sentences[i].text);
	free(of->sentences);
}

/* Collects all sentences, in the order of topics. */
static int
explain(struct explanation *to)
{
	static int (*const parts[])(struct explanation *) = {explain_call,
	    explain_audio, explain_legs, explain_streams, explain_capture};
	int error = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts && !error; i++)
		error = parts[i](to);
	return !error && to->no_memory ? ENOMEM : error;
}

/* 'screen' is NULL for a file: what it shows does not depend on where. */
static void
put_text(const struct screen *screen, FILE *out, char *text)
{
	if (screen)
		screen_text(screen, out, text, 0);
	else
		fwrite(text, 1, utf8_clean(text, strlen(text)), out);
}

static void
put_colour(const struct screen *screen, FILE *out, enum colour colour)
{
	if (screen)
		screen_colour(screen, out, colour);
}

static void
print(const struct explanation *of, const struct screen *screen, FILE *out)
{
	fprintf(out, "Call %s\n", of->view->call.uid);
	for (size_t i = 0; i < of->count; i++) {
		const struct sentence *it = &of->sentences[i];

		if (i == 0 || it->topic != of->sentences[i - 1].topic) {
			fputc('\n', out);
			put_colour(screen, out, COLOUR_BOLD);
			fputs(topics[it->topic].title, out);
			put_colour(screen, out, COLOUR_NONE);
			fputc('\n', out);
		}
		fputs("  ", out);
		put_text(screen, out, it->text);
		fputc('\n', out);
	}
}

static int
explain_text(const struct call_view *view, void *arg)
{
	struct explanation of = {.catalogue = arg, .view = view};
	struct screen screen = screen_find();
	int error = explain(&of);

	if (!error)
		print(&of, &screen, stdout);
	clear(&of);
	return error;
}

int
explain_write(
    struct catalogue *catalogue, const struct call_view *view, FILE *out)
{
	struct explanation of = {.catalogue = catalogue, .view = view};
	int error = explain(&of);

	if (!error)
		print(&of, NULL, out);
	clear(&of);
	return error;
}

static json_t *
make_json(const struct explanation *of)
{
	json_t *object = json_object(), *sentences = json_array();

	json_object_set_new(object, "id", json_string(of->view->call.uid));
	for (size_t i = 0; i < of->count; i++)
		json_array_append_new(
		    sentences, json_pack("{s:s, s:s}", "topic",
				   topics[of->sentences[i].topic].name, "text",
				   of->sentences[i].text));
	if (json_object_set_new(object, "sentences", sentences) == 0 &&
	    json_array_size(sentences) == of->count)
		return object;
	json_decref(object);
	return NULL;
}

int
json_explanation(
    struct catalogue *catalogue, const struct call_view *view, json_t **out)
{
	struct explanation of = {.catalogue = catalogue, .view = view};
	int error = explain(&of);

	if (!error) {
		*out = make_json(&of);
		error = *out ? 0 : ENOMEM;
	}
	clear(&of);
	return error;
}

static int
explain_json(const struct call_view *view, void *arg)
{
	json_t *object = NULL;
	int error = json_explanation(arg, view, &object);

	if (error)
		return error;
	error = json_print(object, true);
	putchar('\n');
	json_decref(object);
	return error;
}

int
command_explain(const struct request *request, struct catalogue *catalogue)
{
	int error = pick_call(catalogue, request->words[0],
	    request->json ? explain_json : explain_text, catalogue);

	return error ? STATUS_FAILED : STATUS_DONE;
}
