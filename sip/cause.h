/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a request was sent or refused: the Reason header (RFC 3326), and words
 * for SIP status codes and for causes of ITU-T Q.850.
 */
#ifndef SIP_CAUSE_H
#define SIP_CAUSE_H

#include "base/text.h"

/* What the values of Reason say. */
struct sip_reason {
	unsigned sip;     /* SIP status, 100 to 699; 0: none */
	unsigned q850;    /* cause of Q.850, 1 to 127; 0: none */
	struct text text; /* of the first value that has one: for people */
};

/* Reads a Reason header, with several values or lines joined by commas. Of
 * each protocol the first cause counts; others are passed over. */
struct sip_reason sip_reason_parse(struct text value);

/* A cause of ITU-T Q.850 in words, such as "user busy"; NULL: not known. */
const char *q850_words(unsigned cause);

/* What a final status means for a call, in a word or two, such as "busy";
 * never NULL. */
const char *sip_status_words(unsigned status);

#endif
