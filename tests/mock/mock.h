/*
 * mock.h: documents that are programs, for a program that is built for tests only
 * (cryptonym-mock): what a hostile document might make a reader do, done on purpose.
 *
 *     cryptonym-mock/1
 *     text WORDS             a line of text
 *     ACTION                 the reader does it (see below) at this place
 *     members                from here on it is the container that goes through the lines
 *     ACTION                 before the next member
 *     member NAME [BYTES]    a member; BYTES of filling follow what it holds
 *     | LINE                 what it holds: perhaps a program again
 *
 * Actions: loop, sleep, recurse, abort, segv, exit N, leak MIB, allocate MIB, flood BYTES (of
 * text; by the reader only), frames TYPES (empty ones by their digits, to the parent), garbage SEED
 * (a random answer to the parent, see garbage.c).
 */
#ifndef TESTS_MOCK_MOCK_H
#define TESTS_MOCK_MOCK_H

#include "base/bytes.h"

#define MOCK_HEAD "cryptonym-mock/1\n"
#define MOCK_MEMBERS "\nmembers\n"

/* The next line of a program, without its end. False: there is none. */
static inline bool mock_line(struct cn_str *program, struct cn_str *line) {
    struct cn_str rest = *program;
    size_t len = 0;
    if (rest.len == 0)
        return false;
    while (len < rest.len && rest.bytes[len] != '\n')
        len++;
    *line = (struct cn_str){rest.bytes, len};
    len += len < rest.len;
    *program = (struct cn_str){rest.bytes + len, rest.len - len};
    return true;
}

/* Does the line begin with that word? *rest: what stands behind it. */
bool mock_word(struct cn_str line, const char *word, struct cn_str *rest);
uint64_t mock_number(struct cn_str);
/* False: memory is out. */
bool mock_act(struct cn_str line);

/* Random bytes, which depend on the seed alone. */
struct mock_random {
    uint64_t state;
};
uint64_t mock_below(struct mock_random *, uint64_t bound);
/* What a worker might send in place of an answer: frames as they should be, and such as should not
 * be, in any order and number, broken off anywhere. False: it does not seem to end. */
bool mock_garbage(struct cn_buf *, uint64_t seed);

#endif
