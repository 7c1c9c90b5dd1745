/* common.c: the table of how common words are, read and asked. */
#include "score/common.h"

#include "base/file.h"
#include "dictionary/dictionary.h"

#include <stdlib.h>
#include <string.h>

/* A hundred thousand words and more; a file of more is no such table. */
#define TABLE_BYTES_MAX (8u * 1024 * 1024)

/* Of words in small letters, two bits for each: small enough for the nearest cache. */
#define BITS 18

/* Four to a line of the processor's cache; the hash tells nearly all words apart that are asked
 * about and are not there. */
struct row {
    uint32_t hash;
    uint32_t start; /* of the word in the text, where a blank ends it; 0: an empty row */
    struct cn_common_counts counts;
};

/* Of all words, likewise: what has none of them need not be looked for in the rows, which lie
 * outside the near caches. */
#define SIEVE_BITS 20

struct cn_common {
    struct cn_buf text;
    struct row *rows; /* open addressing */
    size_t mask, len;
    uint64_t bits[(1u << BITS) / 64];
    uint64_t sieve[(1u << SIEVE_BITS) / 64];
};

/* ---- asking ---- */

/* A sum of the bytes, each times a power of a prime: what another letter in one place makes of it
 * takes one multiplication. */
#define PRIME 16777619u

static uint32_t sum_of(struct cn_str word) {
    uint32_t sum = 0;
    for (size_t i = 0; i < word.len; i++)
        sum = sum * PRIME + (unsigned char)word.bytes[i];
    return sum;
}

static uint32_t mixed(uint32_t sum) {
    return (sum ^ sum >> 15) * 2654435769u;
}

static bool has_bits(const struct cn_common *common, uint32_t sum) {
    uint32_t hash = mixed(sum), one = hash >> (32 - BITS), other = hash % (1u << BITS);
    return (common->bits[one / 64] >> (one % 64) & 1) &&
           (common->bits[other / 64] >> (other % 64) & 1);
}

static void set_bits(struct cn_common *common, uint32_t sum) {
    uint32_t hash = mixed(sum), one = hash >> (32 - BITS), other = hash % (1u << BITS);
    common->bits[one / 64] |= UINT64_C(1) << (one % 64);
    common->bits[other / 64] |= UINT64_C(1) << (other % 64);
}

static uint32_t hash_of(struct cn_str word) {
    uint32_t hash = mixed(sum_of(word));
    return hash ^ hash >> 16;
}

static bool may_hold(const struct cn_common *common, uint32_t hash) {
    uint32_t one = hash >> (32 - SIEVE_BITS), other = hash % (1u << SIEVE_BITS);
    return (common->sieve[one / 64] >> (one % 64) & 1) &&
           (common->sieve[other / 64] >> (other % 64) & 1);
}

static void put_in_sieve(struct cn_common *common, uint32_t hash) {
    uint32_t one = hash >> (32 - SIEVE_BITS), other = hash % (1u << SIEVE_BITS);
    common->sieve[one / 64] |= UINT64_C(1) << (one % 64);
    common->sieve[other / 64] |= UINT64_C(1) << (other % 64);
}

static bool is_of(const struct cn_common *common, const struct row *row, uint32_t hash,
                  struct cn_str word) {
    struct cn_str rest = {common->text.bytes + row->start, common->text.len - row->start};
    return row->hash == hash && rest.len > word.len && cn_str_starts(rest, word) &&
           rest.bytes[word.len] == ' ';
}

static struct row *row_of(const struct cn_common *common, uint32_t hash, struct cn_str word) {
    size_t place = hash & common->mask;
    while (common->rows[place].start > 0 && !is_of(common, &common->rows[place], hash, word))
        place = (place + 1) & common->mask;
    return &common->rows[place];
}

struct cn_common_look cn_common_begin(const struct cn_common *common, struct cn_str word) {
    struct cn_common_look look = {word, hash_of(word)};
    if (common && may_hold(common, look.hash))
        __builtin_prefetch(&common->rows[look.hash & common->mask]);
    return look;
}

struct cn_common_counts cn_common_end(const struct cn_common *common,
                                      const struct cn_common_look *look) {
    if (!common || look->word.len == 0 || !may_hold(common, look->hash))
        return (struct cn_common_counts){0, 0};
    return row_of(common, look->hash, look->word)->counts;
}

struct cn_common_counts cn_common_of(const struct cn_common *common, struct cn_str word) {
    struct cn_common_look look = {word, hash_of(word)};
    return cn_common_end(common, &look);
}

size_t cn_common_len(const struct cn_common *common) {
    return common->len;
}

void cn_common_each(const struct cn_common *common,
                    void (*each)(void *context, struct cn_str word, struct cn_common_counts),
                    void *context) {
    for (size_t i = 0; i <= common->mask; i++) {
        const struct row *row = &common->rows[i];
        struct cn_str rest = {common->text.bytes + row->start, common->text.len - row->start};
        struct cn_str word = {NULL, 0};
        if (row->start > 0 && cn_str_split(&rest, ' ', &word))
            each(context, word, row->counts);
    }
}

/* ---- near ones ---- */

