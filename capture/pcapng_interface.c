/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of sections are those of draft-ietf-opsawg-pcapng. */
#include "capture/pcapng_interface.h"

#include "capture/file_int.h"
#include "capture/linktype.h"

#define OPTION_END 0u
#define OPTION_RESOLUTION 9u /* if_tsresol */
#define OPTION_OFFSET 14u    /* if_tsoffset */

bool
pcapng_option_next(struct pcapng_options *options, struct pcapng_option *out)
{
	size_t padded;

	if (options->left < 4)
		return false;
	out->code = file_u16(options->at, options->swapped);
	out->size = file_u16(options->at + 2, options->swapped);
	out->value = options->at + 4;
	padded = (out->size + 3) & ~(size_t)3;
	if (out->code == OPTION_END || padded > options->left - 4)
		return false;
	options->at += 4 + padded;
	options->left -= 4 + padded;
	return true;
}

/* Section 4.2, if_tsresol: how ticks become nanoseconds. */
static void
set_resolution(struct pcapng_interface *interface, uint8_t value)
{
	unsigned power = value & 0x7f;

	interface->multiply = 1;
	interface->divide = 1;
	interface->shift = 0;
	if (value & 0x80) {
		interface->multiply = NS_PER_SEC;
		interface->shift = power;
		return;
	}
	for (; power < 9; power++)
		interface->multiply *= 10;
	for (; power > 9 && interface->divide < UINT64_MAX / 10; power--)
		interface->divide *= 10;
}

static void
read_options(struct pcapng_interface *interface, struct pcapng_options options)
{
	struct pcapng_option option;

	while (pcapng_option_next(&options, &option)) {
		if (option.code == OPTION_RESOLUTION && option.size >= 1)
			set_resolution(interface, option.value[0]);
		if (option.code == OPTION_OFFSET && option.size >= 8)
			interface->offset_s =
			    (int64_t)file_u64(option.value, options.swapped);
	}
}

void
pcapng_interface_parse(struct pcapng_interface *interface, const uint8_t *at,
    uint32_t total, bool swapped)
{
	*interface = (struct pcapng_interface){
	    .link_number = file_u16(at + 8, swapped),
	    .snap_bytes = file_u32(at + 12, swapped),
	};
	interface->link_type = linktype_parse(interface->link_number);
	set_resolution(interface, 6);
	read_options(interface, (struct pcapng_options){at + 16,
				    total - PCAPNG_INTERFACE_SIZE, swapped});
}

struct tstamp
pcapng_interface_time(const struct pcapng_interface *interface, uint64_t ticks)
{
	unsigned __int128 wide =
	    ((unsigned __int128)ticks * interface->multiply) >>
	    interface->shift;
	int64_t ns, offset_ns;

	if (interface->divide > 1)
		wide /= interface->divide;
	ns = wide < INT64_MAX ? (int64_t)wide : INT64_MAX;
	if (__builtin_expect(interface->offset_s == 0, 1))
		return file_time(ns);
	if (__builtin_mul_overflow(interface->offset_s, NS_PER_SEC, &offset_ns))
		offset_ns = interface->offset_s < 0 ? INT64_MIN : INT64_MAX;
	return file_time(tstamp_add_ns((struct tstamp){ns}, offset_ns).ns);
}
