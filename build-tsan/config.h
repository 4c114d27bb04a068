/* config.h.  Generated from config.h.in by configure.  */
/* config.h.in.  Generated from configure.ac by autoheader.  */

/* Define to 1 if you have the <inttypes.h> header file. */
#define HAVE_INTTYPES_H 1

/* Define to 1 for decoding of G.722, G.726, G.729, G.723.1, GSM, iLBC, Speex,
   AMR, else to 0. */
#define HAVE_LIBAVCODEC 1

/* Define to 1 for reading of capture files packed by lz4, else to 0. */
#define HAVE_LZ4 1

/* Define to 1 for decoding of Opus, else to 0. */
#define HAVE_OPUS 1

/* Define to 1 for a filter of the system calls that spanrec may make, else to
   0. */
#define HAVE_SECCOMP 1

/* Define to 1 for keys (DTMF) in audio, and the pages of faxes, else to 0. */
#define HAVE_SPANDSP 1

/* Define to 1 for decoding of codecs with another rate than 8 kHz, else to 0.
   */
#define HAVE_SPEEXDSP 1

/* Define to 1 for decryption of SRTP, else to 0. */
#define HAVE_SRTP 1

/* Define to 1 if you have the <stdint.h> header file. */
#define HAVE_STDINT_H 1

/* Define to 1 if you have the <stdio.h> header file. */
#define HAVE_STDIO_H 1

/* Define to 1 if you have the <stdlib.h> header file. */
#define HAVE_STDLIB_H 1

/* Define to 1 if you have the <strings.h> header file. */
#define HAVE_STRINGS_H 1

/* Define to 1 if you have the <string.h> header file. */
#define HAVE_STRING_H 1

/* Define to 1 if you have the <sys/stat.h> header file. */
#define HAVE_SYS_STAT_H 1

/* Define to 1 if you have the <sys/types.h> header file. */
#define HAVE_SYS_TYPES_H 1

/* Define to 1 if you have the <unistd.h> header file. */
#define HAVE_UNISTD_H 1

/* Define to 1 for reading of capture files packed by zstd, else to 0. */
#define HAVE_ZSTD 1

/* Name of package */
#define PACKAGE "spanrec"

/* Define to the address where bug reports for this package should be sent. */
#define PACKAGE_BUGREPORT ""

/* Define to the full name of this package. */
#define PACKAGE_NAME "spanrec"

/* Define to the full name and version of this package. */
#define PACKAGE_STRING "spanrec 0.1.0"

/* Define to the one symbol short name of this package. */
#define PACKAGE_TARNAME "spanrec"

/* Define to the home page for this package. */
#define PACKAGE_URL ""

/* Define to the version of this package. */
#define PACKAGE_VERSION "0.1.0"

/* Define to 1 if all of the C90 standard headers exist (not just the ones
   required in a freestanding environment). This macro is provided for
   backward compatibility; new code need not use it. */
#define STDC_HEADERS 1

/* Version number of package */
#define VERSION "0.1.0"

/* Number of bits in a file offset, on hosts where this is settable. */
/* #undef _FILE_OFFSET_BITS */

/* Define for large files, on AIX-style hosts. */
/* #undef _LARGE_FILES */
