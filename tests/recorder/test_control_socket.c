/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests recorder/control_socket.c with clients that behave, and others. */
#include "recorder/control_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/counter.h"
#include "tests/check_main.h"

#define PATH "test_control.sock"

static struct control_socket *control;
static struct tstamp now = {1000 * NS_PER_SEC};
static struct control_peer last_peer;
static int answered;

/* "echo WORDS", "long N": N bytes; else an error. */
static bool
answer(struct text line, const struct control_peer *peer, FILE *out, void *arg)
{
	struct text rest = line, word = text_word(&rest);
	unsigned long size;

	ck_assert_ptr_eq(arg, &answered);
	answered++;
	last_peer = *peer;
	if (text_equal(word, text_of("echo"))) {
		rest = text_trim(rest);
		fprintf(out, "%.*s\n", (int)rest.len, rest.at);
		return true;
	}
	if (text_equal(word, text_of("long")) &&
	    text_number(text_trim(rest), 1UL << 30, &size)) {
		for (unsigned long i = 0; i < size; i++)
			fputc('x', out);
		return true;
	}
	fputs("what?\n", out);
	return false;
}

static void
setup(void)
{
	char error[CONTROL_ERROR_SIZE] = "";

	unlink(PATH);
	counter_reset();
	answered = 0;
	control = control_socket_open(PATH, answer, &answered, error);
	ck_assert_msg(control, "%s", error);
}

static void
teardown(void)
{
	control_socket_close(control);
	ck_assert_int_ne(access(PATH, F_OK), 0);
}

