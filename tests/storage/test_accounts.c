/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users, and what ends with what of them is changed. */
#include "tests/storage/fixture.h"

#include <errno.h>

#include "storage/accounts.h"

static struct accounts *accounts;
static struct account anna;

static void
set_up(void)
{
	const struct account account = {.name = "anna",
	    .role = "administrator",
	    .numbers = "201",
	    .password = "old"};

	make_folder();
	ck_assert_int_eq(accounts_open(folder, &accounts), 0);
	ck_assert_int_eq(accounts_add(accounts, &account), 0);
	ck_assert_int_eq(accounts_find(accounts, "anna", &anna), 0);
}

static void
tear_down(void)
{
	accounts_close(accounts);
	remove_folder();
}

static void
add_session(const char *hash, int64_t used_us)
{
	struct account_session session = {
	    .account_id = anna.id, .created_us = used_us, .used_us = used_us};

	snprintf(session.hash, sizeof session.hash, "%s", hash);
	ck_assert_int_eq(accounts_add_session(accounts, &session), 0);
}

static bool
has_session(const char *hash)
{
	struct account_session session;
	struct account account;

	return accounts_find_session(accounts, hash, &session, &account) == 0;
}

static void
add_token(const char *hash)
{
	struct account_token token = {.account_id = anna.id};
	int64_t id;

	snprintf(token.hash, sizeof token.hash, "%s", hash);
	ck_assert_int_eq(accounts_add_token(accounts, &token, &id), 0);
}

static bool
has_token(const char *hash)
{
	struct account account;

	return accounts_find_token(accounts, hash, 1, &account) == 0;
}

static int
change(const char *name, struct account_change change)
{
	return accounts_set(accounts, name, &change, "administrator", &anna);
}

START_TEST(the_session_that_was_quiet_longest_ends)
{
	char hash[16];

	for (int i = 0; i < ACCOUNT_SESSIONS_MAX; i++) {
		snprintf(hash, sizeof hash, "s%d", i);
		add_session(hash, 1000 + i);
	}
	ck_assert_int_eq(accounts_use_session(accounts, "s0", 5000), 0);
	ck_assert(has_session("s1"));
	add_session("new", 6000);
	ck_assert(has_session("new"));
	ck_assert(has_session("s0"));
	ck_assert(!has_session("s1"));
	ck_assert(has_session("s2"));
}
END_TEST

START_TEST(what_is_not_given_stays)
{
	struct account other = {
	    .name = "bert", .role = "administrator", .password = "x"};

	ck_assert_int_eq(accounts_add(accounts, &other), 0);
	ck_assert_int_eq(
	    change("anna", (struct account_change){.password = "new"}), 0);
	ck_assert_int_eq(
	    change("Anna", (struct account_change){.role = "viewer"}), 0);
	ck_assert_int_eq(
	    change("anna", (struct account_change){.numbers = "7"}), 0);
	ck_assert_str_eq(anna.name, "anna");
	ck_assert_str_eq(anna.password, "new");
	ck_assert_str_eq(anna.role, "viewer");
	ck_assert_str_eq(anna.numbers, "7");
	ck_assert_int_eq(
	    change("anna", (struct account_change){.numbers = ""}), 0);
	ck_assert_str_eq(anna.numbers, "");
	ck_assert_int_eq(
	    change("nobody", (struct account_change){.role = "viewer"}),
	    ENOENT);
}
END_TEST

START_TEST(the_last_administrator_stays_one)
{
	ck_assert_int_eq(
	    change("anna", (struct account_change){.role = "viewer"}), EPERM);
	ck_assert_int_eq(
	    change("anna", (struct account_change){.password = "new"}), 0);
	ck_assert_str_eq(anna.role, "administrator");
}
END_TEST

START_TEST(a_change_ends_sessions_and_a_password_tokens)
{
	add_session("s", 1);
	add_token("t");
	ck_assert_int_eq(
	    change("anna", (struct account_change){.numbers = "7"}), 0);
	ck_assert(!has_session("s"));
	ck_assert(has_token("t"));
	ck_assert_int_eq(
	    change("anna", (struct account_change){.password = "new"}), 0);
	ck_assert(!has_token("t"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("accounts");

	add_test_between(suite, "accounts_add_session",
	    the_session_that_was_quiet_longest_ends, set_up, tear_down);
	add_test_between(
	    suite, "accounts_set", what_is_not_given_stays, set_up, tear_down);
	add_test_between(suite, "accounts_set",
	    the_last_administrator_stays_one, set_up, tear_down);
	add_test_between(suite, "accounts_set",
	    a_change_ends_sessions_and_a_password_tokens, set_up, tear_down);
	return run_suite(suite);
}
