/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of what needs spandsp, when the program is built without it. */
#include "rtp/fax.h"
#include "rtp/tone.h"

bool
fax_listener_is_available(void)
{
	return false;
}

struct fax_listener *
fax_listener_new(fax_page_fn *on_page, void *arg)
{
	(void)on_page;
	(void)arg;
	return NULL;
}

void
fax_listener_free(struct fax_listener *fax)
{
	(void)fax;
}

void
fax_listener_push(struct fax_listener *fax, unsigned side, uint16_t sequence,
    const uint8_t *bytes, size_t size)
{
	(void)fax;
	(void)side;
	(void)sequence;
	(void)bytes;
	(void)size;
}

void
fax_listener_finish(struct fax_listener *fax)
{
	(void)fax;
}

bool
tone_listener_is_available(void)
{
	return false;
}

struct tone_listener *
tone_listener_new(uint32_t rate_hz, tone_fn *on_tone, void *arg)
{
	(void)rate_hz;
	(void)on_tone;
	(void)arg;
	return NULL;
}

void
tone_listener_free(struct tone_listener *listener)
{
	(void)listener;
}

void
tone_listener_push(
    struct tone_listener *listener, const int16_t *samples, size_t count)
{
	(void)listener;
	(void)samples;
	(void)count;
}

void
tone_listener_end(struct tone_listener *listener)
{
	(void)listener;
}
