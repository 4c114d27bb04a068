/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages after those of RFC 4475, the SIP torture tests, shortened to the
 * point of each. Where that document asks a server to refuse a message, a
 * recorder that looks on takes it as long as it can be told which call it
 * belongs to.
 */
#include "sip/parse.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define VIA "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKtorture\r\n"
#define FROM "From: <sip:caller@example.org>;tag=33242\r\n"
#define TO "To: sip:j.user@example.com\r\n"
#define CALL_ID "Call-ID: torture@example.com\r\n"
#define CSEQ "CSeq: 8 INVITE\r\n"
#define INVITE "INVITE sip:user@example.com SIP/2.0\r\n"
#define OPTIONS "OPTIONS sip:user@example.com SIP/2.0\r\n"

/* Section, name, message; how it ends; user of the From, and the To's tag. */
static const struct torture {
	const char *name;
	const char *string;
	enum counter_id expected;
	const char *from_user;
	const char *to_tag;
	const char *body; /* NULL: does not matter */
} cases[] = {
    {"3.1.1.1 wsinv",
	"INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n"
	"TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = "
	"1918181833n\r\n"
	"from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n"
	"  ;\r\n  tag = 98asjd8\r\n"
	"MaX-fOrWaRdS: 0068\r\nCall-ID: wsinv.ndaksdj@192.0.2.1\r\n"
	"Content-Length   : 3\r\ncseq: 0009\r\n  INVITE\r\n"
	"Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n"
	"s :\r\nNewFangledHeader:   newfangled value\r\n"
	" continued newfangled value\r\n"
	"UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n"
	"Content-Type: application/sdp\r\n"
	"v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n"
	"  branch  =   z9hG4bK9ikj8  ,\r\n"
	" SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n"
	" z9hG4bK30239\r\n"
	"m:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam "
	"=\r\n"
	"      newvalue ;\r\n  secondparam ; q = 0.33\r\n\r\nv=0",
	COUNTER_NONE, "jdrosen", "1918181833n", "v=0"},
    {"3.1.1.2 intmeth",
	"!interesting-Method0123456789_*+`.%indeed'~ "
	"sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"
	":&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0\r\n"
	"Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~\r\n"
	"To: \"BEL:\\\x07 DEL:\\\x7f\" <sip:1_unusual.URI~(to-be!sure)"
	"&isn't+it$/crazy?,/;;*@example.com>\r\n"
	"From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>"
	";fromParam''~+*_!.-%=\"\xd1\x80\xd0\xb0\";tag=_token~1'+`*%!-.\r\n"
	"Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n"
	"CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~\r\n\r\n",
	COUNTER_NONE, "mundane", "", ""},
    {"3.1.1.4 escnull",
	"REGISTER sip:example.com SIP/2.0\r\n" VIA CALL_ID
	"To: sip:null-%00-null@example.com\r\n"
	"From: sip:null-%00-null@example.com;tag=839923423\r\n"
	"CSeq: 14398234 REGISTER\r\n"
	"Contact: <sip:%00@host5.example.com>\r\n\r\n",
	COUNTER_NONE, "null-%00-null", "", ""},
    {"3.1.1.6 lwsdisp",
	OPTIONS TO "From: caller<sip:caller@example.com>;tag=323\r\n" CALL_ID
		   "CSeq: 60 OPTIONS\r\n" VIA "l: 0\r\n\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.1.8 dblreq",
	"REGISTER sip:example.com SIP/2.0\r\n" TO FROM CALL_ID VIA
	"CSeq: 8 REGISTER\r\nContent-Length: 0\r\n\r\n" INVITE TO FROM,
	COUNTER_NONE, "caller", "", ""},
    {"3.1.1.9 semiuri",
	OPTIONS VIA TO CALL_ID
	"From: <sip:user;par=u%40example.net@example.com>;tag=1\r\n"
	"CSeq: 8 OPTIONS\r\n\r\n",
	COUNTER_NONE, "user;par=u%40example.net", "", ""},
    {"3.1.1.10 transports",
	OPTIONS "Via: SIP/2.0/UNKNOWN t5.example.com;branch=z9hG4bKx\r\n"
		"Via: SIP/2.0/SCTP t2.example.com\r\n" TO FROM CALL_ID
		"CSeq: 8 OPTIONS\r\n\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.1.12 unreason",
	"SIP/2.0 200 = 2**3 * 5**2 "
	"\xd0\xbd\xd0\xbe\r\n" VIA TO FROM CALL_ID CSEQ "\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.1.13 noreason", "SIP/2.0 100 \r\n" VIA TO FROM CALL_ID CSEQ "\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.2.1 badinv01",
	INVITE "To: sip:j.user@example.com;;,;,,;\r\n" FROM CALL_ID CSEQ
	       "Via: SIP/2.0/UDP 192.0.2.15;;,;,,\r\n"
	       "Contact: \"Joe\" <sip:joe@example.org>;;;;\r\n\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.2.2 clerr", INVITE VIA TO FROM CALL_ID CSEQ "l: 9999\r\n\r\nv=0",
	COUNTER_NONE, "caller", "", "v=0"},
    {"3.1.2.3 ncl", INVITE VIA TO FROM CALL_ID CSEQ "l: -999\r\n\r\nv=0",
	COUNTER_NONE, "caller", "", "v=0"},
    {"3.1.2.4 scalar02",
	"REGISTER sip:example.com SIP/2.0\r\n" VIA TO FROM CALL_ID
	"CSeq: 36893488147419103232 REGISTER\r\nExpires: 10000000000\r\n\r\n",
	COUNTER_sip_header_bad, NULL, NULL, NULL},
    {"3.1.2.5 scalarlg",
	"SIP/2.0 503 Service Unavailable\r\n" VIA TO FROM CALL_ID
	"CSeq: 9292394834772304023312 OPTIONS\r\n\r\n",
	COUNTER_sip_header_bad, NULL, NULL, NULL},
    {"3.1.2.6 quotbal",
	INVITE VIA
	"To: \"Mr. J. User <sip:j.user@example.com>;tag=9\r\n" FROM CALL_ID CSEQ
	"\r\n",
	COUNTER_NONE, "caller", "9", ""},
    {"3.1.2.7 ltgtruri",
	"INVITE <sip:user@example.com> SIP/2.0\r\n" VIA TO FROM CALL_ID CSEQ
	"\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.2.8 lwsruri",
	"INVITE sip:user@example.com; lr SIP/2.0\r\n" VIA TO FROM CALL_ID CSEQ
	"\r\n",
	COUNTER_sip_start_line_bad, NULL, NULL, NULL},
    {"3.1.2.9 lwsstart",
	"INVITE  sip:user@example.com  SIP/2.0\r\n" VIA TO FROM CALL_ID CSEQ
	"\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.2.10 trws",
	"INVITE sip:user@example.com SIP/2.0  \r\n" VIA TO FROM CALL_ID CSEQ
	"\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.2.13 regbadct",
	INVITE VIA TO FROM CALL_ID CSEQ
	"Contact: sip:user@example.com?Route=%3Csip:x%3E,,\r\n\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.1.2.15 baddn",
	INVITE VIA TO "f: Bell, Alexander <sip:a.g.bell@example.com>;tag=43"
		      "\r\n" CALL_ID CSEQ "\r\n",
	COUNTER_NONE, "a.g.bell", "", ""},
    {"3.1.2.16 badvers",
	"INVITE sip:user@example.com SIP/7.0\r\n" VIA TO FROM CALL_ID CSEQ
	"\r\n",
	COUNTER_sip_start_line_bad, NULL, NULL, NULL},
    {"3.1.2.17 mismatch01", OPTIONS VIA TO FROM CALL_ID CSEQ "\r\n",
	COUNTER_sip_header_bad, NULL, NULL, NULL},
    {"3.1.2.19 bigcode",
	"SIP/2.0 4294967301 better not break the receiver\r\n" VIA TO FROM
	    CALL_ID CSEQ "\r\n",
	COUNTER_sip_start_line_bad, NULL, NULL, NULL},
    {"3.3.1 insuf", INVITE CSEQ "Via: SIP/2.0/UDP 192.0.2.95\r\nl: 0\r\n\r\n",
	COUNTER_sip_mandatory_missing, NULL, NULL, NULL},
    {"3.3.2 unkscm",
	"INVITE nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0\r\n" VIA TO
	    FROM CALL_ID CSEQ "\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.3.4 unksm2",
	INVITE VIA "To: isbn:2983792873\r\n"
		   "From: <http://www.example.com>;tag=3234233\r\n" CALL_ID CSEQ
		   "\r\n",
	COUNTER_NONE, "", "", ""},
    {"3.3.8 multi01",
	INVITE CSEQ "CSeq: 59 INVITE\r\n" VIA "Call-ID: other\r\n" TO
		    "To: sip:x@example.com;tag=z\r\n" FROM
		    "From: sip:y@example.com\r\n" CALL_ID "\r\n",
	COUNTER_NONE, "caller", "", ""},
    {"3.3.9 mcl01",
	INVITE VIA TO FROM CALL_ID CSEQ
	"Content-Length: 5\r\nContent-Length: 3\r\n\r\nThere's",
	COUNTER_NONE, "caller", "", "There"},
    {"3.4.1 inv2543",
	"INVITE sip:UserB@example.com SIP/2.0\r\n"
	"Via: SIP/2.0/UDP iftgw.example.com\r\n"
	"From: <sip:+13035551111@ift.client.example.net;user=phone>\r\n"
	"Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>\r\n"
	"To: sip:+16505552222@ss1.example.net;user=phone\r\n"
	"Call-ID: inv2543.1717@ift.client.example.com\r\n"
	"CSeq: 56 INVITE\r\nContent-Type: application/sdp\r\n\r\nv=0",
	COUNTER_NONE, "+13035551111", "", "v=0"},
};

