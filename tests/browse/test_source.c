/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sources of a call as one text: order, repetitions, what is not known. */
#include "browse/source.h"
#include "tests/storage/fixture.h"

#define TUNNEL "eth1: erspan 192.0.2.1 session 7, vlan 20"

static struct catalogue *catalogue;
static struct source_list list;

/* Sources 1 (eth1), 2 (eth2), 3 (the tunnel), and 4 to 6, which are these
 * of another run. */
static void
set_up(void)
{
	int64_t first = 0;

	make_folder();
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(sample_sources(catalogue, &first), 0);
	ck_assert_int_eq(first, 1);
	ck_assert_int_eq(sample_sources(catalogue, &first), 0);
	ck_assert_int_eq(first, 4);
}

static void
tear_down(void)
{
	source_list_clear(&list);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	remove_folder();
}

static void
use(int64_t id, int64_t us)
{
	ck_assert_int_eq(source_list_add(&list, id, us), 0);
}

static void
expect(const char *wanted)
{
	char *text = NULL;

	ck_assert_int_eq(source_list_text(&list, catalogue, &text), 0);
	ck_assert_pstr_eq(text, wanted);
	free(text);
	source_list_clear(&list);
}

START_TEST(sources_come_in_order_of_first_use)
{
	use(2, 100);
	use(1, 50);
	expect("eth1; eth2");
	/* A leg and then the streams, one of which was before it. */
	use(1, 100);
	use(3, 120);
	use(2, 40);
	use(3, 30);
	expect(TUNNEL "; eth2; eth1");
	/* At the same time, as they are noted. */
	use(3, 5);
	use(2, 5);
	use(1, 5);
	expect(TUNNEL "; eth2; eth1");
	use(2, ROW_NO_TIME);
	use(1, 7);
	expect("eth1; eth2");
}
END_TEST

START_TEST(each_source_is_named_once)
{
	use(1, 10);
	use(2, 20);
	use(1, 30);
	use(2, 20);
	use(1, 10);
	expect("eth1; eth2");
	/* The same names, of another run; one is the beginning of another. */
	use(3, 1);
	use(1, 2);
	use(6, 3);
	use(4, 4);
	expect(TUNNEL "; eth1");
}
END_TEST

START_TEST(what_is_not_known_is_left_out)
{
	expect(NULL);
	use(0, 10);
	expect(NULL);
	use(77, 10);
	expect(NULL);
	use(77, 10);
	use(2, 20);
	use(0, 5);
	expect("eth2");
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

int
main(void)
{
	Suite *suite = suite_create("browse/source");

	add(suite, "order", sources_come_in_order_of_first_use);
	add(suite, "once", each_source_is_named_once);
	add(suite, "unknown", what_is_not_known_is_left_out);
	return run_suite(suite);
}
