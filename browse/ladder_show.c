/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview ladder: the messages and streams of a call as a ladder. It is drawn
 * in memory and shown afterwards, so that no query waits for a reader. */
#include "browse/browse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browse/json.h"
#include "browse/json_ladder.h"
#include "browse/ladder.h"
#include "browse/ladder_draw.h"
#include "browse/pager.h"
#include "browse/pick.h"
#include "browse/table.h"

#define RAW_MAX (64L << 20) /* bytes of messages that are shown */
#define WIDTH_MAX 1000

struct ladder_request {
	const struct request *request;
	struct catalogue *catalogue;
};

/* Where the messages of a call are printed. */
struct raw {
	const struct screen *screen;
	FILE *out;
	int64_t started_us;
	size_t count;
};

/* A message line by line, each of them screened. */
static void
put_lines(const struct raw *raw, const char *bytes, size_t size)
{
	char *line = malloc(size + 1);
	size_t len = 0;

	for (size_t i = 0; line && i < size; i++) {
		if (bytes[i] != '\n') {
			/* A NUL would hide what is behind it. */
			line[len++] = bytes[i] ? bytes[i] : '\1';
			if (i + 1 < size)
				continue;
		}
		if (len && line[len - 1] == '\r' && bytes[i] == '\n')
			len--;
		line[len] = '\0';
		screen_text(raw->screen, raw->out, line, 0);
		putc('\n', raw->out);
		len = 0;
	}
	free(line);
}

static int
put_message(const struct sip_message_row *message, void *arg)
{
	struct raw *raw = arg;
	char title[256];

	if (ftell(raw->out) > RAW_MAX)
		return 0;
	snprintf(title, sizeof title, "%zu  %+.3f  %s %s %s", ++raw->count,
	    (double)(message->time_us - raw->started_us) / 1e6,
	    message->src ? message->src : "-", screen_arrow(raw->screen),
	    message->dst ? message->dst : "-");
	putc('\n', raw->out);
	screen_colour(raw->screen, raw->out, COLOUR_BOLD);
	screen_text(raw->screen, raw->out, title, 0);
	screen_colour(raw->screen, raw->out, COLOUR_NONE);
	putc('\n', raw->out);
	put_lines(raw, message->bytes, message->size);
	if (ftell(raw->out) > RAW_MAX)
		fputs("\nThis is more than is shown.\n", raw->out);
	return 0;
}

static int
show_text(const struct call_view *view, void *arg)
{
	const struct ladder_request *it = arg;
	struct screen screen = screen_find();
	struct ladder *ladder;
	char *text = NULL;
	size_t size = 0;
	FILE *out;
	int error = ladder_make(it->catalogue, view, &ladder);

	if (error)
		return error;
	if (it->request->width)
		screen.width = it->request->width > WIDTH_MAX
				   ? WIDTH_MAX
				   : (int)it->request->width;
	out = open_memstream(&text, &size);
	if (!out) {
		ladder_free(ladder);
		return ENOMEM;
	}
	ladder_draw(ladder, &screen, out);
	ladder_free(ladder);
	if (it->request->raw) {
		struct raw raw = {&screen, out, view->call.started_us, 0};

		error = query_messages(
		    it->catalogue, view->call.id, put_message, &raw);
	}
	if (fclose(out) && !error)
		error = ENOMEM;
	if (!error)
		error = pager_show(text, size);
	free(text);
	return error;
}

static int
show_json(const struct call_view *view, void *arg)
{
	const struct ladder_request *it = arg;
	json_t *object = NULL;
	int error = json_ladder(it->catalogue, view, &object);

	if (error)
		return error;
	error = json_print(object, true);
	putchar('\n');
	json_decref(object);
	return error;
}

int
command_ladder(const struct request *request, struct catalogue *catalogue)
{
	struct ladder_request it = {request, catalogue};
	int error = pick_call(catalogue, request->words[0],
	    request->json ? show_json : show_text, &it);

	return error ? STATUS_FAILED : STATUS_DONE;
}
