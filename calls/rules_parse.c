/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules as people write them, key by key or in one line. */
#include <stdarg.h>
#include <stdio.h>

#include "calls/rules_int.h"

#define LOOK_BACK_SECONDS_MAX 3600

/* Reads one value into the rule that is open; false: it is none. */
typedef bool read_fn(struct rules *rules, struct text value);

const char *const rule_keys[] = {"action", "number", "caller", "callee",
    "address", "direction", "source", "vlan", "header", "schedule", "percent",
    "start", "look-back", "messages", "tag", "class", NULL};

static bool __attribute__((format(printf, 2, 3)))
refuse(char error[RULES_ERROR_SIZE], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, RULES_ERROR_SIZE, format, args);
	va_end(args);
	return false;
}

/* The place of 'value' among 'count' names; 'count' when it is none. */
static size_t
place_of(struct text value, const char *const *names, size_t count)
{
	size_t i = 0;

	while (i < count && !(names[i] && text_is(value, names[i])))
		i++;
	return i;
}

/* Copies what is neither empty nor too long. */
static bool
read_text(struct text value, char *out, size_t size)
{
	if (value.len == 0 || value.len >= size ||
	    memchr(value.at, '\0', value.len))
		return false;
	text_copy(out, size, value);
	return true;
}

static bool
read_action(struct rules *rules, struct text value)
{
	static const char *const names[] = {[RULE_RECORD] = "record",
	    [RULE_SKIP] = "skip",
	    [RULE_METADATA] = "metadata-only"};
	size_t found = place_of(value, names, sizeof names / sizeof *names);

	if (found > RULE_METADATA)
		return false;
	rules->open->action = (enum rule_action)found;
	return true;
}

static bool
read_start(struct rules *rules, struct text value)
{
	static const char *const names[] = {[RULE_START_MEDIA] = "media",
	    [RULE_START_ANSWER] = "answer",
	    [RULE_START_DEMAND] = "demand"};
	size_t found = place_of(value, names, sizeof names / sizeof *names);

	rules->open->start = (enum rule_start)found;
	return found < RULE_START_DEFAULT;
}

/* "30", "30s", "2min" */
static bool
read_look_back(struct rules *rules, struct text value)
{
	size_t digits = 0;
	unsigned long seconds, unit = 1;

	while (digits < value.len && value.at[digits] >= '0' &&
	       value.at[digits] <= '9')
		digits++;
	if (text_is(
		(struct text){value.at + digits, value.len - digits}, "min"))
		unit = 60;
	else if (digits < value.len &&
		 !text_is(
		     (struct text){value.at + digits, value.len - digits}, "s"))
		return false;
	value.len = digits;
	if (!text_number(value, LOOK_BACK_SECONDS_MAX / unit, &seconds))
		return false;
	seconds *= unit;
	rules->open->has_look_back = true;
	rules->open->look_back_ns = (int64_t)seconds * NS_PER_SEC;
	return true;
}

static bool
read_messages(struct rules *rules, struct text value)
{
	static const char *const names[] = {"no", "yes", "false", "true"};
	size_t found = place_of(value, names, 4);

	rules->open->has_messages = true;
	rules->open->messages = found % 2 == 1;
	return found < 4;
}

static bool
read_tag(struct rules *rules, struct text value)
{
	struct rule *rule = rules->open;

	return rule->tag_count < RULE_TAGS_MAX &&
	       read_text(value, rule->tags[rule->tag_count++], RULE_TAG_SIZE);
}

static bool
read_class(struct rules *rules, struct text value)
{
	return read_text(value, rules->open->class, RULE_CLASS_SIZE);
}

/* The next term, which asks for 'key'. There is room. */
static struct rule_term *
next_term(struct rules *rules, enum rule_key key)
{
	struct rule_term *term = &rules->terms[rules->term_count];

	*term = (struct rule_term){.key = key};
	return term;
}

/* A pattern of numbers, or else a user's name. */
static bool
read_number(struct rules *rules, struct text value, enum rule_key key)
{
	struct rule_term *term = next_term(rules, key);
	struct number_pattern *pattern = &term->is.number.pattern;

	if (number_pattern_parse(value, pattern))
		return true;
	/* "+49x[" is no name but a mistake. */
	for (size_t i = 0; i < value.len; i++)
		if (strchr("[]* \t:;", value.at[i]))
			return false;
	term->is.number.is_name = true;
	return read_text(value, pattern->text, sizeof pattern->text) &&
	       strpbrk(pattern->text, "abcdefghijklmnopqrstuvwyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWYZ");
}

static bool
read_any_number(struct rules *rules, struct text value)
{
	return read_number(rules, value, RULE_KEY_NUMBER);
}

static bool
read_caller(struct rules *rules, struct text value)
{
	return read_number(rules, value, RULE_KEY_CALLER);
}

static bool
read_callee(struct rules *rules, struct text value)
{
	return read_number(rules, value, RULE_KEY_CALLEE);
}

