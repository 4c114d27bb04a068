/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads output of the form "key : value"; see show.h. */
#include "spanctl/show.h"

#include <errno.h>

/* How types are called, the longer first: "Remote Source Session". */
static const struct {
	const char *part;
	enum session_type type;
} types[] = {
    {"erspan dest", SESSION_ERSPAN_DESTINATION},
    {"erspan-dest", SESSION_ERSPAN_DESTINATION},
    {"erspan", SESSION_ERSPAN_SOURCE},
    {"remote dest", SESSION_RSPAN_DESTINATION},
    {"remote-dest", SESSION_RSPAN_DESTINATION},
    {"rspan-dest", SESSION_RSPAN_DESTINATION},
    {"remote", SESSION_RSPAN_SOURCE},
    {"rspan", SESSION_RSPAN_SOURCE},
    {"capture", SESSION_CAPTURE},
    {"local", SESSION_LOCAL},
};

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Is 'part', in small letters, anywhere in 'text'? */
static bool
contains(struct text text, const char *part)
{
	size_t len = strlen(part);

	for (size_t i = 0; i + len <= text.len; i++) {
		if (!strncasecmp(text.at + i, part, len))
			return true;
	}
	return false;
}

/* Equal but for case and the number of blanks. */
static bool
key_is(struct text key, const char *wanted)
{
	size_t i = 0;

	while (i < key.len && *wanted) {
		if (small(key.at[i]) != small(*wanted) &&
		    !(key.at[i] == '\t' && *wanted == ' '))
			return false;
		if (*wanted == ' ')
			while (i + 1 < key.len &&
			       (key.at[i + 1] == ' ' || key.at[i + 1] == '\t'))
				i++;
		i++;
		wanted++;
	}
	return i == key.len && !*wanted;
}

struct session *
show_session(struct show_reader *reader)
{
	return reader->list->count && !reader->refused
		   ? &reader->list->at[reader->list->count - 1]
		   : NULL;
}

bool
show_is_id(struct text id)
{
	for (size_t i = 0; i < id.len; i++) {
		if (id.at[i] <= ' ' || id.at[i] > '~')
			return false;
	}
	return id.len != 0;
}

struct session *
show_begin(struct show_reader *reader, struct text id)
{
	struct session *last;

	reader->section = SHOW_NOTHING;
	reader->recognised = true;
	reader->refused = !show_is_id(id);
	if (reader->refused)
		return NULL;
	last = show_session(reader);
	if (last && id.len < sizeof last->id &&
	    text_equal(text_of(last->id), id))
		return last;
	last = session_list_add(reader->list, id);
	if (last)
		last->type = reader->format->type;
	else
		reader->error =
		    reader->list->count >= SESSIONS_MAX ? E2BIG : ENOMEM;
	return last;
}

struct session *
show_again(struct show_reader *reader, struct text id)
{
	struct session_list *list = reader->list;
	char name[SESSION_ID_SIZE];
	struct session *found;
	struct session kept;

	if (id.len >= sizeof name)
		return NULL;
	text_copy(name, sizeof name, id);
	found = session_list_find(list, name);
	if (!found)
		return NULL;
	kept = *found;
	*found = list->at[list->count - 1];
	list->at[list->count - 1] = kept;
	return show_begin(reader, text_of(name));
}

static void
take_type(struct session *session, struct text value)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (contains(value, types[i].part)) {
			session->type = types[i].type;
			return;
		}
	}
}

static void
take_state(struct session *session, struct text value)
{
	if (contains(value, "down") || contains(value, "disable") ||
	    contains(value, "inactive") || contains(value, "incomplete"))
		session->state = SESSION_STATE_DOWN;
	else if (contains(value, "up") || contains(value, "enable") ||
		 contains(value, "active"))
		session->state = SESSION_STATE_UP;
}

static bool
has_digit(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] >= '0' && text.at[i] <= '9')
			return true;
	}
	return false;
}

/* Where the ports of a list go. */
struct target {
	struct show_reader *reader;
	struct mirror_ports *ports;
	enum direction direction;
};

static int
add_port(struct text name, void *arg)
{
	struct target *target = arg;
	const struct port_names *names = target->reader->format->names;
	struct text rest = name;
	struct text port = text_cut(&rest, '('); /* "Et1(Acl:voice)" */
	int error;

	if (port.len == 0 || (!has_digit(port) && !port_known(names, port)) ||
	    text_is(port, "none"))
		return 0;
	error = mirror_ports_add(target->ports, names, port, target->direction);
	return error == EBADMSG ? 0 : error;
}

