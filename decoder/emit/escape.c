/*
 * escape.c: what a reader of the output must not be fed raw.
 *
 * A hostile character is one that steers a terminal or lies about the order of the text: the C0 and
 * C1 controls, DEL, the line and paragraph separators and the twelve bidirectional controls of
 * "Trojan Source" (CVE-2021-42574). Each function walks the text once and copies whole runs between
 * the characters that must change.
 */
#include "emit/emit.h"

#include "tokenize/tokenize.h"

#include <string.h>

static bool is_hostile(int32_t character) {
    return character < 0x20 || (character >= 0x7f && character <= 0x9f) || character == 0x061c ||
           character == 0x200e || character == 0x200f ||
           (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

/* One character of `text` at `at`, moved behind it. Printable ASCII, the most of it, is met here
 * without decoding. */
struct character {
    int32_t code; /* -1: an invalid byte */
    size_t at;
    size_t len;
};

static struct character next_character(struct cn_str text, size_t at) {
    struct character character = {(unsigned char)text.bytes[at], at, 1};
    if (character.code >= 0x80)
        character.code = cn_utf8_next(text, at, &character.len);
    return character;
}

static void add_code(struct cn_buf *buf, int32_t code) {
    cn_buf_addf(buf, "\\u{%x}", (unsigned)code);
}

/* ---- terminal ---- */

static bool passes_in_lines(struct cn_str text, struct character character) {
    if (character.code == '\r')
        return character.at + 1 < text.len && text.bytes[character.at + 1] == '\n';
    return character.code == '\n' || character.code == '\t';
}

static void add_visible(struct cn_buf *buf, struct cn_str text, struct character character) {
    if (character.code < 0x80)
        cn_buf_addf(buf, "\\x%02x", (unsigned)(unsigned char)text.bytes[character.at]);
    else
        add_code(buf, character.code);
}

void cn_escape_terminal(struct cn_buf *buf, struct cn_str text, bool lines) {
    size_t copied = 0;
    struct character character;
    for (size_t at = 0; at < text.len; at += character.len) {
        character = next_character(text, at);
        if (!is_hostile(character.code) || (lines && passes_in_lines(text, character)))
            continue;
        cn_buf_add(buf, text.bytes + copied, at - copied);
        add_visible(buf, text, character);
        copied = at + character.len;
    }
    if (copied < text.len)
        cn_buf_add(buf, text.bytes + copied, text.len - copied);
}

/* ---- JSON ---- */

static void add_json(struct cn_buf *buf, int32_t code) {
    static const char named[] = "\"\\\n\t\r\b\f";
    static const char *const names[] = {"\\\"", "\\\\", "\\n", "\\t", "\\r", "\\b", "\\f"};
    const char *found = code > 0 && code < 0x80 ? strchr(named, code) : NULL;
    if (found)
        cn_buf_add_text(buf, names[found - named]);
    else if (code < 0)
        cn_buf_add_text(buf, "\xef\xbf\xbd");
    else
        cn_buf_addf(buf, "\\u%04x", (unsigned)code);
}

void cn_escape_json(struct cn_buf *buf, struct cn_str text) {
    size_t copied = 0;
    struct character character;
    for (size_t at = 0; at < text.len; at += character.len) {
        character = next_character(text, at);
        if (!is_hostile(character.code) && character.code != '"' && character.code != '\\')
            continue;
        cn_buf_add(buf, text.bytes + copied, at - copied);
        add_json(buf, character.code);
        copied = at + character.len;
    }
    if (copied < text.len)
        cn_buf_add(buf, text.bytes + copied, text.len - copied);
}

/* ---- XML ---- */

static const char *entity_of(int32_t code) {
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void cn_escape_xml(struct cn_buf *buf, struct cn_str text) {
    struct character character;
    for (size_t at = 0; at < text.len; at += character.len) {
        character = next_character(text, at);
        const char *entity = entity_of(character.code);
        if (entity)
            cn_buf_add_text(buf, entity);
        else if (is_hostile(character.code) || character.code == 0xfffe || character.code == 0xffff)
            add_visible(buf, text, character);
        else
            cn_buf_add(buf, text.bytes + at, character.len);
    }
}

/* ---- the inside of a gloss ---- */

static bool contains(struct cn_str set, char byte) {
    return set.len > 0 && memchr(set.bytes, byte, set.len);
}

/* What stands for an ASCII character that would end the gloss or the table's cell; the character
 * itself where it does no harm. */
static char harmless(char byte, struct cn_str reserved, bool ascii) {
    static const char from[] = ",;\"|";
    static const char to[] = ";,'/";
    if (ascii && (byte == '[' || byte == ']'))
        byte = byte == '[' ? '(' : ')';
    if (!contains(reserved, byte))
        return byte;
    const char *found = strchr(from, byte);
    char other = found ? to[found - from] : ' ';
    return contains(reserved, other) ? ' ' : other;
}

static void add_wide(struct cn_buf *buf, struct cn_str text, struct character character,
                     bool ascii) {
    int32_t code = character.code < 0 ? 0xfffd : character.code;
    if (ascii)
        add_code(buf, code);
    else if (code == 0x27e6 || code == 0x27e7)
        cn_buf_add_byte(buf, code == 0x27e6 ? '[' : ']');
    else if (character.code < 0)
        cn_buf_add_text(buf, "\xef\xbf\xbd");
    else
        cn_buf_add(buf, text.bytes + character.at, character.len);
}

void cn_escape_gloss(struct cn_buf *buf, struct cn_str text, struct cn_str reserved, bool ascii) {
    struct character character;
    for (size_t at = 0; at < text.len; at += character.len) {
        character = next_character(text, at);
        if (character.code >= 0 && is_hostile(character.code))
            cn_buf_add_byte(buf, ' ');
        else if (character.code < 0 || character.code >= 0x80)
            add_wide(buf, text, character, ascii);
        else if (ascii && character.code == '=')
            add_code(buf, '=');
        else
            cn_buf_add_byte(buf, harmless(text.bytes[at], reserved, ascii));
    }
}
