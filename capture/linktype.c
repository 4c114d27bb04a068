/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/linktype.h"

enum link_type
linktype_parse(uint32_t number)
{
	switch (number) {
	case 0:
		return LINK_NULL;
	case 1:
		return LINK_ETHERNET;
	case 12:  /* what OpenBSD and Linux call DLT_RAW */
	case 14:  /* and others */
	case 101: /* LINKTYPE_RAW */
	case 228: /* LINKTYPE_IPV4 */
	case 229: /* LINKTYPE_IPV6 */
		return LINK_RAW;
	case 108:
		return LINK_LOOP;
	case 113:
		return LINK_COOKED;
	case 276:
		return LINK_COOKED2;
	default:
		return LINK_UNKNOWN;
	}
}

uint32_t
linktype_number(enum link_type type)
{
	static const uint32_t numbers[] = {
	    [LINK_UNKNOWN] = 147, /* LINKTYPE_USER0: nobody's */
	    [LINK_ETHERNET] = 1,
	    [LINK_COOKED] = 113,
	    [LINK_COOKED2] = 276,
	    [LINK_RAW] = 101,
	    [LINK_NULL] = 0,
	    [LINK_LOOP] = 108,
	};

	return numbers[type];
}
