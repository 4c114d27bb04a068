/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters by libpcap; the only file that knows it. */
#include "capture/filter.h"

#include <errno.h>
#include <pcap/pcap.h>

/* Link types for which programs are kept; a further one takes the oldest's
 * place. */
#define PROGRAMS_MAX 8

struct program {
	uint32_t link_number; /* as in the file */
	bool compiled;        /* false: nothing matches */
	struct bpf_program code;
};

struct filter {
	char *expression;
	struct program programs[PROGRAMS_MAX];
	size_t count;                  /* in use */
	size_t next;                   /* place of the next program */
	char error[FILTER_ERROR_SIZE]; /* or "" */
};

/*
 * libpcap as if it had opened a file of that link type. pcap_open_dead() will
 * not do: it allows what only the kernel can tell of a live packet ("inbound"),
 * and in a file silently matches nothing.
 */
static pcap_t *
open_for(uint32_t link_number, char why[PCAP_ERRBUF_SIZE])
{
	struct pcap_file_header header = {
	    .magic = 0xa1b2c3d4,
	    .version_major = PCAP_VERSION_MAJOR,
	    .version_minor = PCAP_VERSION_MINOR,
	    .snaplen = 256 << 10,
	    .linktype = link_number,
	};
	FILE *file = fmemopen(&header, sizeof header, "rb");
	pcap_t *pcap;

	snprintf(why, PCAP_ERRBUF_SIZE, "%s", strerror(ENOMEM));
	if (!file)
		return NULL;
	pcap = pcap_fopen_offline(file, why); /* owns the file then */
	if (!pcap)
		fclose(file);
	return pcap;
}

/* Compiles for one link type; false and the reason. */
static bool
compile(const struct filter *filter, struct program *program,
    char error[FILTER_ERROR_SIZE])
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = open_for(program->link_number, why);

	program->compiled =
	    pcap && pcap_compile(pcap, &program->code, filter->expression, 1,
			PCAP_NETMASK_UNKNOWN) == 0;
	if (!program->compiled)
		snprintf(error, FILTER_ERROR_SIZE, "%s",
		    pcap ? pcap_geterr(pcap) : why);
	if (pcap)
		pcap_close(pcap);
	return program->compiled;
}

/* Is the expression right for any of the link types that are read? */
static bool
is_right(const struct filter *filter, char error[FILTER_ERROR_SIZE])
{
	static const uint32_t numbers[] = {
	    1, 276, 113, 101, 0}; /* Ethernet, cooked, raw, loopback */
	char further[FILTER_ERROR_SIZE];

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct program program = {.link_number = numbers[i]};

		if (compile(filter, &program, i ? further : error)) {
			pcap_freecode(&program.code);
			return true;
		}
	}
	return false;
}

int
filter_new(
    const char *expression, struct filter **out, char error[FILTER_ERROR_SIZE])
{
	struct filter *filter = calloc(1, sizeof *filter);

	if (!filter || !(filter->expression = strdup(expression))) {
		snprintf(error, FILTER_ERROR_SIZE, "%s", strerror(ENOMEM));
		filter_free(filter);
		return ENOMEM;
	}
	if (!is_right(filter, error)) {
		filter_free(filter);
		return EINVAL;
	}
	*out = filter;
	return 0;
}

void
filter_free(struct filter *filter)
{
	if (!filter)
		return;
	for (size_t i = 0; i < filter->count; i++)
		if (filter->programs[i].compiled)
			pcap_freecode(&filter->programs[i].code);
	free(filter->expression);
	free(filter);
}

/* The program for that link type, which is compiled now. */
static const struct program *
add_program(struct filter *filter, uint32_t link_number)
{
	struct program *program = &filter->programs[filter->next];
	char why[FILTER_ERROR_SIZE];

	if (filter->next < filter->count && program->compiled)
		pcap_freecode(&program->code);
	*program = (struct program){.link_number = link_number};
	filter->next = (filter->next + 1) % PROGRAMS_MAX;
	if (filter->count < PROGRAMS_MAX)
		filter->count++;
	if (!compile(filter, program, why) && !filter->error[0])
		snprintf(filter->error, sizeof filter->error,
		    "link type %u: %.400s", (unsigned)link_number, why);
	return program;
}

static const struct program *
program_for(struct filter *filter, uint32_t link_number)
{
	for (size_t i = 0; i < filter->count; i++)
		if (filter->programs[i].link_number == link_number)
			return &filter->programs[i];
	return add_program(filter, link_number);
}

struct filter_instruction *
filter_program(struct filter *filter, uint32_t link_number, size_t *count)
{
	/* Load "has a tag" (SKF_AD_VLAN_TAG_PRESENT of linux/filter.h); when
	 * it is 0 jump over the next one, which takes the whole frame. */
	static const struct filter_instruction tagged[] = {
	    {BPF_LD | BPF_B | BPF_ABS, 0, 0, (uint32_t)-0x1000 + 48},
	    {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0},
	    {BPF_RET | BPF_K, 0, 0, UINT32_MAX},
	};
	const size_t first = sizeof tagged / sizeof *tagged;
	const struct program *program = program_for(filter, link_number);
	struct filter_instruction *out;

	if (!program->compiled)
		return NULL;
	*count = first + program->code.bf_len;
	out = calloc(*count, sizeof *out);
	if (!out)
		return NULL;
	memcpy(out, tagged, sizeof tagged);
	for (size_t i = 0; i < program->code.bf_len; i++) {
		const struct bpf_insn *from = &program->code.bf_insns[i];

		out[first + i] = (struct filter_instruction){
		    from->code, from->jt, from->jf, from->k};
	}
	return out;
}

bool
filter_passes(
    struct filter *filter, uint32_t link_number, const struct frame *frame)
{
	const struct pcap_pkthdr header = {
	    .caplen = (uint32_t)frame->captured,
	    .len = (uint32_t)frame->length,
	};
	const struct program *program = program_for(filter, link_number);

	return program->compiled &&
	       pcap_offline_filter(&program->code, &header, frame->bytes) != 0;
}

const char *
filter_error(const struct filter *filter)
{
	return filter->error[0] ? filter->error : NULL;
}
