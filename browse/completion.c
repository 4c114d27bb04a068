/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview completion: prints a script by which a shell completes command
 * lines of spanview, made of the tables that it reads them by; and the ids of
 * the last calls, which these scripts ask for.
 */
#include "browse/browse.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "browse/options_int.h"

#define IDS_SHOWN 50

/* What is between "|" in the words of a command, "" when they are no choice. */
static const char *
choice_of(const struct command *command, char *out, size_t size)
{
	size_t len = command->words ? strcspn(command->words, " ") : 0;

	out[0] = '\0';
	if (len == 0 || len >= size || !memchr(command->words, '|', len))
		return out;
	memcpy(out, command->words, len);
	out[len] = '\0';
	for (char *at = out; *at; at++) {
		if (*at == '|')
			*at = ' ';
	}
	return out;
}

enum wants {
	WANTS_ANYTHING, /* which nobody can guess */
	WANTS_FILE,
	WANTS_FOLDER,
};

static enum wants
wants_of(const struct option_row *row)
{
	static const char *const files[] = {"FILE", "F", "PATH"};
	static const char *const folders[] = {"DIR", "FOLDER"};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (!strcmp(row->argument, files[i]))
			return WANTS_FILE;
	}
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		if (!strcmp(row->argument, folders[i]))
			return WANTS_FOLDER;
	}
	return WANTS_ANYTHING;
}

/* Is an option of the same name before it? */
static bool
is_second(size_t number)
{
	for (size_t i = 0; i < number; i++) {
		if (!strcmp(option_rows[i].name, option_rows[number].name))
			return true;
	}
	return false;
}

static void
put_words(const char *const *words)
{
	for (; words && *words; words++)
		printf("%s%s", *words, words[1] ? " " : "");
}

static const char bash_head[] =
    "# bash completion of spanview, made by: spanview completion bash\n"
    "_spanview() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "  local program=${COMP_WORDS[0]/#\\~/$HOME} command='' words=''\n"
    "  local count=0 i\n"
    "  local -a folder=()\n"
    "  COMPREPLY=()\n"
    "  # \"--state=ended\" comes as three words.\n"
    "  [[ $cur == = ]] && cur=\n"
    "  [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
    "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "    case ${COMP_WORDS[i]} in\n"
    "    -d | --directory)\n"
    "      [[ ${COMP_WORDS[i+1]} == = ]] && ((i++))\n"
    "      ((++i < COMP_CWORD)) &&\n"
    "        folder=(-d \"${COMP_WORDS[i]/#\\~/$HOME}\")\n"
    "      ;;\n";

static const char bash_tail[] =
    "  # shellcheck disable=SC2207 # ids and words have no spaces\n"
    "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
    "}\n"
    "complete -F _spanview spanview\n";

/* A pattern of the options that want 'kind' and have no words of their own;
 * or of all that have an argument but the folder. */
static void
put_bash_pattern(enum wants kind, bool all)
{
	const char *gap = "";

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_rows[i];

		if (!row->argument || is_second(i) ||
		    (all && i == OPTION_DIRECTORY) ||
		    (!all && (row->words || wants_of(row) != kind)))
			continue;
		if (row->letter)
			printf("%s-%c", gap, row->letter);
		printf("%s--%s", row->letter ? " | " : gap, row->name);
		gap = " | ";
	}
	puts(")");
}

/* What may follow the option before. */
static void
put_bash_arguments(void)
{
	puts("  case $prev in");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_rows[i];

		if (!row->words || is_second(i))
			continue;
		printf("  --%s)\n    words='", row->name);
		put_words(row->words);
		puts("' ;;");
	}
	fputs("  ", stdout);
	put_bash_pattern(WANTS_FILE, false);
	puts("    compopt -o filenames 2>/dev/null\n"
	     "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	     "    return ;;");
	fputs("  ", stdout);
	put_bash_pattern(WANTS_FOLDER, false);
	puts("    compopt -o filenames 2>/dev/null\n"
	     "    mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
	     "    return ;;");
	fputs("  ", stdout);
	put_bash_pattern(WANTS_ANYTHING, false);
	puts("    return ;;\n"
	     "  esac");
}

static void
put_bash_options(const struct command *command)
{
	printf("    %s)\n      words='", command ? command->name : "*");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (command ? option_is_of(command, i)
			    : i == OPTION_DIRECTORY || i == OPTION_HELP ||
				  i == OPTION_VERSION)
			printf("--%s ", option_rows[i].name);
	}
	puts("' ;;");
}

/* What may follow a command. */
static void
put_bash_words(const struct command *command)
{
	char choice[64];

	if (!command->words)
		return;
	if (!strncmp(command->words, "ID", 2))
		printf("    %s)\n      %swords=$(\"$program\" "
		       "\"${folder[@]}\" completion ids 2>/dev/null) ;;\n",
		    command->name,
		    strncmp(command->words, "ID...", 5) ? "((count)) || " : "");
	else if (choice_of(command, choice, sizeof choice)[0])
		printf("    %s)\n      ((count)) || words='%s' ;;\n",
		    command->name, choice);
}

