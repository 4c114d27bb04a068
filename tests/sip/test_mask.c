/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/mask.h"

#include "tests/check_main.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
expect(const char *in, const char *out)
{
	size_t size = strlen(in);
	/* Without a byte behind it, so that a sanitizer sees reads past it. */
	uint8_t *bytes = malloc(size + !size);

	memcpy(bytes, in, size);
	ck_assert_int_eq(sip_mask_needed(bytes, size), strcmp(in, out) != 0);
	sip_mask(bytes, size);
	ck_assert_mem_eq(bytes, out, size);
	free(bytes);
}

START_TEST(keys_are_masked_at_their_length)
{
	expect("a=crypto:1 X inline:YUJj+/09==|2^20|1:4\r\n",
	    "a=crypto:1 X inline:XXXXXXXXXX|2^20|1:4\r\n");
	expect("inline:abcd;inline:efgh", "inline:XXXX;inline:XXXX");
	expect("INLINE:abcd", "INLINE:XXXX");
	expect(
	    "a=key-mgmt:mikey AQAF/+==\r\n", "a=key-mgmt:mikey XXXXXXXX\r\n");
}
END_TEST

START_TEST(what_is_no_key_stays)
{
	static const char *const same[] = {"", "inline:", "inline: abc",
	    "line:abc", "inline", "Subject: mikey mouse\r\n", ":abc", " abc"};

	for (size_t i = 0; i < COUNT(same); i++)
		expect(same[i], same[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mask");

	add_test(suite, "keys_are_masked_at_their_length",
	    keys_are_masked_at_their_length);
	add_test(suite, "what_is_no_key_stays", what_is_no_key_stays);
	return run_suite(suite);
}
