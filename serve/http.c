/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "serve/deadline.h"
#include "serve/http_int.h"
#include "serve/limits.h"
#include "serve/problem.h"

#define THREADS 2
#define HEAD_MEMORY (24U << 10) /* of a connection, for its header fields */
#define IDLE_SECONDS 30

static enum method
method_of(const char *name)
{
	static const struct {
		const char *name;
		enum method method;
	} methods[] = {
	    {"GET", METHOD_GET},
	    {"HEAD", METHOD_GET},
	    {"POST", METHOD_POST},
	    {"PUT", METHOD_PUT},
	    {"PATCH", METHOD_PATCH},
	    {"DELETE", METHOD_DELETE},
	};

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		if (!strcmp(methods[i].name, name))
			return methods[i].method;
	}
	return METHOD_OTHER;
}

/* The first thing of a request: its target, before it is decoded. */
static void *
begin(void *arg, const char *target, struct MHD_Connection *connection)
{
	size_t size = strlen(target) + 1;
	struct request *request = malloc(sizeof *request + size);

	if (!request)
		return NULL;
	*request = (struct request){.http = arg, .connection = connection};
	memcpy(request->text, target, size);
	request->is_target_bad =
	    !target_parse(request->text, &request->exchange.target);
	return request;
}

/* The last thing of it, whatever became of it. */
static void
end(void *arg, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode code)
{
	struct request *request = *state;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct http *http = arg;

	(void)code;
	if (info)
		deadline_set(http->deadlines, info->connect_fd, IDLE_SECONDS);
	if (!request)
		return;
	answer_clear(&request->exchange.answer);
	free(request->exchange.body);
	free(request);
	*state = NULL;
}

static void
take_address(struct request *request)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char *out = request->exchange.address;
	const size_t size = sizeof request->exchange.address;
	const struct sockaddr_in6 *v6;
	const struct sockaddr_in *v4;

	if (!info || !info->client_addr)
		return;
	v4 = (const struct sockaddr_in *)(const void *)info->client_addr;
	v6 = (const struct sockaddr_in6 *)(const void *)info->client_addr;
	if (info->client_addr->sa_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, out, (socklen_t)size);
	else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		inet_ntop(
		    AF_INET, v6->sin6_addr.s6_addr + 12, out, (socklen_t)size);
	else
		inet_ntop(AF_INET6, &v6->sin6_addr, out, (socklen_t)size);
	limits_network(info->client_addr, request->exchange.network);
}

static void
take_fields(struct request *request)
{
	struct request_fields *fields = &request->exchange.fields;
	const struct {
		const char *name;
		const char **value;
	} wanted[] = {
	    {"Authorization", &fields->authorization},
	    {"Cookie", &fields->cookie},
	    {"X-CSRF-Token", &fields->csrf},
	    {"Sec-Fetch-Site", &fields->fetch_site},
	    {"If-None-Match", &fields->if_none_match},
	    {"Range", &fields->range},
	};

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		*wanted[i].value = MHD_lookup_connection_value(
		    request->connection, MHD_HEADER_KIND, wanted[i].name);
}

/* Does the header announce more than is taken? */
static bool
announces_too_much(struct request *request)
{
	const char *text = MHD_lookup_connection_value(
	    request->connection, MHD_HEADER_KIND, "Content-Length");

	return text && strtoull(text, NULL, 10) > HTTP_BODY_MAX;
}

/* Adds to the body; false when it becomes too long. */
static bool
take_body(struct request *request, const char *bytes, size_t size)
{
	struct exchange *exchange = &request->exchange;
	size_t wanted = exchange->body_size + size + 1;

	if (wanted > HTTP_BODY_MAX + 1)
		return false;
	if (wanted > request->body_room) {
		size_t room = wanted < 1024 ? 1024 : 2 * wanted;
		char *grown = realloc(exchange->body, room);

		if (!grown)
			return false;
		exchange->body = grown;
		request->body_room = room;
	}
	memcpy(exchange->body + exchange->body_size, bytes, size);
	exchange->body_size += size;
	exchange->body[exchange->body_size] = '\0';
	return true;
}

static enum MHD_Result
refuse(struct request *request, int status, const char *detail)
{
	request->stage = STAGE_REFUSED;
	answer_problem(&request->exchange, status, detail);
	answer_header(&request->exchange, "Connection", "close");
	return http_answer(request);
}

