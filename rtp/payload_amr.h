/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AMR and AMR-WB in RTP, RFC 4867. Only for rtp/payload.c. */
#ifndef RTP_PAYLOAD_AMR_H
#define RTP_PAYLOAD_AMR_H

#include "rtp/payload.h"

/* As payload_open() and payload_next(). */
bool amr_open(struct payload_reader *reader);
bool amr_next(struct payload_reader *reader, struct codec_frame *out);

#endif
