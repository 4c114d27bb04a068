/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/json_messages.h"

#include <errno.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "browse/json_set.h"

static int
set_bytes(json_t *object, const struct sip_message_row *row)
{
	char *text;
	size_t size;

	if (!row->bytes) {
		set(object, "text", json_null());
		return 0;
	}
	text = malloc(row->size * UTF8_REPLACEMENT_SIZE + 1);
	if (!text)
		return ENOMEM;
	size = utf8_repair(row->bytes, row->size, text);
	set(object, "text", json_stringn(text, size));
	free(text);
	return 0;
}

static int
add_message(const struct sip_message_row *row, void *arg)
{
	json_t *object = json_object();
	int error;

	set_time(object, "time", row->time_us);
	set_text(object, "src", row->src);
	set_text(object, "dst", row->dst);
	set_text(object, "method", row->method);
	set_nonzero(object, "status", row->status);
	set_int(object, "cseq", row->cseq);
	set_bool(object, "retransmission", row->retransmission);
	set_count(object, "bytes", row->size);
	error = set_bytes(object, row);
	if (json_array_append_new(arg, object))
		return ENOMEM;
	return error;
}

int
json_messages(
    struct catalogue *catalogue, const struct call_view *view, json_t **out)
{
	json_t *messages = json_array();
	int error =
	    query_messages(catalogue, view->call.id, add_message, messages);

	if (error) {
		json_decref(messages);
		return error;
	}
	*out = json_pack("{s:o}", "messages", messages);
	return *out ? 0 : ENOMEM;
}
