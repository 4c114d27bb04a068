/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds words of a file of settings; see position.h. */
#include "base/position.h"

#include <stdbool.h>

/* Reads the file word by word. */
struct scanner {
	struct text file;
	size_t at;
	unsigned line, column; /* of 'at' */
	struct text word;      /* without its quotes */
	struct position where; /* of the word */
};

static char
here(const struct scanner *scanner)
{
	return scanner->at < scanner->file.len ? scanner->file.at[scanner->at]
					       : '\0';
}

static bool
at_end(const struct scanner *scanner)
{
	return scanner->at >= scanner->file.len;
}

static void
step(struct scanner *scanner)
{
	if (here(scanner) == '\n') {
		scanner->line++;
		scanner->column = 0;
	}
	scanner->column++;
	scanner->at++;
}

static bool
ahead_is(const struct scanner *scanner, const char *what)
{
	struct text rest = {
	    scanner->file.at + scanner->at, scanner->file.len - scanner->at};

	return text_starts_with(rest, what);
}

static void
skip_comment(struct scanner *scanner)
{
	if (ahead_is(scanner, "/*")) {
		while (!at_end(scanner) && !ahead_is(scanner, "*/"))
			step(scanner);
		if (!at_end(scanner)) {
			step(scanner);
			step(scanner);
		}
		return;
	}
	while (!at_end(scanner) && here(scanner) != '\n')
		step(scanner);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_alone(char c)
{
	return c != '\0' && strchr("{}=+,()", c);
}

static void
read_quoted(struct scanner *scanner)
{
	char quote = here(scanner);

	step(scanner);
	scanner->word.at = scanner->file.at + scanner->at;
	while (!at_end(scanner) && here(scanner) != quote) {
		if (here(scanner) == '\\')
			step(scanner);
		if (!at_end(scanner))
			step(scanner);
	}
	scanner->word.len =
	    (size_t)(scanner->file.at + scanner->at - scanner->word.at);
	if (!at_end(scanner))
		step(scanner);
}

/* The next word; false at the end. */
static bool
next(struct scanner *scanner)
{
	while (!at_end(scanner)) {
		if (here(scanner) == '#' || ahead_is(scanner, "//") ||
		    ahead_is(scanner, "/*"))
			skip_comment(scanner);
		else if (is_space(here(scanner)))
			step(scanner);
		else
			break;
	}
	if (at_end(scanner))
		return false;
	scanner->where = (struct position){scanner->line, scanner->column};
	if (here(scanner) == '"' || here(scanner) == '\'') {
		read_quoted(scanner);
		return true;
	}
	scanner->word = (struct text){scanner->file.at + scanner->at, 1};
	if (is_alone(here(scanner))) {
		step(scanner);
		return true;
	}
	scanner->word.len = 0;
	while (!at_end(scanner) && !is_space(here(scanner)) &&
	       !is_alone(here(scanner)) && here(scanner) != '"') {
		scanner->word.len++;
		step(scanner);
	}
	if (scanner->word.len == 0) /* a quote amid a word */
		step(scanner);
	return true;
}

static bool
word_is(const struct scanner *scanner, const char *wanted)
{
	return text_equal(scanner->word, text_of(wanted));
}

/* Goes behind the "{" of the section; false when it is not there. */
static bool
enter(struct scanner *scanner, const char *kind, const char *title,
    struct position *found)
{
	while (next(scanner)) {
		struct position where = scanner->where;

		if (!word_is(scanner, kind) || !next(scanner) ||
		    !word_is(scanner, title))
			continue;
		*found = where;
		return next(scanner) && word_is(scanner, "{");
	}
	return false;
}

struct position
position_find(struct text file, const char *kind, const char *title,
    const char *option, const char *value)
{
	struct scanner scanner = {.file = file, .line = 1, .column = 1};
	struct position found = {1, 1};
	int depth = 0;
	bool inside = false;

	if (kind && !enter(&scanner, kind, title, &found))
		return found;
	while (option && next(&scanner)) {
		if (word_is(&scanner, "{"))
			depth++;
		else if (word_is(&scanner, "}") && --depth < 0)
			break;
		if (depth == 0 && word_is(&scanner, option)) {
			found = scanner.where;
			inside = true;
			if (!value)
				break;
		} else if (inside && value && word_is(&scanner, value)) {
			found = scanner.where;
			break;
		}
	}
	return found;
}

struct position
position_in_line(struct text file, unsigned line, struct text token)
{
	struct scanner scanner = {.file = file, .line = 1, .column = 1};
	struct position found = {line, 1};
	bool first = true;

	while (next(&scanner) && scanner.where.line <= line) {
		if (scanner.where.line < line)
			continue;
		if (first)
			found = scanner.where;
		first = false;
		/* The last: reading stopped there. */
		if (token.len && text_equal(scanner.word, token))
			found = scanner.where;
	}
	return found;
}

struct position
position_unclosed(struct text file)
{
	struct scanner scanner = {.file = file, .line = 1, .column = 1};
	struct position open[4]; /* sections and lists go two deep */
	size_t depth = 0;

	while (next(&scanner)) {
		if (word_is(&scanner, "{") && depth < 4)
			open[depth++] = scanner.where;
		else if (word_is(&scanner, "}") && depth)
			depth--;
	}
	return depth ? open[depth - 1] : (struct position){0, 0};
}
