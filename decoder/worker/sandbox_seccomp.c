/*
 * sandbox_seccomp.c: the system calls that are left to a worker; by Linux's seccomp.
 *
 * What the libraries do with a document was watched, and that is allowed. What they, or libc, may
 * try and can do without is refused with an error. A call that no document's reader has a use for
 * is an attack, and ends the process. All else, such as what a newer libc tries first, does not
 * exist (ENOSYS): libc then falls back to the older call. HACKING says how to find the call that a
 * new library needs.
 *
 * CN_SANITIZED: a sanitizer makes more calls than these, so all else is allowed.
 * CN_SANDBOX_TRAP: what would end the process, or does not exist, is named on standard error.
 */
#include "worker/sandbox.h"

#ifdef CN_LIBSECCOMP

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef CN_SANDBOX_TRAP
#include <signal.h>
#endif

#if defined CN_SANDBOX_TRAP
#define ELSE SCMP_ACT_TRAP
#define FATAL SCMP_ACT_TRAP
#elif defined CN_SANITIZED
#define ELSE SCMP_ACT_ALLOW
#define FATAL SCMP_ACT_KILL_PROCESS
#else
#define ELSE SCMP_ACT_ERRNO(ENOSYS)
#define FATAL SCMP_ACT_KILL_PROCESS
#endif

static const struct {
    const char *name;
    uint32_t action;
} calls[] = {
#define ALLOW(name) {#name, SCMP_ACT_ALLOW},
#define REFUSE(name, error) {#name, SCMP_ACT_ERRNO(error)},
#define KILL(name) {#name, FATAL},
#include "worker/sandbox_calls.def"
};

/* What libseccomp does not know, and what happens anyway, needs no rule. */
static bool rule_if(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned conditions,
                    struct scmp_arg_cmp when) {
    int number = seccomp_syscall_resolve_name(name);
    return number == __NR_SCMP_ERROR || action == ELSE ||
           seccomp_rule_add_array(filter, action, number, conditions, &when) == 0;
}

static bool rule(scmp_filter_ctx filter, uint32_t action, const char *name) {
    return rule_if(filter, action, name, 0, (struct scmp_arg_cmp){0});
}

/* Memory is data and stays data. */
static bool allow_data(scmp_filter_ctx filter, const char *name) {
    return rule_if(filter, SCMP_ACT_ALLOW, name, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
           rule_if(filter, SCMP_ACT_ERRNO(EPERM), name, 1,
                   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
}

/* abort() */
static bool allow_signals(scmp_filter_ctx filter, const char *name, pid_t self) {
    scmp_datum_t own = (scmp_datum_t)self;
    return rule_if(filter, SCMP_ACT_ALLOW, name, 1, SCMP_A0(SCMP_CMP_EQ, own, 0)) &&
           rule_if(filter, FATAL, name, 1, SCMP_A0(SCMP_CMP_NE, own, 0));
}

#define WRITES (O_ACCMODE | O_CREAT | O_TRUNC)

static bool allow_opening(scmp_filter_ctx filter, bool reads) {
    const uint32_t denied = SCMP_ACT_ERRNO(EACCES);
    if (!reads)
        return rule(filter, denied, "open") && rule(filter, denied, "openat") &&
               rule(filter, denied, "getdents64");
    return rule_if(filter, SCMP_ACT_ALLOW, "open", 1,
                   SCMP_A1(SCMP_CMP_MASKED_EQ, WRITES, O_RDONLY)) &&
           rule_if(filter, SCMP_ACT_ALLOW, "openat", 1,
                   SCMP_A2(SCMP_CMP_MASKED_EQ, WRITES, O_RDONLY)) &&
           rule(filter, SCMP_ACT_ALLOW, "getdents64");
}

static bool add_rules(scmp_filter_ctx filter, bool reads) {
    bool good = allow_data(filter, "mmap") && allow_data(filter, "mprotect") &&
                allow_signals(filter, "tgkill", getpid()) &&
                allow_signals(filter, "tkill", getpid()) && allow_opening(filter, reads);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        good = good && rule(filter, calls[i].action, calls[i].name);
    return good;
}

#ifdef CN_SANDBOX_TRAP
static void tell_name(int number, siginfo_t *info, void *context) {
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, info->si_syscall);
    (void)number;
    (void)context;
    if (name && write(STDERR_FILENO, name, strlen(name)) > 0)
        (void)!write(STDERR_FILENO, ": the sandbox refuses this call\n", 32);
    _exit(SIGSYS);
}

static void tell_names(void) {
    struct sigaction action = {.sa_sigaction = tell_name, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &action, NULL);
}
#else
static void tell_names(void) {
}
#endif

/* Elsewhere mmap may take its arguments in another way, and a libc make other calls. */
static bool known_machine(void) {
    uint32_t machine = seccomp_arch_native();
    return machine == SCMP_ARCH_X86_64 || machine == SCMP_ARCH_AARCH64;
}

bool cn_sandbox_seccomp(bool reads) {
    scmp_filter_ctx filter = known_machine() ? seccomp_init(ELSE) : NULL;
    if (!filter)
        return false;
    tell_names();
    bool good = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, FATAL) == 0 &&
                add_rules(filter, reads) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}

#else

bool cn_sandbox_seccomp(bool reads) {
    (void)reads;
    return false;
}

#endif
