/*
 * faults.c: preloaded into cryptonym (LD_PRELOAD), has a call of the system or of malloc fail.
 *
 *     FAULT_ROLE   parent, zygote or worker: whose calls (the trial of the sandbox counts as
 * worker) FAULT_CALL   memory (malloc, calloc, realloc), write (write, pwrite, send, sendmsg),
 * close, fsync or rename FAULT_AT     the number, from 1, of the call that fails; 0: none FAULT_HOW
 * once, on (this one and all after it); for what is written ENOSPC, EIO, EINTR or short (a byte
 * less), each once FAULT_COUNT  a file that gets the number of such calls when the parent ends
 *
 * All processes of a role count together, in memory that they share.
 */
/* RTLD_NEXT is not in POSIX, nor is MAP_ANONYMOUS in that of 2008. */
#undef _XOPEN_SOURCE
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/* glibc's own, for those who stand before them. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

enum call { MEMORY, WRITE, CLOSE, FSYNC, RENAME, CALLS };
static const char *const call_names[CALLS] = {"memory", "write", "close", "fsync", "rename"};
static const char *const role_names[] = {"parent", "zygote", "worker"};

static int role; /* of this process */
static int wanted_role = -1, wanted_call = -1;
static unsigned long at;
static const char *how = "once";
static volatile unsigned long *count; /* shared; NULL: nothing fails yet */

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_send)(int, const void *, size_t, int);
static ssize_t (*real_sendmsg)(int, const struct msghdr *, int);
static int (*real_close)(int);
static int (*real_fsync)(int);
static int (*real_renameat)(int, const char *, int, const char *);
static pid_t (*real_fork)(void);

static int find(const char *name, const char *const *names, int len) {
    for (int i = 0; name && i < len; i++) {
        if (strcmp(name, names[i]) == 0)
            return i;
    }
    return -1;
}

static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

/* Data pointers become function pointers by their bytes: C has no conversion. */
#define FIND(function)                                                                             \
    do {                                                                                           \
        void *found = next(#function);                                                             \
        memcpy(&real_##function, &found, sizeof found);                                            \
    } while (0)

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FAULT_AT");
    FIND(write);
    FIND(pwrite);
    FIND(send);
    FIND(sendmsg);
    FIND(close);
    FIND(fsync);
    FIND(renameat);
    FIND(fork);
    wanted_role = find(getenv("FAULT_ROLE"), role_names, 3);
    wanted_call = find(getenv("FAULT_CALL"), call_names, CALLS);
    at = number ? strtoul(number, NULL, 10) : 0;
    if (getenv("FAULT_HOW"))
        how = getenv("FAULT_HOW");
    void *shared =
        mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    count = shared == MAP_FAILED ? NULL : shared;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNT");
    if (role != 0 || !path || !count)
        return;
    unsigned long calls = *count;
    count = NULL;
    FILE *file = fopen(path, "w");
    if (!file)
        return;
    fprintf(file, "%lu\n", calls);
    fclose(file);
}

static bool fails(enum call call) {
    if (!count || role != wanted_role || (int)call != wanted_call)
        return false;
    unsigned long number = ++*count;
    return at > 0 && (number == at || (number > at && strcmp(how, "on") == 0));
}

/* What is defined from here on stands before libc's. */
#pragma GCC visibility push(default)

/* ---- memory ---- */

static bool no_memory(void) {
    if (!fails(MEMORY))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size) {
    return no_memory() ? NULL : __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    return no_memory() ? NULL : __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    return no_memory() ? NULL : __libc_realloc(old, size);
}

/* ---- what goes out ---- */

/* Does it fail? *len: a byte less, if that is how. */
static bool no_write(size_t *len) {
    if (!fails(WRITE))
        return false;
    bool shorter = strcmp(how, "short") == 0;
    if (shorter)
        *len -= *len > 1;
    errno = strcmp(how, "ENOSPC") == 0 ? ENOSPC : strcmp(how, "EINTR") == 0 ? EINTR : EIO;
    return !shorter;
}

ssize_t write(int fd, const void *bytes, size_t len) {
    return no_write(&len) ? -1 : real_write(fd, bytes, len);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset) {
    return no_write(&len) ? -1 : real_pwrite(fd, bytes, len, offset);
}

ssize_t send(int fd, const void *bytes, size_t len, int flags) {
    return no_write(&len) ? -1 : real_send(fd, bytes, len, flags);
}

/* Of one part, as here. */
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    struct msghdr copy = *message;
    struct iovec part = copy.msg_iov[0];
    copy.msg_iov = &part;
    return no_write(&part.iov_len) ? -1 : real_sendmsg(fd, &copy, flags);
}

/* ---- the rest ---- */

static int failed(enum call call, int result) {
    if (!fails(call))
        return result;
    errno = EIO;
    return -1;
}

int close(int fd) {
    return failed(CLOSE, real_close(fd));
}

int fsync(int fd) {
    return failed(FSYNC, real_fsync(fd));
}

int renameat(int from, const char *old, int to, const char *new) {
    if (failed(RENAME, 0) != 0)
        return -1;
    return real_renameat(from, old, to, new);
}

/* Each generation has its role. */
pid_t fork(void) {
    pid_t pid = real_fork();
    if (pid == 0)
        role++;
    return pid;
}
