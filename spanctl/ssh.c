/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Command lines over SSH, by libssh. Host keys are pinned in the plan: an
 * unknown one is printed, so that it can be compared and written there.
 */
#include <errno.h>
#include <libssh/libssh.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/secret.h"
#include "spanctl/wire.h"

#define TERMINAL_COLUMNS 511

struct ssh_state {
	ssh_session session;
	ssh_channel channel;
};

/* What IOS 12 and other old devices have, behind what is good. */
static const struct {
	enum ssh_options_e option;
	const char *value;
} legacy[] = {
    {SSH_OPTIONS_KEY_EXCHANGE,
	"curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256,"
	"diffie-hellman-group14-sha1,diffie-hellman-group1-sha1"},
    {SSH_OPTIONS_HOSTKEYS,
	"ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256,ssh-rsa"},
    {SSH_OPTIONS_CIPHERS_C_S,
	"aes256-ctr,aes128-ctr,aes256-cbc,aes128-cbc,3des-cbc"},
    {SSH_OPTIONS_CIPHERS_S_C,
	"aes256-ctr,aes128-ctr,aes256-cbc,aes128-cbc,3des-cbc"},
    {SSH_OPTIONS_HMAC_C_S, "hmac-sha2-256,hmac-sha2-512,hmac-sha1"},
    {SSH_OPTIONS_HMAC_S_C, "hmac-sha2-256,hmac-sha2-512,hmac-sha1"},
};

static size_t
ssh_wire_read(void *state, char *out, size_t size, int timeout_ms, int *error)
{
	struct ssh_state *ssh = state;
	int got = ssh_channel_read_timeout(
	    ssh->channel, out, (uint32_t)size, 0, timeout_ms);

	if (got > 0)
		return (size_t)got;
	*error = got == 0 && !ssh_channel_is_eof(ssh->channel) &&
			 ssh_channel_is_open(ssh->channel)
		     ? ETIMEDOUT
		     : ECONNRESET;
	return 0;
}

static int
ssh_wire_write(void *state, const char *bytes, size_t size)
{
	struct ssh_state *ssh = state;

	while (size) {
		int sent =
		    ssh_channel_write(ssh->channel, bytes, (uint32_t)size);

		if (sent <= 0)
			return ECONNRESET;
		bytes += sent;
		size -= (size_t)sent;
	}
	return 0;
}

static void
ssh_wire_close(void *state)
{
	struct ssh_state *ssh = state;

	if (ssh->channel) {
		ssh_channel_close(ssh->channel);
		ssh_channel_free(ssh->channel);
	}
	if (ssh->session) {
		ssh_disconnect(ssh->session);
		ssh_free(ssh->session);
	}
	free(ssh);
}

static int
set_options(const struct device *device, ssh_session session)
{
	unsigned port = device->port ? device->port : 22;
	long timeout = device->timeout_s;
	int no = 0, strict = 0;

	/* What the user keeps for ssh(1) must not change what we do. */
	if (ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &no) < 0 ||
	    ssh_options_set(session, SSH_OPTIONS_HOST, device->address) < 0 ||
	    ssh_options_set(session, SSH_OPTIONS_PORT, &port) < 0 ||
	    ssh_options_set(session, SSH_OPTIONS_USER, device->login) < 0 ||
	    ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &timeout) < 0 ||
	    ssh_options_set(session, SSH_OPTIONS_STRICTHOSTKEYCHECK, &strict) <
		0) {
		log_warnx("%s: %s", device->name, ssh_get_error(session));
		return EINVAL;
	}
	for (size_t i = 0;
	     device->legacy_ssh && i < sizeof legacy / sizeof *legacy; i++) {
		if (ssh_options_set(
			session, legacy[i].option, legacy[i].value) < 0) {
			log_warnx("%s: old algorithms: %s", device->name,
			    ssh_get_error(session));
			return ENOTSUP;
		}
	}
	return 0;
}

static int
connect_session(const struct device *device, ssh_session session)
{
	const char *why;

	if (ssh_connect(session) == SSH_OK)
		return 0;
	why = ssh_get_error(session);
	log_warnx("%s: %s: %s", device->name, device->address, why);
	if (strstr(why, "kex error") || strstr(why, "no match"))
		log_warnx("%s: has old algorithms only: legacy_ssh = yes "
			  "allows them",
		    device->name);
	else if (ssh_get_serverbanner(session) && !device->legacy_ssh)
		log_warnx("%s: hung up when algorithms were chosen. If it has "
			  "old ones only, legacy_ssh = yes allows them",
		    device->name);
	return EHOSTUNREACH;
}

