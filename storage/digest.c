/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 by nettle, which uses the processor's instructions. */
#include "storage/digest.h"

#include <errno.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#define BLOCK_SIZE (64 << 10)

/* Reads up to 'size' bytes at 'offset'; -1 with errno. */
static ssize_t
read_block(int fd, void *block, size_t size, off_t offset)
{
	ssize_t n;

	do
		n = pread(fd, block, size, offset);
	while (n < 0 && errno == EINTR);
	return n;
}

static void
finish(struct sha256_ctx *sha256, char out[DIGEST_TEXT_SIZE])
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(sha256, sizeof digest, digest);
	base16_encode_update(out, sizeof digest, digest);
	out[DIGEST_TEXT_SIZE - 1] = '\0';
}

void
digest_parts(const void *first, size_t first_size, const void *second,
    size_t second_size, char out[DIGEST_TEXT_SIZE])
{
	struct sha256_ctx sha256;

	sha256_init(&sha256);
	sha256_update(&sha256, first_size, first);
	sha256_update(&sha256, second_size, second);
	finish(&sha256, out);
}

int
digest_file(int fd, char out[DIGEST_TEXT_SIZE])
{
	struct sha256_ctx sha256;
	uint8_t *block = malloc(BLOCK_SIZE);
	off_t offset = 0;
	int error = 0;
	ssize_t n;

	if (!block)
		return ENOMEM;
	sha256_init(&sha256);
	while ((n = read_block(fd, block, BLOCK_SIZE, offset)) > 0) {
		sha256_update(&sha256, (size_t)n, block);
		offset += n;
	}
	if (n < 0)
		error = errno;
	finish(&sha256, out);
	free(block);
	return error;
}