void
show_ports(struct show_reader *reader, bool source, struct text list,
    enum direction direction)
{
	struct session *session = show_session(reader);
	struct target target = {reader, NULL, direction};
	int error;

	if (!session)
		return;
	target.ports = source ? &session->sources : &session->destinations;
	if (!source)
		target.direction = DIRECTION_NONE;
	else if (direction == DIRECTION_NONE) /* a word cut short */
		target.direction = DIRECTION_BOTH;
	error = port_list_each(reader->format->names, list, add_port, &target);
	if (error && error != EBADMSG)
		reader->error = error;
}

/* Of a word that is no VLAN nothing is kept: "None", "All". */
static void
take_vlans(uint8_t set[VLANS], struct text list, enum direction direction)
{
	uint8_t copy[VLANS];

	memcpy(copy, set, sizeof copy);
	if (vlans_add(copy, list, (uint8_t)direction) == 0)
		memcpy(set, copy, sizeof copy);
}

/* A list of what has begun. */
static void
take_list(struct show_reader *reader, struct text list)
{
	struct session *session = show_session(reader);

	if (list.len == 0 || !session)
		return;
	switch (reader->section) {
	case SHOW_SOURCES:
		show_ports(reader, true, list, reader->direction);
		break;
	case SHOW_SOURCE_VLANS:
		take_vlans(session->source_vlans, list, reader->direction);
		break;
	case SHOW_DESTINATIONS:
		show_ports(reader, false, list, DIRECTION_NONE);
		break;
	default:
		break;
	}
}

static void
begin_list(struct show_reader *reader, enum show_field section,
    enum direction direction, struct text list)
{
	reader->section = section;
	reader->direction = direction;
	take_list(reader, list);
}

static void
take_word(char *out, struct text value)
{
	struct text rest = value;
	struct text word = text_word(&rest);

	if (!text_is(word, "none") && !text_is(word, "-") &&
	    !contains(value, "not specified"))
		text_copy(out, SESSION_WORD_SIZE, word);
}

static void
take_number(unsigned *out, struct text value)
{
	unsigned long number;

	if (text_number(text_word(&value), UINT32_MAX, &number))
		*out = (unsigned)number;
}

/* Members that are one word or number. */
static void
take_member(struct session *session, enum show_field field, struct text value)
{
	switch (field) {
	case SHOW_TYPE:
		take_type(session, value);
		break;
	case SHOW_STATE:
		take_state(session, value);
		break;
	case SHOW_FILTER_VLANS:
		take_vlans(session->filter_vlans, value, DIRECTION_RX);
		break;
	case SHOW_FILTER_ACL:
		take_word(session->filter_acl, value);
		break;
	case SHOW_RSPAN_TO:
	case SHOW_RSPAN_FROM:
		take_number(&session->rspan_vlan, value);
		break;
	case SHOW_ERSPAN_ID:
		take_number(&session->erspan_id, value);
		break;
	case SHOW_ERSPAN_TO:
		take_word(session->erspan_to, value);
		break;
	case SHOW_ERSPAN_FROM:
		take_word(session->erspan_from, value);
		break;
	case SHOW_MTU:
		take_number(&session->mtu, value);
		break;
	case SHOW_ENCAPSULATION:
		take_word(session->encapsulation, value);
		break;
	case SHOW_INGRESS:
		session->ingress = contains(value, "enable");
		break;
	default:
		break;
	}
}

