/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prompts of all kinds of devices, what pagers leave, names of ports. */
#include "tests/check_main.h"

#include <errno.h>

#include "spanctl/driver.h"
#include "spanctl/prompt.h"
#include "spanctl/terminal.h"

START_TEST(prompts)
{
	static const struct {
		const char *host, *line;
		bool prompt;
	} cases[] = {
	    {"", "Switch>", true},
	    {"", "Switch#", true},
	    {"", "Password:", false},
	    {"Switch", "Switch#", true},
	    {"Switch", "Switch(config)#", true},
	    {"Switch", "Switch(config-mon-erspan-src-dst)#", true},
	    {"Switch", "Switch#show monitor session all", false},
	    {"Switch", "Other#", false},
	    {"Switch", "*Mar 1 00:00:01: %SYS-5-CONFIG_I: by rec#", false},
	    {"a-very-long-name-of-a-switch", "a-very-long-name-of-(config)#",
		true},
	    {"Switch", "[Switch-GigabitEthernet1/0/1]", true},
	    {"Switch", "<Switch>", true},
	    {"ex1", "rec@ex1>", true},
	    {"ex1", "rec@ex1#", true},
	    {"MikroTik", "[rec@MikroTik] >", true},
	    {"MikroTik", "[rec@MikroTik] /interface>", true},
	    {"Routing", "(Routing) #", true},
	    {"Routing", "(Routing) (Config)#", true},
	    {"", "tty=ansi HP-2530-24G>", true},
	    {"HP-2530-24G", "tty=ansi HP-2530-24G#", true},
	    {"UBNT", "(UBNT EdgeSwitch) (Config)#", true},
	    {"HUAWEI", "[*HUAWEI-10GE1/0/5]", true},
	    {"MikroTik", "[rec@MikroTik] > /ip arp print", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(prompt_is(cases[i].host,
				  text_of(cases[i].line)) == cases[i].prompt,
		    "\"%s\" of \"%s\"", cases[i].line, cases[i].host);
}
END_TEST

static void
shows(const char *bytes, const char *wanted)
{
	struct terminal terminal = {.text = NULL};

	/* Byte by byte, as a slow line has them. */
	for (const char *at = bytes; *at; at++)
		ck_assert_int_eq(terminal_push(&terminal, at, 1), 0);
	ck_assert_uint_eq(terminal.len, strlen(wanted));
	ck_assert_mem_eq(terminal.text, wanted, terminal.len);
	terminal_clear(&terminal);
}

START_TEST(shown)
{
	shows("one\r\ntwo\r\n", "one\ntwo\n");
	/* A pager that wipes itself out. */
	shows(" --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\bnext\r\n",
	    "next\n");
	shows("\033[7m--More--\033[0m\r        \rnext\r\n", "next\n");
	shows("\b\b\bstart", "start");
	/* Huawei and Comware go back by a sequence. */
	shows("  ---- More ----\033[42D                  \033[42Dnext\r\n",
	    "next\n");
	/* Lines that end by "next line", or by scrolling the screen. */
	shows("HP# no page\033[24;0H\033E\033[24;1HHP#\033[24;1H\033[24;5H",
	    "HP# no page\nHP#");
	shows("HP# no page\033[1;0H\033[1M\033[24;1H\033[1L\033[24;12H"
	      "\033[24;1H\033[2K\033[24;1HHP#\033[?25h",
	    "HP# no page\nHP#");
	shows("\033[24;3Hoff\033[24;2Hn\033[K", "on");
	shows("abc\033[9999999999D12\033[99C3\033[1K", "12c3");
	shows("\033[2J\033[;;;H\033[\033[x", "");
	shows("old\033[2Knew\033[2J", "");
	/* What our own terminal would obey. */
	shows("a\xc2\x9b"
	      "31mb \xc3\xbc \xe2\x80\xae\xff\x9bz\r\n",
	    "a?31mb \xc3\xbc ???z\n");
}
END_TEST

START_TEST(too_much)
{
	struct terminal terminal = {.text = NULL};
	char block[4096];
	int error = 0;

	memset(block, 'x', sizeof block);
	for (int i = 0; i < 2000 && !error; i++)
		error = terminal_push(&terminal, block, sizeof block);
	ck_assert_int_eq(error, E2BIG);
	terminal_clear(&terminal);
}
END_TEST

START_TEST(names)
{
	static const struct {
		const struct driver *driver;
		const char *a, *b;
		bool same;
	} cases[] = {
	    {&driver_ios, "Fa0/5", "FastEthernet0/5", true},
	    {&driver_ios, "fa0/5", "FASTETHERNET0/5", true},
	    {&driver_ios, "Gig0/1", "Gi0/1", true},
	    {&driver_ios, "Fa0/5", "Gi0/5", false},
	    {&driver_ios, "Fa0/5", "Fa0/50", false},
	    {&driver_ios, "Te1/1", "Tw1/1", false},
	    {&driver_ios, "Twe1/1", "TwentyFiveGigE1/1", true},
	    {&driver_ios, "Po1", "Port-channel1", true},
	    {&driver_nxos, "e1/5", "Ethernet1/5", true},
	    {&driver_eos, "Et47", "Ethernet47", true},
	    {&driver_junos, "ge-0/0/5", "ge-0/0/5.0", true},
	    {&driver_junos, "ge-0/0/5.1", "ge-0/0/5.0", false},
	    {&driver_comware, "g1/0/6", "GigabitEthernet1/0/6", true},
	    {&driver_comware, "GE1/0/6", "gigabitethernet1/0/6", true},
	    {&driver_comware, "XGE1/0/6", "ten1/0/6", true},
	    {&driver_comware, "BAGG1", "Bridge-Aggregation1", true},
	    {&driver_vrp, "GE0/0/6", "GigabitEthernet0/0/6", true},
	    {&driver_vrp, "XGE0/0/6", "GE0/0/6", false},
	    {&driver_linux, "Eth0", "eth0", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char a[PORT_NAME_SIZE], b[PORT_NAME_SIZE];
		const struct port_names *kinds = cases[i].driver->names;

		ck_assert(port_key(kinds, text_of(cases[i].a), a));
		ck_assert(port_key(kinds, text_of(cases[i].b), b));
		ck_assert_msg(!strcmp(a, b) == cases[i].same, "%s and %s",
		    cases[i].a, cases[i].b);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cli");

	add_test(suite, "prompt_is", prompts);
	add_test(suite, "terminal_push", shown);
	add_test(suite, "terminal_push: too much", too_much);
	add_test(suite, "port_key", names);
	return run_suite(suite);
}
