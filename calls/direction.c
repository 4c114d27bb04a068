/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Direction of a call. Private ranges: RFC 1918, RFC 3927, RFC 4193, RFC 4291,
 * RFC 6598. */
#include "calls/direction.h"

#include <stdlib.h>

#define IP4(first, second, length)                                             \
	{                                                                      \
		.addr.byte = {[10] = 0xff, 0xff, first, second},               \
		.bits = 96 + (length)                                          \
	}

/* Local unless the settings name others. */
static const struct network private_ranges[] = {
    IP4(10, 0, 8),
    IP4(172, 16, 12),
    IP4(192, 168, 16),
    IP4(100, 64, 10),
    IP4(169, 254, 16),
    IP4(127, 0, 8),
    {.addr.byte = {0xfc}, .bits = 7},
    {.addr.byte = {0xfe, 0x80}, .bits = 10},
    {.addr.byte = {[15] = 1}, .bits = 128},
};

const char *
direction_name(enum direction direction)
{
	static const char *const names[] = {
	    [DIRECTION_UNKNOWN] = "unknown",
	    [DIRECTION_INBOUND] = "inbound",
	    [DIRECTION_OUTBOUND] = "outbound",
	    [DIRECTION_INTERNAL] = "internal",
	};

	return names[direction];
}

/* Are all bits of 'addr' behind the first 'bits' zero? */
static bool
is_prefix(const struct addr *addr, unsigned bits)
{
	for (unsigned i = bits; i < 128; i++)
		if (addr->byte[i / 8] >> (7 - i % 8) & 1)
			return false;
	return true;
}

bool
network_parse(struct text text, struct network *out)
{
	struct text rest = text, address = text_cut(&rest, '/');
	bool has_bits = address.len < text.len;
	unsigned long bits;
	unsigned long width;

	if (!addr_parse(address, &out->addr))
		return false;
	/* A dotted quad is the end of an IPv6 address, as base/flow.h says. */
	width = memchr(address.at, ':', address.len) ? 128 : 32;
	bits = width;
	if (has_bits && !text_number(rest, width, &bits))
		return false;
	out->bits = (unsigned)(bits + 128 - width);
	return is_prefix(&out->addr, out->bits);
}

