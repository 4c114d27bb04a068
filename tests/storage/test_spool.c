/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as bytes, and the file in which they wait. */
#include "tests/storage/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "storage/row_code.h"
#include "storage/spool.h"

static int folder_fd;
static struct spool spool;

static void
set_up(void)
{
	make_folder();
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(folder_fd, 0);
	ck_assert_int_eq(spool_init(&spool, folder_fd, 1 << 24), 0);
}

static void
tear_down(void)
{
	spool_clear(&spool);
	unlinkat(folder_fd, SPOOL_FILE, 0);
	close(folder_fd);
	remove_folder();
}

/* Each field gets a value of its own, by its type. */
static void
fill(const struct row_layout *layout, char *row, char texts[][16])
{
	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];
		int64_t number = -7000000000 - i;
		const char *text = texts[i];
		double real = 0.5 + i;
		size_t size = 3;
		bool flag = true;

		snprintf(texts[i], 16, "text %u", i);
		if (field->type == FIELD_TEXT || field->type == FIELD_BLOB)
			memcpy(row + field->at, &text, sizeof text);
		else if (field->type == FIELD_DOUBLE)
			memcpy(row + field->at, &real, sizeof real);
		else if (field->type == FIELD_BOOL)
			memcpy(row + field->at, &flag, sizeof flag);
		else if (field->type == FIELD_INT ||
			 field->type == FIELD_UINT32)
			memcpy(
			    row + field->at, &(int){-5 - (int)i}, sizeof(int));
		else
			memcpy(row + field->at, &number, sizeof number);
		if (field->type == FIELD_BLOB)
			memcpy(row + field->beside, &size, sizeof size);
		if (field->null == FIELD_KNOWN)
			memcpy(row + field->beside, &flag, sizeof flag);
	}
}

static const char *
text_at(const union row *row, const struct row_field *field)
{
	const char *text;

	memcpy(&text, (const char *)row + field->at, sizeof text);
	return text;
}

START_TEST(a_row_of_each_kind_comes_back)
{
	enum row_kind kind = (enum row_kind)_i, found;
	const struct row_layout *layout = row_layout(kind);
	char texts[ROW_FIELDS_MAX][16];
	unsigned char bytes[2048];
	union row row = {0}, back;
	size_t size;

	ck_assert_uint_le(layout->field_count, ROW_FIELDS_MAX);
	fill(layout, (char *)&row, texts);
	size = row_size(kind, &row);
	ck_assert_uint_gt(size, ROW_HEADER_SIZE);
	ck_assert_uint_le(size, sizeof bytes);
	row_encode(kind, &row, size, bytes);
	ck_assert(row_decode(bytes, size, &found, &back));
	ck_assert_int_eq(found, kind);
	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];

		if (field->type == FIELD_TEXT)
			ck_assert_str_eq(text_at(&back, field), texts[i]);
		else if (field->type == FIELD_BLOB)
			ck_assert_mem_eq(text_at(&back, field), texts[i], 3);
		else
			ck_assert_int_eq(row_number(field, (char *)&back),
			    row_number(field, (char *)&row));
	}
	/* No byte less is a row, and no field may reach beyond its end. */
	for (size_t cut = 0; cut < size; cut++)
		ck_assert(!row_decode(bytes, cut, &found, &back));
	if (layout->fields[0].type == FIELD_TEXT) {
		memset(bytes + ROW_HEADER_SIZE, 0xff, 4);
		ck_assert(!row_decode(bytes, size, &found, &back));
	}
}
END_TEST

START_TEST(a_row_of_an_older_version_lacks_the_last_fields)
{
	struct call_row call = {.id = 7, .uid = "0123456789abcdef"};
	unsigned char bytes[1024];
	enum row_kind kind;
	union row back;
	uint32_t size;

	row_encode(ROW_CALL, &call, row_size(ROW_CALL, &call), bytes);
	/* Its 'id' and 'uid' only. */
	size = ROW_HEADER_SIZE + 8 + 4 + 16 + 1;
	memcpy(bytes, &size, sizeof size);
	ck_assert(!row_decode(bytes, size, &kind, &back));
	bytes[5] = 2;
	ck_assert(row_decode(bytes, size, &kind, &back));
	ck_assert_int_eq(back.call.id, 7);
	ck_assert_str_eq(back.call.uid, call.uid);
	ck_assert_ptr_null(back.call.state);
	ck_assert_int_eq(back.call.answered_us, ROW_NO_TIME);
	bytes[4] = ROW_KIND_COUNT;
	ck_assert(!row_decode(bytes, size, &kind, &back));
}
END_TEST

/* A batch of events of the calls from 'first' on; freed by the caller. */
static struct row_batch
batch_of(int64_t first, unsigned rows)
{
	struct row_batch batch = {.rows = rows};

	batch.bytes = malloc((size_t)rows * 256);
	for (unsigned i = 0; i < rows; i++) {
		struct event_row event = {
		    .call_id = first + i, .kind = "hold", .detail = "x"};
		size_t size = row_size(ROW_EVENT, &event);

		row_encode(ROW_EVENT, &event, size, batch.bytes + batch.size);
		batch.size += size;
	}
	return batch;
}

static void
append(int64_t first, unsigned rows)
{
	struct row_batch batch = batch_of(first, rows);

	ck_assert_int_eq(spool_append(&spool, &batch), 0);
	free(batch.bytes);
}

/* Reads all rows; gives how many are of that kind. The calls of events must
 * go up. */
