/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* What a thread is to do, which it frees. */
struct task {
	void *(*run)(void *);
	void *arg;
	char name[THREAD_NAME_SIZE];
};

static void *
begin(void *arg)
{
	struct task task = *(struct task *)arg;

	free(arg);
	/* A thread can name itself without /proc, which may not be there. */
	(void)pthread_setname_np(pthread_self(), task.name);
	return task.run(task.arg);
}

int
thread_start(pthread_t *out, const char *name, void *(*run)(void *), void *arg)
{
	struct task *task = malloc(sizeof *task);
	sigset_t all, before;
	int error;

	if (!task)
		return ENOMEM;
	*task = (struct task){.run = run, .arg = arg};
	snprintf(task->name, sizeof task->name, "%s", name);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(out, NULL, begin, task);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		free(task);
	return error;
}
