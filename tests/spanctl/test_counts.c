/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters in what devices print, by the patterns of their drivers. */
#include "tests/check_main.h"

#include "spanctl/capacity.h"
#include "spanctl/counts.h"
#include "spanctl/driver.h"

static const struct {
	const struct driver *driver;
	const char *text;
	uint64_t rx, rx_packets, tx, tx_packets;
	unsigned speed;
} printed[] = {
    {&driver_ios,
	"FastEthernet0/5 is up, line protocol is up (connected)\n"
	"  MTU 1500 bytes, BW 100000 Kbit/sec, DLY 100 usec, \n"
	"  5 minute input rate 1000 bits/sec, 2 packets/sec\n"
	"     4525 packets input, 540250 bytes, 0 no buffer\n"
	"     0 runts, 0 giants, 0 throttles\n"
	"     8 packets output, 18446744073709 bytes, 0 underruns\n",
	540250, 4525, 18446744073709, 8, 100},
    {&driver_eos,
	"  IP MTU 9214 bytes , BW 10000000 kbit\n"
	"     22 packets input, 2250 bytes\n"
	"     Received 0 broadcasts, 0 multicast\n"
	"     96 packets output, 1000 bytes\n",
	2250, 22, 1000, 96, 10000},
    {&driver_nxos,
	"  MTU 1500 bytes, BW 1000000 Kbit, DLY 10 usec\n"
	"  RX\n    3 unicast packets  721 multicast packets\n"
	"    724 input packets  107067 bytes\n  TX\n"
	"    759 output packets  84768 bytes\n",
	107067, 724, 84768, 759, 1000},
    {&driver_junos,
	"  Link-level type: Ethernet, MTU: 1514, Speed: 10Gbps,\n"
	"  Traffic statistics:\n"
	"   Input  bytes  :           8001           0 bps\n"
	"   Output bytes  :           7002          16 bps\n"
	"   Input  packets:             83           0 pps\n"
	"   Output packets:             74           0 pps\n"
	"    Traffic statistics:\n     Input  bytes  :  5\n",
	8001, 83, 7002, 74, 10000},
    {&driver_procurve,
	" Totals (Since boot or last clear) :\n"
	"  Bytes Rx        : 1,234,567,890      Bytes Tx       : 42\n"
	"  Unicast Rx      : 3                  Unicast Tx     : 4\n",
	1234567890, 0, 42, 0, 0},
    {&driver_comware,
	" Last 300 seconds input:  0 packets/sec 0 bytes/sec 0%\n"
	" Input (total):  81 packets, 9082 bytes\n"
	"\t0 unicasts, 0 broadcasts, 81 multicasts\n"
	" Input (normal):  80 packets, - bytes\n"
	" Output (total): 72 packets, 8073 bytes\n",
	9082, 81, 8073, 72, 0},
    {&driver_vrp,
	"Speed : 1000,  Loopback: NONE\n"
	"Last 300 seconds input rate 8 bits/sec, 0 packets/sec\n"
	"Input:  17 packets, 2018 bytes\n"
	"Output:  19 packets, 2020 bytes\n",
	2018, 17, 2020, 19, 1000},
    {&driver_fastpath,
	"Total Packets Received (Octets)................ 991\n"
	"Packets Received 64 Octets..................... 3\n"
	"Total Packets Transmitted (Octets)............. 772\n",
	991, 0, 772, 0, 0},
    {&driver_routeros, "rx 5550 tx 6660 bytes\n", 5550, 0, 6660, 0, 0},
};

START_TEST(outputs)
{
	for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
		const struct cli_counts *counts =
		    printed[i].driver->talk->counts;
		struct text text = text_of(printed[i].text);
		struct count rx = {.known = false}, tx = {.known = false};
		const char *name = printed[i].driver->name;

		ck_assert_msg(counts_match(text, counts->rx, &rx), "%s", name);
		ck_assert_msg(counts_match(text, counts->tx, &tx), "%s", name);
		ck_assert_msg(rx.bytes == printed[i].rx &&
				  rx.packets == printed[i].rx_packets,
		    "%s: received", name);
		ck_assert_msg(tx.bytes == printed[i].tx &&
				  tx.packets == printed[i].tx_packets,
		    "%s: sent", name);
		if (counts->speed)
			ck_assert_msg(counts_speed(text, counts->speed) ==
					  printed[i].speed,
			    "%s: speed", name);
	}
}
END_TEST