static unsigned
read_kinds(enum row_kind wanted)
{
	uint64_t offset = 0;
	unsigned count = 0;
	int64_t last = 0;

	while (spool_is_used(&spool) && offset < spool.size) {
		struct row_batch batch;
		size_t size;

		ck_assert_int_eq(spool_read(&spool, &offset, &batch), 0);
		for (size_t at = 0; at < batch.size; at += size) {
			enum row_kind kind;
			union row row;

			size = row_size_at(batch.bytes + at, batch.size - at);
			ck_assert(
			    row_decode(batch.bytes + at, size, &kind, &row));
			count += kind == wanted;
			if (kind != ROW_EVENT)
				continue;
			ck_assert_int_gt(row.event.call_id, last);
			last = row.event.call_id;
		}
		free(batch.bytes);
	}
	return count;
}

static unsigned
read_events(void)
{
	return read_kinds(ROW_EVENT);
}

START_TEST(rows_come_back_in_order_also_in_another_run)
{
	ck_assert(!spool_is_used(&spool));
	ck_assert_uint_eq(read_events(), 0);
	append(1, 10000);
	append(20001, 5);
	ck_assert_uint_eq(read_events(), 10005);
	spool_clear(&spool);
	ck_assert_int_eq(spool_init(&spool, folder_fd, 1 << 24), 0);
	append(30001, 1);
	ck_assert_uint_eq(read_events(), 10006);
	ck_assert_uint_eq(spool.damaged, 0);
	spool_remove(&spool);
	ck_assert_int_eq(files_in_folder(), 0);
}
END_TEST

/* Writes over bytes of the file. */
static void
hit(uint64_t offset, const char *bytes, size_t size)
{
	ck_assert_int_eq(
	    pwrite(spool.fd, bytes, size, (off_t)offset), (ssize_t)size);
}

START_TEST(a_damaged_record_costs_no_other)
{
	struct row_batch one = batch_of(1, 1);
	size_t record = one.size + SPOOL_RECORD_HEADER_SIZE;

	free(one.bytes);
	append(1, 1000);
	/* Of the third the mark, of the fifth the size, of the seventh a
	 * byte, of the ninth all. */
	hit(SPOOL_HEADER_SIZE + 2 * record, "x", 1);
	hit(SPOOL_HEADER_SIZE + 4 * record + 8, "\xff\xff\x0f", 3);
	hit(SPOOL_HEADER_SIZE + 6 * record + 30, "x", 1);
	for (size_t i = 0; i < record; i++)
		hit(SPOOL_HEADER_SIZE + 8 * record + i, "\0", 1);
	ck_assert_uint_eq(read_events(), 996);
	ck_assert_uint_eq(spool.damaged, 4);
}
END_TEST

START_TEST(a_torn_end_costs_its_own_record_and_others_follow)
{
	append(1, 1000);
	ck_assert_int_eq(ftruncate(spool.fd, (off_t)spool.size - 3), 0);
	spool_clear(&spool);
	ck_assert_int_eq(spool_init(&spool, folder_fd, 1 << 24), 0);
	ck_assert_uint_eq(read_events(), 999);
	append(2001, 10);
	ck_assert_uint_eq(read_events(), 1009);
}
END_TEST

START_TEST(what_is_no_spool_is_left_alone)
{
	static const char letter[] = "a letter that is no spool at all";
	char path[128];
	struct stat st;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, SPOOL_FILE);
	file = fopen(path, "w");
	fputs(letter, file);
	fclose(file);
	ck_assert_int_eq(spool_init(&spool, folder_fd, 1 << 24), EBADMSG);
	ck_assert(!spool_is_used(&spool));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, sizeof letter - 1);
	/* One that a crash left without its header has no rows. */
	ck_assert_int_eq(truncate(path, 5), 0);
	ck_assert_int_eq(spool_init(&spool, folder_fd, 1 << 24), 0);
	ck_assert(!spool_is_used(&spool));
	ck_assert_int_eq(stat(path, &st), -1);
}
END_TEST

START_TEST(near_its_limit_the_lightest_rows_are_left_out)
{
	struct call_row call = {.id = 1, .uid = "0123456789abcdef"};
	struct row_batch batch = {.rows = 1};
	unsigned char bytes[1024];

	spool.limit = 40000;
	append(1, 1000);
	ck_assert_uint_gt(spool.dropped, 0);
	ck_assert_uint_le(spool.size, 30000);
	batch.bytes = bytes;
	batch.size = row_size(ROW_CALL, &call);
	row_encode(ROW_CALL, &call, batch.size, bytes);
	ck_assert_int_eq(spool_append(&spool, &batch), 0);
	ck_assert_uint_gt(spool.size, 29000);
	ck_assert_uint_le(spool.size, 40000);
	ck_assert_uint_eq(read_kinds(ROW_EVENT) + spool.dropped, 1000);
	ck_assert_uint_eq(read_kinds(ROW_CALL), 1);
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

int
main(void)
{
	Suite *suite = suite_create("storage/spool");
	TCase *kinds = tcase_create("kinds");

	tcase_add_loop_test(
	    kinds, a_row_of_each_kind_comes_back, 0, ROW_KIND_COUNT);
	suite_add_tcase(suite, kinds);
	add(suite, "older", a_row_of_an_older_version_lacks_the_last_fields);
	add(suite, "order", rows_come_back_in_order_also_in_another_run);
	add(suite, "damaged", a_damaged_record_costs_no_other);
	add(suite, "torn", a_torn_end_costs_its_own_record_and_others_follow);
	add(suite, "foreign", what_is_no_spool_is_left_alone);
	add(suite, "limit", near_its_limit_the_lightest_rows_are_left_out);
	return run_suite(suite);
}
