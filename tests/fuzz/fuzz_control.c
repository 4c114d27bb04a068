/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a control socket. */
#include "recorder/control_request.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* What is told of a line is printed on terminals: nothing else may be in it. */
static void
check_error(const char *error)
{
	size_t len = strlen(error);

	check(len > 0 && len < CONTROL_REQUEST_ERROR_SIZE - 1);
	for (size_t i = 0; i < len; i++)
		check(error[i] >= ' ' && error[i] < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text line = {(const char *)data, size};
	struct control_request request;
	char error[CONTROL_REQUEST_ERROR_SIZE] = "";

	if (!control_request_parse(line, &request, error)) {
		check_error(error);
		return 0;
	}
	check(request.verb < CONTROL_VERBS);
	check(!request.json || control_words[request.verb].has_json);
	check(!control_words[request.verb].argument == !request.id.len);
	for (size_t i = 0; i < request.id.len; i++)
		check(strchr("0123456789abcdef", request.id.at[i]) != NULL);
	return 0;
}
