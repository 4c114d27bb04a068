/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening quality of G.711 after loss, by the E-model (ITU-T G.107). */
#ifndef RTP_EMODEL_H
#define RTP_EMODEL_H

#include <stdint.h>

/*
 * The mean opinion score, 1.0 to 4.41, of G.711 with concealment when 'lost'
 * of 'expected' packets are missing at random. Delay, which a passive
 * listener cannot see, is taken as none.
 */
double emodel_mos_g711(uint64_t lost, uint64_t expected);

#endif
