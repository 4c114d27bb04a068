/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The torture messages of RFC 4475 and RFC 5118, which are the files in
 * torture/, each as one datagram. A server refuses what is wrong; a recorder
 * looks on, and what both sides may have understood it must not lose. So it
 * takes each message of which it can be told which call it belongs to and what
 * it says, and each row where it does otherwise than the RFC asks of a server
 * has the reason.
 */
#include "sip/parse.h"

#include <dirent.h>
#include <stdio.h>

#include "base/flow.h"
#include "sip/sdp.h"
#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define FILE_MAX 8192

/* What the RFC asks for. */
enum rfc {
	TAKE,   /* it is valid, or should be let pass */
	REFUSE, /* an element should refuse it: 400, 416, 501, 505 ... */
	EITHER, /* it may */
};

#define NONE COUNTER_NONE
#define BAD_START COUNTER_sip_start_line_bad
#define BAD_HEADER COUNTER_sip_header_bad

static const struct torture {
	const char *section; /* "4475" ones begin with 3, "5118" ones with 4 */
	const char *file;
	enum rfc rfc;
	enum counter_id is; /* NONE: taken */
	const char *from;   /* user of From */
	const char *to_tag;
	const char *media; /* first address of its audio, or NULL */
	const char *why;   /* ... it is otherwise than a server has it */
} messages[] = {
    {"3.1.1.1", "wsinv", TAKE, NONE, "jdrosen", "1918181833n",
	"192.0.2.4:49217", NULL},
    {"3.1.1.2", "intmeth", TAKE, NONE, "mundane", "", NULL, NULL},
    {"3.1.1.3", "esc01", TAKE, NONE, "I%20have%20spaces", "", "192.0.2.1:49217",
	NULL},
    {"3.1.1.4", "escnull", TAKE, NONE, "null-%00-null", "", NULL, NULL},
    {"3.1.1.5", "esc02", TAKE, NONE, "resource", "", NULL, NULL},
    {"3.1.1.6", "lwsdisp", TAKE, NONE, "caller", "", NULL, NULL},
    {"3.1.1.7", "longreq", TAKE, NONE,
	"amazinglylongcallernameamazinglylongcallername"
	"amazinglylongcallernameamazinglylongcallername"
	"amazinglylongcallername",
	"", "192.0.2.1:49217", NULL},
    /* The second request in the datagram is no message of its own. */
    {"3.1.1.8", "dblreq", TAKE, NONE, "j.user", "", NULL, NULL},
    {"3.1.1.9", "semiuri", TAKE, NONE, "caller", "", NULL, NULL},
    {"3.1.1.10", "transports", TAKE, NONE, "caller", "", NULL, NULL},
    {"3.1.1.11", "mpart01", TAKE, NONE, "fluffy", "", NULL, NULL},
    {"3.1.1.12", "unreason", TAKE, NONE, "user", "2229", "192.0.2.198:49217",
	NULL},
    {"3.1.1.13", "noreason", TAKE, NONE, "user", "902jndnke3", NULL, NULL},
    {"3.1.2.1", "badinv01", REFUSE, NONE, "caller", "", "192.0.2.15:49217",
	"of the Via only the branch is wanted, of the Contact nothing"},
    {"3.1.2.2", "clerr", REFUSE, NONE, "caller", "", "192.0.2.155:49217",
	"the snap length cuts, too; it is counted as sip_body_cut"},
    {"3.1.2.3", "ncl", REFUSE, NONE, "caller", "", "192.0.2.53:49217",
	"in a datagram the body ends where that does"},
    {"3.1.2.4", "scalar02", REFUSE, BAD_HEADER, NULL, NULL, NULL, NULL},
    {"3.1.2.5", "scalarlg", REFUSE, BAD_HEADER, NULL, NULL, NULL, NULL},
    {"3.1.2.6", "quotbal", REFUSE, NONE, "caller", "", "192.0.2.15:49217",
	"display names without a closing quote are seen in the field"},
    {"3.1.2.7", "ltgtruri", EITHER, NONE, "caller", "", "192.0.2.5:49217",
	NULL},
    {"3.1.2.8", "lwsruri", REFUSE, BAD_START, NULL, NULL, NULL, NULL},
    {"3.1.2.9", "lwsstart", EITHER, NONE, "caller", "", "192.0.2.1:49217",
	NULL},
    {"3.1.2.10", "trws", EITHER, NONE, "local-resource", "", NULL, NULL},
    {"3.1.2.11", "escruri", EITHER, NONE, "caller", "", "192.0.2.1:49217",
	NULL},
    {"3.1.2.12", "baddate", EITHER, NONE, "caller", "", "192.0.2.5:49217",
	NULL},
    {"3.1.2.13", "regbadct", EITHER, NONE, "user", "", NULL, NULL},
    {"3.1.2.14", "badaspec", EITHER, NONE, "a.g.bell", "", NULL, NULL},
    {"3.1.2.15", "baddn", EITHER, NONE, "a.g.bell", "", NULL, NULL},
    {"3.1.2.16", "badvers", REFUSE, BAD_START, NULL, NULL, NULL, NULL},
    {"3.1.2.17", "mismatch01", REFUSE, BAD_HEADER, NULL, NULL, NULL, NULL},
    {"3.1.2.18", "mismatch02", REFUSE, BAD_HEADER, NULL, NULL, NULL, NULL},
    {"3.1.2.19", "bigcode", REFUSE, BAD_START, NULL, NULL, NULL, NULL},
    {"3.2.1", "badbranch", TAKE, NONE, "caller", "", NULL, NULL},
    {"3.3.1", "insuf", REFUSE, COUNTER_sip_mandatory_missing, NULL, NULL, NULL,
	NULL},
    {"3.3.2", "unkscm", REFUSE, NONE, "caller", "", NULL,
	"who refuses it is to be seen in the response"},
    {"3.3.3", "novelsc", REFUSE, NONE, "caller", "", NULL,
	"who refuses it is to be seen in the response"},
    {"3.3.4", "unksm2", REFUSE, NONE, "", "", NULL,
	"who refuses it is to be seen in the response"},
    {"3.3.5", "bext01", REFUSE, NONE, "caller", "", NULL,
	"who refuses it is to be seen in the response"},
    {"3.3.6", "invut", REFUSE, NONE, "caller", "", NULL,
	"who refuses it is to be seen in the response"},
    {"3.3.7", "regaut01", REFUSE, NONE, "j.user", "", NULL,
	"who refuses it is to be seen in the response"},
    {"3.3.8", "multi01", REFUSE, NONE, "caller", "", "192.0.2.25:49217",
	"of two the first counts, as with most that do not refuse it"},
    {"3.3.9", "mcl01", REFUSE, NONE, "other", "", NULL,
	"the first Content-Length counts; the body is no description"},
    {"3.3.10", "bcast", REFUSE, NONE, "user", "2229", "192.0.2.198:49217",
	"only the sender of the request can tell"},
    {"3.3.11", "zeromf", TAKE, NONE, "caller", "", NULL, NULL},
    {"3.3.12", "cparam01", TAKE, NONE, "watson", "", NULL, NULL},
    {"3.3.13", "cparam02", TAKE, NONE, "watson", "", NULL, NULL},
    {"3.3.14", "regescrt", TAKE, NONE, "user", "", NULL, NULL},
    {"3.3.15", "sdp01", REFUSE, NONE, "caller", "", "192.0.2.5:49217",
	"what the caller accepts is for the callee"},
    {"3.4.1", "inv2543", TAKE, NONE, "+13035551111", "", "192.0.2.5:49217",
	NULL},
    /* RFC 5118 */
    {"4.1", "ipv6-good", TAKE, NONE, "user", "", NULL, NULL},
    {"4.2", "ipv6-bad", REFUSE, NONE, "user", "", NULL,
	"nothing is made of the Request-URI but to show it"},
    {"4.3", "port-ambiguous", TAKE, NONE, "user", "", NULL, NULL},
    {"4.4", "port-unambiguous", TAKE, NONE, "user", "", NULL, NULL},
    {"4.5", "via-received-param-with-delim", TAKE, NONE, "user", "bd76ya", NULL,
	NULL},
    {"4.5", "via-received-param-no-delim", TAKE, NONE, "user", "", NULL, NULL},
    {"4.6", "ipv6-in-sdp", TAKE, NONE, "user", "", "[2001:db8::20]:6000", NULL},
    {"4.7", "mult-ip-in-header", TAKE, NONE, "user", "9817--94", NULL, NULL},
    {"4.8", "mult-ip-in-sdp", TAKE, NONE, "user", "", "192.0.2.1:22334", NULL},
    {"4.9", "ipv4-mapped-ipv6", TAKE, NONE, "user", "", "192.0.2.2:6000", NULL},
    {"4.10", "ipv6-bug-abnf-3-colons", TAKE, NONE, "user", "", NULL, NULL},
    {"4.10", "ipv6-correct-abnf-2-colons", TAKE, NONE, "user", "", NULL, NULL},
};

