/*
 * answer.c: what a label says of a place, cell by cell; see cryptonym-labels(5).
 *
 * The class is told from what stands there and the name that it is, by the words of the large files
 * of labels, so that figures by class mean the same for both.
 */
#include "review/review.h"

#include "base/limits.h"
#include "score/nearest.h"
#include "tokenize/tokenize.h"

#include <inttypes.h>
#include <string.h>

const char *cn_label_column_name(enum cn_label_column column) {
    static const char *const names[CN_LABEL_COLUMNS] = {
        "file", "start", "end", "surface", "name", "label", "class", "base_end", "aux"};
    return names[column];
}

/* ---- what may stand in a row ---- */

static bool holds_control(struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.bytes[i] < ' ' || text.bytes[i] == '\x7f')
            return true;
    }
    return false;
}

bool cn_question_labellable(const struct cn_question *question) {
    struct cn_str file = question->file;
    for (size_t i = 0; i < file.len; i++) {
        if (memchr("\t\r\n", file.bytes[i], 4)) /* NUL too */
            return false;
    }
    return file.len > 0 && file.bytes[0] != '#' && !cn_str_equal(file, CN_STR("(standard input)"));
}

bool cn_label_name_valid(struct cn_str name) {
    size_t len = 1;
    for (size_t at = 0; at < name.len; at += len) {
        if (cn_utf8_next(name, at, &len) < 0)
            return false;
    }
    return name.len > 0 && name.len <= CN_KEY_MAX && !holds_control(name) &&
           !cn_str_equal(name, CN_STR("-"));
}

/* ---- numbers behind names ---- */

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_alphanumeric(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte & 0x80);
}

static bool has_number(struct cn_str name) {
    uint32_t number;
    cn_name_base(name, &number);
    return number != CN_NO_MEMBER;
}

void cn_choice_name(const struct cn_question *question, const struct cn_choice *choice,
                    struct cn_buf *name) {
    cn_buf_add_str(name, choice->name);
    if (question->member != CN_NO_MEMBER && !choice->unknown && !has_number(choice->name))
        cn_buf_addf(name, "-%" PRIu32, question->member);
}

/* The bytes of the surface that are the name without its number. */
static size_t base_len(const struct cn_question *question, struct cn_str name) {
    struct cn_str surface = question->surface;
    size_t len = surface.len;
    if (!has_number(name) && question->member == CN_NO_MEMBER)
        return len;
    while (len > 0 && is_digit(surface.bytes[len - 1]))
        len--;
    if (len == surface.len)
        return len;
    while (len > 0 && !is_alphanumeric(surface.bytes[len - 1]))
        len--;
    return len > 0 ? len : surface.len;
}

/* Does what stands behind the place look like a number that was not read as one: "-l", "/2"? */
static bool number_follows(const struct cn_question *question) {
    struct cn_str after = question->after;
    if (after.len > 1 && memchr("-/#~.", after.bytes[0], 5))
        return is_alphanumeric(after.bytes[1]);
    return after.len > 0 && is_alphanumeric(after.bytes[0]);
}

static const char *number_of(const struct cn_question *question, struct cn_str name) {
    if (has_number(name))
        return "ok";
    return question->member == CN_NO_MEMBER && !number_follows(question) ? "none" : "-";
}

/* ---- classes ---- */

static bool has_lower(struct cn_str text) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    for (size_t at = 0; cn_token_next(text, at, folded, &token); at = token.end) {
        if (token.flags & CN_TOKEN_LOWER)
            return true;
    }
    return false;
}

static bool is_match(const struct cn_question *question, const char *how) {
    return cn_str_equal(question->match, cn_str_of(how));
}

static const char *class_of_other(const struct cn_question *question) {
    if (is_match(question, "garbled"))
        return "neg garbled";
    return has_lower(question->surface) ? "neg lower" : "neg upper";
}

/* Found without an edit, under a name that is spelt otherwise: by an alias. */
static bool by_alias(const struct cn_question *question, struct cn_str name) {
    bool listed = false;
    for (size_t i = 0; i < question->len && !listed; i++) {
        struct cn_buf listed_name = {0};
        cn_choice_name(question, &question->choices[i], &listed_name);
        listed = cn_str_equal(cn_buf_str(&listed_name), name);
        cn_buf_free(&listed_name);
    }
    return listed && (is_match(question, "identical") || is_match(question, "folded") ||
                      is_match(question, "joined"));
}

