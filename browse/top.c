/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview top: the calls that go on, by the recorder's control socket, asked
 * each second; with keys as in htop. Where standard output is no terminal they
 * are printed once.
 */
#include "browse/browse.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/control_client.h"
#include "browse/pager.h"
#include "browse/terminal.h"
#include "browse/time.h"
#include "browse/top.h"

#define EACH_US 1000000
#define PATIENCE_S 2
#define WORD_SIZE 24

static void
find_socket(const struct request *request, struct top *top)
{
	if (request->socket)
		snprintf(top->path, sizeof top->path, "%s", request->socket);
	else
		control_find(request->folder, top->path);
}

/* The call that is chosen; NULL: there is none. */
static const struct top_call *
chosen(struct top *top)
{
	return top->at < top->count ? &top->calls[top->at] : NULL;
}

/* Chooses the call at this place, or the nearest. */
static void
choose(struct top *top, long at)
{
	if (at >= (long)top->count)
		at = (long)top->count - 1;
	top->at = at < 0 ? 0 : (size_t)at;
	if (chosen(top))
		text_copy(top->selected, sizeof top->selected,
		    text_of(chosen(top)->uid));
}

/* Chooses the next call that has what is searched for, from 'from' on. */
static void
find(struct top *top, size_t from)
{
	for (size_t i = 0; i < top->count && top->search[0]; i++) {
		size_t at = (from + i) % top->count;

		if (top_matches(&top->calls[at], top->search)) {
			choose(top, (long)at);
			return;
		}
	}
}

/* Sorts by the next column (1), or the one before (-1). */
static void
sort_by(struct top *top, int way)
{
	int column = (int)top->sort;

	do
		column = (column + way + TOP_COLUMN_COUNT) % TOP_COLUMN_COUNT;
	while (column == TOP_ARROW);
	top->sort = (enum top_column)column;
	top_arrange(top);
}

/* Has the recorder do something with the call that is chosen. */
static void
tell(struct top *top, const char *command)
{
	const struct top_call *call = chosen(top);
	struct control_answer answer = {.text = NULL};
	char line[CONTROL_LINE_SIZE];
	int error;

	if (!call)
		return;
	snprintf(
	    line, sizeof line, "%s %.*s\n", command, CALL_UID_LEN, call->uid);
	error = control_ask(top->path, line, PATIENCE_S, &answer);
	if (answer.text)
		answer.text[strcspn(answer.text, "\n")] = '\0';
	snprintf(top->message, sizeof top->message, "%s %.8s: %s", command,
	    call->uid,
	    answer.text && *answer.text ? answer.text
	    : error                     ? strerror(error)
					: "done");
	free(answer.text);
}

/* What this program prints with these arguments; to be freed. */
static char *
output_of(char *const *arguments, size_t *size)
{
	char *text = NULL, buffer[BUFSIZ];
	FILE *out;
	int ends[2];
	ssize_t n;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return NULL;
	child = fork();
	if (child == 0) {
		signal(SIGPIPE, SIG_DFL);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		execv("/proc/self/exe", arguments);
		_exit(127);
	}
	close(ends[1]);
	out = child > 0 ? open_memstream(&text, size) : NULL;
	while (out && ((n = read(ends[0], buffer, sizeof buffer)) > 0 ||
			  (n < 0 && errno == EINTR)))
		fwrite(buffer, 1, n > 0 ? (size_t)n : 0, out);
	close(ends[0]);
	if (child > 0)
		waitpid(child, NULL, 0);
	if (out)
		fclose(out);
	return text;
}

/* Shows the call that is chosen by the other commands, page by page. */
static void
show(struct top *top, const struct request *request, const char *command)
{
	const struct top_call *call = chosen(top);
	const char *pager = getenv("PAGER");
	char folder[PATH_MAX], uid[CALL_UID_LEN + 1], verb[WORD_SIZE];
	char program[] = "spanview", d[] = "-d", *text;
	char *arguments[] = {program, d, folder, verb, uid, NULL};
	size_t size = 0;

	if (!call)
		return;
	snprintf(folder, sizeof folder, "%s", request->folder);
	snprintf(verb, sizeof verb, "%s", command);
	text_copy(uid, sizeof uid, text_of(call->uid));
	terminal_lend();
	text = output_of(arguments, &size);
	setenv("LESS", "RX", 1); /* what fits the screen stays, too */
	if (text && pager_show(text, size))
		snprintf(top->message, sizeof top->message, "no pager");
	if (pager && (!*pager || !strcmp(pager, "cat"))) {
		int c;

		printf("\nEnter goes back. ");
		fflush(stdout);
		while ((c = getchar()) != '\n' && c != EOF)
			;
	}
	free(text);
	terminal_take_back();
}