static void
put_bash(const struct command *commands)
{
	fputs(bash_head, stdout);
	fputs("    ", stdout);
	put_bash_pattern(WANTS_ANYTHING, true);
	puts("      [[ ${COMP_WORDS[i+1]} == = ]] && ((i++))\n"
	     "      ((i++)) ;;\n"
	     "    -* | =) ;;\n"
	     "    *)\n"
	     "      if [[ $command ]]; then\n"
	     "        ((count++))\n"
	     "      else\n"
	     "        command=${COMP_WORDS[i]}\n"
	     "      fi\n"
	     "      ;;\n"
	     "    esac\n"
	     "  done");
	put_bash_arguments();
	puts("  if [[ $words ]]; then\n"
	     "    :\n"
	     "  elif [[ $cur == -* ]]; then\n"
	     "    case $command in");
	for (const struct command *it = commands; it->name; it++)
		put_bash_options(it);
	put_bash_options(NULL);
	puts("    esac\n"
	     "  elif [[ -z $command ]]; then");
	fputs("    words='", stdout);
	for (const struct command *it = commands; it->name; it++)
		printf("%s%s", it->name, it[1].name ? " " : "'\n");
	puts("  else\n"
	     "    case $command in");
	for (const struct command *it = commands; it->name; it++)
		put_bash_words(it);
	puts("    esac\n"
	     "  fi");
	fputs(bash_tail, stdout);
}

/* Text within single quotes, where 'special' ones have a backslash. */
static void
put_quoted(const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs("'\\''", stdout);
			continue;
		}
		if (strchr(special, *text))
			putchar('\\');
		putchar(*text);
	}
}

static void
put_zsh_option(const struct option_row *row)
{
	fputs("      ", stdout);
	if (row->letter)
		printf("'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name,
		    row->letter, row->argument ? "+" : "", row->name,
		    row->argument ? "=" : "");
	else
		printf("'--%s%s[", row->name, row->argument ? "=" : "");
	put_quoted(row->help, "[]\\");
	putchar(']');
	if (row->argument) {
		putchar(':');
		put_quoted(row->argument, ":");
		putchar(':');
	}
	if (row->words) {
		putchar('(');
		put_words(row->words);
		putchar(')');
	} else if (row->argument && wants_of(row) == WANTS_FILE) {
		fputs("_files", stdout);
	} else if (row->argument && wants_of(row) == WANTS_FOLDER) {
		fputs("_directories", stdout);
	}
	puts("' \\");
}

static void
put_zsh_command(const struct command *command)
{
	char choice[64];

	printf("  %s)\n    _arguments \\\n", command->name);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (option_is_of(command, i))
			put_zsh_option(&option_rows[i]);
	}
	if (command->words && !strncmp(command->words, "ID", 2))
		printf("      '%s:id:_spanview_ids'",
		    strncmp(command->words, "ID...", 5) ? "1" : "*");
	else if (choice_of(command, choice, sizeof choice)[0])
		printf("      '1: :(%s)'", choice);
	else
		printf("      '*: :'");
	puts(" ;;");
}

static void
put_zsh(const struct command *commands)
{
	puts("#compdef spanview\n"
	     "# zsh completion of spanview, made by: spanview completion zsh\n"
	     "_spanview_ids() {\n"
	     "  local -a ids\n"
	     "  ids=(${(f)\"$(_call_program ids spanview "
	     "${(q)spanview_folder} completion ids 2>/dev/null)\"})\n"
	     "  compadd -V ids -a ids\n"
	     "}\n"
	     "_spanview() {\n"
	     "  local curcontext=$curcontext state line i\n"
	     "  local -a commands spanview_folder\n"
	     "  typeset -A opt_args\n"
	     "  for ((i = 1; i < $#words; i++)); do\n"
	     "    case $words[i] in\n"
	     "    -d | --directory) spanview_folder=(-d $words[i+1]) ;;\n"
	     "    --directory=*) spanview_folder=(-d ${words[i]#*=}) ;;\n"
	     "    esac\n"
	     "  done\n"
	     "  commands=(");
	for (const struct command *it = commands; it->name; it++) {
		printf("    '%s:", it->name);
		put_quoted(it->what, "\\");
		puts("'");
	}
	puts("  )\n"
	     "  _arguments -C \\");
	put_zsh_option(&option_rows[OPTION_DIRECTORY]);
	put_zsh_option(&option_rows[OPTION_HELP]);
	put_zsh_option(&option_rows[OPTION_VERSION]);
	puts("      '1:command:->command' '*::argument:->argument' && return\n"
	     "  if [[ $state == command ]]; then\n"
	     "    _describe command commands\n"
	     "    return\n"
	     "  fi\n"
	     "  case $words[1] in");
	for (const struct command *it = commands; it->name; it++)
		put_zsh_command(it);
	puts("  esac\n"
	     "}\n"
	     "_spanview \"$@\"");
}

static int
put_id(const struct call_view *view, void *arg)
{
	(void)arg;
	puts(view->call.uid);
	return 0;
}

/* The ids of the last calls. */
static int
put_ids(const char *folder)
{
	const struct call_filter filter = {
	    .newest_first = true, .limit = IDS_SHOWN};
	struct catalogue *catalogue = NULL;
	int error = catalogue_open(folder, CATALOGUE_READ, &catalogue);

	if (error)
		return STATUS_FAILED;
	error = query_calls(catalogue, &filter, put_id, NULL);
	return catalogue_close(catalogue) || error ? STATUS_FAILED
						   : STATUS_DONE;
}

int
command_completion(const struct request *request, struct catalogue *catalogue)
{
	const char *what = request->words[0];

	(void)catalogue;
	if (!strcmp(what, "ids"))
		return put_ids(request->folder);
	if (!strcmp(what, "bash")) {
		put_bash(request->commands);
	} else if (!strcmp(what, "zsh")) {
		put_zsh(request->commands);
	} else {
		log_warnx(
		    "there is no \"%s\": there are bash, zsh and ids", what);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}
