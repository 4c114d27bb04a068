/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SNMP by net-snmp, in its interface of single sessions; see snmp.h. */
#include <errno.h>
#include <net-snmp/net-snmp-config.h>
/* The first has to be the first. */
#include <net-snmp/net-snmp-includes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "spanctl/secret.h"
#include "spanctl/snmp.h"

#define RETRIES 2
#define REPETITIONS 24     /* objects in an answer of a walk */
#define PASSPHRASE_LEAST 8 /* RFC 3414, section 11.2 */

_Static_assert(sizeof(oid) == sizeof(unsigned long), "names are copied");

struct agent {
	struct agent_login login;
	void *session;
	const char *refusal;
};

/* No files of MIBs, of users, of the library: only what the plan says. */
static void
start_library(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	snmp_disable_log();
	init_snmp("spanctl");
}

struct snmp_name
agent_name_of(const char *text)
{
	struct snmp_name name = {.len = 0};
	struct text rest = text_of(text);
	unsigned long number;

	while (rest.len && name.len < SNMP_NAME_MAX &&
	       text_number(text_cut(&rest, '.'), UINT32_MAX, &number))
		name.at[name.len++] = number;
	return name;
}

/* A passphrase becomes a key of 'out'; it is wiped afterwards. */
static int
make_key(const struct agent_login *login, const char *where,
    netsnmp_session *out, bool privacy)
{
	struct secret secret;
	u_char *key = privacy ? out->securityPrivKey : out->securityAuthKey;
	size_t *len =
	    privacy ? &out->securityPrivKeyLen : &out->securityAuthKeyLen;
	int error = secret_read(where, &secret);

	if (error)
		return error;
	*len = privacy ? USM_PRIV_KU_LEN : USM_AUTH_KU_LEN;
	if (strlen(secret.text) < PASSPHRASE_LEAST) {
		log_warnx("%s: a passphrase of SNMP has %d characters at least",
		    login->name, PASSPHRASE_LEAST);
		error = EINVAL;
	} else if (generate_Ku(out->securityAuthProto,
		       (u_int)out->securityAuthProtoLen,
		       (const u_char *)secret.text, strlen(secret.text), key,
		       len) != SNMPERR_SUCCESS) {
		log_warnx(
		    "%s: no key can be made of the passphrase", login->name);
		error = EINVAL;
	}
	secret_clear(&secret);
	return error;
}

/* The user, its keys, and what they are used with. */
static int
set_user(const struct agent_login *login, netsnmp_session *session)
{
	int auth = usm_lookup_auth_type(login->auth);
	int cipher = usm_lookup_priv_type(login->cipher);
	int error;

	if (auth < 0 || cipher < 0) {
		log_warnx("%s: this net-snmp has no %s", login->name,
		    auth < 0 ? login->auth : login->cipher);
		return ENOTSUP;
	}
	session->version = SNMP_VERSION_3;
	session->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
	session->securityName = strdup(login->user);
	session->securityNameLen = strlen(login->user);
	session->securityAuthProto =
	    sc_get_auth_oid(auth, &session->securityAuthProtoLen);
	session->securityPrivProto =
	    sc_get_priv_oid(cipher, &session->securityPrivProtoLen);
	error = make_key(login, login->secret, session, false);
	if (!error)
		error = make_key(login,
		    login->privacy[0] ? login->privacy : login->secret, session,
		    true);
	return session->securityName ? error : ENOMEM;
}

static int
set_community(const struct agent_login *login, struct secret *secret,
    netsnmp_session *session)
{
	int error = secret_read(login->secret, secret);

	session->version = SNMP_VERSION_2c;
	session->community = (u_char *)secret->text;
	session->community_len = error ? 0 : strlen(secret->text);
	return error;
}

/* What the library has against it, for people. */
static int
fail(const struct agent_login *login, int code, const char *what)
{
	const char *why = snmp_api_errstring(code);

	if (code == SNMPERR_TIMEOUT)
		log_warnx("%s: no answer by SNMP within %u s: is it on, and "
			  "%s?",
		    login->name, login->timeout_s,
		    login->user[0] ? "may this host ask"
				   : "is the community right");
	else
		log_warnx("%s: %s: %s", login->name, what, why);
	if (code == SNMPERR_TIMEOUT)
		return ETIMEDOUT;
	return code == SNMPERR_AUTHENTICATION_FAILURE ||
		       code == SNMPERR_UNKNOWN_USER_NAME ||
		       code == SNMPERR_USM_AUTHENTICATIONFAILURE ||
		       code == SNMPERR_USM_UNKNOWNSECURITYNAME
		   ? EACCES
		   : EPROTO;
}

int
agent_open(const struct agent_login *login, struct agent **out)
{
	struct agent *agent;
	struct secret secret = {""};
	char peer[512];
	netsnmp_session session;
	int error, code = 0, unused;

	if (!login->secret[0]) {
		log_warnx("%s: wants a passphrase or community, and the plan "
			  "names no secret",
		    login->name);
		return EACCES;
	}
	agent = calloc(1, sizeof *agent);
	if (!agent)
		return ENOMEM;
	start_library();
	agent->login = *login;
	snmp_sess_init(&session);
	snprintf(peer, sizeof peer, "udp:%s:%u", login->address,
	    login->port ? login->port : 161U);
	session.peername = peer;
	session.retries = RETRIES;
	session.timeout = (long)login->timeout_s * ONE_SEC / (RETRIES + 1);
	error = login->user[0] ? set_user(login, &session)
			       : set_community(login, &secret, &session);
	if (!error) {
		agent->session = snmp_sess_open(&session);
		if (!agent->session) {
			snmp_error(&session, &unused, &code, NULL);
			error = fail(login, code, login->address);
		}
	}
	secret_clear(&secret);
	explicit_bzero(session.securityAuthKey, sizeof session.securityAuthKey);
	explicit_bzero(session.securityPrivKey, sizeof session.securityPrivKey);
	free(session.securityName);
	if (error)
		agent_close(agent);
	else
		*out = agent;
	return error;
}

