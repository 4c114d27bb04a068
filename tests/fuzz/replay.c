/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for libFuzzer where it is not: gives each file that is named on
 * the command line to the fuzzer once. Exits 1 when a file cannot be read or
 * none is named, so that an empty run is no success.
 */
#include "tests/fuzz/fuzz.h"

static int
replay(const char *path)
{
	size_t capacity = 1 << 20, size;
	uint8_t *data = malloc(capacity), *exact;
	FILE *file = fopen(path, "rb");
	int status = 1;

	if (!data || !file)
		goto out;
	size = fread(data, 1, capacity, file);
	if (ferror(file))
		goto out;
	/* A block of just this size lets the sanitizer see one byte over. */
	exact = malloc(size ? size : 1);
	if (!exact)
		goto out;
	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	status = 0;
out:
	if (file)
		fclose(file);
	free(data);
	if (status)
		fprintf(stderr, "%s: cannot be read\n", path);
	return status;
}

int
main(int argc, char **argv)
{
	int status = argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;

	for (int i = 1; i < argc; i++)
		if (replay(argv[i]) != 0)
			status = EXIT_FAILURE;
	return status;
}