/* Compares the host key with the one that the plan pins. */
static int
check_host_key(const struct device *device, ssh_session session)
{
	unsigned char *hash = NULL;
	char *shown = NULL;
	size_t size = 0;
	ssh_key key = NULL;
	int error = EPERM;

	if (ssh_get_server_publickey(session, &key) != SSH_OK ||
	    ssh_get_publickey_hash(
		key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0)
		goto out;
	shown = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
	if (!shown)
		goto out;
	if (!device->hostkey[0])
		log_warnx("%s: its host key is not in the plan. When it is "
			  "the right one, say: hostkey = \"%s\"",
		    device->name, shown);
	else if (strcmp(shown, device->hostkey))
		log_warnx("%s: its host key is %s and not the one of the plan: "
			  "another device answers, or it has a new key",
		    device->name, shown);
	else
		error = 0;
out:
	ssh_string_free_char(shown);
	ssh_clean_pubkey_hash(&hash);
	ssh_key_free(key);
	return error;
}

/* For servers that ask questions instead of taking a password. */
static int
answer_questions(ssh_session session, const struct secret *secret)
{
	int result = ssh_userauth_kbdint(session, NULL, NULL);

	for (int turn = 0; result == SSH_AUTH_INFO && turn < 4; turn++) {
		int count = ssh_userauth_kbdint_getnprompts(session);

		for (int i = 0; i < count; i++)
			if (ssh_userauth_kbdint_setanswer(
				session, (unsigned)i, secret->text) < 0)
				return SSH_AUTH_ERROR;
		result = ssh_userauth_kbdint(session, NULL, NULL);
	}
	return result;
}

static int
authenticate(const struct device *device, ssh_session session)
{
	struct secret secret;
	unsigned methods;
	int result, error;

	if (ssh_userauth_none(session, NULL) == SSH_AUTH_SUCCESS)
		return 0;
	if (!device->secret[0]) {
		result = ssh_userauth_publickey_auto(session, NULL, NULL);
		if (result != SSH_AUTH_SUCCESS)
			log_warnx("%s: it takes none of the keys of this user, "
				  "and the plan names no secret",
			    device->name);
		return result == SSH_AUTH_SUCCESS ? 0 : EACCES;
	}
	error = secret_read(device->secret, &secret);
	if (error)
		return error;
	methods = (unsigned)ssh_userauth_list(session, NULL);
	result = methods & SSH_AUTH_METHOD_PASSWORD
		     ? ssh_userauth_password(session, NULL, secret.text)
		     : SSH_AUTH_DENIED;
	if (result == SSH_AUTH_DENIED && methods & SSH_AUTH_METHOD_INTERACTIVE)
		result = answer_questions(session, &secret);
	secret_clear(&secret);
	if (result == SSH_AUTH_SUCCESS)
		return 0;
	log_warnx("%s: does not take user \"%s\" with this password",
	    device->name, device->user);
	return EACCES;
}

static int
open_shell(const struct device *device, struct ssh_state *ssh)
{
	ssh->channel = ssh_channel_new(ssh->session);
	if (ssh->channel && ssh_channel_open_session(ssh->channel) == SSH_OK &&
	    ssh_channel_request_pty_size(
		ssh->channel, "vt100", TERMINAL_COLUMNS, 0) == SSH_OK &&
	    ssh_channel_request_shell(ssh->channel) == SSH_OK)
		return 0;
	log_warnx("%s: gives no command line: %s", device->name,
	    ssh_get_error(ssh->session));
	return ECONNREFUSED;
}

int
wire_open_ssh(const struct device *device, struct wire *out)
{
	struct ssh_state *ssh;
	int error = ENOMEM;

	if (!device->user[0]) {
		log_warnx("%s: the plan names no user", device->name);
		return EACCES;
	}
	ssh = calloc(1, sizeof *ssh);
	if (!ssh)
		return ENOMEM;
	ssh->session = ssh_new();
	if (ssh->session)
		error = set_options(device, ssh->session);
	if (!error)
		error = connect_session(device, ssh->session);
	if (!error)
		error = check_host_key(device, ssh->session);
	if (!error)
		error = authenticate(device, ssh->session);
	if (!error)
		error = open_shell(device, ssh);
	if (error) {
		ssh_wire_close(ssh);
		return error;
	}
	*out = (struct wire){.read = ssh_wire_read,
	    .write = ssh_wire_write,
	    .close = ssh_wire_close,
	    .state = ssh,
	    .authenticated = true};
	return 0;
}
