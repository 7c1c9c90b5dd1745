/* letters.c: room for the letters of a window, and the ends of what the lanes filled. */
#include "match/letters.h"

#include <stdlib.h>
#include <string.h>

#include "match/lanes.h"
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

const struct cn_lanes *const cn_lanes[] = {
#ifdef __x86_64__
    &cn_lanes_avx512, &cn_lanes_avx2,
#endif
    &cn_lanes_plain, NULL};

/* A sequence of two or three bytes, as nearly all are, without a branch on which; all that would
 * take a closer look is left to cn_utf8_next. */
static int32_t next_char(struct cn_str text, size_t at, size_t *len) {
    const unsigned char *bytes = (const unsigned char *)text.bytes + at;
    bool three = bytes[0] >= 0xe0;
    unsigned no_further = ((bytes[1] ^ 0x80u) | (three ? bytes[2] ^ 0x80u : 0)) & 0xc0;
    if (bytes[0] < 0xc2 || bytes[0] >= 0xed || bytes[0] == 0xe0 || no_further)
        return cn_utf8_next(text, at, len);
    int32_t two = (bytes[0] & 0x1f) << 6 | (bytes[1] & 0x3f), all = two << 6 | (bytes[2] & 0x3f);
    *len = three ? 3 : 2;
    return three ? all : two;
}

static bool is_digit(unsigned char byte) {
    return byte >= '0' && byte <= '9';
}

/* Is the character no part of a word, or one that may part runs? Behind a letter a digit goes with
 * it, and what comes behind the digit may be another word. */
static bool is_out(int32_t point, unsigned char behind, bool part_letters) {
    return cn_char_class(point) == CN_CLASS_NONE ||
           (part_letters && cn_char_stays(point) && !is_digit(behind));
}

uint64_t cn_block_part(struct cn_block *block, bool part_letters, uint64_t out) {
    struct cn_str text = {(const char *)block->bytes, 64 + CN_BLOCK_BEHIND};
    uint64_t left = block->high & ~out, behind = 0;
    size_t len;
    for (size_t at = 0; at < 3 && (block->bytes[at] & 0xc0) == 0x80; at++)
        left &= ~(UINT64_C(1) << at); /* they may end a sequence of the block before */
    while (left) {
        size_t at = (size_t)__builtin_ctzll(left);
        int32_t point = next_char(text, at, &len);
        uint64_t bytes = (UINT64_C(1) << len) - 1;
        if (is_out(point, block->bytes[at + len], part_letters)) {
            out |= bytes << at;
            behind = at + len > 64 ? bytes >> (64 - at) : 0;
        }
        left &= ~(bytes << at);
    }
    block->busy &= ~out;
    block->high &= ~out;
    block->loud &= ~out;
    return behind;
}

static size_t words_for(size_t bits) {
    return bits / 64 + 3;
}

/* Cuts `size` bytes off what is left, on a line of the cache. */
static void *cut(char **left, size_t size) {
    void *start = *left;
    *left += (size + 63) / 64 * 64;
    return start;
}

static bool make_room(struct cn_letters *letters, size_t len) {
    if (len <= letters->room && letters->memory)
        return true;
    size_t words = words_for(len), row = (words * sizeof(uint64_t) + 63) / 64 * 64;
    size_t bytes = (len + 64 + (size_t)2 * CN_LETTERS_ROOM + 63) / 64 * 64;
    size_t hits = (len / CN_HIT_LETTERS + 1) * sizeof(struct cn_hit);
    char *memory = malloc(7 * row + bytes + hits + 2 * 64);
    if (!memory)
        return false;
    free(letters->memory);
    *letters =
        (struct cn_letters){.memory = memory, .room = len, .part_letters = letters->part_letters};
    char *left = memory + (64 - (uintptr_t)memory % 64) % 64;
    letters->busy = cut(&left, row);
    letters->high = cut(&left, row);
    letters->at = cut(&left, row);
    letters->starts = cut(&left, row);
    letters->loud = cut(&left, row);
    letters->looks = cut(&left, row);
    letters->veiled = cut(&left, row);
    letters->bytes = (char *)cut(&left, bytes) + CN_LETTERS_ROOM;
    letters->hits = cut(&left, hits);
    memset(letters->bytes - CN_LETTERS_ROOM, 0, CN_LETTERS_ROOM);
    return true;
}

/* What stands behind the last letter and the last byte. */
static void finish(struct cn_letters *letters, size_t blocks) {
    memset(letters->bytes + letters->len, 0, CN_LETTERS_ROOM);
    letters->starts[letters->len / 64] |= UINT64_C(1) << letters->len % 64;
    letters->starts[letters->len / 64 + 1] = letters->loud[letters->len / 64 + 1] = 0;
    memset(letters->looks, 0, words_for(letters->len) * sizeof(uint64_t));
    memset(letters->veiled, 0, words_for(letters->len) * sizeof(uint64_t));
    letters->hits_len = 0;
    letters->busy[blocks] = ~UINT64_C(0);
    letters->high[blocks] = 0;
    letters->at[blocks] = (uint32_t)letters->len;
}

/* The end of the text is read from a copy with zeros behind. */
static void read_end(struct cn_letters *letters, struct cn_str text, size_t from,
                     const struct cn_lanes *lanes) {
    unsigned char end[3 * 64] = {0};
    if (text.len > 0)
        memcpy(end, text.bytes + from * 64, text.len - from * 64);
    lanes->read(letters, end, from, text.len / 64 + 1);
}

bool cn_letters_read(struct cn_letters *letters, struct cn_str text, const struct cn_lanes *lanes) {
    size_t safe = text.len >= 64 ? text.len / 64 - 1 : 0;
    if (!make_room(letters, text.len))
        return false;
    letters->text = text;
    letters->len = 0;
    letters->out = 0;
    letters->starts[0] = letters->loud[0] = 0;
    lanes->read(letters, (const unsigned char *)text.bytes, 0, safe);
    read_end(letters, text, safe, lanes);
    finish(letters, text.len / 64 + 1);
    return true;
}

const struct cn_lanes *cn_lanes_best(void) {
    const struct cn_lanes *const *lanes = cn_lanes;
    while (!(*lanes)->here())
        lanes++;
    return *lanes;
}

void cn_letters_free(struct cn_letters *letters) {
    free(letters->memory);
    *letters = (struct cn_letters){0};
}
