/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The E-model: ITU-T G.107 clauses 7.5 and annex B, G.113 appendix I. */
#include "rtp/emodel.h"

#define R_DEFAULT 93.2           /* G.107: all other impairments at default */
#define LOSS_ROBUSTNESS_PLC 25.1 /* G.113: Bpl of G.711 with concealment */

double
emodel_mos_g711(uint64_t lost, uint64_t expected)
{
	double loss_percent =
	    expected ? 100.0 * (double)lost / (double)expected : 0;
	/* G.107 equation 7-29 with Ie = 0 and BurstR = 1. */
	double impairment =
	    95.0 * loss_percent / (loss_percent + LOSS_ROBUSTNESS_PLC);
	double r = R_DEFAULT - impairment;

	if (r <= 0)
		return 1.0;
	/* G.107 equation B-4. */
	return 1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6;
}
