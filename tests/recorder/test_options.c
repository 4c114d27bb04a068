/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder/options.h"

#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

#include "base/tstamp.h"
#include "tests/check_main.h"

#define WORDS_MAX 24
#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct options options;
#define settings options.settings
static char line_copy[200];

/* What a test that failed left behind would be taken for a capture. */
static void
setup(void)
{
	unlink("test_options.tmp");
	unlink("udp");
}

static void
teardown(void)
{
	options_clear(&options);
}

/* Parses "spanrec" and the words of 'line', without a word of its own. */
static enum options_result
parse(const char *line)
{
	char *argv[WORDS_MAX + 2] = {line_copy};
	int argc = 1, out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	int null = open("/dev/null", O_WRONLY);
	enum options_result result;

	snprintf(line_copy, sizeof line_copy, "spanrec %s", line);
	for (char *at = line_copy; (at = strchr(at, ' ')); at++) {
		*at = '\0';
		ck_assert_int_lt(argc, WORDS_MAX);
		if (at[1])
			argv[argc++] = at + 1;
	}
	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	options_clear(&options);
	optind = 0; /* getopt_long() starts anew */
	result = options_parse(argc, argv, &options);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	close(null);
	return result;
}

START_TEST(defaults_are_for_a_replay)
{
	ck_assert_int_eq(parse("-r a.pcap -o dir"), OPTIONS_RUN);
	ck_assert_str_eq(settings.folder, "dir");
	ck_assert_uint_eq(settings.file_count, 1);
	ck_assert_str_eq(settings.files[0], "a.pcap");
	ck_assert_int_eq(settings.format, AUDIO_PCM16);
	ck_assert(settings.audio && settings.checksum);
	ck_assert(!settings.json && !settings.quiet && !settings.verbose);
	ck_assert_int_eq(settings.media_timeout_ns, 300 * NS_PER_SEC);
}
END_TEST

START_TEST(all_options_are_taken)
{
	ck_assert_int_eq(parse("--read=a -r - --output dir --audio-format flac "
			       "--media-timeout 86400 --json -q -v"),
	    OPTIONS_RUN);
	ck_assert_uint_eq(settings.file_count, 2);
	ck_assert_str_eq(settings.files[1], "-");
	ck_assert_int_eq(settings.format, AUDIO_FLAC);
	ck_assert_int_eq(settings.media_timeout_ns, 86400 * NS_PER_SEC);
	ck_assert(settings.json && settings.quiet && settings.verbose);
	ck_assert_int_eq(parse("-r a -o dir --audio-format none"), OPTIONS_RUN);
	ck_assert(!settings.audio);
	ck_assert_int_eq(parse("-r a -o dir --checksum=no"), OPTIONS_RUN);
	ck_assert(!settings.checksum);
}
END_TEST

START_TEST(a_mirror_is_looked_for_in_all_usual_places)
{
	const struct tunnel_ports *ports = &settings.tunnel_ports;

	ck_assert_int_eq(parse("-r a -o dir"), OPTIONS_RUN);
	ck_assert_int_eq(settings.copies_window_ns, 100 * NS_PER_MS);
	ck_assert(settings.any_sip_port);
	ck_assert_uint_eq(settings.sink_count, 0);
	ck_assert_int_eq(settings.link_window_ns, 10 * NS_PER_SEC);
	ck_assert_uint_eq(settings.link_header_count, 0);
	ck_assert(port_set_has(&ports->set, 4789));
	ck_assert_int_eq(tunnel_ports_get(ports, 4789), UDP_TUNNEL_VXLAN);
}
END_TEST

START_TEST(other_places_can_be_named)
{
	const struct tunnel_ports *ports = &settings.tunnel_ports;
	char text[ADDR_TEXT_SIZE];

	ck_assert_int_eq(
	    parse("-r a -o dir --duplicates-window 0 --sip-ports 5070-5071 "
		  "--tunnel hp-erm:8000 --tunnel vxlan:9 --sink 192.0.2.1 "
		  "--sink 2001:db8::1 --link-window 0 --link-header X-a "
		  "--link-header X-b"),
	    OPTIONS_RUN);
	ck_assert_int_eq(settings.copies_window_ns, 0);
	ck_assert(!settings.any_sip_port);
	ck_assert(port_set_has(&settings.sip_ports, 5071));
	ck_assert(!port_set_has(&settings.sip_ports, 5060));
	ck_assert_int_eq(tunnel_ports_get(ports, 8000), UDP_TUNNEL_HP_ERM);
	ck_assert_int_eq(tunnel_ports_get(ports, 9), UDP_TUNNEL_VXLAN);
	ck_assert_uint_eq(settings.sink_count, 2);
	ck_assert_int_eq(settings.link_window_ns, 0);
	ck_assert_uint_eq(settings.link_header_count, 2);
	ck_assert_str_eq(settings.link_headers[1], "X-b");
	ck_assert_str_eq(addr_format(&settings.sinks[1], text), "2001:db8::1");
}
END_TEST

