/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/json_messages.h"

#include <errno.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "browse/json_set.h"

#define TEXT_BYTES_MAX ((size_t)32 << 20) /* of all messages of a call */

struct list {
	json_t *messages;
	size_t bytes; /* of their texts */
};

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
	struct list *list = arg;
	json_t *object = json_object();
	int error = 0;

	set_time(object, "time", row->time_us);
	set_text(object, "src", row->src);
	set_text(object, "dst", row->dst);
	set_text(object, "method", row->method);
	set_nonzero(object, "status", row->status);
	set_int(object, "cseq", row->cseq);
	set_bool(object, "retransmission", row->retransmission);
	set_count(object, "bytes", row->size);
	if (row->size <= TEXT_BYTES_MAX - list->bytes) {
		error = set_bytes(object, row);
		list->bytes += row->size;
	} else {
		set(object, "text", json_null());
	}
	if (json_array_append_new(list->messages, object))
		return ENOMEM;
	return error;
}

int
json_messages(
    struct catalogue *catalogue, const struct call_view *view, json_t **out)
{
	struct list list = {json_array(), 0};
	int error =
	    query_messages(catalogue, view->call.id, add_message, &list);

	if (error) {
		json_decref(list.messages);
		return error;
	}
	*out = json_pack("{s:o}", "messages", list.messages);
	return *out ? 0 : ENOMEM;
}
