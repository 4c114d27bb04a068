/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which compression a file has, by its first bytes and never by its name. */
#include "config.h"

#include "capture/unpack.h"

#if !HAVE_ZSTD
const struct unpack unpack_zstd = {.name = "zstd"};
#endif
#if !HAVE_LZ4
const struct unpack unpack_lz4 = {.name = "lz4"};
#endif

/* Known, so that a message can name them. */
static const struct unpack unpack_xz = {.name = "xz"};
static const struct unpack unpack_bzip2 = {.name = "bzip2"};
static const struct unpack unpack_compress = {.name = "compress"};

static const struct {
	const char *magic;
	size_t size;
	const struct unpack *unpack;
} kinds[] = {
    {"\x1f\x8b", 2, &unpack_gzip},           /* RFC 1952 2.3.1 */
    {"\x28\xb5\x2f\xfd", 4, &unpack_zstd},   /* RFC 8878 3.1.1 */
    {"\x04\x22\x4d\x18", 4, &unpack_lz4},    /* LZ4 frame format 1.6 */
    {"\xfd\x37\x7a\x58\x5a", 5, &unpack_xz}, /* .xz format 2.1.1.1 */
    {"BZh", 3, &unpack_bzip2},
    {"\x1f\x9d", 2, &unpack_compress},
};

/* A skippable frame, 0x184D2A50 to 5F, that pzstd writes first. */
static bool
is_skippable(const uint8_t *bytes, size_t size)
{
	return size >= 4 && (bytes[0] & 0xf0) == 0x50 &&
	       !memcmp(bytes + 1, "\x2a\x4d\x18", 3);
}

const struct unpack *
unpack_find(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (size >= kinds[i].size &&
		    !memcmp(bytes, kinds[i].magic, kinds[i].size))
			return kinds[i].unpack;
	return is_skippable(bytes, size) ? &unpack_zstd : NULL;
}
