/*
 * sandbox.c: the layers put on, in the order in which each leaves the next one possible.
 */
#include "worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

bool cn_sandbox_enter(const struct cn_sandbox_limits *limits, unsigned *layers) {
    *layers = 0;
    if (!cn_sandbox_rlimits(limits))
        return false;
    *layers |= CN_LAYER_RLIMITS;
    if (!cn_sandbox_privileges())
        return true;
    *layers |= CN_LAYER_NO_NEW_PRIVS;
    unsigned version = cn_sandbox_landlock(limits->read_folder);
    if (version > 0)
        *layers |= CN_LAYER_LANDLOCK | version << CN_LAYER_ABI_SHIFT;
    if (cn_sandbox_seccomp(limits->read_folder && version > 0))
        *layers |= CN_LAYER_SECCOMP;
    return true;
}

/* Landlock alone leaves the network open, but not the other way round: its absence costs a second
 * wall. */
bool cn_sandbox_suffices(enum cn_sandbox_want want, unsigned layers) {
    const unsigned needed = CN_LAYER_RLIMITS | CN_LAYER_NO_NEW_PRIVS | CN_LAYER_SECCOMP;
    return want != CN_SANDBOX_REQUIRE || (layers & needed) == needed;
}

/* ---- the canary ---- */

static bool opens(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno != EACCES;
}

static bool connects(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno != EPERM;
}

/* Of no file: that is an error, too, but another one. */
static bool maps_code(void) {
    int none = -1;
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, none, 0) != MAP_FAILED ||
           errno != EPERM;
}

bool cn_sandbox_canary(unsigned layers, char why[CN_SANDBOX_WHY]) {
    const char *could = NULL;
    if (layers & (CN_LAYER_LANDLOCK | CN_LAYER_SECCOMP) && (opens("/") || opens("/etc/passwd")))
        could = "open a file";
    else if (layers & CN_LAYER_SECCOMP && connects())
        could = "make a socket";
    else if (layers & CN_LAYER_SECCOMP && maps_code())
        could = "map memory as code";
    snprintf(why, CN_SANDBOX_WHY, could ? "it can %s" : "%s", could ? could : "");
    return !could;
}

/* ---- its name ---- */

void cn_sandbox_name(unsigned layers, char name[CN_SANDBOX_NAME]) {
    const unsigned walls = CN_LAYER_LANDLOCK | CN_LAYER_SECCOMP;
    char landlock[32] = "";
    if (layers & CN_LAYER_LANDLOCK)
        snprintf(landlock, sizeof landlock, ", landlock (ABI %u)", layers >> CN_LAYER_ABI_SHIFT);
    if (!(layers & CN_LAYER_RLIMITS))
        snprintf(name, CN_SANDBOX_NAME, "none");
    else if (!(layers & walls))
        snprintf(name, CN_SANDBOX_NAME, "rlimits only");
    else
        snprintf(name, CN_SANDBOX_NAME, "rlimits%s%s", landlock,
                 layers & CN_LAYER_SECCOMP ? ", seccomp" : "");
}
