/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The E-model: ITU-T G.107 clauses 7.5 and annex B, G.113 appendix I. */
#include "rtp/emodel.h"

#include <stddef.h>
#include <strings.h>

#define R_DEFAULT 93.2 /* G.107: all other impairments at default */

/* G.113 appendix I, tables I.1 and I.4: the impairment of a codec without
 * loss, and its robustness against random loss; 0: not published. */
static const struct {
	const char *name;
	double impairment; /* Ie */
	double robustness; /* Bpl */
} codecs[] = {
    {"PCMU", 0, 25.1}, /* with concealment */
    {"PCMA", 0, 25.1},
    {"G729", 11, 19.0}, /* of annex A, with voice activity detection */
    {"G723", 15, 16.1}, /* at 6.3 kbit/s, with voice activity detection */
    {"GSM", 20, 0},
    {"G726-16", 50, 0},
    {"G726-24", 25, 0},
    {"G726-32", 7, 0},
    {"G726-40", 2, 0},
    {"AAL2-G726-16", 50, 0},
    {"AAL2-G726-24", 25, 0},
    {"AAL2-G726-32", 7, 0},
    {"AAL2-G726-40", 2, 0},
};

/* G.107 equation B-4. */
static double
mos_of(double r)
{
	if (r <= 0)
		return 1.0;
	return 1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6;
}

bool
emodel_mos(const char *codec, uint64_t lost, uint64_t expected, double *mos)
{
	double percent = expected ? 100.0 * (double)lost / (double)expected : 0;

	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
		double ie = codecs[i].impairment;

		if (strcasecmp(codecs[i].name, codec))
			continue;
		if (percent > 0 && codecs[i].robustness == 0)
			return false;
		/* G.107 equation 7-29 with BurstR = 1. */
		if (percent > 0)
			ie += (95.0 - ie) * percent /
			      (percent + codecs[i].robustness);
		*mos = mos_of(R_DEFAULT - ie);
		return true;
	}
	return false;
}