START_TEST(patterns)
{
	static const struct {
		const char *text, *pattern;
		int64_t bytes; /* -1: does not fit */
	} cases[] = {
	    {"12 bytes", "# bytes", 12},
	    {"a 12 BYTES", "# bytes", 12},
	    {"a12 bytes", "# bytes", -1},
	    {"12bytes", "# bytes", -1},
	    {"12 byte", "# bytes", -1},
	    {"", "# bytes", -1},
	    {"bytes", "# bytes", -1},
	    {"1,234 bytes", "# bytes", 1234},
	    {"1,23 bytes", "# bytes", -1},
	    {"1,2345 bytes", "# bytes", -1},
	    {"9223372036854775807 bytes", "# bytes", INT64_MAX},
	    {"99999999999999999999 bytes", "# bytes", -1},
	    {"rx 1 tx 2", "tx #", 2},
	    {"rx 1 tx", "tx #", -1},
	    {"1 2 3 4 5 6 7 8 9 10 11 12 13", "? ? ? ? ? ? ? ? ? ? ? #", 12},
	    {"1 2 3 4 5 6 7 8 9 10 11 12 13", "? ? ? ? ? ? ? ? ? ? ? ? #", -1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct count count = {.bytes = 7};
		bool fits = counts_match(
		    text_of(cases[i].text), cases[i].pattern, &count);

		ck_assert_msg(
		    fits == (cases[i].bytes >= 0), "\"%s\"", cases[i].text);
		ck_assert_msg(
		    count.bytes == (fits ? (uint64_t)cases[i].bytes : 7),
		    "\"%s\"", cases[i].text);
	}
	ck_assert_uint_eq(
	    counts_speed(text_of("speed 2.5Gbps"), "speed #"), 2500);
	ck_assert_uint_eq(
	    counts_speed(text_of("speed 9999999999999999 k"), "speed #"), 0);
	ck_assert_uint_eq(counts_speed(text_of("none"), "speed #"), 0);
}
END_TEST

/* RFC 3551: 64 kbit/s of speech are 95.2 on the wire. */
START_TEST(a_call)
{
	ck_assert_double_eq_tol(CALL_MBIT, 2 * 0.0952, 1e-9);
}
END_TEST

START_TEST(beside)
{
	static const struct {
		const char *text, *words;
		bool found;
		uint64_t number;
	} cases[] = {
	    {"Total output drops: 5", "output drops", true, 5},
	    {"  9 rate\n  1234 packets output, 56 bytes", "packets output",
		true, 1234},
	    {"Without Errors...... 17\n", "Without Errors", true, 17},
	    {"FCS Rx   : 0    Drops Tx        : 2,688  \n", "Drops Tx", true,
		2688},
	    {"Discard: 5\nOutput: 3\n  Discard:    42,  Pause: 0",
		"Discard:", true, 42},
	    {"x,1,234 buffer failures", "buffer failures", true, 1234},
	    {"Output: 0 errors, - buffer failures", "buffer failures", false,
		0},
	    {"Output:\n  Unicast: 5", "Output:", false, 0},
	    {"Drops", "Drops", false, 0},
	    {"Drops Tx :", "Drops Tx", false, 0},
	    {"", "Drops", false, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t number = 0;
		bool found = counts_beside(
		    text_of(cases[i].text), cases[i].words, &number);

		ck_assert_msg(found == cases[i].found &&
				  (!found || number == cases[i].number),
		    "\"%s\" of \"%s\": %d %llu", cases[i].words, cases[i].text,
		    found, (unsigned long long)number);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("counts");

	add_test(suite, "counts_match: what devices print", outputs);
	add_test(suite, "counts_match", patterns);
	add_test(suite, "CALL_MBIT", a_call);
	add_test(suite, "counts_beside", beside);
	return run_suite(suite);
}
