/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Included before everything: functions of the C library that cannot be used
 * safely, and what to use in their place.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With _FORTIFY_SOURCE some of them are macros of clang. */
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat  /* text_copy, snprintf */
#pragma GCC poison sprintf vsprintf gets          /* snprintf */
#pragma GCC poison strtok                         /* text_cut, text_word */
#pragma GCC poison atoi atol atof                 /* text_number */
#pragma GCC poison localtime gmtime ctime asctime /* the _r variants */

#endif
