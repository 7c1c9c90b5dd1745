/*
 * sandbox.h: what a process that reads documents gives up before it reads the first one.
 *
 * For worker/ and the helpers that it starts. Nothing here can be undone, and nothing here is about
 * a certain document. What a library opens or maps at first use must have been used before:
 * conversions opened, patterns compiled, tables loaded, tzset called. Only the calling thread is
 * confined for sure, so there must be no other.
 *
 * The mechanisms are layers: one that this system or this build does not have is left out, and the
 * caller is told. HACKING, "The sandbox", says what is left to a worker.
 */
#ifndef CN_WORKER_SANDBOX_H
#define CN_WORKER_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

/* What the user asked for. */
enum cn_sandbox_want {
    CN_SANDBOX_AUTO,    /* the layers that there are */
    CN_SANDBOX_REQUIRE, /* no work without what keeps a worker from files, network and programs */
    CN_SANDBOX_OFF
};

/* Layers, as bits. */
#define CN_LAYER_RLIMITS 1u
#define CN_LAYER_NO_NEW_PRIVS 2u
#define CN_LAYER_LANDLOCK 4u
#define CN_LAYER_SECCOMP 8u
/* With CN_LAYER_LANDLOCK: its version (ABI) stands in the bits from here on. */
#define CN_LAYER_ABI_SHIFT 8

/* UINT64_MAX: as much as the process may now. */
struct cn_sandbox_limits {
    uint64_t memory;         /* bytes of heap and private mappings, what it has now included */
    uint64_t file_size;      /* how far (bytes) it may write into a file that it was handed */
    uint64_t cpu_seconds;    /* of its whole life; then SIGXCPU ends it */
    const char *read_folder; /* below which files may be read; NULL: nowhere. Needs landlock */
};

/* Confines this process. *layers: what is in force. False: not even limits could be set; errno says
 * why, and the process is as good as unconfined. */
bool cn_sandbox_enter(const struct cn_sandbox_limits *, unsigned *layers);

/* May work begin with these layers? */
bool cn_sandbox_suffices(enum cn_sandbox_want, unsigned layers);

/* In a confined process: is what these layers forbid refused indeed? `why` names what is not. */
#define CN_SANDBOX_WHY 80
bool cn_sandbox_canary(unsigned layers, char why[CN_SANDBOX_WHY]);

/* "rlimits, landlock (ABI 2), seccomp"; "rlimits only"; "none". */
#define CN_SANDBOX_NAME 64
void cn_sandbox_name(unsigned layers, char name[CN_SANDBOX_NAME]);

/* ---- the layers one by one: for sandbox.c and the tests ---- */

bool cn_sandbox_rlimits(const struct cn_sandbox_limits *);
/* No privileges by executing a file, no core, no debugger. */
bool cn_sandbox_privileges(void);
/* The version that is in force, or 0. After cn_sandbox_privileges. */
unsigned cn_sandbox_landlock(const char *read_folder);
/* `reads`: files may be opened for reading, as another layer says which. After
 * cn_sandbox_privileges. */
bool cn_sandbox_seccomp(bool reads);

#endif
