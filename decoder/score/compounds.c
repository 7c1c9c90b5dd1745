/*
 * compounds.c: a language without its compounds of numbers.
 *
 * What is read of an affix file here errs to one side: whatever may make a compound in another way,
 * give an entry flags that do not stand beside it, or turn something else into a digit, and the
 * language is used as it is.
 */
#define _GNU_SOURCE /* memfd_create: hunspell reads files only, and this one is nobody's */
#include "score/compounds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct rules {
    bool flags[256]; /* of parts */
    bool any;        /* are there rules? */
    bool unclear;
    struct cn_parts *parts;
    struct cn_buf rest; /* the affix file without them */
};

static bool holds_digit(struct cn_str text) {
    bool found = false;
    for (size_t i = 0; i < text.len; i++)
        found |= text.bytes[i] >= '0' && text.bytes[i] <= '9';
    return found;
}

static unsigned char small(char byte) {
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
}

static bool is_number(struct cn_str text) {
    size_t digits = 0;
    while (digits < text.len && text.bytes[digits] >= '0' && text.bytes[digits] <= '9')
        digits++;
    return digits > 0 && digits == text.len;
}

/* The next of a line's fields; empty: there are no more. */
static struct cn_str next_field(struct cn_str *line) {
    size_t from = 0, to;
    while (from < line->len && strchr(" \t\r\n", line->bytes[from]))
        from++;
    for (to = from; to < line->len && !strchr(" \t\r\n", line->bytes[to]);)
        to++;
    struct cn_str field = {line->bytes + from, to - from};
    *line = (struct cn_str){line->bytes + to, line->len - to};
    return field;
}

/* ---- the affix file ---- */

static void note_flags(struct rules *rules, struct cn_str rule) {
    rules->any = true;
    for (size_t i = 0; i < rule.len && !is_number(rule); i++)
        rules->flags[(unsigned char)rule.bytes[i]] |= !strchr("*?()", rule.bytes[i]);
}

static bool holds_letter(struct cn_str text) {
    bool found = false;
    for (size_t i = 0; i < text.len; i++)
        found |= small(text.bytes[i]) >= 'a' && small(text.bytes[i]) <= 'z';
    return found;
}

/* "SFX D y ied [^aeiou]y": what it strips holds no digit, what it adds brings no flags. */
static bool is_plain_affix(struct cn_str line) {
    next_field(&line);
    struct cn_str strip = next_field(&line), add = next_field(&line);
    return (cn_str_equal(strip, CN_STR("0")) || !holds_digit(strip)) &&
           (add.len == 0 || !memchr(add.bytes, '/', add.len));
}

static bool is_plain(struct cn_str key, struct cn_str line) {
    if (cn_str_equal(key, CN_STR("SFX")) || cn_str_equal(key, CN_STR("PFX")))
        return is_plain_affix(line);
    if (cn_str_equal(key, CN_STR("ICONV"))) {
        bool letter = holds_letter(next_field(&line));
        return !letter && !holds_digit(next_field(&line));
    }
    return !cn_str_equal(key, CN_STR("FLAG")) && !cn_str_equal(key, CN_STR("AF")) &&
           !cn_str_equal(key, CN_STR("BREAK")) && !cn_str_equal(key, CN_STR("IGNORE")) &&
           (!cn_str_starts(key, CN_STR("COMPOUND")) || cn_str_equal(key, CN_STR("COMPOUNDMIN")));
}

static void read_affix(struct rules *rules, struct cn_str line) {
    struct cn_str rest = line;
    struct cn_str key = next_field(&rest);
    if (cn_str_equal(key, CN_STR("COMPOUNDRULE"))) {
        note_flags(rules, next_field(&rest));
        return;
    }
    rules->unclear |= !is_plain(key, rest);
    cn_buf_add_str(&rules->rest, line);
}

/* ---- the words ---- */

static void take_part(struct rules *rules, struct cn_str word) {
    struct cn_parts *parts = rules->parts;
    rules->unclear |= !holds_digit(word);
    for (size_t i = 0; i < word.len; i++)
        parts->inside[small(word.bytes[i])] = true;
    if (word.len > 0) {
        parts->first[small(word.bytes[0])] = true;
        parts->last[small(word.bytes[word.len - 1])] = true;
    }
}

/* "1st/p": a word with a flag of the rules. */
static void read_word(struct rules *rules, struct cn_str line) {
    const char *slash = line.len > 0 ? memchr(line.bytes, '/', line.len) : NULL;
    if (!slash)
        return;
    bool part = false;
    for (const char *flag = slash + 1; flag < line.bytes + line.len; flag++)
        part |= rules->flags[(unsigned char)*flag];
    if (part)
        take_part(rules, (struct cn_str){line.bytes, (size_t)(slash - line.bytes)});
}

static void each_line(const char *path, struct rules *rules,
                      void (*read)(struct rules *, struct cn_str)) {
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    FILE *file = fopen(path, "r");
    while (file && !rules->unclear && (len = getline(&line, &room, file)) > 0)
        read(rules, (struct cn_str){line, (size_t)len});
    rules->unclear |= !file || ferror(file);
    free(line);
    if (file)
        fclose(file);
}

/* ---- opening ---- */

static Hunhandle *open_rest(struct cn_str aff, const char *dic) {
    Hunhandle *handle = NULL;
#ifdef MFD_CLOEXEC
    char path[32];
    int fd = memfd_create("affixes", MFD_CLOEXEC);
    if (fd < 0)
        return NULL;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write(fd, aff.bytes, aff.len) == (ssize_t)aff.len && access(path, R_OK) == 0)
        handle = Hunspell_create(path, dic);
    close(fd);
#else
    (void)aff;
    (void)dic;
#endif
    return handle;
}

Hunhandle *cn_compounds_without(const char *aff, const char *dic, struct cn_parts *parts) {
    struct rules rules = {.parts = parts};
    Hunhandle *handle = NULL;
    each_line(aff, &rules, read_affix);
    if (rules.any)
        each_line(dic, &rules, read_word);
    if (rules.any && !rules.unclear && !rules.rest.failed)
        handle = open_rest(cn_buf_str(&rules.rest), dic);
    cn_buf_free(&rules.rest);
    return handle;
}

/* ---- asking ---- */

/* Has it a digit, and may it be put together from parts? What is not ASCII hunspell may take for
 * something else. A number it takes as it is. */
static bool may_be(const struct cn_parts *parts, struct cn_str piece) {
    bool may = holds_digit(piece) && !is_number(piece);
    for (size_t i = 0; i < piece.len && may; i++) {
        unsigned char byte = small(piece.bytes[i]);
        may = byte >= 0x80 || (parts->inside[byte] && (i > 0 || parts->first[byte]) &&
                               (i + 1 < piece.len || parts->last[byte]));
    }
    return may;
}

/* Full stops at the end hunspell lets go. */
bool cn_compounds_may(const struct cn_parts *parts, struct cn_str word) {
    struct cn_str piece;
    while (word.len > 0 && word.bytes[word.len - 1] == '.')
        word.len--;
    while (cn_str_split(&word, '-', &piece)) {
        if (may_be(parts, piece))
            return true;
    }
    return false;
}
