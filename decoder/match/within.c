/*
 * within.c: the bit-parallel way of Myers, names side by side.
 *
 * A name has a bit of a lane for each letter: where the cost of the way to it is one more than that
 * to the letter before it, and where it is one less. The last letter has the uppermost bit, which
 * is the lane's sign; the bits below the first stand for letters that are read as anything, so that
 * nothing comes from there. The compiler makes vectors of the lanes, as wide as the processor's.
 */
#include "match/within.h"

#include <string.h>

#define PLACES 16 /* bits of a lane */

void cn_within_add(struct cn_within *within, struct cn_str name, unsigned errors) {
    size_t lane = within->names++;
    for (size_t i = 0; lane == 0 && i < CN_WITHIN_LANES; i++)
        within->errors[i] = -1; /* where there is no name, none is found */
    unsigned below = PLACES - (unsigned)name.len, own = 0xFFFFu << below & 0xFFFF;
    within->len[lane] = (int16_t)name.len;
    within->own[lane] = (int16_t)own;
    within->errors[lane] = (int16_t)errors;
    within->most = name.len > within->most ? name.len : within->most;
    for (size_t i = 0; i <= CN_LETTERS; i++)
        within->places[i][lane] = (int16_t)~own;
    for (size_t i = 0; i < name.len; i++) {
        int16_t *places = &within->places[name.bytes[i] - 'a'][lane];
        *places = (int16_t)(*places | (int16_t)(1u << (below + i)));
    }
}

static void read_letters(struct cn_str word, uint8_t letters[CN_GARBLED_SYMBOLS]) {
    for (size_t i = 0; i < word.len; i++) {
        unsigned char letter = (unsigned char)(word.bytes[i] - 'a');
        letters[i] = letter < CN_LETTERS ? letter : CN_LETTERS;
    }
}

/* Of one vector of names, by its number: what is known before the first letter, what a letter makes
 * of it, and what is left. */
#define BEGIN(n, from)                                                                             \
    const size_t at##n = (from);                                                                   \
    bits more##n = *(const bits *)(within->own + at##n), less##n = {0};                            \
    vector errors##n = *(const vector *)(within->len + at##n), best##n = errors##n;
#define LETTER(n)                                                                                  \
    {                                                                                              \
        bits same = *(const bits *)(within->places[letters[i]] + at##n);                           \
        bits across = (((same & more##n) + more##n) ^ more##n) | same;                             \
        bits up = less##n | ~(across | more##n), down = more##n & across;                          \
        errors##n += ((vector)down >> (PLACES - 1)) - ((vector)up >> (PLACES - 1));                \
        vector fewer = errors##n < best##n;                                                        \
        best##n = (errors##n & fewer) | (best##n & ~fewer);                                        \
        up += up;                                                                                  \
        down += down;                                                                              \
        more##n = down | ~(same | less##n | up);                                                   \
        less##n = up & (same | less##n);                                                           \
    }
#define END(n)                                                                                     \
    *(vector *)(least + at##n) = best##n;                                                          \
    found |= best##n <= *(const vector *)(within->errors + at##n);

/* The body, for vectors of so many lanes, two at a time: each waits for its own letters before, so
 * that two take hardly longer than one. */
#define WITHIN(lanes)                                                                              \
    typedef int16_t vector __attribute__((vector_size(2 * (lanes)), aligned(2), may_alias));       \
    typedef uint16_t bits __attribute__((vector_size(2 * (lanes)), aligned(2), may_alias));        \
    uint8_t letters[CN_GARBLED_SYMBOLS];                                                           \
    uint64_t any[(lanes) / 4], sum = 0;                                                            \
    vector found = {0};                                                                            \
    read_letters(word, letters);                                                                   \
    for (size_t k = 0; k < within->names; k += 2 * (lanes)) {                                      \
        BEGIN(0, k)                                                                                \
        BEGIN(1, k + (lanes))                                                                      \
        for (size_t i = 0; i < word.len; i++) {                                                    \
            LETTER(0)                                                                              \
            LETTER(1)                                                                              \
        }                                                                                          \
        END(0)                                                                                     \
        END(1)                                                                                     \
    }                                                                                              \
    memcpy(any, &found, sizeof any);                                                               \
    for (size_t i = 0; i < (lanes) / 4; i++)                                                       \
        sum |= any[i];                                                                             \
    return sum != 0;

bool cn_within_plain(const struct cn_within *within, struct cn_str word,
                     int16_t least[CN_WITHIN_LANES]) {
    WITHIN(8)
}

#ifdef __x86_64__
__attribute__((target("avx2"))) bool
cn_within_avx2(const struct cn_within *within, struct cn_str word, int16_t least[CN_WITHIN_LANES]) {
    WITHIN(16)
}

__attribute__((target("avx512bw,avx512vl"))) bool
cn_within_avx512(const struct cn_within *within, struct cn_str word,
                 int16_t least[CN_WITHIN_LANES]){WITHIN(32)}
#endif

cn_within_fn *cn_within_best(void) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return cn_within_avx512;
    if (__builtin_cpu_supports("avx2"))
        return cn_within_avx2;
#endif
    return cn_within_plain;
}
