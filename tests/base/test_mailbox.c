/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mailbox.h"

#include <stdlib.h>

#include "tests/check_main.h"

#define THREADS 3
#define LETTERS 20000

struct letter {
	struct mail mail;
	int from;
	int number;
};

static struct mailbox box;
static struct bell bell;

START_TEST(an_empty_box_gives_nothing)
{
	struct mailbox empty = {NULL};

	ck_assert_ptr_null(mailbox_take(&empty));
}
END_TEST

START_TEST(newest_first_is_the_other_way_round)
{
	struct mailbox some = {NULL};
	struct letter letters[3];
	struct mail *mail;

	ck_assert_ptr_null(mailbox_take_newest(&some));
	for (int i = 0; i < 3; i++)
		mailbox_put(&some, &letters[i].mail);
	mail = mailbox_take_newest(&some);
	for (int i = 2; i >= 0; i--, mail = mail->next)
		ck_assert_ptr_eq(mail, &letters[i].mail);
	ck_assert_ptr_null(mail);
	ck_assert_ptr_null(mailbox_take_newest(&some));
}
END_TEST

static void *
send_letters(void *arg)
{
	struct letter *letters = arg;

	for (int i = 0; i < LETTERS; i++) {
		mailbox_put(&box, &letters[i].mail);
		bell_ring(&bell);
	}
	return NULL;
}

START_TEST(all_mail_comes_once_and_in_the_order_of_who_sent_it)
{
	static struct letter letters[THREADS][LETTERS];
	pthread_t threads[THREADS];
	int next[THREADS] = {0}, count = 0;

	bell_init(&bell);
	for (int from = 0; from < THREADS; from++) {
		for (int i = 0; i < LETTERS; i++)
			letters[from][i] =
			    (struct letter){.from = from, .number = i};
		ck_assert_int_eq(pthread_create(&threads[from], NULL,
				     send_letters, letters[from]),
		    0);
	}
	while (count < THREADS * LETTERS) {
		struct mail *mail = mailbox_take(&box);

		if (!mail)
			bell_wait(&bell);
		for (; mail; mail = mail->next, count++) {
			struct letter *letter = (struct letter *)(void *)mail;

			ck_assert_int_eq(letter->number, next[letter->from]);
			next[letter->from]++;
		}
	}
	for (int from = 0; from < THREADS; from++)
		pthread_join(threads[from], NULL);
	ck_assert_ptr_null(mailbox_take(&box));
	bell_clear(&bell);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mailbox");

	add_test(suite, "mailbox", an_empty_box_gives_nothing);
	add_test(suite, "mailbox", newest_first_is_the_other_way_round);
	add_test(suite, "mailbox",
	    all_mail_comes_once_and_in_the_order_of_who_sent_it);
	return run_suite(suite);
}
