/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests recorder/alarm.c: what is told, and how often. */
#include "tests/check_main.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "recorder/alarm.h"

/* What was written to standard error since tell_nothing(). */
static char told[65536];
static FILE *log_file;

static void
listen_to_log(void)
{
	log_file = tmpfile();
	ck_assert_ptr_nonnull(log_file);
	fflush(stderr);
	ck_assert_int_ge(dup2(fileno(log_file), STDERR_FILENO), 0);
	unsetenv("JOURNAL_STREAM");
	log_init("test", LOG_LEVEL_WARN);
	alarm_reset();
	counter_reset();
}

static void
close_log(void)
{
	fclose(log_file);
}

/* The lines since the last call. */
static const char *
lines(void)
{
	ssize_t size = pread(fileno(log_file), told, sizeof told - 1, 0);

	ck_assert_int_ge(size, 0);
	told[size] = '\0';
	ck_assert_int_eq(ftruncate(fileno(log_file), 0), 0);
	lseek(STDERR_FILENO, 0, SEEK_SET);
	return told;
}

static void
at(int64_t seconds)
{
	alarm_tick((struct tstamp){seconds * NS_PER_SEC});
}

START_TEST(raised_once_is_told_once)
{
	at(1000);
	for (int i = 0; i < 100; i++)
		alarm_raise(ALARM_DISK_FULL, "/var", "%d bytes", 5);
	ck_assert_str_eq(lines(), "test: alarm=disk-full state=raised "
				  "subject=/var text=\"5 bytes\"\n");
	ck_assert(alarm_is_raised(ALARM_DISK_FULL, "/var"));
	ck_assert(!alarm_is_raised(ALARM_DISK_FULL, "/srv"));
	ck_assert(!alarm_is_raised(ALARM_DISK_LOW, "/var"));
	at(1100);
	alarm_clear(ALARM_DISK_FULL, "/var", "room again");
	ck_assert_str_eq(lines(), "test: alarm=disk-full state=cleared "
				  "subject=/var text=\"room again\"\n");
	alarm_clear(ALARM_DISK_FULL, "/var", "room again");
	ck_assert_str_eq(lines(), "");
	ck_assert_uint_eq(alarm_raised_count(ALARM_DISK_FULL), 1);
}
END_TEST

START_TEST(no_subject_is_no_field)
{
	at(1);
	alarm_raise(ALARM_DROPS, "", "some");
	ck_assert_str_eq(
	    lines(), "test: alarm=drops state=raised text=\"some\"\n");
}
END_TEST

START_TEST(to_and_fro_is_told_once_a_minute)
{
	size_t count = 0;

	for (int second = 0; second < 600; second++) {
		at(second);
		alarm_raise(ALARM_INTERFACE_DOWN, "eth1", "no carrier");
		alarm_clear(ALARM_INTERFACE_DOWN, "eth1", "carrier");
	}
	for (const char *line = lines(); (line = strchr(line, '\n')); line++)
		count++;
	ck_assert_uint_ge(count, 2);
	ck_assert_uint_le(count, 11);
	at(700); /* the last state is told in the end */
	at(800);
	ck_assert_ptr_null(strstr(lines(), "state=raised"));
	ck_assert(!alarm_is_raised(ALARM_INTERFACE_DOWN, "eth1"));
}
END_TEST

START_TEST(what_was_left_out_is_counted)
{
	at(0);
	alarm_raise(ALARM_DROPS, "eth1", "a");
	alarm_clear(ALARM_DROPS, "eth1", "b");
	alarm_raise(ALARM_DROPS, "eth1", "c");
	alarm_clear(ALARM_DROPS, "eth1", "d");
	ck_assert_str_eq(lines(), "test: alarm=drops state=raised "
				  "subject=eth1 text=\"a\"\n");
	at(59);
	ck_assert_str_eq(lines(), "");
	at(60);
	ck_assert_str_eq(lines(), "test: alarm=drops state=cleared "
				  "subject=eth1 suppressed=2 text=\"d\"\n");
}
END_TEST

START_TEST(what_lasts_is_told_each_hour)
{
	int still = 0;

	at(0);
	alarm_raise(ALARM_CATALOGUE, "", "locked");
	lines();
	for (int second = 1; second <= 2 * 3600 + 10; second++) {
		at(second);
		alarm_raise(ALARM_CATALOGUE, "", "locked for %d s", second);
		if (strstr(lines(), "state=still"))
			still++;
	}
	ck_assert_int_eq(still, 2);
}
END_TEST

START_TEST(text_cannot_break_the_line)
{
	at(0);
	alarm_raise(ALARM_NO_PACKETS, "a b\"\nc", "x\n\"alarm=y state=z\x7f");
	ck_assert_str_eq(lines(),
	    "test: alarm=no-packets state=raised subject=a.b..c "
	    "text=\"x..alarm=y state=z.\"\n");
	ck_assert(alarm_is_raised(ALARM_NO_PACKETS, "a b\"\nc"));
}
END_TEST

static void
count_one(const struct alarm *alarm, void *arg)
{
	size_t *count = arg;

	ck_assert_int_eq(alarm->kind, ALARM_DROPS);
	(*count)++;
}

START_TEST(too_many_are_counted)
{
	char subject[16];
	size_t count = 0;

	at(0);
	for (int i = 0; i < ALARMS_MAX + 3; i++) {
		snprintf(subject, sizeof subject, "%d", i);
		alarm_raise(ALARM_DROPS, subject, "x");
	}
	ck_assert_uint_eq(alarm_each(count_one, &count), ALARMS_MAX);
	ck_assert_uint_eq(count, ALARMS_MAX);
	ck_assert_uint_eq(counter_get(COUNTER_alarm_limit), 3);
	for (int i = 0; i < ALARMS_MAX; i++) {
		snprintf(subject, sizeof subject, "%d", i);
		alarm_clear(ALARM_DROPS, subject, "y");
	}
	at(61);
	at(122);
	alarm_raise(ALARM_DROPS, "new", "x");
	ck_assert(alarm_is_raised(ALARM_DROPS, "new"));
}
END_TEST

START_TEST(the_journal_gets_a_priority)
{
	char stream[64];
	struct stat status;

	ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
	snprintf(stream, sizeof stream, "%llu:%llu",
	    (unsigned long long)status.st_dev,
	    (unsigned long long)status.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_init("test", LOG_LEVEL_INFO);
	at(0);
	alarm_raise(ALARM_DROPS, "", "x");
	log_info("hello");
	ck_assert_str_eq(lines(), "<4>alarm=drops state=raised text=\"x\"\n"
				  "<6>hello\n");
	setenv("JOURNAL_STREAM", "1:1", 1);
	log_init("test", LOG_LEVEL_WARN);
	log_warnx("hello");
	ck_assert_str_eq(lines(), "test: hello\n");
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, listen_to_log, close_log);
}

int
main(void)
{
	Suite *suite = suite_create("alarm");

	add_case(suite, "line", raised_once_is_told_once);
	add_case(suite, "line", no_subject_is_no_field);
	add_case(suite, "limits", to_and_fro_is_told_once_a_minute);
	add_case(suite, "limits", what_was_left_out_is_counted);
	add_case(suite, "limits", what_lasts_is_told_each_hour);
	add_case(suite, "line", text_cannot_break_the_line);
	add_case(suite, "limits", too_many_are_counted);
	add_case(suite, "journal", the_journal_gets_a_priority);
	return run_suite(suite);
}
