/*
 * test_pool.c: tasks come back in order and whole, whatever becomes of the workers.
 *
 * A task's request is a small program for the worker: a letter and a number, and so on.
 *
 *     o N    answers N bytes of output     w N  sleeps N milliseconds
 *     f N    reads N bytes of its file and answers them
 *     s N    dies of signal N              x N  exits with status N
 *     b N    breaks the rules in way N     l N  loops until it is killed
 *     g N    goes on only if N more processes than this one have tried the task
 */
#include "base/limits.h"
#include "worker/parts.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- in a worker ---- */

static void rest(long milliseconds) {
    poll(NULL, 0, (int)milliseconds); /* of the calls that wait, the one that a worker may make */
}

static void answer(struct cn_reply *reply, size_t len) {
    char block[10000];
    for (size_t done = 0; done < len; done += sizeof block) {
        size_t some = len - done < sizeof block ? len - done : sizeof block;
        memset(block, 'a' + (int)(done / sizeof block % 26), some);
        cn_reply_add(reply, CN_FRAME_OUTPUT, (struct cn_str){block, some});
        cn_reply_flush(reply);
    }
}

static void answer_file(struct cn_reply *reply, int fd, size_t len) {
    char bytes[1000];
    ssize_t got = read(fd, bytes, len);
    if (got > 0)
        cn_reply_add(reply, CN_FRAME_OUTPUT, (struct cn_str){bytes, (size_t)got});
}

static void break_rules(struct cn_reply *reply, size_t way) {
    static const struct cn_str wires[] = {
        {"\xff\xff\xff\xff\x02", 5}, {"\0\0\0\0\0", 5},      {"\0\0\0\0\x09", 5},
        {"\0\0\0\0\x02", 5},         {"\x01\0\0\0\x05z", 6}, {"\0\0\0\0\x01\0\0\0\0\x01", 10},
    };
    cn_buf_add_str(&reply->pending, wires[way]);
    cn_reply_flush(reply);
}

/* Shared by all processes. */
static struct shared {
    int tries;
    volatile int beats; /* of those that loop */
} * shared;

static void do_step(char letter, long number, int fd, struct cn_reply *reply) {
    switch (letter) {
    case 'o':
        answer(reply, (size_t)number);
        break;
    case 'f':
        answer_file(reply, fd, (size_t)number);
        break;
    case 'w':
        rest(number);
        break;
    case 's':
        signal((int)number, SIG_DFL);
        raise((int)number);
        break;
    case 'x':
        _exit((int)number);
    case 'b':
        break_rules(reply, (size_t)number);
        break;
    case 'g':
        if (shared->tries++ < number)
            _exit(9);
        break;
    default:
        for (;; shared->beats++)
            rest(10);
    }
}

static void work(void *context, const struct cn_task *task, struct cn_reply *reply) {
    const struct cn_report report = {.readable = true};
    struct cn_buf payload = {0};
    char steps[100] = "";
    (void)context;
    memcpy(steps, task->request.bytes, task->request.len);
    for (char *at = steps; *at;) {
        char letter = *at;
        long number = strtol(at + 1, &at, 10);
        do_step(letter, number, task->fd, reply);
        at += *at == ' ';
    }
    close(task->fd);
    cn_report_write(&payload, &report);
    cn_reply_add(reply, CN_FRAME_REPORT, cn_buf_str(&payload));
    cn_buf_free(&payload);
}

static bool enter(void *context, struct cn_reply *reply) {
    (void)context;
    (void)reply;
    return true;
}

/* ---- in the parent ---- */

#define TASKS 3000

static struct {
    size_t output;
    bool reported, ended, died;
    char why[80];
} got[TASKS];
static size_t turn;   /* the task whose frames are to come */
static size_t enough; /* stop at the end of this one */
static size_t added;
static struct cn_workers *pool;
static struct cn_diags diags;

static bool take_frame(void *context, const struct cn_task *task, const struct cn_frame *frame) {
    (void)context;
    ck_assert_int_eq(task->error, (int)turn);
    ck_assert(!got[turn].reported);
    bool right = true;
    for (size_t i = 0; frame->type == CN_FRAME_OUTPUT && i < frame->payload.len; i++)
        right &= frame->payload.bytes[i] == 'a' + (char)((got[turn].output + i) / 10000 % 26);
    ck_assert(right);
    if (frame->type == CN_FRAME_OUTPUT)
        got[turn].output += frame->payload.len;
    got[turn].reported = frame->type == CN_FRAME_REPORT;
    return true;
}

static bool take_end(void *context, const struct cn_task *task, const struct cn_death *death) {
    (void)context;
    ck_assert_int_eq(task->error, (int)turn);
    ck_assert(got[turn].reported == !death || task->origin == -2);
    got[turn].ended = true;
    got[turn].died = death;
    if (death)
        strcpy(got[turn].why, death->why);
    return turn++ != enough;
}

