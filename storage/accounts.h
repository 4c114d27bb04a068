/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may browse: users, their sessions and API tokens, in OUT/accounts.db,
 * which only its owner may read. It is a database of its own: a catalogue can
 * be copied without it. Of passwords, sessions and tokens only hashes are
 * kept, which the caller makes.
 *
 * May be used by several threads, and by several programs at a time.
 * Functions return 0 or a positive errno, as in catalogue.h, which was logged
 * unless it is ENOENT or EEXIST. Times are microseconds since 1970 UTC.
 */
#ifndef STORAGE_ACCOUNTS_H
#define STORAGE_ACCOUNTS_H

#include <stddef.h>
#include <stdint.h>

#define ACCOUNTS_FILE "accounts.db"
#define ACCOUNT_NAME_SIZE 65
#define ACCOUNT_ROLE_SIZE 16
#define ACCOUNT_NUMBERS_SIZE 2048
#define ACCOUNT_PASSWORD_SIZE 128 /* of its hash */
#define ACCOUNT_SECRET_SIZE 65    /* of the hash of a session or token */
#define ACCOUNT_TOKENS_MAX 100
#define ACCOUNT_SESSIONS_MAX 50

struct accounts;

struct account {
	int64_t id;
	char name[ACCOUNT_NAME_SIZE];       /* unique, in any case */
	char role[ACCOUNT_ROLE_SIZE];       /* serve/identity.h has them */
	char numbers[ACCOUNT_NUMBERS_SIZE]; /* own ones, "\n" between */
	char password[ACCOUNT_PASSWORD_SIZE];
};

/* Opens FOLDER/accounts.db, and makes it when it is not there. */
int accounts_open(const char *folder, struct accounts **out)
    __attribute__((warn_unused_result));
void accounts_close(struct accounts *accounts); /* NULL is allowed */

/* EEXIST: there is one of that name. Its 'id' is not used. */
int accounts_add(struct accounts *accounts, const struct account *account)
    __attribute__((warn_unused_result));

/* ENOENT: there is none of that name. */
int accounts_find(struct accounts *accounts, const char *name,
    struct account *out) __attribute__((warn_unused_result));

/* What becomes of an account; NULL: that stays as it is. */
struct account_change {
	const char *role;
	const char *numbers;
	const char *password;
};

/*
 * Changes the one of that name, all at once, and gives how it is then. Its
 * sessions end, since what it may do has changed; with another password its
 * tokens end too, since who knew the old one may have made some. ENOENT; EPERM:
 * nobody would be left with 'guarded' as the role.
 */
int accounts_set(struct accounts *accounts, const char *name,
    const struct account_change *change, const char *guarded,
    struct account *out) __attribute__((warn_unused_result));

/* Takes it away, with its sessions and tokens. ENOENT, EPERM as above. */
int accounts_remove(struct accounts *accounts, const char *name,
    const char *guarded) __attribute__((warn_unused_result));

typedef int accounts_each_fn(const struct account *account, void *arg);

/* All of them, by name. 'each' must not use 'accounts'. */
int accounts_each(struct accounts *accounts, accounts_each_fn *each, void *arg)
    __attribute__((warn_unused_result));

int accounts_count(struct accounts *accounts, int64_t *out)
    __attribute__((warn_unused_result));

/* A session, from sign-in to sign-out. */
struct account_session {
	char hash[ACCOUNT_SECRET_SIZE];
	int64_t account_id;
	int64_t created_us;
	int64_t used_us; /* last */
};

/* Of more than ACCOUNT_SESSIONS_MAX of an account the one that was used
 * longest ago ends. */
int accounts_add_session(struct accounts *accounts,
    const struct account_session *session) __attribute__((warn_unused_result));

/* The session with this hash, and whose it is. ENOENT. */
int accounts_find_session(struct accounts *accounts, const char *hash,
    struct account_session *session, struct account *account)
    __attribute__((warn_unused_result));

int accounts_use_session(struct accounts *accounts, const char *hash,
    int64_t now_us) __attribute__((warn_unused_result));

int accounts_end_session(struct accounts *accounts, const char *hash)
    __attribute__((warn_unused_result));

/* Ends those that were made, or used last, before these times. */
int
accounts_end_old_sessions(struct accounts *accounts, int64_t created_before_us,
    int64_t used_before_us) __attribute__((warn_unused_result));

/* A token, by which a program uses the API. */
struct account_token {
	int64_t id;
	int64_t account_id;
	char hash[ACCOUNT_SECRET_SIZE];
	char label[ACCOUNT_NAME_SIZE];        /* what it is for */
	char account_name[ACCOUNT_NAME_SIZE]; /* only when it is read */
	int64_t created_us;
	int64_t expires_us; /* 0: never */
};

/* '*id' is the identifier that it got. EDQUOT: the account has
 * ACCOUNT_TOKENS_MAX already that are not over. */
int
accounts_add_token(struct accounts *accounts, const struct account_token *token,
    int64_t *id) __attribute__((warn_unused_result));

/* The one with this hash that is not over, and whose it is. ENOENT. */
int
accounts_find_token(struct accounts *accounts, const char *hash, int64_t now_us,
    struct account *account) __attribute__((warn_unused_result));

/* Takes the one with this 'id' away, if it is of 'account_id' (0: of
 * anybody). ENOENT. */
int accounts_remove_token(struct accounts *accounts, int64_t id,
    int64_t account_id) __attribute__((warn_unused_result));

typedef int accounts_token_fn(const struct account_token *token, void *arg);

/* Those of 'account_id' (0: of all), by their id, without their hashes. */
int accounts_each_token(struct accounts *accounts, int64_t account_id,
    accounts_token_fn *each, void *arg) __attribute__((warn_unused_result));

/* From now on this hash lets the first user be made, until 'expires_us'; an
 * earlier one does not any more. */
int accounts_offer_setup(struct accounts *accounts, const char *hash,
    int64_t expires_us) __attribute__((warn_unused_result));

/*
 * Makes the first user, if 'hash' was offered and is not over, and takes it
 * back. ENOENT: it was not; EEXIST: there is a user by now.
 */
int accounts_setup(struct accounts *accounts, const char *hash, int64_t now_us,
    const struct account *account) __attribute__((warn_unused_result));

#endif