static int
dial(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = PATH};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_eq(
	    connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

static void
poll_for(int times)
{
	while (times--)
		control_socket_poll(control, now);
}

static void
say(int fd, const char *text)
{
	ck_assert_int_eq(
	    send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Is 'expected' all that can be read from 'fd' now? */
static void
hear(int fd, const char *expected)
{
	char text[4096] = "";
	ssize_t size = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);

	if (size < 0)
		ck_assert_int_eq(errno, EAGAIN);
	ck_assert_str_eq(text, expected);
}

static bool
is_closed(int fd)
{
	char byte;
	ssize_t size = recv(fd, &byte, 1, MSG_DONTWAIT);

	return size == 0 || (size < 0 && errno != EAGAIN);
}

START_TEST(lines_are_answered_in_order)
{
	int fd = dial();

	say(fd, "echo one\n\n  echo two\r\nnonsense\nech");
	poll_for(8);
	hear(fd, "ok 4\none\nok 4\ntwo\nerror 6\nwhat?\n");
	say(fd, "o three\n");
	poll_for(2);
	hear(fd, "ok 6\nthree\n");
	ck_assert_uint_eq(last_peer.uid, getuid());
	ck_assert_int_eq(last_peer.pid, getpid());
	ck_assert_uint_eq(counter_get(COUNTER_control_command), 4);
	close(fd);
	poll_for(1);
}
END_TEST

START_TEST(a_poll_answers_one_line)
{
	int one = dial(), two = dial();

	poll_for(2);
	say(one, "echo 1\necho 2\n");
	say(two, "echo 3\n");
	for (int i = 1; i <= 3; i++) {
		poll_for(1);
		ck_assert_int_le(answered, i);
	}
	poll_for(2);
	ck_assert_int_eq(answered, 3);
	close(one);
	close(two);
}
END_TEST

START_TEST(only_the_group_may_connect)
{
	struct stat status;

	ck_assert_int_eq(stat(PATH, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0660);
}
END_TEST

START_TEST(a_line_without_end_is_refused)
{
	char text[CONTROL_LINE_MAX + 100];
	int fd = dial();

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	say(fd, text);
	poll_for(4);
	hear(fd, "error 21\nthe line is too long\n");
	ck_assert(is_closed(fd));
	ck_assert_uint_eq(counter_get(COUNTER_control_refused), 1);
	ck_assert_int_eq(answered, 0);
	close(fd);
	/* The longest that is allowed. */
	fd = dial();
	memcpy(text, "echo ", 5);
	text[CONTROL_LINE_MAX - 1] = '\n';
	text[CONTROL_LINE_MAX] = '\0';
	say(fd, text);
	poll_for(3);
	ck_assert_int_eq(answered, 1);
	close(fd);
}
END_TEST

START_TEST(who_does_nothing_is_closed)
{
	int mute = dial(), slow = dial(), good = dial();
	char byte;

	poll_for(3);
	say(slow, "long 4000000\n");
	poll_for(3);
	for (int second = 0; second < 9; second++) {
		now = tstamp_add_ns(now, NS_PER_SEC);
		poll_for(2);
		say(good, "echo x\n");
	}
	ck_assert_int_eq(recv(mute, &byte, 1, MSG_DONTWAIT), -1);
	now = tstamp_add_ns(now, 2 * NS_PER_SEC);
	poll_for(2);
	ck_assert(is_closed(mute));
	ck_assert_uint_eq(counter_get(COUNTER_control_slow), 2);
	ck_assert(!is_closed(good));
	close(mute);
	close(slow);
	close(good);
}
END_TEST

START_TEST(a_long_answer_comes_whole)
{
	static char text[65536];
	size_t size = 0;
	ssize_t got;
	int fd = dial();

	say(fd, "long 3000000\n");
	for (int i = 0; i < 10000 && size < 3000000 + 11; i++) {
		poll_for(1);
		while ((got = recv(fd, text, sizeof text, MSG_DONTWAIT)) > 0) {
			if (size == 0)
				ck_assert_int_eq(
				    strncmp(text, "ok 3000000\nxxx", 14), 0);
			size += (size_t)got;
		}
	}
	ck_assert_uint_eq(size, 3000000 + 11);
	say(fd, "long 20000000\n");
	poll_for(3);
	hear(fd, "error 23\nthe answer is too long\n");
	ck_assert(is_closed(fd));
	close(fd);
}
END_TEST

START_TEST(many_do_not_keep_others_out)
{
	int fds[100], good;

	for (size_t i = 0; i < 100; i++) {
		fds[i] = dial();
		now = tstamp_add_ns(now, NS_PER_MS);
		poll_for(1);
	}
	good = dial();
	say(good, "echo hello\n");
	poll_for(4);
	hear(good, "ok 6\nhello\n");
	ck_assert_uint_eq(
	    counter_get(COUNTER_control_crowded), 101 - CONTROL_CLIENTS_MAX);
	for (size_t i = 0; i < 100; i++)
		close(fds[i]);
	close(good);
}
END_TEST

START_TEST(who_goes_before_the_answer_does_no_harm)
{
	for (int i = 0; i < 50; i++) {
		int fd = dial();

		say(fd, i % 2 ? "long 1000000\n" : "echo x\necho y\n");
		if (i % 3)
			poll_for(1);
		close(fd);
		poll_for(3);
	}
	ck_assert_int_gt(answered, 0);
}
END_TEST

START_TEST(random_bytes_are_no_harm)
{
	unsigned state = 12345;

	for (int round = 0; round < 300; round++) {
		char bytes[700];
		int fd = dial();

		for (size_t i = 0; i < sizeof bytes; i++) {
			state = state * 1103515245 + 12345;
			bytes[i] = (char)(state >> 16);
		}
		ck_assert_int_gt(
		    send(fd, bytes, sizeof bytes, MSG_NOSIGNAL), 0);
		poll_for(3);
		close(fd);
	}
	poll_for(10);
}
END_TEST

START_TEST(the_path_is_taken_from_the_dead_only)
{
	char error[CONTROL_ERROR_SIZE] = "", far[200];
	struct sockaddr_un address = {
	    .sun_family = AF_UNIX, .sun_path = PATH ".dead"};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct control_socket *other;
	FILE *file;

	ck_assert_ptr_null(control_socket_open(PATH, answer, &answered, error));
	ck_assert_ptr_nonnull(strstr(error, "another spanrec"));
	ck_assert_int_eq(access(PATH, F_OK), 0);
	/* Nobody listens there any more. */
	unlink(address.sun_path);
	ck_assert_int_eq(
	    bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
	other = control_socket_open(address.sun_path, answer, &answered, error);
	ck_assert_msg(other, "%s", error);
	control_socket_close(other);
	ck_assert_int_ne(access(address.sun_path, F_OK), 0);
	/* A file that is no socket is left alone. */
	file = fopen(address.sun_path, "w");
	fclose(file);
	ck_assert_ptr_null(
	    control_socket_open(address.sun_path, answer, &answered, error));
	ck_assert_int_eq(access(address.sun_path, F_OK), 0);
	unlink(address.sun_path);
	memset(far, 'a', sizeof far);
	far[sizeof far - 1] = '\0';
	ck_assert_ptr_null(control_socket_open(far, answer, &answered, error));
}
END_TEST

/* One that stands still, and has so many who wait that no more are taken. */
START_TEST(who_stands_still_is_not_waited_for)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = PATH};
	char error[CONTROL_ERROR_SIZE] = "";
	int fds[200], count = 0, result = 0;

	while (result == 0 && count < 200) {
		fds[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		result = connect(
		    fds[count++], (struct sockaddr *)&address, sizeof address);
	}
	ck_assert_int_eq(result, -1);
	ck_assert_ptr_null(control_socket_open(PATH, answer, &answered, error));
	ck_assert_ptr_nonnull(strstr(error, "another spanrec"));
	while (count > 0)
		close(fds[--count]);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("control_socket");

	add_case(suite, "lines", lines_are_answered_in_order);
	add_case(suite, "lines", a_poll_answers_one_line);
	add_case(suite, "lines", a_long_answer_comes_whole);
	add_case(suite, "path", only_the_group_may_connect);
	add_case(suite, "path", the_path_is_taken_from_the_dead_only);
	add_case(suite, "path", who_stands_still_is_not_waited_for);
	add_case(suite, "hostile", a_line_without_end_is_refused);
	add_case(suite, "hostile", who_does_nothing_is_closed);
	add_case(suite, "hostile", many_do_not_keep_others_out);
	add_case(suite, "hostile", who_goes_before_the_answer_does_no_harm);
	add_case(suite, "hostile", random_bytes_are_no_harm);
	return run_suite(suite);
}