void
agent_close(struct agent *agent)
{
	if (agent->session)
		snmp_sess_close(agent->session);
	free(agent);
}

/* Sends 'pdu', which is released; the caller frees '*answer'. */
static int
ask(struct agent *agent, netsnmp_pdu *pdu, netsnmp_pdu **answer)
{
	int code = 0, unused;
	char *text = NULL;
	int status = snmp_sess_synch_response(agent->session, pdu, answer);

	if (status == STAT_SUCCESS && *answer)
		return 0;
	snmp_sess_error(agent->session, &unused, &code, &text);
	free(text);
	return fail(&agent->login,
	    status == STAT_TIMEOUT ? SNMPERR_TIMEOUT : code, "SNMP");
}

/* The value in a form without net-snmp; false for what is no value. */
static bool
take_value(const netsnmp_variable_list *variable, struct snmp_object *object)
{
	switch (variable->type) {
	case ASN_INTEGER:
	case ASN_COUNTER:
	case ASN_GAUGE:
	case ASN_TIMETICKS:
		object->number = (unsigned long)*variable->val.integer;
		return true;
	case ASN_COUNTER64:
		object->number = variable->val.counter64->high << 32 |
				 variable->val.counter64->low;
		return true;
	case ASN_OCTET_STR:
	case ASN_IPADDRESS:
		object->size = variable->val_len < SNMP_BYTES_MAX
				   ? variable->val_len
				   : SNMP_BYTES_MAX - 1;
		memcpy(object->bytes, variable->val.string, object->size);
		object->bytes[object->size] = '\0';
		return true;
	default:
		return variable->type != SNMP_ENDOFMIBVIEW &&
		       variable->type != SNMP_NOSUCHOBJECT &&
		       variable->type != SNMP_NOSUCHINSTANCE;
	}
}

/* What a walk has come to. */
struct walk {
	struct snmp_name root;
	oid last[MAX_OID_LEN];
	size_t last_len;
	size_t count;
	snmp_fn *fn;
	void *arg;
	bool over;
};

static int
take_variable(struct walk *walk, const netsnmp_variable_list *variable)
{
	struct snmp_object object = {.number = 0};

	/* Behind the root, or an agent that goes round in circles. */
	if (variable->name_length <= walk->root.len ||
	    memcmp(
		variable->name, walk->root.at, walk->root.len * sizeof(oid)) ||
	    snmp_oid_compare(variable->name, variable->name_length, walk->last,
		walk->last_len) <= 0 ||
	    !take_value(variable, &object)) {
		walk->over = true;
		return 0;
	}
	memcpy(walk->last, variable->name, variable->name_length * sizeof(oid));
	walk->last_len = variable->name_length;
	object.index = walk->last + walk->root.len;
	object.index_len = walk->last_len - walk->root.len;
	if (++walk->count > SNMP_WALK_MAX)
		return E2BIG;
	return walk->fn(&object, walk->arg);
}

int
agent_walk(struct agent *agent, const char *root, snmp_fn *fn, void *arg)
{
	struct walk walk = {.root = agent_name_of(root), .fn = fn, .arg = arg};
	int error = 0;

	log_debug("%s: reads what is below %s", agent->login.name, root);
	memcpy(walk.last, walk.root.at, walk.root.len * sizeof(oid));
	walk.last_len = walk.root.len;
	while (!walk.over && !error) {
		netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
		netsnmp_pdu *answer = NULL;

		if (!pdu)
			return ENOMEM;
		pdu->non_repeaters = 0;
		pdu->max_repetitions = REPETITIONS;
		snmp_add_null_var(pdu, walk.last, walk.last_len);
		error = ask(agent, pdu, &answer);
		if (!error && answer->errstat != SNMP_ERR_NOERROR) {
			log_warnx("%s: SNMP: %s", agent->login.name,
			    snmp_errstring((int)answer->errstat));
			error = EPROTO;
		}
		walk.over |= !error && !answer->variables;
		for (const netsnmp_variable_list *variable =
			 error ? NULL : answer->variables;
		     variable && !walk.over && !error;
		     variable = variable->next_variable)
			error = take_variable(&walk, variable);
		if (answer)
			snmp_free_pdu(answer);
	}
	if (error == E2BIG)
		log_warnx("%s: has more objects below %s than are taken",
		    agent->login.name, root);
	return error;
}

int
agent_set(
    struct agent *agent, const struct snmp_setting *settings, size_t count)
{
	netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_SET);
	netsnmp_pdu *answer = NULL;
	int error;

	if (!pdu)
		return ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct snmp_name name = agent_name_of(settings[i].column);

		log_debug("%s: sets %s.%lu to %ld", agent->login.name,
		    settings[i].column,
		    settings[i].index_len ? settings[i].index[0] : 0,
		    settings[i].value);
		for (size_t k = 0;
		     k < settings[i].index_len && name.len < SNMP_NAME_MAX; k++)
			name.at[name.len++] = settings[i].index[k];
		snmp_pdu_add_variable(pdu, name.at, name.len, ASN_INTEGER,
		    &settings[i].value, sizeof settings[i].value);
	}
	error = ask(agent, pdu, &answer);
	if (error)
		return error;
	agent->refusal = snmp_errstring((int)answer->errstat);
	error = answer->errstat == SNMP_ERR_NOERROR ? 0 : EPROTO;
	snmp_free_pdu(answer);
	return error;
}

const char *
agent_refusal(const struct agent *agent)
{
	return agent->refusal;
}
