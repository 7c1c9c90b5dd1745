/*
 * actions.c: what the programs of mock.h do to the process that reads them.
 */
#include "mock/mock.h"

#include "worker/frame.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB ((size_t)1024 * 1024)

bool mock_word(struct cn_str line, const char *word, struct cn_str *rest) {
    size_t len = strlen(word);
    if (!cn_str_starts(line, cn_str_of(word)) || (line.len > len && line.bytes[len] != ' '))
        return false;
    len += line.len > len;
    *rest = (struct cn_str){line.bytes + len, line.len - len};
    return true;
}

uint64_t mock_number(struct cn_str text) {
    uint64_t number = 0;
    for (size_t i = 0; i < text.len && text.bytes[i] >= '0' && text.bytes[i] <= '9'; i++)
        number = number * 10 + (uint64_t)(text.bytes[i] - '0');
    return number;
}

/* ---- time, stack, signals ---- */

static void loop(void) {
    for (volatile unsigned turns = 0;; turns++)
        continue;
}

static void rest_for_ever(void) {
    for (;;)
        poll(NULL, 0, -1);
}

/* Each call has 4 KiB of its own; there is an end, but no stack reaches it. */
static unsigned recurse(unsigned depth) {
    volatile unsigned char here[4096];
    here[0] = (unsigned char)depth;
    return depth == 0 ? 0 : here[0] + recurse(depth - 1) + here[0];
}

static void write_to_nowhere(void) {
    volatile char *volatile nowhere = (volatile char *)16;
    *nowhere = 1;
}

/* ---- memory ---- */

static bool allocate(size_t bytes) {
    char *block = malloc(bytes);
    if (!block)
        return false;
    memset(block, 1, bytes);
    /* kept for ever, where nobody finds it */
    return *(volatile char *)block == 1;
}

static bool leak(uint64_t mib) {
    for (uint64_t i = 0; i < mib; i++) {
        if (!allocate(MIB))
            return false;
    }
    return true;
}

/* ---- the parent ---- */

static int parents_socket(void) {
    struct stat status;
    for (int fd = STDERR_FILENO + 1; fd < 100; fd++) {
        if (fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode))
            return fd;
    }
    return -1;
}

static void tell_parent(struct cn_buf *buf) {
    struct cn_str rest = cn_buf_str(buf);
    int fd = parents_socket();
    while (rest.len > 0) {
        ssize_t sent = send(fd, rest.bytes, rest.len, MSG_NOSIGNAL);
        if (sent <= 0)
            _exit(99);
        rest.bytes += sent;
        rest.len -= (size_t)sent;
    }
    cn_buf_free(buf);
}

static void send_frames(struct cn_str types) {
    struct cn_buf frames = {0};
    for (size_t i = 0; i < types.len; i++)
        cn_frame_add(&frames, (enum cn_frame_type)(types.bytes[i] - '0'), CN_STR(""));
    tell_parent(&frames);
}

static void send_garbage(uint64_t seed) {
    struct cn_buf garbage = {0};
    mock_garbage(&garbage, seed);
    tell_parent(&garbage);
}

/* ---- all ---- */

bool mock_act(struct cn_str line) {
    struct cn_str rest;
    if (mock_word(line, "loop", &rest))
        loop();
    if (mock_word(line, "sleep", &rest))
        rest_for_ever();
    if (mock_word(line, "recurse", &rest))
        _exit((int)recurse(UINT32_MAX));
    if (mock_word(line, "abort", &rest))
        abort();
    if (mock_word(line, "segv", &rest))
        write_to_nowhere();
    if (mock_word(line, "exit", &rest))
        _exit((int)mock_number(rest));
    if (mock_word(line, "leak", &rest))
        return leak(mock_number(rest));
    if (mock_word(line, "allocate", &rest))
        return allocate((size_t)mock_number(rest) * MIB);
    if (mock_word(line, "frames", &rest))
        send_frames(rest);
    if (mock_word(line, "garbage", &rest))
        send_garbage(mock_number(rest));
    return true;
}