/* Types at a search or a filter. */
static void
type(struct top *top, int key)
{
	bool filters = !strcmp(top->prompt, "Filter");
	char *text = filters ? top->filter : top->search;
	size_t len = strlen(text);

	if (key == KEY_ENTER || key == KEY_ESCAPE) {
		top->prompt = NULL;
		if (key == KEY_ESCAPE)
			text[0] = '\0';
	} else if (key == KEY_BACKSPACE && len > 0) {
		/* All bytes of a character. */
		while (len > 1 && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
			len--;
		text[len - 1] = '\0';
	} else if (key >= ' ' && key < 0x100 && key != KEY_BACKSPACE &&
		   len + 1 < TOP_TEXT_SIZE) {
		text[len] = (char)key;
		text[len + 1] = '\0';
	} else if (key == KEY_F3 && !filters) {
		find(top, top->at + 1);
		return;
	}
	if (filters)
		top_arrange(top);
	else
		find(top, top->at);
}

static void
prompt(struct top *top, const char *what, char *text)
{
	top->prompt = what;
	text[0] = '\0';
	top_arrange(top);
}

/* Keys that choose a call; false: it is none of them. */
static bool
move(struct top *top, int key, int page)
{
	switch (key) {
	case KEY_UP:
	case 'k':
		choose(top, (long)top->at - 1);
		return true;
	case KEY_DOWN:
	case 'j':
		choose(top, (long)top->at + 1);
		return true;
	case KEY_PAGE_UP:
		choose(top, (long)top->at - page);
		return true;
	case KEY_PAGE_DOWN:
		choose(top, (long)top->at + page);
		return true;
	case KEY_HOME:
		choose(top, 0);
		return true;
	case KEY_END:
		choose(top, (long)top->count - 1);
		return true;
	default:
		return false;
	}
}

static void
act(struct top *top, const struct request *request, int key)
{
	switch (key) {
	case KEY_ENTER:
		show(top, request, "show");
		break;
	case 'l':
		show(top, request, "ladder");
		break;
	case KEY_F1:
	case '?':
	case 'h':
		top->help = true;
		break;
	case KEY_F3:
	case '/':
		prompt(top, "Find", top->search);
		break;
	case 'n':
		find(top, top->at + 1);
		break;
	case KEY_F4:
	case '\\':
		prompt(top, "Filter", top->filter);
		break;
	case KEY_F6:
	case '>':
		sort_by(top, 1);
		break;
	case '<':
		sort_by(top, -1);
		break;
	case 'I':
		top->descending = !top->descending;
		top_arrange(top);
		break;
	case 'p':
		tell(top, "pause");
		break;
	case 'r':
		tell(top, "resume");
		break;
	default:
		break;
	}
}

/* Takes a key; false: it is time to leave. */
static bool
take(struct top *top, const struct request *request, int key, int rows)
{
	if (key == KEY_QUIT || key == KEY_F10)
		return false;
	if (key == KEY_NONE || key == KEY_REDRAW)
		return true;
	top->message[0] = '\0';
	if (top->prompt) {
		type(top, key);
		return true;
	}
	if (top->help) {
		top->help = false;
		return true;
	}
	if (key == 'q')
		return false;
	if (!move(top, key, rows > 4 ? rows - 4 : 1))
		act(top, request, key);
	return true;
}

/* Draws the screen at its size of now; returns its lines. */
static int
draw(struct top *top, struct screen *screen)
{
	struct winsize size;
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	bool known = !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) &&
		     size.ws_col > 0 && size.ws_row > 0;
	int rows = known ? size.ws_row : 24;

	screen->width = known ? size.ws_col : 80;
	if (!out)
		return rows;
	top_draw(top, screen, rows, out);
	fclose(out);
	terminal_draw(text, length);
	free(text);
	return rows;
}

static void
run(struct top *top, const struct request *request)
{
	struct screen screen = screen_find();
	int64_t asked_us = 0;
	int rows, key;

	do {
		int64_t now = time_now_us(), wait_us;

		if (now < asked_us || now - asked_us >= EACH_US) {
			top_ask(top);
			top_arrange(top);
			asked_us = now;
		}
		rows = draw(top, &screen);
		wait_us = asked_us + EACH_US - time_now_us();
		key = terminal_key(wait_us > 0 ? (int)(wait_us / 1000) + 1 : 0);
	} while (take(top, request, key, rows));
	terminal_end();
}

int
command_top(const struct request *request, struct catalogue *catalogue)
{
	struct top top = {.sort = TOP_STARTED};
	struct screen screen = screen_find();
	int status = STATUS_DONE;

	(void)catalogue;
	find_socket(request, &top);
	top_ask(&top);
	if (top.error) {
		errno = top.error;
		log_warn("%s", top.path);
		log_warnx("no spanrec answers; name its socket with --socket, "
			  "or its folder with -d");
		status = STATUS_FAILED;
	} else if (terminal_begin()) {
		top_arrange(&top);
		top_draw(&top, &screen, 0, stdout);
	} else {
		run(&top, request);
	}
	top_clear(&top);
	return status;
}