static const char *
folder(void)
{
	static char path[4096];
	const char *top = getenv("top_srcdir");

	snprintf(path, sizeof path, "%s/tests/sip/torture", top ? top : ".");
	return path;
}

/* Reads a file into memory of just its size; the caller frees it. */
static uint8_t *
read_message(const char *name, size_t *size)
{
	static char buffer[FILE_MAX];
	char path[5000];
	uint8_t *bytes;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s.dat", folder(), name);
	file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s", path);
	*size = fread(buffer, 1, sizeof buffer, file);
	fclose(file);
	ck_assert_uint_gt(*size, 0);
	ck_assert_uint_lt(*size, sizeof buffer);
	bytes = malloc(*size);
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, buffer, *size);
	return bytes;
}

static void
check_media(const struct torture *test, struct text body)
{
	static struct sdp sdp;
	char address[ENDPOINT_TEXT_SIZE];

	if (!test->media) {
		ck_assert_msg(body.len == 0, "%s: it has media", test->file);
		return;
	}
	ck_assert_msg(sdp_parse(body, &sdp) == COUNTER_NONE, "%s", test->file);
	ck_assert_msg(sdp.media_count > 0, "%s", test->file);
	ck_assert_str_eq(
	    endpoint_format(&sdp.media[0].rtp, address), test->media);
}