void
show_take(struct show_reader *reader, enum show_field field, struct text value)
{
	struct session *session = show_session(reader);

	if (field == SHOW_SESSION) {
		if (value.len)
			show_begin(reader, value);
		return;
	}
	if (!session)
		return;
	switch (field) {
	case SHOW_SOURCES:
	case SHOW_SOURCE_VLANS:
	case SHOW_DESTINATIONS:
		begin_list(reader, field, DIRECTION_BOTH, value);
		break;
	case SHOW_SOURCES_RX:
		begin_list(reader, SHOW_SOURCES, DIRECTION_RX, value);
		break;
	case SHOW_SOURCES_TX:
		begin_list(reader, SHOW_SOURCES, DIRECTION_TX, value);
		break;
	case SHOW_VLANS_RX:
		begin_list(reader, SHOW_SOURCE_VLANS, DIRECTION_RX, value);
		break;
	case SHOW_VLANS_TX:
		begin_list(reader, SHOW_SOURCE_VLANS, DIRECTION_TX, value);
		break;
	case SHOW_RX:
		begin_list(reader, reader->section, DIRECTION_RX, value);
		break;
	case SHOW_TX:
		begin_list(reader, reader->section, DIRECTION_TX, value);
		break;
	case SHOW_BOTH:
		begin_list(reader, reader->section, DIRECTION_BOTH, value);
		break;
	default:
		reader->section = SHOW_NOTHING;
		take_member(session, field, value);
		break;
	}
}

/* "Session 1", "Mirroring group 1:"; the id, or empty. */
static struct text
header_id(const struct show_format *format, struct text line)
{
	size_t len = format->header ? strlen(format->header) : 0;
	struct text id, rest;

	if (len == 0 || line.len <= len ||
	    strncasecmp(line.at, format->header, len) ||
	    (line.at[len] != ' ' && line.at[len] != '\t'))
		return (struct text){NULL, 0};
	rest = text_trim((struct text){line.at + len, line.len - len});
	while (rest.len && rest.at[rest.len - 1] == ':')
		rest.len--;
	id = text_word(&rest);
	if (text_trim(rest).len || memchr(id.len ? id.at : "", ':', id.len))
		return (struct text){NULL, 0};
	return id;
}

static const struct show_key *
find_key(const struct show_format *format, struct text key)
{
	for (const struct show_key *at = format->keys; at && at->key; at++) {
		if (key_is(key, at->key))
			return at;
	}
	return NULL;
}

/* A list that goes on, or that has one port a line: "Et48 : active",
 * "GigabitEthernet1/0/6  Both". */
static void
take_item(struct show_reader *reader, struct text line)
{
	enum direction direction = reader->direction;
	struct text rest = line;
	struct text word = text_word(&rest);
	struct text name = text_cut(&word, ':');

	if (reader->section != SHOW_SOURCES &&
	    reader->section != SHOW_DESTINATIONS)
		return;
	if (!has_digit(name) && !text_is(name, "cpu"))
		return;
	name = text_cut(&name, ',');
	if (!port_known(reader->format->names, name))
		return;
	if (memchr(line.at, ':', line.len)) {
		take_list(reader, name);
		return;
	}
	while (line.len && line.at[line.len - 1] != ' ' &&
	       line.at[line.len - 1] != '\t')
		line.len--;
	word = (struct text){line.at + line.len,
	    (size_t)(rest.at + rest.len - line.at) - line.len};
	if (rest.len && direction_of(word) != DIRECTION_NONE) {
		reader->direction = direction_of(word);
		take_list(reader, line);
		reader->direction = direction;
	} else {
		line.len += word.len;
		take_list(reader, line);
	}
}

static bool
is_rule(struct text line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (!memchr("-=+ \t", line.at[i], 5))
			return false;
	}
	return true;
}

static bool
says_nothing(const struct show_format *format, struct text line)
{
	for (const char *const *at = format->nothing; at && *at; at++) {
		if (contains(line, *at))
			return true;
	}
	return false;
}

static void
take_line(struct show_reader *reader, struct text line)
{
	const struct show_format *format = reader->format;
	const struct show_key *known;
	struct text value, key, id;

	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	if (format->line && format->line(reader, line)) {
		reader->recognised = true;
		return;
	}
	line = text_trim(line);
	if (is_rule(line))
		return;
	id = header_id(format, line);
	if (id.len) {
		reader->nested = false;
		show_begin(reader, id);
		return;
	}
	if (says_nothing(format, line)) {
		reader->recognised = true;
		return;
	}
	value = line;
	key = text_trim(text_cut(&value, ':'));
	known = value.at ? find_key(format, key) : NULL;
	if (known)
		show_take(reader, known->field, text_trim(value));
	else
		take_item(reader, line);
}

int
show_parse(const struct show_format *format, struct text output,
    struct session_list *list)
{
	struct show_reader reader = {.format = format, .list = list};

	while (output.len && !reader.error)
		take_line(&reader, text_cut(&output, '\n'));
	if (!reader.error && !reader.recognised)
		return EBADMSG;
	return reader.error;
}
