/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of hosts as devices print them, and MAC addresses as people do. */
#include "tests/check_main.h"

#include "spanctl/driver.h"
#include "spanctl/station.h"

/* A line of a table, and what it says. */
static const struct {
	const struct driver *driver;
	const char *line, *mac, *addr, *port;
	unsigned vlan;
} lines[] = {
    {&driver_ios, "  20    0011.2233.4455    DYNAMIC     Fa0/5\r",
	"00:11:22:33:44:55", "", "Fa0/5", 20},
    {&driver_ios, "Internet  10.0.0.20   5   0011.2233.4455  ARPA   Vlan20",
	"00:11:22:33:44:55", "10.0.0.20", "", 5},
    {&driver_nxos,
	"*   20     0011.2233.4455   dynamic  0         F      F    Eth1/5",
	"00:11:22:33:44:55", "", "Eth1/5", 20},
    {&driver_eos,
	"  20    0011.2233.4455    DYNAMIC     Et5        1       0:01:02 ago",
	"00:11:22:33:44:55", "", "Et5", 20},
    {&driver_eos, "10.0.0.20   0:01:02  0011.2233.4455  Vlan20, Ethernet5",
	"00:11:22:33:44:55", "10.0.0.20", "Ethernet5", 0},
    {&driver_junos,
	"   VOICE   00:11:22:33:44:55   D        -   ge-0/0/5.0   0  0",
	"00:11:22:33:44:55", "", "ge-0/0/5.0", 0},
    {&driver_procurve, "  001122-334455 5             20", "00:11:22:33:44:55",
	"", "5", 0},
    {&driver_comware,
	"0011-2233-4455   20         Learned     GE1/0/6        Y",
	"00:11:22:33:44:55", "", "GE1/0/6", 0},
    {&driver_vrp, "0011-2233-4455 20/-  GE0/0/5      dynamic    -",
	"00:11:22:33:44:55", "", "GE0/0/5", 0},
    {&driver_vrp, "0011-2233-4455 20      -    -    GE0/0/5    dynamic   0/-",
	"00:11:22:33:44:55", "", "GE0/0/5", 0},
    {&driver_fastpath, "20       00:11:22:33:44:55   0/5    5    Learned",
	"00:11:22:33:44:55", "", "0/5", 20},
    {&driver_linux, "fe80::1  00:11:22:33:44:55", "00:11:22:33:44:55",
	"fe80::1", "", 0},
};

START_TEST(tables)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct station_list list = {NULL, 0, 0};
		char mac[MAC_TEXT_SIZE], addr[ADDR_TEXT_SIZE];

		ck_assert_int_eq(station_parse(lines[i].driver->names,
				     text_of(lines[i].line), &list),
		    0);
		ck_assert_msg(list.count == 1, "%s", lines[i].line);
		ck_assert_str_eq(mac_format(list.at[0].mac, mac), lines[i].mac);
		ck_assert_str_eq(list.at[0].port, lines[i].port);
		ck_assert_str_eq(addr_is_any(&list.at[0].addr)
				     ? ""
				     : addr_format(&list.at[0].addr, addr),
		    lines[i].addr);
		ck_assert_uint_eq(list.at[0].vlan, lines[i].vlan);
		station_list_clear(&list);
	}
}
END_TEST

START_TEST(no_stations)
{
	static const char *const none[] = {
	    " All    0100.0ccc.cccc    STATIC      CPU", "Vlan    Mac Address",
	    "Total Mac Addresses for this criterion: 3", "", "0011.2233.4455"};
	struct station_list list = {NULL, 0, 0};

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_int_eq(
		    station_parse(driver_ios.names, text_of(none[i]), &list),
		    0);
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(macs)
{
	static const char *const good[] = {"0011.2233.44ff",
	    "00:11:22:33:44:FF", "00-11-22-33-44-ff", "001122-3344ff",
	    "0011-2233-44ff"};
	static const char *const bad[] = {"", "00112233445", "001122334455",
	    "00:11:22:33:44", "00:11:22:33:44:55:66", "0011.2233.445g",
	    "0:11:22:33:44:55", ":00:11:22:33:44:55",
	    "00:11:22:33:44:55:", "00:1122:33:44:55", "10.0.0.1", "fe80::1"};
	uint8_t mac[MAC_SIZE];
	char text[MAC_TEXT_SIZE];

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		ck_assert_msg(mac_parse(text_of(good[i]), mac), "%s", good[i]);
		ck_assert_str_eq(mac_format(mac, text), "00:11:22:33:44:ff");
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!mac_parse(text_of(bad[i]), mac), "%s", bad[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("station");

	add_test(suite, "station_parse", tables);
	add_test(suite, "station_parse: none", no_stations);
	add_test(suite, "mac_parse", macs);
	return run_suite(suite);
}
