/*
 * sandbox_privileges.c: a worker gains no privileges by executing a file, which Linux asks for
 * before an unprivileged process may put the other layers on; and no process of the same user looks
 * into it or attaches to it.
 */
#include "worker/sandbox.h"

#ifdef __linux__

#include <sys/prctl.h>

bool cn_sandbox_privileges(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

#else

bool cn_sandbox_privileges(void) {
    return false;
}

#endif