static const struct cn_workers_calls calls = {
    .enter = enter, .work = work, .frame = take_frame, .end = take_end};

static void start(size_t jobs, const struct cn_workers_calls *with) {
    struct cn_buf facts = {0};
    pool = cn_workers_new(jobs, with);
    ck_assert_ptr_nonnull(pool);
    ck_assert_int_eq(cn_workers_start(pool, &facts, &diags), CN_OK);
    ck_assert_uint_eq(facts.len, 0);
    cn_buf_free(&facts);
}

static void begin(size_t jobs) {
    memset(got, 0, sizeof got);
    turn = added = 0;
    enough = SIZE_MAX;
    diags = (struct cn_diags){0};
    start(jobs, &calls);
}

static enum cn_severity add_file(const char *steps, int fd, int64_t origin, uint64_t size) {
    const struct cn_task task = {.request = cn_str_of(steps),
                                 .fd = fd,
                                 .origin = origin,
                                 .size = size,
                                 .error = (int)added++};
    ck_assert_int_ge(fd, 0);
    return cn_workers_add(pool, &task, &diags);
}

static void add(const char *steps, uint64_t size) {
    ck_assert_int_eq(add_file(steps, open("/dev/null", O_RDONLY), 0, size), CN_OK);
}

/* No process is left, and none was lost on the way. */
static void end(void) {
    cn_workers_free(pool);
    cn_diags_free(&diags);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

static void settle(void) {
    ck_assert_int_eq(cn_workers_settle(pool, &diags), CN_OK);
    ck_assert_uint_eq(turn, added);
}

static void answered(size_t number, size_t output) {
    ck_assert_msg(got[number].ended && !got[number].died, "task %zu should live, but: %s", number,
                  got[number].why);
    ck_assert_uint_eq(got[number].output, output);
}

static void died(size_t number, size_t output, const char *why) {
    ck_assert_msg(got[number].died, "task %zu should have died", number);
    ck_assert_str_eq(got[number].why, why);
    ck_assert_uint_eq(got[number].output, output);
}

/* ---- order ---- */

START_TEST(in_order) {
    static const size_t jobs[] = {1, 2, 3, 7};
    static const size_t sizes[] = {0, 1, 9999, 10000, 200000, 3};
    begin(jobs[_i]);
    for (size_t i = 0; i < 600; i++) {
        char steps[40];
        snprintf(steps, sizeof steps, "w%d o%zu", i % 50 == 0 ? 5 : 0, sizes[i % 6]);
        add(steps, sizes[i % 6]);
    }
    settle();
    for (size_t i = 0; i < 600; i++)
        answered(i, sizes[i % 6]);
    end();
}
END_TEST

START_TEST(nothing_to_do) {
    begin(3);
    settle();
    settle();
    end();
}
END_TEST

/* Those that no worker is asked for have their turn too. */
START_TEST(turns_alone) {
    begin(2);
    for (size_t i = 0; i < 40; i++) {
        if (i % 3 == 0)
            add("w2 o5", 100000);
        else
            ck_assert_int_eq(cn_workers_add(pool,
                                            &(struct cn_task){.request = CN_STR(""),
                                                              .fd = -1,
                                                              .origin = -2,
                                                              .error = (int)added++},
                                            &diags),
                             CN_OK);
    }
    settle();
    for (size_t i = 0; i < 40; i++)
        answered(i, i % 3 == 0 ? 5 : 0);
    end();
}
END_TEST

/* A long task at the head: the results behind it are kept, beyond memory in a file; or, where there
 * can be no file, their workers wait. */
static void keep_many(void) {
    const size_t len = 3 * 1000 * 1000;
    begin(3);
    add("w300 o10", 1 << 20);
    for (size_t i = 1; i < 20; i++)
        add("o3000000", 1 << 20);
    settle();
    answered(0, 10);
    for (size_t i = 1; i < 20; i++)
        answered(i, len);
    end();
}

START_TEST(kept_in_a_file) {
    ck_assert_uint_gt(19 * 3000000, 2 * CN_KEPT_MAX);
    keep_many();
}
END_TEST

START_TEST(kept_without_a_file) {
    ck_assert_int_eq(setenv("TMPDIR", "/no/such/folder", 1), 0);
    keep_many();
}
END_TEST

START_TEST(stopped) {
    begin(3);
    enough = 1;
    for (size_t i = 0; i < 4; i++)
        add_file(i < 3 ? "o10" : "l", open("/dev/null", O_RDONLY), 0, 1 << 20);
    ck_assert_int_eq(cn_workers_settle(pool, &diags), CN_END);
    ck_assert_uint_eq(turn, 2);
    ck_assert_int_eq(add_file("o1", open("/dev/null", O_RDONLY), 0, 1), CN_END);
    ck_assert_int_eq(cn_workers_settle(pool, &diags), CN_END);
    end();
}
END_TEST

/* Descriptors come across, and are not kept. */
START_TEST(descriptors) {
    char path[] = "/tmp/cryptonym-test.XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    unlink(path);
    ck_assert_int_eq(write(file, "aaaaaaa", 7), 7);
    begin(2);
    for (size_t i = 0; i < 1000; i++) {
        char own[40];
        snprintf(own, sizeof own, "/proc/self/fd/%d", file);
        int fd = open(own, O_RDONLY);
        if (fd < 0)
            break; /* no /proc: nothing to try */
        ck_assert_int_eq(add_file("f7", fd, 0, 13), CN_OK);
    }
    settle();
    for (size_t i = 0; i < added; i++)
        answered(i, 7);
    int next = dup(file);
    ck_assert_int_lt(next, 32);
    close(next);
    close(file);
    end();
}
END_TEST

/* ---- insertion ---- */

static size_t
    to_insert; /* at the end of the first task, and again at the end of the last of them */
static size_t inserted;

static bool insert_at_end(void *context, const struct cn_task *task, const struct cn_death *death) {
    (void)context;
    ck_assert_ptr_null(death);
    /* The turns: what was added first, what it inserted, what the last of them inserted, the rest.
     */
    size_t group = 2 * to_insert;
    size_t expected = turn == 0 ? 0 : turn <= group ? 1000 + turn - 1 : turn - group;
    ck_assert_int_eq(task->error, (int)expected);
    if (turn == 0 || turn == to_insert) {
        for (size_t i = 0; i < to_insert; i++) {
            const struct cn_task more = {.request = CN_STR("o3000000"),
                                         .fd = open("/dev/null", O_RDONLY),
                                         .size = 1 << 20,
                                         .error = (int)(1000 + inserted++)};
            cn_workers_insert(pool, &more);
        }
    }
    turn++;
    return true;
}

static bool take_any(void *context, const struct cn_task *task, const struct cn_frame *frame) {
    (void)context;
    (void)task;
    (void)frame;
    return true;
}

/* What is inserted has its turn before what was added; also when all workers wait with results for
 * which there is no room, the head's with that of the task it was given together with the head. */
START_TEST(inserted_before_the_rest) {
    static const struct cn_workers_calls inserting = {
        .enter = enter, .work = work, .frame = take_any, .end = insert_at_end};
    ck_assert_int_eq(setenv("TMPDIR", "/no/such/folder", 1), 0);
    begin(3);
    cn_workers_free(pool);
    start(3, &inserting);
    to_insert = 4;
    inserted = 0;
    add("w500 o1", 1);
    for (size_t i = 1; i < 30; i++)
        add("o3000000", i == 1 ? 1 : 1 << 20);
    ck_assert_int_eq(cn_workers_settle(pool, &diags), CN_OK);
    ck_assert_uint_eq(turn, added + inserted);
    ck_assert_uint_eq(inserted, 8);
    end();
}
END_TEST

/* ---- clocks ---- */

/* A task that does not end is tried again, alone, and has then died; the others are there. */
START_TEST(hung_ones_end) {
    static const struct cn_workers_calls timed = {
        .enter = enter, .work = work, .frame = take_frame, .end = take_end, .timeout = 1};
    begin(2);
    cn_workers_free(pool);
    start(2, &timed);
    add("o5", 1);
    add("w100000 o5", 1);
    add("o7", 1);
    add("o3 w100000", 1);
    ck_assert_int_eq(cn_workers_settle(pool, &diags), CN_OK);
    ck_assert_uint_eq(turn, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(got[i].died, i % 2);
    ck_assert_str_eq(got[1].why, "its time was over");
    ck_assert_uint_eq(got[2].output, 7);
    ck_assert_uint_eq(got[3].output, 3);
    end();
}
END_TEST

/* ---- deaths ---- */

/* Small tasks go together; one that kills its worker costs none of the others anything. */
static void one_of_many(const char *steps, size_t output, const char *why) {
    begin(2);
    for (size_t i = 0; i < 300; i++)
        add(i == 77 || i == 200 ? steps : "o12", 12);
    settle();
    for (size_t i = 0; i < 300; i++) {
        if (i == 77 || i == 200)
            died(i, output, why);
        else
            answered(i, 12);
    }
    end();
}

START_TEST(dies_of_a_signal) {
    one_of_many("s11", 0, strsignal(SIGSEGV));
    one_of_many("o1000 s9", 1000, strsignal(SIGKILL));
    one_of_many("o70000 s6", 70000, strsignal(SIGABRT));
}
END_TEST

START_TEST(exits) {
    one_of_many("x3", 0, "exit status 3");
    one_of_many("x0", 0, "exit status 0");
}
END_TEST

START_TEST(breaks_the_rules) {
    char steps[20];
    snprintf(steps, sizeof steps, "b%d", _i);
    begin(2);
    add("o5", 1 << 20);
    add(steps, 1 << 20);
    add("o5", 1 << 20);
    settle();
    answered(0, 5);
    died(1, 0, "its answer was not understood");
    answered(2, 5);
    end();
}
END_TEST

/* A worker that answers when nothing was asked. */
START_TEST(answers_unasked) {
    begin(1);
    add("o5", 1);
    settle();
    add("o5 b3", 1);
    settle();
    answered(0, 5);
    ck_assert(got[1].died);
    end();
}
END_TEST

/* Once may be chance: a task of which nothing came is tried again, from its first byte. */
START_TEST(second_try) {
    char path[] = "/tmp/cryptonym-test.XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    unlink(path);
    ck_assert_int_eq(write(file, "zzaaaaa", 7), 7);
    ck_assert_int_eq(lseek(file, 2, SEEK_SET), 2);
    begin(2);
    shared->tries = 0;
    ck_assert_int_eq(add_file("g1 f5", file, 2, 7), CN_OK);
    settle();
    answered(0, 5);
    ck_assert_int_eq(shared->tries, 2);
    end();
}
END_TEST

/* What cannot be read twice has one try. */
START_TEST(no_second_try) {
    begin(2);
    shared->tries = 0;
    ck_assert_int_eq(add_file("g1 o5", open("/dev/null", O_RDONLY), -1, 0), CN_OK);
    settle();
    died(0, 0, "exit status 9");
    ck_assert_int_eq(shared->tries, 1);
    end();
}
END_TEST

/* The head dies while all others wait for room. */
START_TEST(head_dies_while_others_wait) {
    ck_assert_int_eq(setenv("TMPDIR", "/no/such/folder", 1), 0);
    begin(3);
    add("w200 s9", 1 << 20);
    for (size_t i = 1; i < 20; i++)
        add("o3000000", 1 << 20);
    settle();
    died(0, 0, strsignal(SIGKILL));
    for (size_t i = 1; i < 20; i++)
        answered(i, 3000000);
    end();
}
END_TEST

START_TEST(all_die) {
    begin(2);
    for (size_t i = 0; i < 200; i++)
        add("x1", 10);
    settle();
    for (size_t i = 0; i < 200; i++)
        died(i, 0, "exit status 1");
    end();
}
END_TEST

/* ---- the parent ends ---- */

static void parent_with_looping_workers(void) {
    signal(SIGTERM, SIG_DFL);
    begin(2);
    for (int i = 0; i < 2; i++)
        add("l", 1 << 20);
    for (;;)
        pause();
}

/* Does a heart beat within half a second? */
static bool beats(void) {
    int before = shared->beats;
    for (int i = 0; i < 50 && shared->beats == before; i++)
        rest(10);
    return shared->beats != before;
}

static void parent_ends_by(int signal_number) {
    pid_t parent = fork();
    if (parent == 0)
        parent_with_looping_workers();
    for (int i = 0; i < 100 && !beats(); i++)
        continue;
    ck_assert(beats());
    ck_assert_int_eq(kill(parent, signal_number), 0);
    ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
    for (int i = 0; i < 500 && beats(); i++)
        continue;
    ck_assert_msg(!beats(), "no worker should outlive its parent");
}

START_TEST(no_orphans) {
#ifdef __linux__
    parent_ends_by(SIGTERM);
    parent_ends_by(SIGKILL);
#endif
}
END_TEST

static bool share(void) {
    char path[] = "/tmp/cryptonym-test.XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || ftruncate(file, sizeof *shared) != 0)
        return false;
    unlink(path);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return shared != MAP_FAILED;
}

int main(void) {
    Suite *suite = suite_create("pool");
    TCase *tcase = tcase_create("pool");
    if (!share())
        return 1;
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, in_order, 0, 4);
    tcase_add_test(tcase, nothing_to_do);
    tcase_add_test(tcase, turns_alone);
    tcase_add_test(tcase, kept_in_a_file);
    tcase_add_test(tcase, kept_without_a_file);
    tcase_add_test(tcase, stopped);
    tcase_add_test(tcase, descriptors);
    tcase_add_test(tcase, inserted_before_the_rest);
    tcase_add_test(tcase, hung_ones_end);
    tcase_add_test(tcase, dies_of_a_signal);
    tcase_add_test(tcase, exits);
    tcase_add_loop_test(tcase, breaks_the_rules, 0, 6);
    tcase_add_test(tcase, answers_unasked);
    tcase_add_test(tcase, second_try);
    tcase_add_test(tcase, no_second_try);
    tcase_add_test(tcase, head_dies_while_others_wait);
    tcase_add_test(tcase, all_die);
    tcase_add_test(tcase, no_orphans);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
