/*
 * field_code.c: see field_code.h.
 *
 * A code is a name and arguments, some of them in quotes, and switches between them. What a switch
 * of format says (\@ "dd.MM.") is no argument, nor is the place in the document that a link leads
 * to (\l "_Toc1").
 */
#include "read/field_code.h"

#include "read/link.h"

#include <string.h>

struct word {
    struct cn_str text;
    bool quoted;
};

static bool is_blank(char byte) {
    return (unsigned char)byte <= ' ';
}

/* In quotes, a backslash keeps a quote from ending it. */
static size_t quoted_end(struct cn_str code) {
    size_t at = 0;
    while (at < code.len && code.bytes[at] != '"')
        at += code.bytes[at] == '\\' && at + 1 < code.len ? 2 : 1;
    return at;
}

static bool next(struct cn_str *code, struct word *word) {
    size_t at = 0, end;
    if (code->len == 0)
        return false;
    while (at < code->len && is_blank(code->bytes[at]))
        at++;
    word->quoted = at < code->len && code->bytes[at] == '"';
    at += word->quoted;
    *code = (struct cn_str){code->bytes + at, code->len - at};
    if (word->quoted)
        end = quoted_end(*code);
    else
        for (end = 0; end < code->len && !is_blank(code->bytes[end]) && code->bytes[end] != '"';)
            end++;
    word->text = (struct cn_str){code->bytes, end};
    end += word->quoted && end < code->len;
    *code = (struct cn_str){code->bytes + end, code->len - end};
    return word->quoted || word->text.len > 0;
}

static bool among(struct cn_str name, const char *const *names, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (cn_str_equal_nocase(name, cn_str_of(names[i])))
            return true;
    return false;
}

/* Fields that name something outside of the text, in quotes or without. */
static bool names_things(struct cn_str name) {
    static const char *const names[] = {
        "ADDIN",          "AUTOTEXT",    "DATABASE",  "DDE",        "DDEAUTO",
        "DOCPROPERTY",    "DOCVARIABLE", "HYPERLINK", "IMPORT",     "INCLUDE",
        "INCLUDEPICTURE", "INCLUDETEXT", "LINK",      "MERGEFIELD", "RD"};
    return among(name, names, sizeof names / sizeof *names);
}

/* What stands in quotes there are styles and fonts. */
static bool names_styles(struct cn_str name) {
    static const char *const names[] = {"INDEX", "LISTNUM", "SYMBOL", "TOC"};
    return among(name, names, sizeof names / sizeof *names);
}

/* A switch behind which stands something that is no argument. */
static bool is_format(struct cn_str word, bool link) {
    if (word.len != 2)
        return false;
    return memchr("@#*", word.bytes[1], 3) != NULL || (link && (word.bytes[1] | 0x20) == 'l');
}

static bool tells(struct word word, bool thing, bool link) {
    if (!cn_str_holds_letter(word.text) || (!thing && !word.quoted))
        return false;
    return !link || cn_link_tells(word.text);
}

enum cn_field_means cn_field_means(struct cn_str code) {
    struct word name, word;
    if (!next(&code, &name) || names_styles(name.text))
        return CN_FIELD_NOTHING;
    bool link = cn_str_equal_nocase(name.text, CN_STR("HYPERLINK"));
    bool thing = names_things(name.text);
    while (next(&code, &word)) {
        if (word.quoted || word.text.bytes[0] != '\\') {
            if (tells(word, thing, link))
                return link ? CN_FIELD_LINK : CN_FIELD_OTHER;
        } else if (is_format(word.text, link) && !next(&code, &word))
            break;
    }
    return CN_FIELD_NOTHING;
}

const char *cn_field_part(enum cn_field_means means) {
    return means == CN_FIELD_LINK ? "link" : "field";
}