/* Is the word common with any other letter at `at`? `power` is what a letter there counts. */
static bool common_replaced(const struct cn_common *common, struct cn_str word, char *at,
                            uint32_t sum, uint32_t power) {
    char own = *at;
    bool found = false;
    if (own & 0x80)
        return false;
    sum -= (unsigned char)own * power;
    for (char letter = 'a'; letter <= 'z' && !found; letter++) {
        if (letter == own || !has_bits(common, sum + (unsigned char)letter * power))
            continue;
        *at = letter;
        found = cn_common_of(common, word).lower > 0;
    }
    *at = own;
    return found;
}

bool cn_common_near(const struct cn_common *common, struct cn_str word) {
    char longer[CN_COMMON_NEAR + 1] = {0};
    uint32_t power = 1, sum = sum_of(word);
    if (!common || word.len > CN_COMMON_NEAR)
        return false;
    memcpy(longer + 1, word.bytes, word.len);
    for (size_t i = word.len; i > 0; i--, power *= PRIME) {
        if (common_replaced(common, (struct cn_str){longer + 1, word.len}, longer + i, sum, power))
            return true;
    }
    return common_replaced(common, (struct cn_str){longer, word.len + 1}, longer, sum, power);
}

/* ---- reading ---- */

static bool read_count(struct cn_str text, uint32_t *count) {
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.bytes[i] - '0');
    }
    *count = (uint32_t)value;
    return text.len > 0 && text.len < 9;
}

/* "WORD LOWER TITLE"; what is wrong with it, or NULL. */
static const char *read_row(struct cn_common *common, struct cn_str line) {
    struct row row = {.counts = {0, 0}};
    struct cn_str word, lower, title;
    if (!cn_str_split(&line, ' ', &word) || !cn_str_split(&line, ' ', &lower) ||
        !cn_str_split(&line, ' ', &title) || line.bytes || word.len == 0 ||
        !read_count(lower, &row.counts.lower) || !read_count(title, &row.counts.title))
        return "a line is a word and two counts";
    row.hash = hash_of(word);
    row.start = (uint32_t)(word.bytes - common->text.bytes);
    struct row *place = row_of(common, row.hash, word);
    if (place->start > 0)
        return "this word stands above";
    *place = row;
    put_in_sieve(common, row.hash);
    common->len++;
    if (row.counts.lower > 0)
        set_bits(common, sum_of(word));
    return NULL;
}

static const char *read_line(struct cn_common *common, struct cn_str line, uint64_t number) {
    if (number == 1)
        return cn_str_equal(line, CN_STR("cryptonym-words 1"))
                   ? NULL
                   : "the first line must be: cryptonym-words 1";
    if (line.len == 0 || line.bytes[0] == '#' || cn_str_starts(line, CN_STR("on ")))
        return NULL;
    return read_row(common, line);
}

static bool make_rows(struct cn_common *common) {
    size_t lines = 1;
    for (size_t i = 0; i < common->text.len; i++)
        lines += common->text.bytes[i] == '\n';
    common->mask = 15;
    while (common->mask < lines * 2)
        common->mask = common->mask * 2 + 1;
    common->rows = calloc(common->mask + 1, sizeof *common->rows);
    return common->rows != NULL;
}

static enum cn_severity read_lines(struct cn_common *common, const char *path,
                                   struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path), .column = 1};
    struct cn_str rest = cn_str_trim(cn_buf_str(&common->text));
    struct cn_str line = {NULL, 0};
    const char *wrong = rest.len > 0 ? NULL : "empty";
    if (!make_rows(common))
        return cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    while (!wrong && cn_str_split(&rest, '\n', &line)) {
        where.line++;
        wrong = read_line(common, line, where.line);
    }
    return wrong ? cn_diag_add(diags, CN_SKIP, CN_E_WORDS, &where, "%s", wrong) : CN_OK;
}

enum cn_severity cn_common_read(struct cn_common **out, struct cn_str text, const char *path,
                                struct cn_diags *diags) {
    struct cn_common *common = calloc(1, sizeof *common);
    *out = NULL;
    if (common)
        cn_buf_add_str(&common->text, text);
    if (!common || common->text.failed) {
        cn_common_free(common);
        return cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    }
    enum cn_severity severity = read_lines(common, path, diags);
    if (severity < CN_SKIP)
        *out = common;
    else
        cn_common_free(common);
    return severity;
}

void cn_common_free(struct cn_common *common) {
    if (!common)
        return;
    free(common->rows);
    cn_buf_free(&common->text);
    free(common);
}

/* ---- finding ---- */

static enum cn_severity load(struct cn_common **out, const char *path, struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_buf buf = {0};
    const char *wrong = cn_file_read(path, TABLE_BYTES_MAX, &buf);
    enum cn_severity severity = wrong ? cn_diag_add(diags, CN_SKIP, CN_E_READ, &where, "%s", wrong)
                                      : cn_common_read(out, cn_buf_str(&buf), path, diags);
    cn_buf_free(&buf);
    return severity;
}

enum cn_severity cn_common_find(struct cn_common **out, struct cn_diags *diags) {
    static const char *const suffixes[] = {".words", NULL};
    struct cn_arena arena = {0};
    *out = NULL;
    struct cn_str path = cn_search_file("default", suffixes, &arena);
    enum cn_severity severity =
        path.len > 0 ? load(out, path.bytes, diags)
                     : cn_diag_add(diags, CN_PARTIAL, CN_E_WORDS_NOT_FOUND, NULL, NULL);
    cn_arena_free(&arena);
    return severity;
}