static bool
read_address(struct rules *rules, struct text value)
{
	return network_parse(
	    value, &next_term(rules, RULE_KEY_ADDRESS)->is.network);
}

static bool
read_direction(struct rules *rules, struct text value)
{
	struct rule_term *term = next_term(rules, RULE_KEY_DIRECTION);

	for (int i = DIRECTION_UNKNOWN; i <= DIRECTION_INTERNAL; i++) {
		term->is.direction = (enum direction)i;
		if (text_is(value, direction_name(term->is.direction)))
			return true;
	}
	return false;
}

static bool
read_source(struct rules *rules, struct text value)
{
	rules->want_sources = true;
	return read_text(value, next_term(rules, RULE_KEY_SOURCE)->is.source,
	    RULE_GLOB_SIZE);
}

static bool
read_vlan(struct rules *rules, struct text value)
{
	rules->want_sources = true;
	return text_number(
	    value, 4095, &next_term(rules, RULE_KEY_VLAN)->is.vlan);
}

/* "X-Recording: no*"; the name alone asks whether there is one. */
static bool
read_header(struct rules *rules, struct text value)
{
	struct rule_term *term = next_term(rules, RULE_KEY_HEADER);
	struct text pattern = value, name = text_cut(&pattern, ':');

	if (name.len == value.len)
		pattern = text_of("*");
	pattern = text_trim(pattern);
	rules->want_headers = true;
	return read_text(
		   text_trim(name), term->is.header.name, RULE_HEADER_SIZE) &&
	       !strpbrk(term->is.header.name, " \t,*") &&
	       read_text(pattern, term->is.header.value, RULE_GLOB_SIZE);
}

static bool
read_schedule(struct rules *rules, struct text value)
{
	return schedule_parse(
	    value, &next_term(rules, RULE_KEY_SCHEDULE)->is.schedule);
}

/* "10", "2.5", "0.25" */
static bool
read_percent(struct rules *rules, struct text value)
{
	struct text fraction = value, whole = text_cut(&fraction, '.');
	unsigned long percent, parts = 0;

	if (!text_number(whole, 100, &percent))
		return false;
	if (whole.len != value.len) {
		if (fraction.len > 2 || !text_number(fraction, 99, &parts))
			return false;
		if (fraction.len == 1)
			parts *= 10;
	}
	percent = percent * (RULE_SHARE_ALL / 100) + parts;
	next_term(rules, RULE_KEY_PERCENT)->is.share = percent;
	return percent <= RULE_SHARE_ALL;
}

/* How each key is read, in the order of rule_keys. */
static const struct {
	read_fn *read;
	bool is_list;
	bool is_term;
	enum rule_key key; /* of a term */
	const char *what;  /* a value is */
} readers[] = {
    {read_action, false, false, 0, "record, skip or metadata-only"},
    {read_any_number, true, true, RULE_KEY_NUMBER,
	"a number, a pattern of numbers such as +4930*, 2xx, 200-399 or "
	"length:3-4, or a user's name"},
    {read_caller, true, true, RULE_KEY_CALLER,
	"a number, a pattern of numbers, or a user's name"},
    {read_callee, true, true, RULE_KEY_CALLEE,
	"a number, a pattern of numbers, or a user's name"},
    {read_address, true, true, RULE_KEY_ADDRESS,
	"an address, or a network such as 192.0.2.0/24"},
    {read_direction, true, true, RULE_KEY_DIRECTION,
	"inbound, outbound, internal or unknown"},
    {read_source, true, true, RULE_KEY_SOURCE,
	"the name of an interface or a file, or a pattern such as eth* for "
	"all that a source is called"},
    {read_vlan, true, true, RULE_KEY_VLAN, "a number up to 4095"},
    {read_header, true, true, RULE_KEY_HEADER,
	"a header such as X-Recording, or with a pattern of its value, such "
	"as \"X-Recording: no*\""},
    {read_schedule, true, true, RULE_KEY_SCHEDULE,
	"hours of the week, such as \"mon-fri 08:00-18:00\""},
    {read_percent, false, true, RULE_KEY_PERCENT, "a share from 0 to 100"},
    {read_start, false, false, 0, "answer, media or demand"},
    {read_look_back, false, false, 0,
	"a time such as 30s or 5min, up to an hour"},
    {read_messages, false, false, 0, "yes or no"},
    {read_tag, true, false, 0, "a tag of up to 31 characters; up to 4 tags"},
    {read_class, false, false, 0, "a class of up to 31 characters"},
};

/* Is 'key' the key 'name', or that as it stands in spanrec.conf? */
static bool
is_key(const char *name, const char *key)
{
	for (; *name && (*name == *key || (*name == '-' && *key == '_'));
	     name++)
		key++;
	return *name == *key;
}

