/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening quality of a codec after loss, by the E-model (ITU-T G.107). */
#ifndef RTP_EMODEL_H
#define RTP_EMODEL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The mean opinion score, 1.0 to 4.41, of a codec by its encoding name when
 * 'lost' of 'expected' packets are missing at random. Delay, which a passive
 * listener cannot see, is taken as none. False: ITU-T G.113 appendix I has no
 * figures for that codec, or none for it with loss.
 */
bool
emodel_mos(const char *codec, uint64_t lost, uint64_t expected, double *mos);

#endif
