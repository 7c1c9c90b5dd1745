/* confusions.c: the table of confusions as a file. */
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "match/channel.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A line a confusion: 26 letters, 38 symbols and some pairs. A file of more is none. */
#define TABLE_BYTES_MAX (256u * 1024)

/* ---- reading ---- */

static bool read_symbol(char letter, uint8_t *symbol) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?_";
    const char *at = letter ? strchr(letters, letter) : NULL;
    *symbol = at ? (uint8_t)(at - letters) : CN_SYMBOLS;
    return at != NULL;
}

/* One or two symbols, or "-": none. */
static bool read_symbols(struct cn_str word, uint8_t symbols[2], size_t *len) {
    symbols[0] = symbols[1] = CN_SYMBOLS;
    *len = cn_str_equal(word, CN_STR("-")) ? 0 : word.len;
    if (word.len == 0 || *len > 2)
        return false;
    for (size_t i = 0; i < *len; i++)
        if (!read_symbol(word.bytes[i], &symbols[i]))
            return false;
    return true;
}

static bool read_times(struct cn_str text, double *times) {
    *times = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        *times = *times * 10 + (text.bytes[i] - '0');
    }
    return text.len > 0 && text.len < 10;
}

static const char *add_pair(struct cn_confusions *counts, const uint8_t letters[2],
                            const uint8_t read[2], double times) {
    if (counts->pairs_len == CN_CONFUSED_MAX)
        return "there are more confusions of two letters than a table may hold";
    counts->pairs[counts->pairs_len++] =
        (struct cn_confused){{letters[0], letters[1]}, {read[0], read[1]}, times};
    return NULL;
}

/* "LETTERS READ TIMES"; what is wrong with it, or NULL. */
static const char *read_row(struct cn_confusions *counts, struct cn_str line) {
    struct cn_str words[3];
    uint8_t letters[2], read[2];
    size_t letters_len, read_len;
    double times;
    for (size_t i = 0; i < 3; i++)
        if (!cn_str_split(&line, ' ', &words[i]))
            return "a line is letters, what was read for them, and how often";
    if (line.bytes || !read_symbols(words[0], letters, &letters_len) ||
        !read_symbols(words[1], read, &read_len) || !read_times(words[2], &times))
        return "a line is letters, what was read for them, and how often";
    for (size_t i = 0; i < letters_len; i++)
        if (letters[i] >= CN_LETTERS)
            return "of a name only the letters A to Z are counted";
    if (letters_len + read_len == 3)
        return add_pair(counts, letters, read, times);
    if (letters_len > 1 || read_len > 1 || letters_len + read_len == 0)
        return "one letter for one, two for one, one for two, or nothing on one side";
    if (letters_len == 0)
        counts->added[read[0]] = times;
    else if (read_len == 0)
        counts->lost[letters[0]] = times;
    else
        counts->read[letters[0]][read[0]] = times;
    return NULL;
}

static const char *read_line(struct cn_confusions *counts, struct cn_str line, uint64_t number) {
    if (number == 1)
        return cn_str_equal(line, CN_STR("cryptonym-confusions 1"))
                   ? NULL
                   : "the first line must be: cryptonym-confusions 1";
    if (line.len == 0 || line.bytes[0] == '#')
        return NULL;
    if (cn_str_starts(line, CN_STR("on "))) {
        cn_buf_add(&counts->counted_on, line.bytes + 3, line.len - 3);
        cn_buf_add_byte(&counts->counted_on, '\n');
        return NULL;
    }
    return read_row(counts, line);
}