static const char *class_by_edits(struct cn_str surface, struct cn_str name,
                                  const struct cn_question *question) {
    char first[CN_KEY_MAX], second[CN_KEY_MAX];
    struct cn_str a = {first, cn_name_key(surface, first, sizeof first)};
    struct cn_str b = {second, cn_name_key(name, second, sizeof second)};
    unsigned edits = cn_key_distance(a, b);
    if (edits == 0 && is_match(question, "joined"))
        return "split/joined";
    if (edits == 0)
        return "case/spacing";
    return edits == 1 ? "1 edit" : edits == 2 ? "2 edits" : "3+ edits";
}

static const char *class_of_name(const struct cn_question *question, struct cn_str name) {
    uint32_t number;
    struct cn_str surface = {question->surface.bytes, base_len(question, name)};
    struct cn_str base = cn_name_base(name, &number);
    if (name.len > 1 && name.bytes[0] == '/')
        return "family";
    if (cn_str_equal(surface, base))
        return "identical";
    const char *class = class_by_edits(surface, base, question);
    return strstr(class, "edit") && by_alias(question, name) ? "alias" : class;
}

/* ---- cells ---- */

static void add_escaped(struct cn_buf *cell, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        const char *found = memchr("\n\t\r\\", text.bytes[i], 4);
        if (found) {
            cn_buf_add_byte(cell, '\\');
            cn_buf_add_byte(cell, "ntr\\"[strcspn("\n\t\r\\", (char[]){*found, '\0'})]);
        } else {
            cn_buf_add_byte(cell, text.bytes[i]);
        }
    }
}

/* A byte that was no UTF-8 stands in the results as U+FFFD: what there was is not known. */
static bool surface_known(struct cn_str surface) {
    for (size_t i = 0; i + 2 < surface.len; i++) {
        if (memcmp(surface.bytes + i, "\xef\xbf\xbd", 3) == 0)
            return false;
    }
    return true;
}

/* In bytes of the source, which the surface's are only where both are as long. */
static void add_base_end(struct cn_buf *cell, const struct cn_question *question,
                         struct cn_str name) {
    size_t base = name.len > 0 ? base_len(question, name) : question->surface.len;
    uint64_t len = question->end - question->start;
    if (base == question->surface.len)
        cn_buf_addf(cell, "%" PRIu64, question->end);
    else if (len == question->surface.len)
        cn_buf_addf(cell, "%" PRIu64, question->start + base);
    else
        cn_buf_add_byte(cell, '-');
}

/* Of a place without a name: the name it was taken for. */
static void add_aux(struct cn_buf *cell, const struct cn_question *question, struct cn_str name) {
    struct cn_str taken_for = question->choices[0].name;
    if (name.len > 0)
        cn_buf_add_text(cell, number_of(question, name));
    else
        cn_buf_add_str(cell, cn_label_name_valid(taken_for) ? taken_for : CN_STR("-"));
}

void cn_answer_cell(const struct cn_question *question, struct cn_str name,
                    enum cn_label_column column, struct cn_buf *cell) {
    switch (column) {
    case CN_LABEL_FILE:
        cn_buf_add_str(cell, question->file);
        break;
    case CN_LABEL_START:
        cn_buf_addf(cell, "%" PRIu64, question->start);
        break;
    case CN_LABEL_END:
        cn_buf_addf(cell, "%" PRIu64, question->end);
        break;
    case CN_LABEL_SURFACE:
        if (surface_known(question->surface))
            add_escaped(cell, question->surface);
        break;
    case CN_LABEL_NAME:
        cn_buf_add_str(cell, name.len > 0 ? name : CN_STR("-"));
        break;
    case CN_LABEL_LABEL:
        cn_buf_add_byte(cell, name.len > 0 ? '1' : '0');
        break;
    case CN_LABEL_CLASS:
        cn_buf_add_text(cell,
                        name.len > 0 ? class_of_name(question, name) : class_of_other(question));
        break;
    case CN_LABEL_BASE_END:
        add_base_end(cell, question, name);
        break;
    case CN_LABEL_AUX:
        add_aux(cell, question, name);
        break;
    case CN_LABEL_COLUMNS:
        break;
    }
}