START_TEST(torture)
{
	const struct torture *test = &messages[_i];
	struct sip_parser *parser = sip_parser_new();
	struct sip_message message;
	enum counter_id is;
	size_t size;
	uint8_t *bytes = read_message(test->file, &size);

	ck_assert_ptr_nonnull(parser);
	is = sip_parse(parser, bytes, size, &message);
	ck_assert_msg(is == test->is, "%s %s: %s", test->section, test->file,
	    counter_name(is));
	/* What looks like SIP and cannot be read is counted as such. */
	ck_assert(is != COUNTER_NONE || sip_looks_like_message(bytes, size));
	if (is == COUNTER_NONE) {
		ck_assert_text(message.from.user, test->from);
		ck_assert_text(message.to.tag, test->to_tag);
		check_media(test, message.sdp);
	}
	free(bytes);
	sip_parser_free(parser);
}
END_TEST

/* Where a server would do otherwise, the table says why. */
START_TEST(each_difference_has_its_reason)
{
	for (size_t i = 0; i < COUNT(messages); i++) {
		bool differs =
		    (messages[i].rfc == REFUSE && messages[i].is == NONE) ||
		    (messages[i].rfc == TAKE && messages[i].is != NONE);

		ck_assert_msg(differs == (messages[i].why != NULL), "%s",
		    messages[i].file);
	}
}
END_TEST

/* All files are in the table, and no one twice. */
START_TEST(no_message_is_left_out)
{
	DIR *files = opendir(folder());
	size_t count = 0;
	struct dirent *entry;

	ck_assert_ptr_nonnull(files);
	while ((entry = readdir(files)))
		count += strstr(entry->d_name, ".dat") != NULL;
	closedir(files);
	ck_assert_uint_eq(count, COUNT(messages));
	for (size_t i = 0; i < COUNT(messages); i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(messages[i].file, messages[j].file);
}
END_TEST

/* Of what is special in a message, the parts that are read here. */
START_TEST(what_is_odd_is_read_as_meant)
{
	struct sip_parser *parser = sip_parser_new();
	struct sip_message message;
	size_t size;
	uint8_t *bytes = read_message("intmeth", &size);

	ck_assert_ptr_nonnull(parser);
	ck_assert(sip_parse(parser, bytes, size, &message) == COUNTER_NONE);
	ck_assert_int_eq(message.method, SIP_METHOD_OTHER);
	ck_assert_text(message.from.tag, "_token~1'+`*%!-.");
	ck_assert_text(message.branch, "z9hG4bK-.!%66*_+`'~");
	/* The NUL of a quoted pair is a space. */
	ck_assert_text(message.to.display, "BEL:\\\x07 NUL:\\  DEL:\\\x7f");
	free(bytes);
	/* %47 is no escape in a method or in the name of a header. */
	bytes = read_message("esc02", &size);
	ck_assert(sip_parse(parser, bytes, size, &message) == COUNTER_NONE);
	ck_assert_int_eq(message.method, SIP_METHOD_OTHER);
	ck_assert_text(message.contact,
	    "<sip:alias1@host1.example.com>, <sip:alias3@host3.example.com>");
	free(bytes);
	bytes = read_message("wsinv", &size);
	ck_assert(sip_parse(parser, bytes, size, &message) == COUNTER_NONE);
	ck_assert_uint_eq(message.cseq, 9);
	ck_assert_text(message.branch, "390skdjuw");
	free(bytes);
	bytes = read_message("port-ambiguous", &size);
	ck_assert(sip_parse(parser, bytes, size, &message) == COUNTER_NONE);
	ck_assert_text(message.request_uri, "sip:[2001:db8::10:5070]");
	free(bytes);
	sip_parser_free(parser);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("torture");
	TCase *tcase = tcase_create("message");

	tcase_add_loop_test(tcase, torture, 0, (int)COUNT(messages));
	suite_add_tcase(suite, tcase);
	add_test(suite, "table", each_difference_has_its_reason);
	add_test(suite, "table", no_message_is_left_out);
	add_test(suite, "odd", what_is_odd_is_read_as_meant);
	return run_suite(suite);
}
