/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fax terminal on a T.38 line, by spandsp, over UDP: one end of a fax call
 * whose signalling somebody else does. It sends or receives a TIFF file.
 *
 *   fax-terminal send|receive FILE LOCAL:PORT REMOTE:PORT [ecm] [fec]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spandsp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STEP_SAMPLES 160 /* 20 ms */
#define LONGEST_SECONDS 120
#define COPIES 3
#define KEPT 16
#define IFP_MAX 400

struct packet {
	uint8_t bytes[IFP_MAX];
	int size;
};

struct line {
	int socket;
	struct sockaddr_in remote;
	bool fec;
	uint16_t next_sent;
	struct packet sent[KEPT]; /* by number */
	bool heard;
	uint16_t next_heard;
	bool over;
	int result;
};

static uint8_t *
put_ifp(uint8_t *at, const uint8_t *bytes, int size)
{
	if (size >= 0x80)
		*at++ = (uint8_t)(0x80 | size >> 8);
	*at++ = (uint8_t)size;
	memcpy(at, bytes, (size_t)size);
	return at + size;
}

/* The packets before this one, the newest first (T.38 section 9.1.4.1). */
static uint8_t *
put_copies(const struct line *line, uint8_t *at, uint16_t number)
{
	int count = number < COPIES ? number : COPIES;

	*at++ = 0;
	*at++ = (uint8_t)count;
	for (int i = 1; i <= count; i++) {
		const struct packet *it = &line->sent[(number - i) % KEPT];

		at = put_ifp(at, it->bytes, it->size);
	}
	return at;
}

/* Parities of three packets each, three of them (T.38 section 9.1.4.2). */
static uint8_t *
put_parities(const struct line *line, uint8_t *at, uint16_t number)
{
	int count = number >= COPIES * COPIES ? COPIES : 0;

	*at++ = 0x80;
	*at++ = 1;
	*at++ = COPIES;
	*at++ = (uint8_t)count;
	for (int i = 0; i < count; i++) {
		struct packet parity = {.size = 0};

		for (int k = 1; k <= COPIES; k++) {
			const struct packet *it =
			    &line->sent[(number + i - k * count) % KEPT];

			for (int j = 0; j < it->size; j++)
				parity.bytes[j] ^= it->bytes[j];
			if (parity.size < it->size)
				parity.size = it->size;
		}
		at = put_ifp(at, parity.bytes, parity.size);
	}
	return at;
}

static int
on_send(t38_core_state_t *core, void *arg, const uint8_t *bytes, int size,
    int count)
{
	struct line *line = arg;
	uint16_t number = line->next_sent++;
	struct packet *kept = &line->sent[number % KEPT];
	uint8_t datagram[(COPIES + 1) * (IFP_MAX + 2) + 16], *at = datagram;

	(void)core;
	if (size > IFP_MAX)
		return -1;
	memcpy(kept->bytes, bytes, (size_t)size);
	kept->size = size;
	*at++ = (uint8_t)(number >> 8);
	*at++ = (uint8_t)number;
	at = put_ifp(at, bytes, size);
	at = line->fec ? put_parities(line, at, number)
		       : put_copies(line, at, number);
	for (int i = 0; i < count; i++)
		sendto(line->socket, datagram, (size_t)(at - datagram), 0,
		    (struct sockaddr *)&line->remote, sizeof line->remote);
	return 0;
}

/* Takes the packet itself: the line to here loses nothing. */
static void
receive(struct line *line, t38_core_state_t *core)
{
	uint8_t datagram[2048];
	ssize_t size;

	while ((size = recv(line->socket, datagram, sizeof datagram,
		    MSG_DONTWAIT)) > 3) {
		uint16_t number = (uint16_t)(datagram[0] << 8 | datagram[1]);
		int length = datagram[2], at = 3;

		if (length >= 0x80)
			length = (length & 0x7f) << 8 | datagram[at++];
		if (at + length > size ||
		    (line->heard && number != line->next_heard))
			continue; /* it comes several times */
		line->heard = true;
		line->next_heard = (uint16_t)(number + 1);
		t38_core_rx_ifp_packet(core, datagram + at, length, number);
	}
}

static void
on_over(t30_state_t *t30, void *arg, int result)
{
	struct line *line = arg;

	(void)t30;
	line->over = true;
	line->result = result;
	fprintf(stderr, "%s\n", t30_completion_code_to_str(result));
}

static struct sockaddr_in
address(const char *text)
{
	struct sockaddr_in out = {.sin_family = AF_INET};
	char host[64] = "";
	int port = 0;

	if (sscanf(text, "%63[^:]:%d", host, &port) != 2 ||
	    inet_pton(AF_INET, host, &out.sin_addr) != 1) {
		fprintf(stderr, "%s: not ADDRESS:PORT\n", text);
		exit(2);
	}
	out.sin_port = htons((uint16_t)port);
	return out;
}

static t38_terminal_state_t *
terminal_for(struct line *line, bool sends, const char *file, bool ecm)
{
	t38_terminal_state_t *terminal =
	    t38_terminal_init(NULL, sends, on_send, line);
	t30_state_t *t30 = t38_terminal_get_t30_state(terminal);

	t30_set_tx_ident(t30, sends ? "201" : "305");
	t30_set_ecm_capability(t30, ecm);
	t30_set_supported_compressions(
	    t30, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION |
		     (ecm ? T30_SUPPORT_T6_COMPRESSION : 0));
	if (sends)
		t30_set_tx_file(t30, file, -1, -1);
	else
		t30_set_rx_file(t30, file, -1);
	t30_set_phase_e_handler(t30, on_over, line);
	return terminal;
}

int
main(int argc, char **argv)
{
	const struct timespec step = {.tv_nsec = 20000000};
	struct line line = {.result = -1};
	struct sockaddr_in local;
	t38_terminal_state_t *terminal;
	bool ecm = false, sends;

	if (argc < 5)
		return 2;
	sends = !strcmp(argv[1], "send");
	for (int i = 5; i < argc; i++) {
		ecm = ecm || !strcmp(argv[i], "ecm");
		line.fec = line.fec || !strcmp(argv[i], "fec");
	}
	local = address(argv[3]);
	line.remote = address(argv[4]);
	line.socket = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(line.socket, (struct sockaddr *)&local, sizeof local)) {
		perror(argv[3]);
		return 1;
	}
	terminal = terminal_for(&line, sends, argv[2], ecm);
	for (int i = 0; !line.over && i < LONGEST_SECONDS * 50; i++) {
		receive(&line, t38_terminal_get_t38_core_state(terminal));
		t38_terminal_send_timeout(terminal, STEP_SAMPLES);
		nanosleep(&step, NULL);
	}
	t38_terminal_free(terminal);
	close(line.socket);
	return line.result == T30_ERR_OK ? 0 : 1;
}
