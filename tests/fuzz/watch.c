/*
 * watch.c: deaths told apart, and what of our code ran before them (watch.h).
 *
 * What the two processes share is mapped before either is made. libFuzzer reads an array of
 * counters besides its own, the section __libfuzzer_extra_counters; that is mapped so, too, and the
 * counters that the compiler made are added to it at the end, whatever that is: they share pages
 * with data of other kinds, and cannot be mapped themselves.
 *
 * _GNU_SOURCE: dladdr, and MAP_ANONYMOUS.
 */
#define _GNU_SOURCE
#include "watch.h"

#include "base/limits.h"
#include "pdf/pdf.h"
#include "worker/parts.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>
#include <unwind.h>

#define FRAMES 64
#define TICK 10000 /* microseconds of the processor */
#define TICKS 30   /* then the process ends as by the limit, which knows whole seconds only */

struct shared {
    bool found;
    size_t frames;
    uintptr_t frame[FRAMES];
};
static struct shared *shared;
static int said[2]; /* a pipe of what processes say on standard error */

/* ---- the sanitizers, where the program is built with them ---- */

#define WEAK __attribute__((weak))
WEAK void __sanitizer_set_death_callback(void (*)(void));
WEAK void __sanitizer_symbolize_pc(void *, const char *format, char *out, size_t size);
WEAK const char *__asan_get_report_description(void);
const char *__asan_default_options(void);
/* What has no memory says so, as it does without the sanitizer. */
__attribute__((visibility("default"))) const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

/* What the compiler counts, and where in our code. */
#define SECTION(type, name) extern type name[] __attribute__((weak, visibility("hidden")))
SECTION(uint8_t, __start___sancov_cntrs);
SECTION(uint8_t, __stop___sancov_cntrs);
struct place {
    uintptr_t at, flags;
};
SECTION(const struct place, __start___sancov_pcs);
SECTION(const struct place, __stop___sancov_pcs);

/* ---- what ran ---- */

#define COUNTERS 65536 /* whole pages, however large */
__attribute__((section("__libfuzzer_extra_counters"),
               aligned(COUNTERS))) static uint8_t counters[COUNTERS];

static size_t counted(void) {
    size_t count = (size_t)(__stop___sancov_cntrs - __start___sancov_cntrs);
    return count < COUNTERS ? count : COUNTERS;
}

static void forget_counts(void) {
    for (size_t i = 0; i < counted(); i++)
        __start___sancov_cntrs[i] = 0;
}

static void share_counts(void) {
    for (size_t i = 0; i < counted(); i++) {
        if (counters[i] < __start___sancov_cntrs[i])
            counters[i] = __start___sancov_cntrs[i];
    }
}

/* ---- whose fault ---- */

static uintptr_t first; /* of our code: clang lays its sanitizers before it into the program */

static void find_first(void) {
    for (const struct place *place = __start___sancov_pcs; place < __stop___sancov_pcs; place++) {
        if (first == 0 || place->at < first)
            first = place->at;
    }
}

/* Before it begins to count, clang's sanitizers cannot be told from us. */
static bool can_tell(void) {
#if defined(__clang__) && defined(CN_SANITIZED)
    return first > 0;
#else
    return true;
#endif
}

enum whose { OURS, THE_LIBRARYS, NOBODYS };

static bool only_passes_on(const char *object) {
    static const char *const names[] = {"/libc.so",  "/libc-",    "/libasan",
                                        "/libubsan", "/libgcc_s", "linux-vdso"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strstr(object, names[i]))
            return true;
    }
    return false;
}

static enum whose whose(uintptr_t at) {
    static const char here;
    Dl_info info, own;
    if (dladdr((const void *)at, &info) == 0 || dladdr(&here, &own) == 0)
        return NOBODYS;
    if (info.dli_fbase == own.dli_fbase)
        return at >= first ? OURS : NOBODYS;
    return only_passes_on(info.dli_fname) ? NOBODYS : THE_LIBRARYS;
}

