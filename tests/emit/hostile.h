/*
 * hostile.h: laws that every output must keep, checked without any code of the program: what may
 * reach a terminal, and what is JSON.
 */
#ifndef TESTS_EMIT_HOSTILE_H
#define TESTS_EMIT_HOSTILE_H

#include "base/bytes.h"

#include <ctype.h>
#include <string.h>

/* ---- UTF-8 ---- */

/* The next character, moved over; -1 when it is not one (RFC 3629). */
static inline int32_t take_character(struct cn_str *text) {
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text->bytes[0];
    size_t len = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (len == 0 || len > text->len || first > 0xf4)
        return -1;
    int32_t code = len == 1 ? first : first & (0x7f >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text->bytes[i];
        if ((next & 0xc0) != 0x80)
            return -1;
        code = code << 6 | (next & 0x3f);
    }
    text->bytes += len;
    text->len -= len;
    return code < least[len] || code > 0x10ffff || (code & 0x1ff800) == 0xd800 ? -1 : code;
}

/* Valid UTF-8 with no C0 (but \n, \t and \r\n with `lines`), C1, DEL, line separator or
 * bidirectional control. */
static inline bool is_harmless(struct cn_str text, bool lines) {
    static const int32_t hostile[] = {0x7f,   0x61c,  0x200e, 0x200f, 0x2028,
                                      0x2029, 0x202a, 0x202b, 0x202c, 0x202d,
                                      0x202e, 0x2066, 0x2067, 0x2068, 0x2069};
    while (text.len > 0) {
        int32_t code = take_character(&text);
        bool line =
            code == '\n' || code == '\t' || (code == '\r' && text.len > 0 && text.bytes[0] == '\n');
        if ((code < 0x20 && !(lines && line)) || (code >= 0x80 && code < 0xa0))
            return false;
        for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
            if (code == hostile[i])
                return false;
        }
    }
    return true;
}

/* May it stand between the brackets? */
static inline bool is_gloss(struct cn_str text, struct cn_str reserved, bool ascii) {
    while (text.len > 0) {
        int32_t code = take_character(&text);
        if (code == 0x27e6 || code == 0x27e7 || code == '\n')
            return false;
        if (ascii && (code > 0x7f || code == '[' || code == ']' || code == '='))
            return false;
        if (code > 0 && code < 0x80 && reserved.len > 0 &&
            memchr(reserved.bytes, (int)code, reserved.len))
            return false;
    }
    return true;
}

/* ---- JSON (RFC 8259): one value moved over; false: that is not one ---- */

static inline bool take_value(struct cn_str *text);

static inline bool take(struct cn_str *text, const char *what) {
    struct cn_str token = {what, strlen(what)};
    if (!cn_str_starts(*text, token))
        return false;
    text->bytes += token.len;
    text->len -= token.len;
    return true;
}

static inline bool take_escape(struct cn_str *text) {
    if (take(text, "u")) {
        for (int i = 0; i < 4; i++) {
            if (text->len == 0 || !isxdigit((unsigned char)text->bytes[0]))
                return false;
            text->bytes++;
            text->len--;
        }
        return true;
    }
    if (text->len == 0 || !memchr("\"\\/bfnrt", text->bytes[0], 8))
        return false;
    text->bytes++;
    text->len--;
    return true;
}

static inline bool take_string(struct cn_str *text) {
    if (!take(text, "\""))
        return false;
    while (!take(text, "\"")) {
        if (text->len == 0)
            return false;
        bool fine = take(text, "\\") ? take_escape(text) : take_character(text) >= 0x20;
        if (!fine)
            return false;
    }
    return true;
}

static inline bool take_number(struct cn_str *text) {
    size_t len = 0;
    while (len < text->len && memchr("-0123456789.", text->bytes[len], 12))
        len++;
    text->bytes += len;
    text->len -= len;
    return len > 0;
}

static inline bool take_list(struct cn_str *text, bool object, const char *end) {
    if (take(text, end))
        return true;
    do {
        if (object && !(take_string(text) && take(text, ":")))
            return false;
        if (!take_value(text))
            return false;
    } while (take(text, ","));
    return take(text, end);
}

static inline bool take_value(struct cn_str *text) {
    if (take(text, "{"))
        return take_list(text, true, "}");
    if (take(text, "["))
        return take_list(text, false, "]");
    if (text->len > 0 && text->bytes[0] == '"')
        return take_string(text);
    return take(text, "null") || take(text, "true") || take(text, "false") || take_number(text);
}

/* An object a line. */
static inline bool is_json_lines(struct cn_str text) {
    while (text.len > 0) {
        if (text.bytes[0] != '{' || !take_value(&text) || !take(&text, "\n"))
            return false;
    }
    return true;
}

#endif
