/*
 * sandbox_landlock.c: no file, no connection, no signal but to itself; by Linux's Landlock.
 *
 * A ruleset names the rights that it takes away, and its rules give some back. What a kernel
 * has grown since the headers of the system were written is defined here, and left out on a kernel
 * that does not know it: the version (ABI) is asked for at run time.
 */
#if defined __linux__
#define _DEFAULT_SOURCE /* syscall: libc has no calls for Landlock */
#endif

#include "worker/sandbox.h"

#ifdef __linux__

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on all architectures but the oldest ones, whose headers then say so. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#define ASK_VERSION 1u
#define BENEATH_A_FOLDER 1

#define READ_FILE (UINT64_C(1) << 2)
#define READ_FOLDER (UINT64_C(1) << 3)

/* As the kernel reads them; it takes a longer one than it knows if the rest is zero. */
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};
struct beneath {
    uint64_t rights;
    int32_t folder;
};

/* All rights that a version can take away. */
static struct ruleset rights_of(unsigned version) {
    struct ruleset all = {.files = (UINT64_C(1) << 13) - 1}; /* execute ... make symbolic links */
    if (version >= 2)
        all.files |= UINT64_C(1) << 13; /* move between folders */
    if (version >= 3)
        all.files |= UINT64_C(1) << 14; /* truncate */
    if (version >= 4)
        all.network = 3; /* bind, connect (TCP) */
    if (version >= 5)
        all.files |= UINT64_C(1) << 15; /* ioctl on devices */
    if (version >= 6)
        all.scopes = 3; /* abstract sockets, signals */
    return all;
}

/* A folder that is not there has nothing to read. */
static bool allow_reading(int ruleset, const char *folder) {
    struct beneath rule = {.rights = READ_FILE | READ_FOLDER};
    rule.folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (rule.folder < 0)
        return true;
    bool good = syscall(SYS_landlock_add_rule, ruleset, BENEATH_A_FOLDER, &rule, 0) == 0;
    close(rule.folder);
    return good;
}

static bool restrict_to(unsigned version, const char *read_folder) {
    struct ruleset all = rights_of(version);
    long made = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (made < 0)
        return false;
    bool good = (!read_folder || allow_reading((int)made, read_folder)) &&
                syscall(SYS_landlock_restrict_self, (int)made, 0) == 0;
    close((int)made);
    return good;
}

/* Some kernels claim version 6 and lack a part of it. */
unsigned cn_sandbox_landlock(const char *read_folder) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    if (version > 0 && restrict_to((unsigned)version, read_folder))
        return (unsigned)version;
    if (version > 5 && restrict_to(5, read_folder))
        return 5;
    return 0;
}

#else

unsigned cn_sandbox_landlock(const char *read_folder) {
    (void)read_folder;
    return 0;
}

#endif
