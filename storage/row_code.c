/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows to bytes and back, field by field. */
#include "storage/row_code.h"

#include <string.h>

#include "base/cursor.h"

#define NUMBER_BYTES 8

static void
set_number(const struct row_field *field, char *row, int64_t value)
{
	uint32_t narrow = (uint32_t)value;
	int number = (int)value;
	bool flag = value != 0;

	switch (field->type) {
	case FIELD_INT:
		memcpy(row + field->at, &number, sizeof number);
		break;
	case FIELD_UINT32:
		memcpy(row + field->at, &narrow, sizeof narrow);
		break;
	case FIELD_BOOL:
		memcpy(row + field->at, &flag, sizeof flag);
		break;
	default:
		memcpy(row + field->at, &value, sizeof value);
	}
}

/* The text or blob in a field of 'row', and its size. */
static const char *
get_bytes(const struct row_field *field, const char *row, size_t *size)
{
	const char *bytes;

	memcpy(&bytes, row + field->at, sizeof bytes);
	if (field->type == FIELD_BLOB)
		memcpy(size, row + field->beside, sizeof *size);
	else
		*size = bytes ? strlen(bytes) : 0;
	return bytes;
}

static bool
has_bytes(const struct row_field *field)
{
	return field->type == FIELD_TEXT || field->type == FIELD_BLOB;
}

size_t
row_size(enum row_kind kind, const void *row)
{
	const struct row_layout *layout = row_layout(kind);
	size_t size = ROW_HEADER_SIZE;

	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];
		size_t bytes = 0;

		if (!has_bytes(field)) {
			size += NUMBER_BYTES +
				(field->null == FIELD_KNOWN ? 1U : 0U);
			continue;
		}
		get_bytes(field, row, &bytes);
		if (bytes > ROW_SIZE_MAX - size)
			return 0;
		size += sizeof(uint32_t) + bytes + 1;
		if (size > ROW_SIZE_MAX)
			return 0;
	}
	return size;
}

void
row_encode(enum row_kind kind, const void *row, size_t size, unsigned char *out)
{
	const struct row_layout *layout = row_layout(kind);
	uint32_t whole = (uint32_t)size;

	memcpy(out, &whole, sizeof whole);
	out[4] = (unsigned char)kind;
	out[5] = (unsigned char)layout->field_count;
	out[6] = out[7] = 0;
	out += ROW_HEADER_SIZE;
	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];
		const char *bytes;
		uint32_t length;
		int64_t number;
		size_t count;

		if (!has_bytes(field)) {
			if (field->null == FIELD_KNOWN)
				memcpy(out++, (const char *)row + field->beside,
				    1);
			number = row_number(field, row);
			memcpy(out, &number, NUMBER_BYTES);
			out += NUMBER_BYTES;
			continue;
		}
		bytes = get_bytes(field, row, &count);
		length = (uint32_t)count;
		memcpy(out, &length, sizeof length);
		out += sizeof length;
		if (count)
			memcpy(out, bytes, count);
		out += count;
		*out++ = '\0';
	}
}

size_t
row_size_at(const unsigned char *bytes, size_t left)
{
	uint32_t size;

	if (left < ROW_HEADER_SIZE)
		return 0;
	memcpy(&size, bytes, sizeof size);
	return size < ROW_HEADER_SIZE || size > ROW_SIZE_MAX || size > left
		   ? 0
		   : size;
}

/* Reads one field; what is not there stays as it is. */
static void
decode_field(struct cursor *c, const struct row_field *field, char *row)
{
	const uint8_t *at;
	uint32_t length = 0;
	int64_t number = 0;
	size_t size;
	bool known;

	if (!has_bytes(field)) {
		if (field->null == FIELD_KNOWN) {
			known = cursor_u8(c) != 0;
			memcpy(row + field->beside, &known, sizeof known);
		}
		at = cursor_bytes(c, NUMBER_BYTES);
		if (at)
			memcpy(&number, at, NUMBER_BYTES);
		set_number(field, row, number);
		return;
	}
	at = cursor_bytes(c, sizeof length);
	if (at)
		memcpy(&length, at, sizeof length);
	at = cursor_bytes(c, (size_t)length + 1);
	if (!at)
		return;
	if (at[length] != '\0') {
		c->short_read = true;
		return;
	}
	memcpy(row + field->at, &at, sizeof at);
	size = length;
	if (field->type == FIELD_BLOB)
		memcpy(row + field->beside, &size, sizeof size);
}

bool
row_decode(const unsigned char *bytes, size_t size, enum row_kind *kind,
    union row *row)
{
	const struct row_layout *layout;
	struct cursor c;
	unsigned count;

	if (row_size_at(bytes, size) != size || bytes[4] >= ROW_KIND_COUNT)
		return false;
	*kind = (enum row_kind)bytes[4];
	layout = row_layout(*kind);
	count = bytes[5];
	c = cursor_over(bytes + ROW_HEADER_SIZE, size - ROW_HEADER_SIZE);
	memset(row, 0, sizeof *row);
	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];

		if (i < count)
			decode_field(&c, field, (char *)row);
		else if (field->null == FIELD_TIME)
			set_number(field, (char *)row, ROW_NO_TIME);
	}
	return cursor_ok(&c) && (c.left == 0 || count > layout->field_count);
}