bool
network_has(const struct network *network, const struct addr *addr)
{
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	unsigned differ;

	if (memcmp(network->addr.byte, addr->byte, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	differ = network->addr.byte[whole] ^ addr->byte[whole];
	return differ >> (8 - rest) == 0;
}

static bool
is_in(const struct network *networks, size_t count, const struct addr *addr)
{
	for (size_t i = 0; i < count; i++)
		if (network_has(&networks[i], addr))
			return true;
	return false;
}

static bool
is_local(const struct site *site, const struct addr *addr)
{
	return site->local_count
		   ? is_in(site->local, site->local_count, addr)
		   : is_in(private_ranges,
			 sizeof private_ranges / sizeof *private_ranges, addr);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits from 'text' on. */
static size_t
count_digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* "3" or "3-5", at most NUMBER_SIZE. */
static bool
read_lengths(struct text text, unsigned long *least, unsigned long *most)
{
	struct text rest = text, first = text_cut(&rest, '-');

	if (!text_number(first, NUMBER_SIZE, least))
		return false;
	*most = *least;
	return first.len == text.len ||
	       (text_number(rest, NUMBER_SIZE, most) && *most >= *least);
}

/* "200-399": two numbers of as many digits, the first not above the other. */
static bool
is_number_range(const char *text, size_t *digits)
{
	size_t second;

	*digits = count_digits(text);
	if (*digits == 0 || text[*digits] != '-')
		return false;
	second = count_digits(text + *digits + 1);
	return second == *digits && text[2 * *digits + 1] == '\0' &&
	       memcmp(text, text + *digits + 1, *digits) <= 0;
}

/* Is there one of "7", "x", "[2-5]" at 'text'? How long is it? */
static size_t
place_length(const char *text)
{
	if (is_digit(*text) || *text == 'x' || *text == 'X')
		return 1;
	if (text[0] == '[' && is_digit(text[1]) && text[2] == '-' &&
	    is_digit(text[3]) && text[1] <= text[3] && text[4] == ']')
		return 5;
	return 0;
}

/* At the end of a template. */
static const char any_rest[] = "*";

static bool
is_template(const char *text)
{
	size_t length;

	if (*text == '+')
		text++;
	else if (*text == '*')
		return false;
	if (*text == '\0')
		return false;
	while ((length = place_length(text)))
		text += length;
	return *text == '\0' || !strcmp(text, any_rest);
}

static const char length_prefix[] = "length:";

bool
number_pattern_parse(struct text text, struct number_pattern *out)
{
	unsigned long least, most;
	size_t digits;

	if (text.len >= sizeof out->text || memchr(text.at, '\0', text.len))
		return false;
	text_copy(out->text, sizeof out->text, text);
	if (text_starts_with(text, length_prefix)) {
		text.at += sizeof length_prefix - 1;
		text.len -= sizeof length_prefix - 1;
		return read_lengths(text, &least, &most);
	}
	return is_number_range(out->text, &digits) || is_template(out->text);
}

static bool
matches_template(const char *template, const char *number)
{
	for (; *template; number++) {
		size_t length = place_length(template);

		if (!strcmp(template, any_rest))
			return number[count_digits(number)] == '\0';
		if (length == 0 && *template == '+' && *number == '+')
			length = 1;
		else if (!is_digit(*number) ||
			 (length == 1 && is_digit(*template) &&
			     *template != *number) ||
			 (length == 5 &&
			     (*number < template[1] || *number > template[3])))
			return false;
		if (length == 0)
			return false;
		template += length;
	}
	return *number == '\0';
}

bool
number_pattern_matches(const struct number_pattern *pattern, const char *number)
{
	struct text text = text_of(pattern->text);
	size_t length = strlen(number), digits;
	unsigned long least = 1, most = 0;

	if (text_starts_with(text, length_prefix)) {
		text.at += sizeof length_prefix - 1;
		text.len -= sizeof length_prefix - 1;
		(void)read_lengths(text, &least, &most);
		return count_digits(number) == length && length >= least &&
		       length <= most;
	}
	if (is_number_range(pattern->text, &digits))
		return length == digits && count_digits(number) == length &&
		       memcmp(number, pattern->text, digits) >= 0 &&
		       memcmp(number, pattern->text + digits + 1, digits) <= 0;
	return matches_template(pattern->text, number);
}

/* What a number is, to this site. */
enum kind {
	KIND_UNKNOWN, /* there is none */
	KIND_INTERNAL,
	KIND_EXTERNAL,
};

/* By the patterns of the settings: as it was sent, and normalised. */
static enum kind
kind_by_pattern(const struct site *site, const char *raw)
{
	struct number_plan none = {.international = ""};
	struct number sent, normalised;

	number_normalise(raw, &none, &sent);
	number_normalise(raw, &site->plan, &normalised);
	if (sent.normalised[0] == '\0')
		return KIND_UNKNOWN;
	for (size_t i = 0; i < site->internal_count; i++)
		if (number_pattern_matches(
			&site->internal[i], sent.normalised) ||
		    number_pattern_matches(
			&site->internal[i], normalised.normalised))
			return KIND_INTERNAL;
	return KIND_EXTERNAL;
}

/* A short number is an extension, and so is a name. */
static enum kind
kind_by_looks(const struct site *site, const char *raw)
{
	struct number number;

	if (!raw || !*raw)
		return KIND_UNKNOWN;
	number_normalise(raw, &site->plan, &number);
	if (number.normalised[0] == '+' ||
	    strlen(number.normalised) > NUMBER_INTERNAL_MAX)
		return KIND_EXTERNAL;
	return KIND_INTERNAL;
}

/* The direction between two kinds; 'alike' when both are external. */
static enum direction
between(enum kind caller, enum kind callee, enum direction alike)
{
	if (caller == KIND_UNKNOWN || callee == KIND_UNKNOWN)
		return DIRECTION_UNKNOWN;
	if (caller == KIND_INTERNAL)
		return callee == KIND_INTERNAL ? DIRECTION_INTERNAL
					       : DIRECTION_OUTBOUND;
	return callee == KIND_INTERNAL ? DIRECTION_INBOUND : alike;
}

static enum direction
by_trunk(const struct site *site, const struct direction_hop *hop)
{
	bool from = is_in(site->trunks, site->trunk_count, hop->src);
	bool to = is_in(site->trunks, site->trunk_count, hop->dst);

	if (from == to)
		return DIRECTION_UNKNOWN;
	return from ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
}

static enum direction
by_pattern(const struct site *site, const struct direction_hop *hop)
{
	if (site->internal_count == 0)
		return DIRECTION_UNKNOWN;
	return between(kind_by_pattern(site, hop->caller),
	    kind_by_pattern(site, hop->callee), DIRECTION_UNKNOWN);
}

static enum direction
by_network(const struct site *site, const struct direction_hop *hop)
{
	bool from = is_local(site, hop->src), to = is_local(site, hop->dst);

	if (from == to)
		return DIRECTION_UNKNOWN;
	return from ? DIRECTION_OUTBOUND : DIRECTION_INBOUND;
}

/*
 * Inside, where telephone system and trunk may both have private addresses:
 * two long numbers tell nothing then, unless the trunks are known, and this
 * hop is not to one.
 */
static enum direction
by_looks(const struct site *site, const struct direction_hop *hop)
{
	bool trunks_known = site->trunk_count > 0;

	if (!is_local(site, hop->src) || !is_local(site, hop->dst))
		return DIRECTION_UNKNOWN;
	if (trunks_known && is_in(site->trunks, site->trunk_count, hop->src))
		return DIRECTION_UNKNOWN; /* between two trunks */
	return between(kind_by_looks(site, hop->caller),
	    kind_by_looks(site, hop->callee),
	    trunks_known ? DIRECTION_INTERNAL : DIRECTION_UNKNOWN);
}

struct direction_verdict
direction_of(const struct site *site, const struct direction_hop *hop)
{
	static const struct {
		enum direction_proof proof;
		enum direction (*find)(
		    const struct site *site, const struct direction_hop *hop);
	} proofs[] = {
	    {DIRECTION_BY_TRUNK, by_trunk},
	    {DIRECTION_BY_PATTERN, by_pattern},
	    {DIRECTION_BY_NETWORK, by_network},
	    {DIRECTION_BY_LOOKS, by_looks},
	};

	for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
		enum direction direction = proofs[i].find(site, hop);

		if (direction != DIRECTION_UNKNOWN)
			return (struct direction_verdict){
			    direction, proofs[i].proof};
	}
	return (struct direction_verdict){
	    DIRECTION_UNKNOWN, DIRECTION_NO_PROOF};
}
