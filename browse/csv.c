/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/csv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/tstamp.h"

#define CELL_MAX 256 /* octets of a text */

const char csv_head[] =
    "id,started,answered,ended,duration_s,state,completeness,reason,direction,"
    "caller_number,caller_name,caller_address,callee_number,callee_name,"
    "callee_address,final_status,ended_by,sip_call_id,hold\r\n";

struct line {
	char *out;
	size_t len;
};

static void
add_byte(struct line *line, char byte)
{
	line->out[line->len++] = byte;
}

static bool
is_formula(const char *text)
{
	if (*text == '=' || *text == '@' || *text == '\t' || *text == '\r')
		return true;
	return (*text == '+' || *text == '-') &&
	       text[1 + strspn(text + 1, "0123456789 ().-/")] != '\0';
}

/* A text in quotes, where it wants them; NULL is an empty cell. */
static void
add_text(struct line *line, const char *text)
{
	bool quoted;

	if (line->len)
		add_byte(line, ',');
	if (!text)
		return;
	quoted = text[strcspn(text, ",\"\r\n")] != '\0' || is_formula(text);
	if (quoted)
		add_byte(line, '"');
	if (is_formula(text))
		add_byte(line, '\'');
	for (size_t i = 0; text[i] && i < CELL_MAX; i++) {
		if (text[i] == '"')
			add_byte(line, '"');
		add_byte(line, text[i]);
	}
	if (quoted)
		add_byte(line, '"');
}

static void
add_time(struct line *line, int64_t us)
{
	char iso[TSTAMP_ISO_SIZE] = "";

	if (us != ROW_NO_TIME)
		tstamp_format_iso(us, iso);
	add_text(line, iso);
}

static void
add_party(struct line *line, const struct party_row *party)
{
	add_text(line, party->number);
	add_text(line, party->name);
	add_text(line, party->address);
}

/* Each text takes at most twice its length and some quotes. */
_Static_assert(14 * (2 * CELL_MAX + 4) < CSV_LINE_SIZE, "all texts fit");

size_t
csv_call(const struct call_view *view, char out[CSV_LINE_SIZE])
{
	const struct call_row *call = &view->call;
	struct line line = {out, 0};
	char number[32];

	add_text(&line, call->uid);
	add_time(&line, call->started_us);
	add_time(&line, call->answered_us);
	add_time(&line, call->ended_us);
	snprintf(number, sizeof number, "%" PRId64 ".%03d",
	    view->duration_ms / 1000, (int)(view->duration_ms % 1000));
	add_text(&line, number);
	add_text(&line, call->state);
	add_text(&line, call->completeness);
	add_text(&line, call->reason);
	add_text(&line, call->direction);
	add_party(&line, &call->caller);
	add_party(&line, &call->callee);
	snprintf(number, sizeof number, "%d", call->final_status);
	add_text(&line, call->final_status ? number : NULL);
	add_text(&line, call->ended_by);
	add_text(&line, view->sip_call_id);
	add_text(&line, view->held ? "yes" : "no");
	add_byte(&line, '\r');
	add_byte(&line, '\n');
	return line.len;
}
