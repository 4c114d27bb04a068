/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests spanctl/ovsdb.c against a server that sends in pieces. */
#include "tests/check_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spanctl/ovsdb.h"

#define PAUSE_US 50000

/* Answers one request with 'pieces', which NULL ends. */
static void
serve(int listener, const char *const *pieces)
{
	char request[256];
	int fd = accept(listener, NULL, NULL);

	if (read(fd, request, sizeof request) <= 0)
		_exit(1);
	for (; *pieces; pieces++) {
		if (write(fd, *pieces, strlen(*pieces)) < 0)
			_exit(1);
		usleep(PAUSE_US);
	}
	_exit(0);
}

/* What a call returns when the server answers in these pieces. */
static int
call(const char *const *pieces, json_t **result)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char folder[] = "/tmp/test_ovsdb.XXXXXX";
	struct ovsdb *ovsdb = NULL;
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	int error;
	pid_t child;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(address.sun_path, sizeof address.sun_path, "%s/db", folder);
	ck_assert_int_eq(
	    bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	child = fork();
	if (child == 0)
		serve(listener, pieces);
	ck_assert_int_eq(ovsdb_open(address.sun_path, 5, &ovsdb), 0);
	error = ovsdb_call(ovsdb, "list_dbs", json_array(), result);
	ovsdb_close(ovsdb);
	waitpid(child, NULL, 0);
	close(listener);
	unlink(address.sun_path);
	rmdir(folder);
	return error;
}

START_TEST(answers_are_cut_anywhere)
{
	/* In a word, in a character, behind a backslash, in a number. */
	static const char *const pieces[] = {"{\"id\":1,\"err", "or\":nu",
	    "ll,\"result\":[fal", "se,\"h\xc3", "\xa4\\", "\"]\",1",
	    "2]}{\"method\":", NULL};
	json_t *result = NULL;
	char *text;

	ck_assert_int_eq(call(pieces, &result), 0);
	text = json_dumps(result, JSON_COMPACT);
	ck_assert_str_eq(text, "[false,\"h\xc3\xa4\\\"]\",12]");
	free(text);
	json_decref(result);
}
END_TEST

START_TEST(what_is_no_value_is_refused)
{
	static const char *const pieces[] = {"{\"id\":1,,}", NULL};
	json_t *result = NULL;

	ck_assert_int_eq(call(pieces, &result), EBADMSG);
	ck_assert_ptr_null(result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ovsdb");

	add_test(suite, "answers are cut anywhere", answers_are_cut_anywhere);
	add_test(suite, "no value", what_is_no_value_is_refused);
	return run_suite(suite);
}
