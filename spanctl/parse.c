/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs parse (what a device printed, from standard input, as JSON) and
 * drivers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "spanctl/backend.h"
#include "spanctl/driver.h"
#include "spanctl/json.h"
#include "spanctl/spanctl.h"

#define INPUT_MAX (8 << 20)

static void
print_parsers(void)
{
	const struct driver *driver;

	fputs("spanctl: it can be", stderr);
	for (size_t i = 0; (driver = driver_at(i)); i++) {
		if (driver->show)
			fprintf(stderr, " %s", driver->name);
	}
	fputc('\n', stderr);
}

/* All of standard input; NULL when it cannot be read, which was said. */
static char *
read_input(size_t *size)
{
	char *data = malloc(INPUT_MAX + 1);

	if (!data) {
		log_warn("standard input");
		return NULL;
	}
	*size = fread(data, 1, INPUT_MAX + 1, stdin);
	if (ferror(stdin)) {
		log_warn("standard input");
	} else if (*size > INPUT_MAX) {
		log_warnx("standard input: more than %d bytes", INPUT_MAX);
	} else {
		return data;
	}
	free(data);
	return NULL;
}

static int
print_sessions(const struct session_list *list)
{
	return json_print_release(
	    json_pack("{s:o}", "sessions", json_sessions(list)));
}

int
verb_parse(const struct request *request)
{
	const struct driver *driver = driver_find(request->words[0]);
	struct session_list list = {NULL, 0};
	size_t size = 0;
	char *data;
	int error;

	if (!driver || !driver->show) {
		log_warnx("no driver \"%s\" reads output", request->words[0]);
		print_parsers();
		return STATUS_USAGE;
	}
	data = read_input(&size);
	if (!data)
		return STATUS_FAILED;
	error = show_parse(driver->show, (struct text){data, size}, &list);
	free(data);
	if (error == EBADMSG) {
		log_warnx(
		    "nothing in it is known as output of %s", driver->what);
	} else if (error) {
		errno = error;
		log_warn("standard input");
	}
	if (print_sessions(&list))
		error = EIO;
	session_list_clear(&list);
	return error ? STATUS_FAILED : STATUS_DONE;
}

int
verb_drivers(const struct request *request)
{
	json_t *array = json_array();
	const struct driver *driver;
	int error = 0;

	for (size_t i = 0; (driver = driver_at(i)); i++) {
		json_array_append_new(array,
		    json_pack("{s:s,s:s,s:b,s:b}", "name", driver->name, "what",
			driver->what, "parses", driver->show != NULL, "speaks",
			backend_of(&(struct device){.driver = driver})->open !=
			    NULL));
		if (!request->json)
			printf("%-10s %s\n", driver->name, driver->what);
	}
	if (request->json)
		error = json_print_release(json_incref(array));
	json_decref(array);
	return error ? STATUS_FAILED : STATUS_DONE;
}
