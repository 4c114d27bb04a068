/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to one struct sip_message. The headers are washed (sip/wash.c says
 * why) and then read by libosip2; bodies are cut here.
 */
#ifndef SIP_PARSE_H
#define SIP_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/counter.h"
#include "sip/message.h"

struct sip_parser;

/* A new parser, or NULL without memory. Free it with sip_parser_free(). */
struct sip_parser *sip_parser_new(void);
void sip_parser_free(struct sip_parser *parser);

/*
 * Has the first of each header named in 'names', at most
 * SIP_EXTRA_HEADERS_MAX of them, put into 'extra' of a message, at the same
 * place. The names are borrowed and must outlive the parser.
 */
void sip_parser_keep(
    struct sip_parser *parser, const char *const *names, size_t count);

/*
 * Does 'bytes' look like the start of a SIP message: a request line or a
 * status line with "SIP/2.0" in its first line? Cheap; used to tell SIP from
 * all else on any port.
 */
bool sip_looks_like_message(const uint8_t *bytes, size_t size);

/* Is it a keep-alive of a SIP port: CRLF (RFC 5626 section 3.5.1), nothing,
 * or a few zero bytes, as many devices send? */
bool sip_is_keepalive(const uint8_t *bytes, size_t size);

/*
 * Parses one message that fills 'bytes' (a datagram, or a framed piece of a
 * stream). Returns COUNTER_NONE and fills '*out', whose texts live until the
 * next call with this parser, or says by a counter why it was refused:
 * sip_too_large, sip_start_line_bad, sip_header_limit, sip_nul_in_header,
 * sip_header_bad (libosip2 refused From, To or CSeq, or the CSeq contradicts
 * the request line), sip_mandatory_missing (From, To, Call-ID, CSeq or Via:
 * RFC 3261 section 8.1.1). The caller counts that one. sip_body_cut and
 * multipart_bad, which refuse nothing, are counted here.
 */
enum counter_id sip_parse(struct sip_parser *parser, const uint8_t *bytes,
    size_t size, struct sip_message *out) __attribute__((warn_unused_result));

#endif
