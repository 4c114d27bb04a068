/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes a program that uses OpenSSL write the keys of its TLS connections to
 * the file $SSLKEYLOGFILE, as a library that is preloaded. With
 * $TLS_VERSION_MAX (0x0303 is 1.2) no later version is spoken.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CTRL_SET_MAX_PROTO_VERSION 124

/* As in openssl/ssl.h, which need not be there. */
struct ssl_ctx_st *SSL_CTX_new(const void *method);
void SSL_CTX_set_keylog_callback(struct ssl_ctx_st *context,
    void (*callback)(const void *ssl, const char *line));
long SSL_CTX_ctrl(
    struct ssl_ctx_st *context, int command, long number, void *pointer);

static void
write_line(const void *ssl, const char *line)
{
	const char *path = getenv("SSLKEYLOGFILE");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;

	(void)ssl;
	if (fd < 0)
		return;
	if (write(fd, line, strlen(line)) < 0 || write(fd, "\n", 1) < 0)
		abort();
	close(fd);
}

struct ssl_ctx_st *
SSL_CTX_new(const void *method)
{
	struct ssl_ctx_st *(*real)(const void *);
	struct ssl_ctx_st *context;
	const char *version = getenv("TLS_VERSION_MAX");
	void *symbol = dlsym(RTLD_NEXT, "SSL_CTX_new");

	memcpy(&real, &symbol, sizeof real);
	context = real(method);
	if (!context)
		return NULL;
	SSL_CTX_set_keylog_callback(context, write_line);
	if (version)
		SSL_CTX_ctrl(context, CTRL_SET_MAX_PROTO_VERSION,
		    strtol(version, NULL, 0), NULL);
	return context;
}