START_TEST(torture)
{
	const struct torture *test = &cases[_i];
	struct sip_parser *parser = sip_parser_new();
	struct sip_message message;
	enum counter_id refused;

	ck_assert_ptr_nonnull(parser);
	refused = sip_parse(parser, (const uint8_t *)test->string,
	    strlen(test->string), &message);
	ck_assert_msg(refused == test->expected, "%s: %s", test->name,
	    counter_name(refused));
	if (refused == COUNTER_NONE) {
		ck_assert_text(message.from.user, test->from_user);
		ck_assert_text(message.to.tag, test->to_tag);
		ck_assert_text(message.body, test->body);
	}
	sip_parser_free(parser);
}
END_TEST

/* 3.1.1.7 longreq: what is long there is taken. */
START_TEST(long_request)
{
	static char string[20000];
	char value[1000] = "";
	struct sip_parser *parser = sip_parser_new();
	struct sip_message message;
	size_t len;

	ck_assert_ptr_nonnull(parser);
	memset(value, 'x', sizeof value - 1);
	len = (size_t)snprintf(string, sizeof string,
	    INVITE "To: \"%s\" <sip:%s@example.com>\r\nF: sip:a@b.org;%s=%s"
		   ";tag=12982424\r\nCall-ID: longreq.one%s\r\n%s: %s\r\n" CSEQ,
	    value, value, value, value, value, value, value);
	for (int i = 0; i < 34; i++)
		len += (size_t)snprintf(string + len, sizeof string - len,
		    "v: SIP/2.0/TCP sip%d.example.com;branch=b%d\r\n", i, i);
	ck_assert_uint_eq(
	    sip_parse(parser, (const uint8_t *)string, len, &message),
	    COUNTER_NONE);
	ck_assert_uint_eq(message.to.user.len, sizeof value - 1);
	ck_assert_text(message.from.tag, "12982424");
	ck_assert_text(message.branch, "b0");
	sip_parser_free(parser);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("torture");
	TCase *tcase = tcase_create("rfc4475");

	tcase_add_loop_test(tcase, torture, 0, (int)COUNT(cases));
	suite_add_tcase(suite, tcase);
	add_test(suite, "longreq", long_request);
	return run_suite(suite);
}