/* The place of a key; that of NULL when it is none. */
static size_t
find_key(const char *key)
{
	size_t i = 0;

	while (rule_keys[i] && !is_key(rule_keys[i], key))
		i++;
	return i;
}

bool
rule_key_is_list(const char *key)
{
	size_t at = find_key(key);

	return rule_keys[at] && readers[at].is_list;
}

/* Gives the open rule a name that no other has. */
static bool
set_name(struct rules *rules, struct text name, char error[RULES_ERROR_SIZE])
{
	struct rule *rule = rules->open;

	if (!read_text(name, rule->name, sizeof rule->name))
		return refuse(error, "a rule has a name of 1 to %d characters",
		    RULE_NAME_SIZE - 1);
	for (size_t i = 0; i < rules->count; i++)
		if (!strcmp(rules->items[i].name, rule->name))
			return refuse(error, "two rules have the name \"%s\"",
			    rule->name);
	return true;
}

bool
rules_begin(struct rules *rules, const char *name, char error[RULES_ERROR_SIZE])
{
	if (rules->count == RULES_MAX)
		return refuse(error, "more than %d rules", RULES_MAX);
	rules->open = &rules->items[rules->count];
	*rules->open = (struct rule){
	    .term_from = rules->term_count, .start = RULE_START_DEFAULT};
	return set_name(rules, text_of(name), error);
}

bool
rules_set(struct rules *rules, const char *key, struct text value,
    char error[RULES_ERROR_SIZE])
{
	size_t at = find_key(key);
	struct rule *rule = rules->open;

	if (!rule_keys[at])
		return refuse(error, "a rule has no \"%s\"", key);
	if (readers[at].is_term && rules->term_count == RULE_TERMS_MAX)
		return refuse(
		    error, "more than %d values in all rules", RULE_TERMS_MAX);
	value = text_trim(value);
	if (!readers[at].read(rules, value))
		return refuse(error, "%s \"%.*s\" is not %s", key,
		    (int)(value.len < 100 ? value.len : 100), value.at,
		    readers[at].what);
	if (readers[at].is_term) {
		rule->keys |= 1u << readers[at].key;
		rules->term_count++;
	}
	return true;
}

bool
rules_end(struct rules *rules, char error[RULES_ERROR_SIZE])
{
	struct rule *rule = rules->open;

	if (rule->action == RULE_NO_ACTION)
		return refuse(error,
		    "the rule \"%s\" has no action: record, skip or "
		    "metadata-only",
		    rule->name);
	rule->term_to = rules->term_count;
	rules->open = NULL;
	rules->count++;
	return true;
}

/* Cuts a value off, which spaces or a comma end, or that stands between double
 * quotes; false when a quote is not closed. */
static bool
cut_value(struct text *rest, struct text *value)
{
	size_t len = 0;

	if (rest->len && rest->at[0] == '"') {
		struct text behind = {rest->at + 1, rest->len - 1};

		*value = text_cut(&behind, '"');
		if (value->len == rest->len - 1)
			return false;
		*rest = behind;
		return true;
	}
	while (len < rest->len && !strchr(", \t", rest->at[len]))
		len++;
	*value = (struct text){rest->at, len};
	rest->at += len;
	rest->len -= len;
	return true;
}

/* "key=value,value": the values of one key, or the name of the rule. */
static bool
read_word(struct rules *rules, struct text *rest, char error[RULES_ERROR_SIZE])
{
	struct text key = text_trim(text_cut(rest, '=')), value;
	bool more;
	char name[32];

	text_copy(name, sizeof name, key);
	do {
		if (!cut_value(rest, &value))
			return refuse(error, "%s: a \" is not closed", name);
		if (!strcmp(name, "name")
			? !set_name(rules, value, error)
			: !rules_set(rules, name, value, error))
			return false;
		more = rest->len && rest->at[0] == ',';
		if (more && !rule_key_is_list(name))
			return refuse(error, "%s has one value", name);
		if (more || rest->len) {
			if (!more && rest->at[0] != ' ' && rest->at[0] != '\t')
				return refuse(
				    error, "%s: spaces follow a value", name);
			rest->at++;
			rest->len--;
		}
	} while (more);
	*rest = text_trim(*rest);
	return true;
}

bool
rules_add_line(
    struct rules *rules, const char *line, char error[RULES_ERROR_SIZE])
{
	struct text rest = text_of(line), action = text_word(&rest);
	char name[RULE_NAME_SIZE];

	rest = text_trim(rest);
	snprintf(name, sizeof name, "rule %zu", rules->count + 1);
	if (!rules_begin(rules, name, error) ||
	    !rules_set(rules, "action", action, error))
		return false;
	while (rest.len) {
		if (!memchr(rest.at, '=', rest.len))
			return refuse(error, "\"%.*s\" is not KEY=VALUE",
			    (int)(rest.len < 100 ? rest.len : 100), rest.at);
		if (!read_word(rules, &rest, error))
			return false;
	}
	return rules_end(rules, error);
}
