/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/encapsulation.h"

#include <stdio.h>

static const struct {
	const char *name;
	const char *id; /* what its number is called */
} kinds[] = {
    [ENCAPSULATION_VLAN] = {"vlan", ""},
    [ENCAPSULATION_GRE] = {"gre", "key "},
    [ENCAPSULATION_ERSPAN] = {"erspan", "session "},
    [ENCAPSULATION_VXLAN] = {"vxlan", "vni "},
    [ENCAPSULATION_GENEVE] = {"geneve", "vni "},
    [ENCAPSULATION_IP] = {"ip", ""},
    [ENCAPSULATION_L2TP] = {"l2tp", "session "},
    [ENCAPSULATION_GTPU] = {"gtpu", ""},
    [ENCAPSULATION_TZSP] = {"tzsp", ""},
    [ENCAPSULATION_HP_ERM] = {"hp-erm", ""},
    [ENCAPSULATION_HEP] = {"hep", "agent "},
    [ENCAPSULATION_JMIRROR] = {"jmirror", "intercept "},
    [ENCAPSULATION_CCC] = {"ccc", "id "},
};

/* Writes one; returns how many characters. */
static size_t
format_one(const struct encapsulation *one, char *out, size_t size)
{
	char from[ADDR_TEXT_SIZE], id[64] = "";
	bool is_tunnel = one->kind != ENCAPSULATION_VLAN;
	int n;

	if (one->has_id && one->kind == ENCAPSULATION_JMIRROR)
		snprintf(id, sizeof id, " intercept %u session %u",
		    (unsigned)(one->id >> 32), (unsigned)one->id);
	else if (one->has_id)
		snprintf(id, sizeof id, " %s%llu", kinds[one->kind].id,
		    (unsigned long long)one->id);
	n = snprintf(out, size, "%s%s%s%s", kinds[one->kind].name,
	    is_tunnel ? " " : "",
	    is_tunnel ? addr_format(&one->from, from) : "", id);
	return n > 0 && (size_t)n < size ? (size_t)n : 0;
}

const char *
encapsulations_format(const struct encapsulations *encapsulations,
    char out[ENCAPSULATIONS_TEXT_SIZE])
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < encapsulations->count; i++) {
		if (i > 0 && used + 2 < ENCAPSULATIONS_TEXT_SIZE) {
			memcpy(out + used, ", ", 3);
			used += 2;
		}
		used += format_one(&encapsulations->item[i], out + used,
		    ENCAPSULATIONS_TEXT_SIZE - used);
	}
	return out;
}

bool
encapsulations_equal(
    const struct encapsulations *a, const struct encapsulations *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct encapsulation *x = &a->item[i], *y = &b->item[i];

		if (x->kind != y->kind || x->has_id != y->has_id ||
		    x->id != y->id)
			return false;
		if (x->kind != ENCAPSULATION_VLAN &&
		    !addr_equal(&x->from, &y->from))
			return false;
	}
	return true;
}
