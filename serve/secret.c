/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/secret.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#define RANDOM_BYTES 32
#define PASSWORD_ROUNDS 3
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(crypto_pwhash_argon2id_STRBYTES <= ACCOUNT_PASSWORD_SIZE,
    "a hash of a password fits");
_Static_assert(sodium_base64_ENCODED_LEN(RANDOM_BYTES, VARIANT) == SECRET_SIZE,
    "a secret fits");

/* Of no password: what a user who is not there is compared with. */
static char nobody[ACCOUNT_PASSWORD_SIZE];

int
secret_init(void)
{
	char secret[SECRET_SIZE];

	if (sodium_init() < 0)
		return EIO;
	secret_new(secret);
	return password_hash(secret, nobody);
}

void
secret_new(char out[SECRET_SIZE])
{
	unsigned char bytes[RANDOM_BYTES];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(out, SECRET_SIZE, bytes, sizeof bytes, VARIANT);
	sodium_memzero(bytes, sizeof bytes);
}

void
secret_hash(const char *secret, char out[ACCOUNT_SECRET_SIZE])
{
	unsigned char digest[(ACCOUNT_SECRET_SIZE - 1) / 2];

	crypto_generichash(digest, sizeof digest, (const unsigned char *)secret,
	    strlen(secret), NULL, 0);
	sodium_bin2hex(out, ACCOUNT_SECRET_SIZE, digest, sizeof digest);
}

void
secret_csrf(const char *session, char out[SECRET_SIZE])
{
	static const unsigned char purpose[] = "X-CSRF-Token";
	unsigned char key[crypto_generichash_KEYBYTES];
	unsigned char digest[RANDOM_BYTES];

	crypto_generichash(key, sizeof key, (const unsigned char *)session,
	    strlen(session), NULL, 0);
	crypto_generichash(
	    digest, sizeof digest, purpose, sizeof purpose, key, sizeof key);
	sodium_bin2base64(out, SECRET_SIZE, digest, sizeof digest, VARIANT);
}

bool
secret_equal(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == strlen(b) && sodium_memcmp(a, b, len) == 0;
}

bool
password_allowed(const char *password)
{
	size_t len = strlen(password);

	return len >= PASSWORD_MIN && len <= PASSWORD_MAX;
}

int
password_hash(const char *password, char out[ACCOUNT_PASSWORD_SIZE])
{
	if (crypto_pwhash_str_alg(out, password, strlen(password),
		PASSWORD_ROUNDS, PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13))
		return ENOMEM;
	return 0;
}

bool
password_verify(const char *password, const char *hash)
{
	bool is_somebody = hash[0] != '\0';

	return crypto_pwhash_str_verify(is_somebody ? hash : nobody, password,
		   strlen(password)) == 0 &&
	       is_somebody;
}

void
secret_wipe(char *text)
{
	if (text)
		sodium_memzero(text, strlen(text));
}
