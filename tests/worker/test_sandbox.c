/*
 * test_sandbox.c: what a confined process may not do, each in a child of its own. Each act is done
 * without a sandbox as well, so that it is no other thing that fails.
 */
#if defined __linux__
#define _DEFAULT_SOURCE /* syscall */
#endif

#include "worker/confined.h"

#include "base/limits.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#endif

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* What there is on this system; see main. */
static unsigned here;

/* A file in a folder, made anew for each test. */
static char folder[32];
static char inside[64];

static void make_folder(void) {
    strcpy(folder, "/tmp/cryptonym.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(inside, sizeof inside, "%s/file", folder);
    int fd = open(inside, O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "text", 4), 4);
    close(fd);
}

static void remove_folder(void) {
    unlink(inside);
    rmdir(folder);
}

/* ---- what is refused ---- */

static int result(long value) {
    return value < 0 ? errno : 0;
}

static int open_file(void) {
    return result(open(inside, O_RDONLY));
}

static int open_folder(void) {
    return result(open(folder, O_RDONLY | O_DIRECTORY));
}

static int open_to_write(void) {
    return result(open(inside, O_WRONLY));
}

static int create_file(void) {
    char path[80];
    snprintf(path, sizeof path, "%s.new", inside);
    int fd = creat(path, 0600);
    if (fd < 0)
        return errno;
    unlink(path);
    return 0;
}

static int rename_file(void) {
    return result(rename(inside, inside));
}

static int change_mode(void) {
    return result(chmod(inside, 0600));
}

static int truncate_file(void) {
    return result(truncate(inside, 4));
}

static int unlink_file(void) {
    return result(unlink(inside));
}

static int make_socket(void) {
    return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int make_local_sockets(void) {
    int fds[2];
    return result(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
}

#ifdef __linux__
static int map_code(void) {
    void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return code == MAP_FAILED ? errno : 0;
}

static int name_itself(void) {
    char name[16];
    return result(prctl(PR_GET_NAME, name));
}
#endif

static int make_code(void) {
    static _Alignas(4096) char page[65536];
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    char *first = page;
    while ((uintptr_t)first % size != 0)
        first++;
    return result(mprotect(first, size, PROT_READ | PROT_EXEC));
}

/* The soft limit only: that is anyone's right. */
static int raise_limit(void) {
    struct rlimit limit = {0};
    return result(setrlimit(RLIMIT_CORE, &limit));
}

static const struct refusal {
    const char *name;
    act_fn *act;
    int error;
    bool landlock; /* that one refuses it, too */
} refusals[] = {
    {"open", open_file, EACCES, true},
    {"open a folder", open_folder, EACCES, true},
    {"open to write", open_to_write, EACCES, true},
    {"creat", create_file, EACCES, true},
    {"rename", rename_file, EACCES, false},
    {"chmod", change_mode, EACCES, false},
    {"truncate", truncate_file, EACCES, false},
    {"unlink", unlink_file, EACCES, true},
    {"socket", make_socket, EPERM, false},
    {"socketpair", make_local_sockets, EPERM, false},
    {"mprotect PROT_EXEC", make_code, EPERM, false},
    {"setrlimit", raise_limit, EPERM, false},
#ifdef __linux__
    {"mmap PROT_EXEC", map_code, EPERM, false},
    {"prctl", name_itself, EINVAL, false},
#endif
};

START_TEST(acts_are_refused) {
    const struct refusal *refusal = &refusals[_i];
    if (here & CN_LAYER_SECCOMP)
        ck_assert_msg(outcome_of(confine_usually, refusal->act) == refusal->error, "%s: %d",
                      refusal->name, outcome_of(confine_usually, refusal->act));
    ck_assert_msg(outcome_of(NULL, refusal->act) == 0, "%s, unconfined: %d", refusal->name,
                  outcome_of(NULL, refusal->act));
}
END_TEST

/* ---- what ends the process ---- */

static int fork_itself(void) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return result(pid);
}

static int execute(void) {
    char *arguments[] = {"true", NULL};
    execv("/bin/true", arguments);
    return errno;
}

static int kill_parent(void) {
    return result(kill(getppid(), 0));
}

static int connect_socket(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = 9};
    connect(0, (struct sockaddr *)&address, sizeof address);
    return 0;
}

