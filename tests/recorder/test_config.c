/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the table of settings, and files that set them. */
#include "recorder/options.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/tstamp.h"
#include "recorder/alarm.h"
#include "recorder/reload.h"
#include "recorder/setting.h"
#include "recorder/usage.h"
#include "tests/check_main.h"

#define CONFIG "test_config.tmp"
#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct options options;
static char said[8192]; /* on standard error */

static void
write_file(const char *text)
{
	FILE *file = fopen(CONFIG, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

/* Reads the file 'text' and then the words of 'line'; what is written to
 * standard error is in 'said'. */
static enum options_result
parse(const char *text, const char *line)
{
	static char copy[512];
	char *argv[32] = {copy};
	int argc = 1, err = dup(STDERR_FILENO);
	FILE *log = tmpfile();
	enum options_result result;
	ssize_t size;

	write_file(text);
	snprintf(copy, sizeof copy, "spanrec -c " CONFIG "%s%s",
	    line[0] ? " " : "", line);
	for (char *at = copy; (at = strchr(at, ' ')); at++) {
		*at = '\0';
		argv[argc++] = at + 1;
	}
	dup2(fileno(log), STDERR_FILENO);
	options_clear(&options);
	optind = 0; /* getopt_long() starts anew */
	result = options_parse(argc, argv, &options);
	size = pread(fileno(log), said, sizeof said - 1, 0);
	ck_assert_int_ge(size, 0);
	said[size] = '\0';
	dup2(err, STDERR_FILENO);
	close(err);
	fclose(log);
	return result;
}

static void
teardown(void)
{
	options_clear(&options);
	unlink(CONFIG);
}

START_TEST(a_file_sets_what_options_set)
{
	const struct settings *settings = &options.settings;

	ck_assert_int_eq(
	    parse("# a comment\n"
		  "output = /var/lib/spanrec\n"
		  "audio_format = flac // another\n"
		  "media_timeout = 60\n"
		  "link_header = {X-One, \"X-Two\"}\n"
		  "local_network = {10.0.0.0/8, 'fd00::/8'}\n"
		  "internal_number = {2xx, '+4930123[0-4]x', 'length:3'}\n"
		  "dtmf_digits = yes\n"
		  "sip_ports = \"5060,5080-5090\"\n"
		  "national_prefix = \"\"\n"
		  "orphan_rtp = count\n"
		  "filter = \"udp or tcp\"\n",
		"-r a"),
	    OPTIONS_RUN);
	ck_assert_str_eq(said, "");
	ck_assert_str_eq(settings->folder, "/var/lib/spanrec");
	ck_assert_int_eq(settings->format, AUDIO_FLAC);
	ck_assert_int_eq(settings->media_timeout_ns, 60 * NS_PER_SEC);
	ck_assert_uint_eq(settings->link_header_count, 2);
	ck_assert_str_eq(settings->link_headers[1], "X-Two");
	ck_assert_uint_eq(settings->site.local_count, 2);
	ck_assert_uint_eq(settings->site.internal_count, 3);
	ck_assert(settings->dtmf_digits);
	ck_assert(port_set_has(&settings->sip_ports, 5085));
	ck_assert_str_eq(settings->site.plan.national, "");
	ck_assert_str_eq(settings->site.plan.international, "00");
	ck_assert_int_eq(settings->orphans, ORPHANS_COUNT);
	ck_assert_ptr_nonnull(settings->filter);
}
END_TEST

START_TEST(the_command_line_beats_the_file)
{
	const struct settings *settings = &options.settings;

	ck_assert_int_eq(
	    parse("output = /one\ntrunk = {192.0.2.1, 192.0.2.2}\n"
		  "dtmf_digits = on\nverbose = yes\nmedia_timeout = 7\n"
		  "checksum = no\n",
		"-r a -o two --trunk 198.51.100.1 --dtmf-digits=no"),
	    OPTIONS_RUN);
	ck_assert_str_eq(settings->folder, "two");
	ck_assert_uint_eq(settings->site.trunk_count, 1);
	ck_assert(!settings->dtmf_digits);
	ck_assert(settings->verbose && !settings->checksum);
	ck_assert_int_eq(settings->media_timeout_ns, 7 * NS_PER_SEC);
}
END_TEST

/* What is wrong, and where that is said to be. */
static const struct wrong_case {
	const char *text, *says;
} wrong[] = {
    {"media_timeout = 0\n", CONFIG ":1:17: media_timeout: \"0\": not a number"},
    {"\n\n  media_timeout = soon\n", CONFIG ":3:19: media_timeout: "},
    {"output = /a\nmedia_timout = 5\n", CONFIG ":2:1: no such option"},
    {"media-timeout = 5\n", CONFIG ":1:1: no such option"},
    {"json = yes\n", CONFIG ":1:1: no such option"},
    {"sink = {192.0.2.1,\n        192.0.2.256}\n",
	CONFIG ":2:9: sink: \"192.0.2.256\": not an IPv4"},
    {"link_header = {a, b, c, d,\ne}\n", CONFIG ":2:1: link_header: \"e\": "},
    {"dtmf = maybe\n", CONFIG ":1:8: dtmf: \"maybe\": not one of"},
    {"dtmf_digits = perhaps\n", CONFIG ":1:15: dtmf_digits: "},
    {"filter = \"udp port\"\n", CONFIG ":1:10: filter: \"udp port\": "},
    {"output\n", CONFIG ":"},
    {"output = /a }\n", CONFIG ":1:"},
    {"trunk = {1.2.3.4\n", CONFIG ":"},
    {"output = \"/a\n", CONFIG ":"},
};

START_TEST(what_is_wrong_is_told_with_its_place)
{
	const struct wrong_case *is = &wrong[_i];

	ck_assert_int_eq(parse(is->text, "-r a -o b"), OPTIONS_USAGE);
	ck_assert_msg(!strncmp(said, is->says, strlen(is->says)),
	    "%s gives: %s", is->text, said);
	ck_assert_int_eq(parse(is->text, "-n"), OPTIONS_WRONG);
	ck_assert_msg(!strncmp(said, is->says, strlen(is->says)),
	    "%s gives: %s", is->text, said);
}
END_TEST

START_TEST(all_that_is_wrong_is_told_at_once)
{
	ck_assert_int_eq(
	    parse("dtmf = x\naudio_format = mp3\n", "-n"), OPTIONS_WRONG);
	ck_assert_ptr_nonnull(strstr(said, CONFIG ":1:8: dtmf"));
	ck_assert_ptr_nonnull(strstr(said, CONFIG ":2:16: audio_format"));
}
END_TEST

START_TEST(a_check_needs_neither_files_nor_folder)
{
	ck_assert_int_eq(parse("media_timeout = 5\n", "-n"), OPTIONS_DONE);
	ck_assert_int_eq(parse("", "-n"), OPTIONS_DONE);
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
	char nul[] = "output = /a\n\0media_timeout = x\n";
	char *argv[] = {(char[]){"spanrec"}, (char[]){"-n"}, (char[]){"-c"},
	    (char[]){CONFIG}, NULL};
	FILE *file = fopen(CONFIG, "w");

	fwrite(nul, 1, sizeof nul - 1, file);
	fclose(file);
	optind = 0;
	ck_assert_int_eq(options_parse(4, argv, &options), OPTIONS_WRONG);
	options_clear(&options);
	unlink(CONFIG);
	optind = 0;
	ck_assert_int_eq(options_parse(4, argv, &options), OPTIONS_WRONG);
}
END_TEST

/* What --show-config prints for 'options'. */
static void
show(char *out, size_t size)
{
	FILE *file = fmemopen(out, size, "w");

	usage_show(&options.choices, file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(what_is_shown_can_be_read_again)
{
	static char first[16384], again[16384];

	ck_assert_int_eq(parse("output = 'a \"b\" $c \\\\ \\' d'\n"
			       "link_header = {X-One, 'a~b'}\nverbose = off\n"
			       "filter = \"udp and not port 9\"\n"
			       "internal_number = {'+49[2-5]', 2xx}\n",
			     "-r a --media-timeout 9"),
	    OPTIONS_RUN);
	ck_assert_str_eq(options.settings.folder, "a \"b\" $c \\ ' d");
	show(first, sizeof first);
	ck_assert_ptr_nonnull(strstr(first, "\nmedia_timeout = 9\n"));
	ck_assert_ptr_nonnull(strstr(first, "\n#link_window = 10\n"));
	ck_assert_int_eq(parse(first, "-r a"), OPTIONS_RUN);
	ck_assert_str_eq(options.settings.folder, "a \"b\" $c \\ ' d");
	show(again, sizeof again);
	ck_assert_str_eq(first, again);
}
END_TEST

/* Reads the file again, as 'text' says now; 'said' is what is said. */
static bool
read_again(const char *text)
{
	int err = dup(STDERR_FILENO);
	FILE *log = tmpfile();
	char error[RELOAD_ERROR_SIZE];
	ssize_t size;
	bool good;

	write_file(text);
	dup2(fileno(log), STDERR_FILENO);
	log_init("test", LOG_LEVEL_NOTICE);
	good = reload(&options, error);
	size = pread(fileno(log), said, sizeof said - 1, 0);
	ck_assert_int_ge(size, 0);
	said[size] = '\0';
	dup2(err, STDERR_FILENO);
	close(err);
	fclose(log);
	return good;
}

/* To write down what holds anyway changes nothing, and no file is opened that
 * only the next start will read. */
START_TEST(what_waits_for_a_start_is_told_and_not_looked_into)
{
	ck_assert_int_eq(parse("output = /one\n", "-r a"), OPTIONS_RUN);
	ck_assert(read_again("output = /one\nring_size = 64M\n"
			     "duplicates_window = 100\nuser = nobody\n"
			     "keylog = {/nowhere/keys}\n"));
	ck_assert_ptr_nonnull(strstr(said, "keylog changes with the next"));
	ck_assert_ptr_nonnull(strstr(said, "user changes with the next"));
	ck_assert_ptr_null(strstr(said, "ring_size"));
	ck_assert_ptr_null(strstr(said, "duplicates_window"));
	ck_assert_ptr_null(options.settings.keylog);
	ck_assert(read_again("output = /one\nring_size = 65M\n"));
	ck_assert_ptr_nonnull(strstr(said, "ring_size changes with the next"));
	ck_assert_ptr_null(strstr(said, "keylog"));
}
END_TEST

START_TEST(a_right_file_comes_into_force)
{
	const struct settings *settings = &options.settings;

	alarm_reset();
	ck_assert_int_eq(parse("media_timeout = 60\ntrunk = {192.0.2.1}\n"
			       "output = /one\nlink_header = {a, b}\n"
			       "sip_ports = 5060\n",
			     "-r a --link-window 3"),
	    OPTIONS_RUN);
	ck_assert(read_again("media_timeout = 90\ntrunk = {192.0.2.2, "
			     "192.0.2.3}\noutput = /two\nlink_window = 9\n"
			     "link_header = {a, c}\nverbose = yes\n"));
	ck_assert_int_eq(settings->media_timeout_ns, 90 * NS_PER_SEC);
	ck_assert_uint_eq(settings->site.trunk_count, 2);
	ck_assert(settings->verbose);
	ck_assert(settings->any_sip_port); /* what is not said any more */
	/* What the command line says stays, and what needs a start. */
	ck_assert_int_eq(settings->link_window_ns, 3 * NS_PER_SEC);
	ck_assert_str_eq(settings->folder, "/one");
	ck_assert_str_eq(settings->link_headers[1], "b");
	ck_assert_ptr_nonnull(strstr(said, "output changes with the next"));
	ck_assert_ptr_nonnull(strstr(said, "link_header changes with"));
	ck_assert_ptr_null(strstr(said, "media_timeout"));
	ck_assert_ptr_nonnull(strstr(said, CONFIG ": read again"));
	/* And once more: now it is as when it started. */
	ck_assert(read_again("media_timeout = 60\ntrunk = {192.0.2.1}\n"
			     "output = /one\nlink_header = {a, b}\n"));
	ck_assert_ptr_null(strstr(said, "changes with"));
	ck_assert_int_eq(settings->media_timeout_ns, 60 * NS_PER_SEC);
	ck_assert_uint_eq(settings->file_count, 1);
}
END_TEST

START_TEST(a_wrong_file_changes_nothing)
{
	static char before[16384], after[16384];
	const struct settings *settings = &options.settings;

	alarm_reset();
	ck_assert_int_eq(
	    parse("media_timeout = 60\noutput = /one\n", "-r a"), OPTIONS_RUN);
	show(before, sizeof before);
	ck_assert(!read_again("media_timeout = 90\ntrunk = {pbx}\n"));
	ck_assert_ptr_nonnull(strstr(said, CONFIG ":2:10: trunk: \"pbx\""));
	ck_assert_ptr_nonnull(strstr(said, "alarm=settings state=raised"));
	ck_assert(!read_again("media_timeout = 90\noutput = \n"));
	ck_assert(!read_again("audio_format = mp3\nmedia_timeout = 90\n"));
	unlink(CONFIG);
	ck_assert_int_eq(settings->media_timeout_ns, 60 * NS_PER_SEC);
	ck_assert_str_eq(settings->folder, "/one");
	show(after, sizeof after);
	ck_assert_str_eq(before, after);
	ck_assert(alarm_is_raised(ALARM_SETTINGS, CONFIG));
	ck_assert(read_again("media_timeout = 90\n"));
	ck_assert(!alarm_is_raised(ALARM_SETTINGS, CONFIG));
	ck_assert_int_eq(settings->media_timeout_ns, 90 * NS_PER_SEC);
}
END_TEST

/* What an option of the command line fills a section of the file does, too. */
static bool
is_section(const char *name)
{
	for (size_t i = 0; i < settings_section_count; i++)
		if (!strcmp(settings_sections[i].name, name))
			return true;
	return false;
}

START_TEST(each_row_of_the_table_is_sound)
{
	struct settings settings;
	char error[SETTING_ERROR_SIZE], name[SETTING_NAME_SIZE];

	settings_init(&settings);
	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *row = &settings_table[i];

		ck_assert_msg(row->name && row->help, "row %zu", i);
		ck_assert_uint_lt(strlen(row->name), SETTING_NAME_SIZE);
		ck_assert_msg(row->section || setting_named(row->name) == row,
		    "%s is there twice", row->name);
		ck_assert_ptr_null(strchr(row->name, '_'));
		ck_assert_ptr_null(strchr(setting_file_name(row, name), '-'));
		ck_assert_msg(row->type == SETTING_FLAG ||
				  row->type == SETTING_ACTION || row->argument,
		    "%s takes a value without a name", row->name);
		ck_assert_msg(
		    row->type != SETTING_OTHER || row->set || row->section,
		    "%s has nobody who takes it", row->name);
		ck_assert_msg(!(row->flags & SETTING_RELOAD) || row->size ||
				  is_section(row->name),
		    "%s is reloaded, but what?", row->name);
		ck_assert_uint_le(row->offset + row->size, sizeof settings);
		if (row->standard)
			ck_assert_msg(
			    setting_take(row, &settings, row->standard, error),
			    "%s: %s", row->name, error);
	}
	settings_clear(&settings);
}
END_TEST

/* Takes 'value' as often as it may be given; one more is too much. */
static void
fill(const char *name, const char *value, int limit)
{
	const struct setting *row = setting_named(name);
	struct settings settings;
	char error[SETTING_ERROR_SIZE];

	ck_assert_ptr_nonnull(row);
	settings_init(&settings);
	for (int i = 0; i < limit; i++)
		ck_assert(setting_take(row, &settings, value, error));
	ck_assert(!setting_take(row, &settings, value, error));
	settings_clear(&settings);
}

static bool
is_taken(const char *name, const char *value)
{
	struct settings settings;
	char error[SETTING_ERROR_SIZE];
	bool good;

	settings_init(&settings);
	good = setting_take(setting_named(name), &settings, value, error);
	settings_clear(&settings);
	return good;
}

START_TEST(the_site_has_limits)
{
	fill("trunk", "192.0.2.1", SITE_TRUNKS_MAX);
	fill("local-network", "192.0.2.0/24", SITE_NETWORKS_MAX);
	fill("internal-number", "2xx", SITE_PATTERNS_MAX);
	fill("sink", "192.0.2.1", SINKS_MAX);
	fill("link-header", "a", LINK_HEADERS_MAX);
	ck_assert(!is_taken("country-code", ""));
	ck_assert(!is_taken("country-code", "+49"));
	ck_assert(!is_taken("country-code", "12345678"));
	ck_assert(is_taken("country-code", "49"));
	ck_assert(is_taken("national-prefix", ""));
	ck_assert(is_taken("international-prefix", "011"));
}
END_TEST

START_TEST(sizes_are_taken_up_to_their_limit)
{
	const struct setting *row = setting_named("retention-size");
	struct settings settings;
	char error[SETTING_ERROR_SIZE];

	settings_init(&settings);
	ck_assert(setting_take(row, &settings, "500000000000", error));
	ck_assert_uint_eq(settings.retention.bytes, 500000000000);
	ck_assert(setting_take(row, &settings, "9223372036854775807", error));
	ck_assert_uint_eq(settings.retention.bytes, INT64_MAX);
	settings_clear(&settings);
	ck_assert(!is_taken("retention-size", "9223372036854775808"));
	ck_assert(!is_taken("retention-size", "99999999999999999999999999"));
	ck_assert(!is_taken("retention-size", "8388608T"));
	ck_assert(is_taken("retention-size", "8388607T"));
	ck_assert(!is_taken("retention-size", "-1"));
	ck_assert(!is_taken("retention-size", " 1"));
	ck_assert(!is_taken("retention-size", "G"));
	ck_assert(!is_taken("retention-age", "4294967296"));
	ck_assert(is_taken("retention-age", "4294967295000ms"));
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, NULL, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("config");
	TCase *tcase = tcase_create("wrong");

	add_case(suite, "file", a_file_sets_what_options_set);
	add_case(suite, "file", the_command_line_beats_the_file);
	add_case(suite, "file", all_that_is_wrong_is_told_at_once);
	add_case(suite, "file", a_check_needs_neither_files_nor_folder);
	add_case(suite, "file", what_cannot_be_read_is_told);
	add_case(suite, "show", what_is_shown_can_be_read_again);
	add_case(suite, "reload",
	    what_waits_for_a_start_is_told_and_not_looked_into);
	add_case(suite, "reload", a_right_file_comes_into_force);
	add_case(suite, "reload", a_wrong_file_changes_nothing);
	add_case(suite, "table", each_row_of_the_table_is_sound);
	add_case(suite, "table", the_site_has_limits);
	add_case(suite, "table", sizes_are_taken_up_to_their_limit);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(
	    tcase, what_is_wrong_is_told_with_its_place, 0, (int)COUNT(wrong));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
