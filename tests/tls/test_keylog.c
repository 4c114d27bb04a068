/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls/keylog.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/counter.h"
#include "tests/check_main.h"

#define RANDOM                                                                 \
	"000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"
#define OTHER "ff0102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"
#define SECRET32                                                               \
	"a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
#define SECRET48 SECRET32 "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"

static struct keylog *keylog;
static uint8_t random_bytes[TLS_RANDOM_SIZE];
static struct tstamp now;
static char path[] = "/tmp/spanrec-keylog-XXXXXX";
static int fd = -1;

static void
setup(void)
{
	counter_reset();
	now = (struct tstamp){5 * NS_PER_SEC};
	for (size_t i = 0; i < sizeof random_bytes; i++)
		random_bytes[i] = (uint8_t)i;
	keylog = keylog_new();
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
}

static void
teardown(void)
{
	keylog_free(keylog);
	close(fd);
	unlink(path);
}

static size_t
take(const char *text)
{
	return keylog_take(keylog, text, strlen(text));
}

static const struct keylog_entry *
find(void)
{
	return keylog_find(keylog, random_bytes, now);
}

static void
append(const char *text)
{
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
}

START_TEST(labels_name_secrets)
{
	const struct keylog_entry *entry;
	static const char *const labels[] = {
	    [KEYLOG_CLIENT_HANDSHAKE] = "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
	    [KEYLOG_SERVER_HANDSHAKE] = "SERVER_HANDSHAKE_TRAFFIC_SECRET",
	    [KEYLOG_CLIENT_TRAFFIC] = "CLIENT_TRAFFIC_SECRET_0",
	    [KEYLOG_SERVER_TRAFFIC] = "SERVER_TRAFFIC_SECRET_0",
	};
	char line[300];

	take("# a comment\n\nCLIENT_RANDOM " RANDOM " " SECRET48 "\r\n");
	entry = find();
	ck_assert_ptr_nonnull(entry);
	ck_assert(entry->has_master);
	ck_assert_uint_eq(entry->master[0], 0xa0);
	ck_assert_uint_eq(entry->master[47], 0xcf);
	for (int i = 0; i < KEYLOG_SECRETS; i++) {
		ck_assert_uint_eq(entry->sizes[i], 0);
		snprintf(line, sizeof line, "%s %s %s\n", labels[i], RANDOM,
		    i % 2 ? SECRET48 : SECRET32);
		ck_assert_uint_eq(take(line), strlen(line));
		ck_assert_uint_eq(find()->sizes[i], i % 2 ? 48 : 32);
		ck_assert_uint_eq(find()->secrets[i][31], 0xbf);
	}
	random_bytes[0] = 0xff;
	ck_assert_ptr_null(find());
	ck_assert_uint_eq(counter_get(COUNTER_keylog_bad), 0);
}
END_TEST

START_TEST(what_is_no_secret_is_counted)
{
	static const char *const bad[] = {"CLIENT_RANDOM\n",
	    "CLIENT_RANDOM " RANDOM "\n", "CLIENT_RANDOM " RANDOM " 00\n",
	    "CLIENT_RANDOM " RANDOM " " SECRET32 "\n",
	    "CLIENT_RANDOM " RANDOM " " SECRET48 "00\n",
	    "CLIENT_RANDOM " RANDOM "00 " SECRET48 "\n",
	    "CLIENT_RANDOM 00 " SECRET48 "\n",
	    "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " SECRET32 "g0\n",
	    "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " SECRET32 "0\n"};
	static const char *const other[] = {"EXPORTER_SECRET " RANDOM " 00\n",
	    "RSA 00 00\n", "\n", "client_random x y\n"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		take(bad[i]);
		ck_assert_uint_eq(counter_get(COUNTER_keylog_bad), i + 1);
	}
	counter_reset();
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		take(other[i]);
	ck_assert_uint_eq(counter_get(COUNTER_keylog_bad), 0);
	ck_assert_ptr_null(find());
}
END_TEST

START_TEST(files_may_grow)
{
	char error[KEYLOG_ERROR_SIZE];

	append("CLIENT_RANDOM " OTHER " " SECRET48 "\nCLIENT_RANDOM ");
	ck_assert(!keylog_has_files(keylog));
	ck_assert_int_eq(keylog_add(keylog, path, error), 0);
	ck_assert_str_eq(error, "");
	ck_assert(keylog_has_files(keylog));
	ck_assert_ptr_null(find());
	append(RANDOM " " SECRET48 "\n");
	ck_assert_ptr_null(find()); /* looked at just now */
	now = tstamp_add_ns(now, KEYLOG_AGAIN_NS);
	ck_assert_ptr_nonnull(find());
	/* It is emptied, and written anew. */
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	ck_assert_int_eq((int)lseek(fd, 0, SEEK_SET), 0);
	append("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " SECRET32);
	now = tstamp_add_ns(now, KEYLOG_AGAIN_NS);
	ck_assert_uint_eq(find()->sizes[KEYLOG_CLIENT_TRAFFIC], 32);
	append("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf\n");
	now = tstamp_add_ns(now, KEYLOG_AGAIN_NS);
	ck_assert_uint_eq(find()->sizes[KEYLOG_CLIENT_TRAFFIC], 48);
}
END_TEST

START_TEST(long_lines_are_passed_over)
{
	char error[KEYLOG_ERROR_SIZE];

	for (int i = 0; i < 3000; i++)
		append("no line end, which makes it the longest of lines ....");
	append("\nCLIENT_RANDOM " RANDOM " " SECRET48 "\n");
	ck_assert_int_eq(keylog_add(keylog, path, error), 0);
	ck_assert_ptr_nonnull(find());
}
END_TEST

START_TEST(files_are_looked_at_before)
{
	char error[KEYLOG_ERROR_SIZE];

	ck_assert_int_eq(keylog_add(keylog, "/tmp", error), EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "regular file"));
	ck_assert_int_eq(keylog_add(keylog, "/nothing/there", error), ENOENT);
	ck_assert_ptr_nonnull(strstr(error, "/nothing/there: No such file"));
	ck_assert_int_eq(chmod(path, 0640), 0);
	ck_assert_int_eq(keylog_add(keylog, path, error), 0);
	ck_assert_ptr_nonnull(strstr(error, "others can read"));
	for (int i = 1; i < KEYLOG_FILES_MAX; i++)
		ck_assert_int_eq(keylog_add(keylog, path, error), 0);
	ck_assert_int_eq(keylog_add(keylog, path, error), EINVAL);
}
END_TEST

START_TEST(the_oldest_go_first)
{
	char line[300];

	for (unsigned i = 0; i < KEYLOG_CONNECTIONS_MAX + 10; i++) {
		snprintf(line, sizeof line, "CLIENT_RANDOM %08x%s %s\n", i,
		    &RANDOM[8], SECRET48);
		take(line);
	}
	ck_assert_uint_eq(counter_get(COUNTER_keylog_limit), 10);
	memset(random_bytes, 0, 3);
	random_bytes[3] = 9;
	ck_assert_ptr_null(find());
	random_bytes[3] = 10;
	ck_assert_ptr_nonnull(find());
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("keylog");

	add(suite, "labels", labels_name_secrets);
	add(suite, "bad", what_is_no_secret_is_counted);
	add(suite, "grow", files_may_grow);
	add(suite, "long", long_lines_are_passed_over);
	add(suite, "files", files_are_looked_at_before);
	add(suite, "limit", the_oldest_go_first);
	return run_suite(suite);
}