static int bind_socket(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    bind(0, (struct sockaddr *)&address, sizeof address);
    return 0;
}

#ifdef __linux__
static int trace(void) {
    return result(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

/* By number and with arguments that are wrong, so that nothing happens where they are allowed. */
static int call(long number) {
    syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
    return 0;
}

static int call_bpf(void) {
    return call(SYS_bpf);
}

static int call_io_uring(void) {
    return call(425);
}

static int call_keyctl(void) {
    return call(SYS_keyctl);
}

static int call_mount(void) {
    return call(SYS_mount);
}

static int call_read_process(void) {
    return call(SYS_process_vm_readv);
}

static int call_unshare(void) {
    return call(SYS_unshare);
}

static int call_userfaultfd(void) {
    return call(SYS_userfaultfd);
}

static int signal_thread_of_parent(void) {
    return result(syscall(SYS_tgkill, (long)getppid(), (long)getppid(), 0L));
}
#endif

static const struct {
    const char *name;
    act_fn *act;
} attacks[] = {
    {"fork", fork_itself},
    {"execve", execute},
    {"kill", kill_parent},
    {"connect", connect_socket},
    {"bind", bind_socket},
#ifdef __linux__
    {"ptrace", trace},
    {"bpf", call_bpf},
    {"io_uring_setup", call_io_uring},
    {"keyctl", call_keyctl},
    {"mount", call_mount},
    {"process_vm_readv", call_read_process},
    {"unshare", call_unshare},
    {"userfaultfd", call_userfaultfd},
    {"tgkill", signal_thread_of_parent},
#endif
};

START_TEST(attacks_end_the_process) {
    int confined = outcome_of(confine_usually, attacks[_i].act);
    int free = outcome_of(NULL, attacks[_i].act);
    if (here & CN_LAYER_SECCOMP)
        ck_assert_msg(confined == -SIGSYS, "%s: %d", attacks[_i].name, confined);
    ck_assert_msg(free == 0, "%s, unconfined: %d", attacks[_i].name, free);
}
END_TEST

/* ---- what does not exist ---- */

#ifdef __linux__
/* On the list. */
static int call_clone3(void) {
    return syscall(435, NULL, 0L) < 0 ? errno : 0;
}

/* On no list: a sanitizer may call it. */
static int ask_priority(void) {
    return result(getpriority(PRIO_PROCESS, 0));
}

START_TEST(other_calls_do_not_exist) {
    if (!(here & CN_LAYER_SECCOMP))
        return;
    ck_assert_int_eq(outcome_of(confine_usually, call_clone3), ENOSYS);
#ifndef CN_SANITIZED
    ck_assert_int_eq(outcome_of(confine_usually, ask_priority), ENOSYS);
#endif
    ck_assert_int_eq(outcome_of(NULL, ask_priority), 0);
}
END_TEST
#endif

/* ---- landlock without the other wall ---- */

static bool confine_by_landlock(void) {
    return cn_sandbox_privileges() && cn_sandbox_landlock(NULL) > 0;
}

START_TEST(landlock_refuses_files) {
    const struct refusal *refusal = &refusals[_i];
    if (here & CN_LAYER_LANDLOCK && refusal->landlock)
        ck_assert_msg(outcome_of(confine_by_landlock, refusal->act) == EACCES, "%s: %d",
                      refusal->name, outcome_of(confine_by_landlock, refusal->act));
}
END_TEST

static int connect_new_socket(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons(9);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(fd, (struct sockaddr *)&address, sizeof address) < 0 ? errno : 0;
}

START_TEST(landlock_refuses_what_its_version_can) {
    unsigned version = here >> CN_LAYER_ABI_SHIFT;
    if (version >= 3)
        ck_assert_int_eq(outcome_of(confine_by_landlock, truncate_file), EACCES);
    if (version >= 4)
        ck_assert_int_eq(outcome_of(confine_by_landlock, connect_new_socket), EACCES);
    if (version >= 6)
        ck_assert_int_eq(outcome_of(confine_by_landlock, kill_parent), EPERM);
    ck_assert_int_ne(outcome_of(NULL, connect_new_socket), EACCES);
}
END_TEST

/* ---- one folder may be read ---- */

static struct cn_sandbox_limits reading(void) {
    struct cn_sandbox_limits limits = USUAL_LIMITS;
    limits.read_folder = folder;
    return limits;
}

static bool confine_to_folder(void) {
    struct cn_sandbox_limits limits = reading();
    unsigned layers;
    return cn_sandbox_enter(&limits, &layers);
}

static int open_elsewhere(void) {
    return result(open("/etc/passwd", O_RDONLY));
}

START_TEST(the_folder_may_be_read_and_nothing_else) {
    if (!(here & CN_LAYER_LANDLOCK))
        return;
    ck_assert_int_eq(outcome_of(confine_to_folder, open_file), 0);
    ck_assert_int_eq(outcome_of(confine_to_folder, open_folder), 0);
    ck_assert_int_eq(outcome_of(confine_to_folder, open_elsewhere), EACCES);
    ck_assert_int_ne(outcome_of(confine_to_folder, open_to_write), 0);
    ck_assert_int_ne(outcome_of(confine_to_folder, create_file), 0);
    ck_assert_int_ne(outcome_of(confine_to_folder, unlink_file), 0);
}
END_TEST

static bool filter_calls(void) {
    return cn_sandbox_privileges() && cn_sandbox_seccomp(false);
}

START_TEST(the_filter_alone_refuses_the_same) {
    const struct refusal *refusal = &refusals[_i];
    int outcome = outcome_of(filter_calls, refusal->act);
    if (here & CN_LAYER_SECCOMP)
        ck_assert_msg(outcome == refusal->error, "%s: %d", refusal->name, outcome);
}
END_TEST

static bool confine_to_no_folder(void) {
    rmdir(strcat(folder, ".gone"));
    return confine_to_folder();
}

START_TEST(a_folder_that_is_not_there_is_no_hole) {
    if (here & CN_LAYER_LANDLOCK)
        ck_assert_int_eq(outcome_of(confine_to_no_folder, open_elsewhere), EACCES);
}
END_TEST

/* ---- limits ---- */

static int handed;

static bool confine_writes(void) {
    struct cn_sandbox_limits limits = USUAL_LIMITS;
    limits.file_size = 4096;
    handed = open(inside, O_RDWR);
    unsigned layers;
    return handed >= 0 && cn_sandbox_enter(&limits, &layers);
}

static int write_much(void) {
    static const char bytes[8192];
    if (write(handed, bytes, sizeof bytes) != 4096)
        return 1;
    if (write(handed, bytes, 1) != -1 || errno != EFBIG)
        return 2;
    if (pwrite(handed, bytes, 1, 1 << 20) != -1 || errno != EFBIG)
        return 3;
    if (ftruncate(handed, 0) != 0 || pwrite(handed, bytes, 1, 0) != 1)
        return 4;
    return 0;
}

START_TEST(a_file_does_not_grow_beyond_the_limit) {
    ck_assert_int_eq(outcome_of(confine_writes, write_much), 0);
}
END_TEST

#ifndef CN_SANITIZED
static int take_memory(void) {
    char *much = malloc((size_t)1 << 30);
    char *some = malloc((size_t)1 << 20);
    if (some)
        memset(some, 1, (size_t)1 << 20);
    return much ? 1 : some ? 0 : 2;
}

START_TEST(memory_ends_without_death) {
    ck_assert_int_eq(outcome_of(confine_usually, take_memory), 0);
    ck_assert_int_eq(outcome_of(NULL, take_memory), 1);
}
END_TEST
#endif

static bool confine_time(void) {
    struct cn_sandbox_limits limits = USUAL_LIMITS;
    unsigned layers;
    limits.cpu_seconds = 1;
    return cn_sandbox_enter(&limits, &layers);
}

static int loop(void) {
    for (volatile unsigned i = 0;; i++)
        continue;
    return 0;
}

START_TEST(time_ends_by_its_own_signal) {
    ck_assert_int_eq(outcome_of(confine_time, loop), -SIGXCPU);
}
END_TEST

static bool limit_only(void) {
    struct cn_sandbox_limits limits = USUAL_LIMITS;
    struct rlimit lower = {100, 100};
    limits.file_size = 1000;
    return setrlimit(RLIMIT_FSIZE, &lower) == 0 && cn_sandbox_rlimits(&limits);
}

static bool is_limit(int resource, rlim_t soft) {
    struct rlimit limit;
    return getrlimit(resource, &limit) == 0 && limit.rlim_cur == soft;
}

static int look_at_limits(void) {
    return is_limit(RLIMIT_FSIZE, 100) && is_limit(RLIMIT_CORE, 0) &&
                   is_limit(RLIMIT_NOFILE, CN_WORKER_DESCRIPTORS) &&
                   is_limit(RLIMIT_STACK, CN_WORKER_STACK)
               ? 0
               : 1;
}

START_TEST(limits_are_lowered_and_never_raised) {
    ck_assert_int_eq(outcome_of(limit_only, look_at_limits), 0);
}
END_TEST

/* ---- what it says of itself ---- */

START_TEST(layers_have_names) {
    static const struct {
        unsigned layers;
        const char *name;
    } cases[] = {
        {0, "none"},
        {CN_LAYER_RLIMITS, "rlimits only"},
        {CN_LAYER_RLIMITS | CN_LAYER_NO_NEW_PRIVS, "rlimits only"},
        {15 | 2 << CN_LAYER_ABI_SHIFT, "rlimits, landlock (ABI 2), seccomp"},
        {7 | 11 << CN_LAYER_ABI_SHIFT, "rlimits, landlock (ABI 11)"},
        {11, "rlimits, seccomp"},
    };
    char name[CN_SANDBOX_NAME];
    for (size_t i = 0; i < LENGTH(cases); i++) {
        cn_sandbox_name(cases[i].layers, name);
        ck_assert_str_eq(name, cases[i].name);
    }
}
END_TEST

START_TEST(requiring_means_the_filter) {
    ck_assert(cn_sandbox_suffices(CN_SANDBOX_OFF, 0));
    ck_assert(cn_sandbox_suffices(CN_SANDBOX_AUTO, CN_LAYER_RLIMITS));
    ck_assert(cn_sandbox_suffices(CN_SANDBOX_REQUIRE, 11));
    ck_assert(!cn_sandbox_suffices(CN_SANDBOX_REQUIRE, 7));
    ck_assert(!cn_sandbox_suffices(CN_SANDBOX_REQUIRE, CN_LAYER_RLIMITS));
}
END_TEST

static int sing(void) {
    char why[CN_SANDBOX_WHY];
    return cn_sandbox_canary(here, why) && *why == '\0' ? 0 : 1;
}

START_TEST(the_canary_knows_a_sandbox) {
    char why[CN_SANDBOX_WHY];
    ck_assert_int_eq(outcome_of(confine_usually, sing), 0);
    ck_assert(cn_sandbox_canary(CN_LAYER_RLIMITS, why));
    ck_assert(!cn_sandbox_canary(CN_LAYER_LANDLOCK, why));
    ck_assert_str_eq(why, "it can open a file");
    ck_assert(!cn_sandbox_canary(CN_LAYER_SECCOMP, why));
}
END_TEST

/* Landlock closes files; what is left open is what the filter closes. */
static int sing_of_the_filter(void) {
    char why[CN_SANDBOX_WHY];
    return cn_sandbox_canary(CN_LAYER_SECCOMP, why) || strcmp(why, "it can make a socket") != 0;
}

START_TEST(the_canary_misses_the_filter) {
    if (here & CN_LAYER_LANDLOCK)
        ck_assert_int_eq(outcome_of(confine_by_landlock, sing_of_the_filter), 0);
}
END_TEST

/* ---- what the system says ---- */

#ifdef __linux__
static int look_at_privileges(void) {
    return status_of(getpid(), "NoNewPrivs") == 1 && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1;
}

START_TEST(privileges_are_given_up) {
    ck_assert_int_eq(outcome_of(cn_sandbox_privileges, look_at_privileges), 0);
    ck_assert_int_eq(outcome_of(NULL, look_at_privileges), 1);
}
END_TEST
#endif

/* The filter is there wherever it was built: a build that lost it must not go unnoticed. */
#if defined __linux__ && (defined __x86_64__ || defined __aarch64__)
START_TEST(the_system_says_so) {
    int ready[2], done[2];
    char byte;
    ck_assert_int_eq(pipe(ready), 0);
    ck_assert_int_eq(pipe(done), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(done[1]);
        confine_usually();
        _exit(write(ready[1], "r", 1) == 1 && read(done[0], &byte, 1) == 0 ? 0 : 1);
    }
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(status_of(pid, "NoNewPrivs"), 1);
#ifdef CN_LIBSECCOMP
    ck_assert_int_eq(status_of(pid, "Seccomp"), 2);
#endif
    close(done[1]);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    close(ready[0]);
    close(done[0]);
}
END_TEST
#endif

static Suite *make_suite(void) {
    Suite *suite = suite_create("sandbox");
    TCase *refused = tcase_create("refused");
    TCase *told = tcase_create("told");
    tcase_add_checked_fixture(refused, make_folder, remove_folder);
    tcase_add_loop_test(refused, acts_are_refused, 0, LENGTH(refusals));
    tcase_add_loop_test(refused, attacks_end_the_process, 0, LENGTH(attacks));
    tcase_add_loop_test(refused, landlock_refuses_files, 0, LENGTH(refusals));
    tcase_add_test(refused, landlock_refuses_what_its_version_can);
    tcase_add_test(refused, the_folder_may_be_read_and_nothing_else);
    tcase_add_loop_test(refused, the_filter_alone_refuses_the_same, 0, LENGTH(refusals));
    tcase_add_test(refused, a_folder_that_is_not_there_is_no_hole);
    tcase_add_test(refused, a_file_does_not_grow_beyond_the_limit);
    tcase_add_test(refused, time_ends_by_its_own_signal);
    tcase_add_test(refused, limits_are_lowered_and_never_raised);
#ifndef CN_SANITIZED
    tcase_add_test(refused, memory_ends_without_death);
#endif
    tcase_add_test(told, layers_have_names);
    tcase_add_test(told, requiring_means_the_filter);
    tcase_add_test(told, the_canary_knows_a_sandbox);
    tcase_add_test(told, the_canary_misses_the_filter);
#ifdef __linux__
    tcase_add_test(told, privileges_are_given_up);
    tcase_add_test(refused, other_calls_do_not_exist);
#if defined __x86_64__ || defined __aarch64__
    tcase_add_test(told, the_system_says_so);
#endif
#endif
    suite_add_tcase(suite, refused);
    suite_add_tcase(suite, told);
    return suite;
}

static void say_what_is_left_out(void) {
    if (!(here & CN_LAYER_LANDLOCK))
        puts("skipped in part: this system has no landlock");
    if (!(here & CN_LAYER_SECCOMP))
        puts("skipped in part: this system or this build has no seccomp");
}

int main(void) {
    SRunner *runner = srunner_create(make_suite());
    here = layers_here();
    say_what_is_left_out();
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
