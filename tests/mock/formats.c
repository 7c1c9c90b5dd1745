/*
 * formats.c: the programs of mock.h as a format: a reader that lays down their text, a container
 * that gives their members, and the tables of cryptonym with these two added.
 */
#include "mock/mock.h"

#include "base/limits.h"
#include "open/container.h"
#include "read/extract.h"
#include "read/readers.h"

#include <stdlib.h>
#include <string.h>

/* More than any magic number: nobody else gets these. */
#define BID 1000
#define PROGRAM_MAX ((size_t)4 * 1024 * 1024)

static bool read_program(const struct cn_source *source, struct cn_buf *program) {
    size_t len = source->size < PROGRAM_MAX ? (size_t)source->size : PROGRAM_MAX;
    size_t got = 0;
    if (!cn_buf_reserve(program, len + 1) || !cn_source_read(source, 0, program->bytes, len, &got))
        return false;
    program->len = got;
    return true;
}

static bool has_members(struct cn_str head) {
    for (size_t i = 0; i + sizeof MOCK_MEMBERS <= head.len + 1; i++) {
        if (memcmp(head.bytes + i, MOCK_MEMBERS, sizeof MOCK_MEMBERS - 1) == 0)
            return true;
    }
    return false;
}

/* ---- the reader ---- */

static unsigned claim(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    return cn_str_starts(head, CN_STR(MOCK_HEAD)) ? BID : 0;
}

static void flood(struct cn_extract *to, uint64_t bytes) {
    static const char line[] =
        "the ships went to sea and the sea was calm for all of that day ..\n";
    for (uint64_t done = 0; done < bytes && cn_extract_state(to) == CN_OK; done += sizeof line - 1)
        cn_extract_text(to, CN_STR(line));
}

static enum cn_severity lay_down(struct cn_extract *to, struct cn_str program) {
    struct cn_str line, rest;
    while (mock_line(&program, &line) && !mock_word(line, "members", &rest)) {
        if (mock_word(line, "flood", &rest)) {
            flood(to, mock_number(rest));
        } else if (mock_word(line, "text", &rest)) {
            cn_extract_text(to, rest);
            cn_extract_text(to, CN_STR("\n"));
        } else if (!mock_act(line)) {
            return CN_FATAL;
        }
    }
    return cn_extract_state(to);
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    struct cn_buf program = {0};
    enum cn_severity severity = CN_FATAL;
    if (read_program(extraction->source, &program))
        severity = lay_down(extraction->to, cn_buf_str(&program));
    cn_buf_free(&program);
    return severity;
}

static const struct cn_reader mock_reader = {
    .name = "mock", .what = "programs of tests", .claim = claim, .extract = extract};

/* ---- the container ---- */

struct mock_container {
    struct cn_container container;
    struct cn_buf program;
    struct cn_str rest; /* lines that have not been met */
    struct cn_buf name; /* of the member at hand */
    uint64_t filling;   /* bytes that are still to come of it */
};

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    return has_members(head) ? claim(head, source, name) : 0;
}

static enum cn_severity open_mock(struct cn_container *container) {
    struct mock_container *mock = (struct mock_container *)container;
    struct cn_str line, rest;
    if (!read_program(&container->source, &mock->program))
        return CN_FATAL;
    mock->rest = cn_buf_str(&mock->program);
    while (mock_line(&mock->rest, &line) && !mock_word(line, "members", &rest))
        continue;
    return CN_OK;
}

static void begin_member(struct mock_container *mock, struct cn_str line) {
    const char *blank = line.len > 0 ? memchr(line.bytes, ' ', line.len) : NULL;
    size_t len = blank ? (size_t)(blank - line.bytes) : line.len;
    cn_buf_clear(&mock->name);
    cn_buf_add(&mock->name, line.bytes, len);
    len += blank != NULL;
    mock->filling = mock_number((struct cn_str){line.bytes + len, line.len - len});
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct mock_container *mock = (struct mock_container *)container;
    struct cn_str line, rest;
    while (mock_line(&mock->rest, &line)) {
        if (mock_word(line, "member", &rest)) {
            begin_member(mock, rest);
            member->name = cn_buf_str(&mock->name);
            return mock->name.failed ? CN_FATAL : CN_OK;
        }
        if (!mock_word(line, "|", &rest) && !mock_act(line))
            return CN_FATAL;
    }
    return CN_END;
}

static enum cn_severity fill(struct mock_container *mock, char *buffer, size_t want, size_t *got) {
    *got = mock->filling < want ? (size_t)mock->filling : want;
    if (*got == 0)
        return CN_END;
    for (size_t i = 0; i < *got; i++)
        buffer[i] = i % 64 == 63 ? '\n' : (char)("so "[i % 3]);
    mock->filling -= *got;
    return CN_OK;
}

/* A line at a time. */
static enum cn_severity read_mock(struct cn_container *container, char *buffer, size_t want,
                                  size_t *got) {
    struct mock_container *mock = (struct mock_container *)container;
    struct cn_str behind = mock->rest;
    struct cn_str line, rest;
    if (!mock_line(&behind, &line) || !mock_word(line, "|", &rest))
        return fill(mock, buffer, want, got);
    mock->rest = behind;
    if (rest.len + 1 > want)
        return CN_FATAL;
    if (rest.len > 0)
        memcpy(buffer, rest.bytes, rest.len);
    buffer[rest.len] = '\n';
    *got = rest.len + 1;
    return CN_OK;
}

static void close_mock(struct cn_container *container) {
    struct mock_container *mock = (struct mock_container *)container;
    cn_buf_free(&mock->program);
    cn_buf_free(&mock->name);
}

static const struct cn_container_kind mock_kind = {.name = "mock",
                                                   .what = "programs of tests",
                                                   .bid = bid,
                                                   .size = sizeof(struct mock_container),
                                                   .open = open_mock,
                                                   .next = next,
                                                   .read = read_mock,
                                                   .close = close_mock};

/* ---- the tables: those of cryptonym, whatever is in them, and the two ---- */

#define cn_reader_plain cn_reader_plain, &mock_reader
#include "read/readers.c"
#undef cn_reader_plain

const struct cn_container_kind *found_without_mocks(struct cn_str, const struct cn_source *,
                                                    struct cn_str, unsigned *);
#define cn_container_find found_without_mocks
#include "open/containers.c"
#undef cn_container_find

const struct cn_container_kind *cn_container_find(struct cn_str head,
                                                  const struct cn_source *source,
                                                  struct cn_str name, unsigned *best) {
    *best = bid(head, source, name);
    return *best > 0 ? &mock_kind : found_without_mocks(head, source, name, best);
}