enum cn_severity cn_channel_read(struct cn_channel **out, struct cn_str text, const char *path,
                                 struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path), .column = 1};
    struct cn_confusions *counts = calloc(1, sizeof *counts);
    struct cn_str rest = cn_str_trim(text), line = {NULL, 0};
    const char *wrong = rest.len > 0 ? NULL : "empty";
    *out = NULL;
    while (counts && !wrong && cn_str_split(&rest, '\n', &line)) {
        where.line++;
        wrong = read_line(counts, cn_str_trim(line), where.line);
    }
    if (counts && !wrong)
        *out = cn_channel_new(counts);
    if (counts)
        cn_confusions_free(counts);
    free(counts);
    if (wrong)
        return cn_diag_add(diags, CN_SKIP, CN_E_CONFUSIONS, &where, "%s", wrong);
    return *out ? CN_OK : cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

/* ---- finding ---- */

static enum cn_severity load(struct cn_channel **out, const char *path, struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_buf buf = {0};
    const char *wrong = cn_file_read(path, TABLE_BYTES_MAX, &buf);
    enum cn_severity severity = wrong ? cn_diag_add(diags, CN_SKIP, CN_E_READ, &where, "%s", wrong)
                                      : cn_channel_read(out, cn_buf_str(&buf), path, diags);
    cn_buf_free(&buf);
    return severity;
}

enum cn_severity cn_channel_find(struct cn_channel **out, const char *name,
                                 struct cn_diags *diags) {
    static const char *const suffixes[] = {".confusions", NULL};
    struct cn_arena arena = {0};
    *out = NULL;
    if (strchr(name, '/') || strchr(name, '.'))
        return load(out, name, diags);
    struct cn_str path = cn_search_file(name, suffixes, &arena);
    enum cn_severity severity =
        path.len > 0 ? load(out, path.bytes, diags)
                     : cn_diag_add(diags, CN_SKIP, CN_E_CONFUSIONS_NOT_FOUND, NULL, "%s", name);
    cn_arena_free(&arena);
    return severity;
}

/* ---- writing ---- */

static void write_symbols(struct cn_buf *out, const uint8_t *symbols, size_t len) {
    if (len == 0)
        cn_buf_add_byte(out, '-');
    for (size_t i = 0; i < len && symbols[i] < CN_SYMBOLS; i++)
        cn_buf_add_byte(out, cn_channel_letter(symbols[i]));
}

static void write_row(struct cn_buf *out, const uint8_t *letters, size_t letters_len,
                      const uint8_t *read, size_t read_len, double times) {
    if (times < 0.5)
        return;
    write_symbols(out, letters, letters_len);
    cn_buf_add_byte(out, ' ');
    write_symbols(out, read, read_len);
    cn_buf_addf(out, " %" PRIu64 "\n", (uint64_t)(times + 0.5));
}

void cn_confusions_write(const struct cn_confusions *counts, struct cn_buf *out) {
    struct cn_str rest = cn_str_trim(cn_buf_str(&counts->counted_on)), line = {NULL, 0};
    cn_buf_add_text(out,
                    "cryptonym-confusions 1\n"
                    "# LETTERS READ TIMES; -: nothing, ?: a mark that is no letter, _: a blank\n");
    while (rest.len > 0 && cn_str_split(&rest, '\n', &line)) {
        line = cn_str_trim(line);
        if (line.len == 0)
            continue;
        cn_buf_add_text(out, "on ");
        cn_buf_add_str(out, line);
        cn_buf_add_byte(out, '\n');
    }
    for (uint8_t letter = 0; letter < CN_LETTERS; letter++) {
        for (uint8_t read = 0; read < CN_SYMBOLS; read++)
            write_row(out, &letter, 1, &read, 1, counts->read[letter][read]);
        write_row(out, &letter, 1, NULL, 0, counts->lost[letter]);
    }
    for (uint8_t read = 0; read < CN_SYMBOLS; read++)
        write_row(out, NULL, 0, &read, 1, counts->added[read]);
    for (size_t i = 0; i < counts->pairs_len; i++)
        write_row(out, counts->pairs[i].letters, 2, counts->pairs[i].read, 2,
                  counts->pairs[i].times);
}

void cn_confusions_free(struct cn_confusions *counts) {
    cn_buf_free(&counts->counted_on);
}
