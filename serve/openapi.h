/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve/openapi.json, as a string. */
#ifndef SERVE_OPENAPI_H
#define SERVE_OPENAPI_H

extern const char openapi_document[];

#endif