static enum MHD_Result
take_head(struct request *request, const char *method)
{
	request->stage = STAGE_BODY;
	request->exchange.method = method_of(method);
	take_address(request);
	take_fields(request);
	if (request->is_target_bad)
		return refuse(request, 400, "the address is malformed");
	if (announces_too_much(request))
		return refuse(request, 413, "the body is too long");
	return MHD_YES;
}

/* The request is whole. */
static enum MHD_Result
take(struct request *request)
{
	struct http *http = request->http;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	if (info)
		deadline_set(http->deadlines, info->connect_fd, 0);
	request->stage = STAGE_TAKEN;
	MHD_suspend_connection(request->connection);
	if (!http->settings.take(&request->exchange, http->settings.arg))
		MHD_resume_connection(request->connection);
	return MHD_YES;
}

static enum MHD_Result
on_data(void *arg, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *bytes, size_t *size,
    void **state)
{
	struct request *request = *state;

	(void)arg;
	(void)connection;
	(void)url;
	(void)version;
	if (!request)
		return MHD_NO;
	switch (request->stage) {
	case STAGE_HEAD:
		return take_head(request, method);
	case STAGE_BODY:
		if (!*size)
			return take(request);
		if (!take_body(request, bytes, *size))
			return MHD_NO;
		*size = 0;
		return MHD_YES;
	case STAGE_TAKEN:
		return http_answer(request);
	case STAGE_REFUSED:
		*size = 0;
		return MHD_YES;
	}
	return MHD_NO;
}

static void
note_connection(void *arg, struct MHD_Connection *connection, void **state,
    enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct http *http = arg;

	(void)state;
	if (info)
		deadline_set(http->deadlines, info->connect_fd,
		    code == MHD_CONNECTION_NOTIFY_STARTED ? HTTP_HEAD_SECONDS
							  : 0);
}

void
http_done(struct exchange *exchange)
{
	struct request *request = (struct request *)(void *)exchange;

	MHD_resume_connection(request->connection);
}

static void log_library(void *arg, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* What it says is about single connections. */
static void
log_library(void *arg, const char *format, va_list args)
{
	char text[256];

	(void)arg;
	vsnprintf(text, sizeof text, format, args);
	text[strcspn(text, "\n")] = '\0';
	log_debug("%s", text);
}

/* MHD_quiesce_daemon() would do it, but its threads race for the socket, and
 * who comes second ends the process (0.9.75). */
static enum MHD_Result
let_in(void *arg, const struct sockaddr *address, socklen_t size)
{
	struct http *http = arg;

	(void)address;
	(void)size;
	return atomic_load(&http->is_quiet) ? MHD_NO : MHD_YES;
}

static struct MHD_Daemon *
start_daemon(struct http *http)
{
	const struct http_settings *settings = &http->settings;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
			 MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0,
		(void *)(uintptr_t)settings->certificate},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)settings->key},
	    {MHD_OPTION_HTTPS_PRIORITIES, 0,
		(void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-"
				    "TLS1.2"},
	    {MHD_OPTION_END, 0, NULL},
	};

	if (settings->certificate)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	return MHD_start_daemon(flags, 0, let_in, http, on_data, http,
	    MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
	    MHD_OPTION_LISTEN_SOCKET, settings->listen_fd,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS_MAX,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    (unsigned)HTTP_CONNECTIONS_PER_ADDRESS,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MEMORY,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, begin,
	    http, MHD_OPTION_NOTIFY_COMPLETED, end, http,
	    MHD_OPTION_NOTIFY_CONNECTION, note_connection, http,
	    MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
}

int
http_start(const struct http_settings *settings, struct http **out)
{
	struct http *http = calloc(1, sizeof *http);
	int error = http ? deadlines_start(&http->deadlines) : ENOMEM;

	if (error) {
		free(http);
		return error;
	}
	http->settings = *settings;
	http->daemon = start_daemon(http);
	if (http->daemon) {
		*out = http;
		return 0;
	}
	log_warnx(settings->certificate
		      ? "HTTPS does not start: certificate and key must be "
			"PEM, and belong together"
		      : "HTTP does not start");
	deadlines_stop(http->deadlines);
	free(http);
	return EINVAL;
}

void
http_quiesce(struct http *http)
{
	if (http)
		atomic_store(&http->is_quiet, true);
}

void
http_stop(struct http *http)
{
	if (!http)
		return;
	MHD_stop_daemon(http->daemon);
	deadlines_stop(http->deadlines);
	free(http);
}