struct stack {
    size_t pass; /* so many are left out */
    size_t frames;
    uintptr_t frame[FRAMES];
};

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *to) {
    struct stack *stack = to;
    int before = 0;
    uintptr_t at = (uintptr_t)_Unwind_GetIPInfo(context, &before);
    if (stack->pass > 0)
        stack->pass--;
    else if (stack->frames < FRAMES)
        stack->frame[stack->frames++] = before ? at : at - 1;
    return stack->frames < FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* `pass`: functions of this file on the stack. */
__attribute__((noinline)) static enum whose judge(size_t pass, struct stack *stack) {
    enum whose fault = NOBODYS;
    *stack = (struct stack){.pass = pass};
    _Unwind_Backtrace(add_frame, stack);
    for (size_t i = 0; i < stack->frames && fault == NOBODYS; i++)
        fault = whose(stack->frame[i]);
    return fault;
}

static void note(const struct stack *stack) {
    if (shared->found || !can_tell())
        return;
    shared->found = true;
    shared->frames = stack->frames;
    memcpy(shared->frame, stack->frame, sizeof stack->frame);
}

/* ---- deaths ---- */

/* judge and the function that the system calls */
#define PASS 2

/* It comes again as soon as this returns, and ends the process. */
static void by_signal(int number) {
    struct stack stack;
    (void)number;
    if (judge(PASS, &stack) == OURS)
        note(&stack);
    share_counts();
}

/* Whoever is met nearly every time took the time. */
static unsigned ticks, in_ours;
static struct stack last_ours;

static void by_tick(int number) {
    struct stack stack;
    (void)number;
    ticks++;
    if (judge(PASS, &stack) == OURS) {
        in_ours++;
        last_ours = stack;
    }
    if (ticks == TICKS)
        raise(SIGXCPU);
}

static void by_clock(int number) {
    if (in_ours > ticks / 4 * 3)
        note(&last_ours);
    share_counts();
    raise(number);
}

/* The sanitizer ends the process where it cannot have what it needs itself, and makes no report. */
static bool has_room(void) {
    size_t some = 1 << 20;
    void *room = mmap(NULL, some, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room != MAP_FAILED)
        munmap(room, some);
    return room != MAP_FAILED;
}

static bool is_memory(void) {
    const char *what = __asan_get_report_description ? __asan_get_report_description() : NULL;
    if (!what || !*what)
        return !has_room();
    return strstr(what, "out-of-memory") || strstr(what, "allocation-size");
}

static void by_report(void) {
    struct stack stack;
    bool memory = is_memory();
    if (!memory && judge(PASS, &stack) == OURS)
        note(&stack);
    share_counts();
    if (memory)
        _exit(CN_PDF_NO_MEMORY);
    raise(SIGKILL);
}

static void watch_signals(void) {
    static char room[65536];
    const stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct sigaction action = {.sa_handler = by_signal, .sa_flags = (int)SA_RESETHAND | SA_ONSTACK};
    sigaltstack(&stack, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
    action.sa_handler = by_clock;
    sigaction(SIGXCPU, &action, NULL);
    action = (struct sigaction){.sa_handler = by_tick, .sa_flags = SA_RESTART};
    sigaction(SIGPROF, &action, NULL);
    setitimer(ITIMER_PROF, &(struct itimerval){{0, TICK}, {0, TICK}}, NULL);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(by_report);
}

/* A sanitizer's shadow counts as the process's own: the limit is on what comes besides. */
static void limit_memory(uint64_t memory) {
    uint64_t has = 0;
    struct rlimit limit;
    cn_confine_measure(&has);
    if (has > UINT64_MAX / 2 || getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    limit.rlim_cur = (rlim_t)(has + memory);
    setrlimit(RLIMIT_DATA, &limit);
}

/* ---- the processes ---- */

static void must(bool good) {
    if (!good)
        abort();
}

void cn_watch_open(void) {
    void *room =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(room != MAP_FAILED);
    shared = room;
    room = mmap(counters, sizeof counters, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    must(room != MAP_FAILED);
    must(pipe(said) == 0);
    for (int i = 0; i < 2; i++)
        must(fcntl(said[i], F_SETFL, O_NONBLOCK) == 0 && fcntl(said[i], F_SETFD, FD_CLOEXEC) == 0);
    find_first();
}

void cn_watch_send(void) {
    must(dup2(said[1], STDERR_FILENO) >= 0);
    close(said[0]);
    close(said[1]);
}

void cn_watch_begin(uint64_t memory) {
    watch_signals();
    limit_memory(memory);
    forget_counts();
}

void cn_watch_end(void) {
    share_counts();
}

/* ---- the target ---- */

static void print_frame(uintptr_t at) {
    char name[1024] = "";
    Dl_info info = {0};
    if (__sanitizer_symbolize_pc)
        __sanitizer_symbolize_pc((void *)at, "%f %s:%l", name, sizeof name);
    if (dladdr((const void *)at, &info) != 0)
        fprintf(stderr, "  %s+%#zx %s\n", info.dli_fname, (size_t)(at - (uintptr_t)info.dli_fbase),
                name);
}

bool cn_watch_found(void) {
    char text[4096];
    ssize_t got;
    while ((got = read(said[0], text, sizeof text)) > 0) {
        if (shared->found)
            fwrite(text, 1, (size_t)got, stderr);
    }
    if (!shared->found)
        return false;
    fputs("the process that reads died in our code:\n", stderr);
    for (size_t i = 0; i < shared->frames; i++)
        print_frame(shared->frame[i]);
    return true;
}