START_TEST(words_behind_a_file_are_files_when_there_are_such)
{
	static const char *const lines[] = {"-r a -o dir udp port 5060",
	    "udp -r a -o dir port 5060", "-r a -o dir -- udp port 5060",
	    "-r a udp port 5060 -o dir"};
	int file = open("test_options.tmp", O_WRONLY | O_CREAT, 0600);

	close(file);
	for (size_t i = 0; i < COUNT(lines); i++) {
		ck_assert_int_eq(parse(lines[i]), OPTIONS_RUN);
		ck_assert_uint_eq(settings.file_count, 1);
		ck_assert_ptr_nonnull(settings.filter);
	}
	/* As the shell expands a pattern. */
	ck_assert_int_eq(
	    parse("-r a test_options.tmp test_options.tmp udp -o dir"),
	    OPTIONS_RUN);
	ck_assert_uint_eq(settings.file_count, 3);
	ck_assert_str_eq(settings.files[2], "test_options.tmp");
	ck_assert_ptr_nonnull(settings.filter);
	unlink("test_options.tmp");
}
END_TEST

START_TEST(only_the_place_makes_a_word_a_file)
{
	int file = open("udp", O_WRONLY | O_CREAT, 0600);

	close(file);
	ck_assert_int_eq(parse("-r a udp -o dir"), OPTIONS_RUN);
	ck_assert_uint_eq(settings.file_count, 2);
	ck_assert_ptr_null(settings.filter);
	ck_assert_int_eq(parse("-r a -o dir udp"), OPTIONS_RUN);
	ck_assert_uint_eq(settings.file_count, 1);
	ck_assert_ptr_nonnull(settings.filter);
	ck_assert_int_eq(parse("-r a ip and udp -o dir"), OPTIONS_RUN);
	ck_assert_uint_eq(settings.file_count, 1);
	unlink("udp");
}
END_TEST

START_TEST(what_is_wrong_is_a_usage_error)
{
	static const char five_headers[] =
	    "-r a -o dir --link-header a --link-header b --link-header c "
	    "--link-header d --link-header e";
	static const char *const lines[] = {"", "-r a", "-o dir",
	    "-r a -o dir udp port", "-r a -o dir -x", "-r a -o dir --unknown",
	    "-o dir -r", "-r a -o", "-i eth0", "-i a -i a -o dir",
	    "-r a -o dir --audio-format mp3",
	    "-r a -o dir --audio-format=", "-r a -o dir --media-timeout 0",
	    "-r a -o dir --media-timeout=-1",
	    "-r a -o dir --media-timeout 86401",
	    "-r a -o dir --media-timeout 5s",
	    "-r a -o dir --media-timeout=", "-r a -o dir --media-timeout",
	    "-r a -o dir --duplicates-window 401",
	    "-r a -o dir --duplicates-window 5ms", "-r a -o dir --sip-ports 0",
	    "-r a -o dir --sip-ports 5060,", "-r a -o dir --tunnel vxlan",
	    "-r a -o dir --tunnel vxlan:0", "-r a -o dir --tunnel vxlan:65536",
	    "-r a -o dir --tunnel x:1", "-r a -o dir --tunnel 4789:vxlan",
	    "-r a -o dir --link-window 61", "-r a -o dir --link-window x",
	    "-r a -o dir --link-header a:b", five_headers,
	    "-r a -o dir --sink host", "-r a -o dir --sink 192.0.2.256",
	    "-r a -o dir --json=yes"};

	for (size_t i = 0; i < COUNT(lines); i++)
		ck_assert_msg(parse(lines[i]) == OPTIONS_USAGE,
		    "\"%s\" is taken", lines[i]);
}
END_TEST

START_TEST(help_and_version_are_all_that_is_done)
{
	ck_assert_int_eq(parse("--help"), OPTIONS_DONE);
	ck_assert_int_eq(parse("-h -x"), OPTIONS_DONE);
	ck_assert_int_eq(parse("--version"), OPTIONS_DONE);
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
	Suite *suite = suite_create("options");

	add_case(suite, "defaults", defaults_are_for_a_replay);
	add_case(suite, "all", all_options_are_taken);
	add_case(suite, "defaults", a_mirror_is_looked_for_in_all_usual_places);
	add_case(suite, "all", other_places_can_be_named);
	add_case(
	    suite, "filter", words_behind_a_file_are_files_when_there_are_such);
	add_case(suite, "filter", only_the_place_makes_a_word_a_file);
	add_case(suite, "usage", what_is_wrong_is_a_usage_error);
	add_case(suite, "done", help_and_version_are_all_that_is_done);
	return run_suite(suite);
}
