/*
 * words.c: encoded words and parameters, as kindly as mail programs read them.
 *
 * Encoded words that follow each other in one charset are put together before they are decoded, for
 * many programs cut them inside a character, and ISO-2022 in the middle of a shift. What a charset
 * is called may have a language behind it ("utf-8*en").
 */
#include "read/words.h"

#include "read/charsets.h"
#include "read/decoding.h"
#include "read/transfer.h"

#include <string.h>

/* A parameter's pieces ("name*0", "name*1" ...). */
#define PIECES 256

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- charsets ---- */

static void blank_controls(struct cn_buf *out, size_t from) {
    for (size_t i = from; i < out->len; i++)
        if ((unsigned char)out->bytes[i] < ' ' || out->bytes[i] == 0x7f)
            out->bytes[i] = ' ';
}

void cn_words_decode(struct cn_str bytes, struct cn_str label, struct cn_buf *out) {
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    struct cn_document scratch = {.status = CN_STATUS_OK};
    struct cn_decoding decoding = {.source = NULL};
    struct cn_str block;
    size_t from = out->len;
    if (bytes.len == 0)
        return;
    enum cn_severity severity = cn_decoding_begin(&decoding, &source, label, &scratch);
    while (severity == CN_OK && (severity = cn_decoding_next(&decoding, &block)) == CN_OK)
        cn_buf_add_str(out, block);
    out->failed = out->failed || severity == CN_FATAL;
    blank_controls(out, from);
    cn_decoding_end(&decoding);
    cn_diags_free(&scratch.diags);
}

/* Is a byte of the charset a letter, or a part of one at most? */
static bool is_of_bytes(struct cn_str label) {
    const struct cn_charset *charset = cn_charset_find(label);
    return charset != &cn_charset_utf16le && charset != &cn_charset_utf16be &&
           charset != &cn_charset_utf32le && charset != &cn_charset_utf32be;
}

/* What was hidden behind a code. A NUL would let it be taken for UTF-16. */
static void decode_uncovered(struct cn_buf *bytes, struct cn_str label, struct cn_buf *out) {
    size_t len = is_of_bytes(label) ? bytes->len : 0;
    for (size_t i = 0; i < len; i++)
        if (bytes->bytes[i] == '\0')
            bytes->bytes[i] = ' ';
    cn_words_decode(cn_buf_str(bytes), label, out);
}

/* ---- encoded words ---- */

/* "=?charset?B?text?=" */
struct encoded {
    struct cn_str charset;
    enum cn_transfer_kind kind;
    struct cn_str text;
    size_t len;
};

static bool cut_at(struct cn_str *rest, char separator, struct cn_str *part) {
    const char *end = rest->len > 0 ? memchr(rest->bytes, separator, rest->len) : NULL;
    if (!end)
        return false;
    *part = (struct cn_str){rest->bytes, (size_t)(end - rest->bytes)};
    rest->bytes += part->len + 1;
    rest->len -= part->len + 1;
    return true;
}

/* The place of "?=" */
static bool cut_end(struct cn_str *rest, struct cn_str *part) {
    struct cn_str whole = *rest;
    while (cut_at(rest, '?', part)) {
        if (rest->len > 0 && rest->bytes[0] == '=') {
            *part = (struct cn_str){whole.bytes, (size_t)(rest->bytes - whole.bytes) - 1};
            rest->bytes++;
            rest->len--;
            return true;
        }
    }
    return false;
}

static bool no_blank(struct cn_str text) {
    for (size_t i = 0; i < text.len; i++)
        if (is_blank(text.bytes[i]))
            return false;
    return true;
}

/* Is one at the beginning of `text`? What it is looked for in is bounded, so that the work is. */
static bool encoded_word(struct cn_str text, struct encoded *word) {
    struct cn_str rest = {text.bytes, text.len < 4096 ? text.len : 4096};
    struct cn_str letter;
    if (!cn_str_starts(rest, CN_STR("=?")))
        return false;
    rest.bytes += 2;
    rest.len -= 2;
    struct cn_str charset_room = {rest.bytes, rest.len < 80 ? rest.len : 80};
    if (!cut_at(&charset_room, '?', &word->charset) || !no_blank(word->charset))
        return false;
    rest.bytes += word->charset.len + 1;
    rest.len -= word->charset.len + 1;
    if (rest.len < 2 || rest.bytes[1] != '?' || !cut_at(&rest, '?', &letter))
        return false;
    char lower = (char)(letter.bytes[0] | 0x20);
    if ((lower != 'b' && lower != 'q') || !cut_end(&rest, &word->text))
        return false;
    word->kind = lower == 'b' ? CN_TRANSFER_BASE64 : CN_TRANSFER_WORD;
    word->len = (size_t)(rest.bytes - text.bytes);
    const char *star = memchr(word->charset.bytes, '*', word->charset.len);
    if (star)
        word->charset.len = (size_t)(star - word->charset.bytes);
    return true;
}

static void flush(struct cn_words *words, struct cn_buf *out) {
    if (words->bytes.len > 0)
        decode_uncovered(&words->bytes, words->charset, out);
    cn_buf_clear(&words->bytes);
}

static void add_encoded(struct cn_words *words, const struct encoded *word, struct cn_buf *out) {
    struct cn_transfer transfer = {.kind = word->kind};
    struct cn_str charset = word->charset;
    if (charset.len > sizeof words->label)
        charset.len = sizeof words->label;
    cn_buf_clear(&words->blank);
    if (!cn_str_equal_nocase(charset, words->charset))
        flush(words, out);
    if (charset.len > 0)
        memcpy(words->label, charset.bytes, charset.len);
    words->charset = (struct cn_str){words->label, charset.len};
    cn_transfer_add(&transfer, word->text, true, &words->bytes);
    cn_transfer_end(&transfer);
}

/* Text as it stands; line ends are folding. */
static void add_plain(struct cn_words *words, struct cn_str text, struct cn_buf *out) {
    flush(words, out);
    cn_buf_add_str(out, cn_buf_str(&words->blank));
    cn_buf_clear(&words->blank);
    struct cn_buf *line = &words->word;
    cn_buf_clear(line);
    for (size_t i = 0; i < text.len; i++)
        if (text.bytes[i] != '\r' && text.bytes[i] != '\n')
            cn_buf_add_byte(line, text.bytes[i]);
    cn_words_decode(cn_buf_str(line), (struct cn_str){NULL, 0}, out);
    out->failed = out->failed || line->failed;
}

/* Blanks behind an encoded word, which go away if another one follows. */
static void add_blank(struct cn_words *words, char blank) {
    if (blank != '\r' && blank != '\n' && words->blank.len < 80)
        cn_buf_add_byte(&words->blank, ' ');
}

void cn_words_add(struct cn_words *words, struct cn_str piece, struct cn_buf *out) {
    size_t plain = 0; /* where what is no encoded word begins */
    size_t at = 0;
    while (at < piece.len) {
        struct encoded word;
        bool after = plain == at && words->bytes.len > 0;
        if (after && is_blank(piece.bytes[at])) {
            add_blank(words, piece.bytes[at++]);
            plain = at;
            continue;
        }
        const char *next = memchr(piece.bytes + at, '=', piece.len - at);
        size_t start = next ? (size_t)(next - piece.bytes) : piece.len;
        struct cn_str rest = {piece.bytes + start, piece.len - start};
        bool found = next && encoded_word(rest, &word);
        if (next && !found) {
            at = start + 1;
            /* what went before is no word's */
            if (after) {
                add_plain(words, (struct cn_str){piece.bytes + plain, at - plain}, out);
                plain = at;
            }
            continue;
        }
        if (start > plain)
            add_plain(words, (struct cn_str){piece.bytes + plain, start - plain}, out);
        if (found)
            add_encoded(words, &word, out);
        at = plain = start + (found ? word.len : 0);
    }
    if (at > plain)
        add_plain(words, (struct cn_str){piece.bytes + plain, at - plain}, out);
}

void cn_words_end(struct cn_words *words, struct cn_buf *out) {
    flush(words, out);
    out->failed = out->failed || words->bytes.failed || words->blank.failed;
    cn_buf_free(&words->blank);
    cn_buf_free(&words->bytes);
    cn_buf_free(&words->word);
    words->charset = (struct cn_str){NULL, 0};
}

/* ---- parameters ---- */

struct cn_str cn_words_first(struct cn_str value) {
    struct cn_str part = value;
    cn_str_split(&value, ';', &part);
    return cn_str_trim(part);
}

/* Cuts one parameter off the front, with its name trimmed and its value without quotes. */
static bool next_parameter(struct cn_str *rest, struct cn_str *name, struct cn_buf *value) {
    size_t at = 0;
    bool quoted = false;
    while (at < rest->len && (is_blank(rest->bytes[at]) || rest->bytes[at] == ';'))
        at++;
    size_t start = at;
    while (at < rest->len && rest->bytes[at] != '=' && rest->bytes[at] != ';')
        at++;
    *name = cn_str_trim((struct cn_str){rest->bytes + start, at - start});
    cn_buf_clear(value);
    if (at == rest->len)
        return false;
    at += rest->bytes[at] == '=';
    while (at < rest->len && is_blank(rest->bytes[at]))
        at++;
    for (; at < rest->len && (quoted || rest->bytes[at] != ';'); at++) {
        if (rest->bytes[at] == '"') {
            quoted = !quoted;
            continue;
        }
        if (quoted && rest->bytes[at] == '\\' && at + 1 < rest->len)
            at++;
        if (rest->bytes[at] != '\r' && rest->bytes[at] != '\n')
            cn_buf_add_byte(value, rest->bytes[at]);
    }
    if (!quoted && value->len > 0)
        value->len = cn_str_trim(cn_buf_str(value)).len; /* it begins with no blank */
    *rest = (struct cn_str){rest->bytes + at, rest->len - at};
    return true;
}

/* Does `name` say `wanted`, `wanted*`, `wanted*3` or `wanted*3*`? *number: of the piece, *percent:
 * its value is "%"-encoded. */
static bool is_wanted(struct cn_str name, struct cn_str wanted, unsigned *number, bool *percent) {
    struct cn_str head = {name.bytes, wanted.len};
    *number = 0;
    *percent = false;
    if (name.len < wanted.len || !cn_str_equal_nocase(head, wanted))
        return false;
    if (name.len == wanted.len)
        return true;
    size_t at = wanted.len;
    if (name.bytes[at++] != '*')
        return false;
    *percent = at == name.len;
    for (; at < name.len && name.bytes[at] >= '0' && name.bytes[at] <= '9' && *number < PIECES;
         at++)
        *number = *number * 10 + (unsigned)(name.bytes[at] - '0');
    if (at + 1 == name.len && name.bytes[at] == '*') {
        *percent = true;
        at++;
    }
    return at == name.len && *number < PIECES;
}

static void add_percent(struct cn_str text, struct cn_buf *out) {
    for (size_t i = 0; i < text.len; i++) {
        struct cn_buf byte = {0};
        if (text.bytes[i] == '%' && i + 2 < text.len) {
            struct cn_transfer transfer = {.kind = CN_TRANSFER_QUOTED};
            char sequence[3] = {'=', text.bytes[i + 1], text.bytes[i + 2]};
            cn_transfer_add(&transfer, (struct cn_str){sequence, 3}, true, &byte);
            cn_transfer_end(&transfer);
        }
        if (byte.len == 1) {
            cn_buf_add_byte(out, byte.bytes[0]);
            i += 2;
        } else {
            cn_buf_add_byte(out, text.bytes[i]);
        }
        cn_buf_free(&byte);
    }
}

/* "charset'language'" at the beginning of a first piece. */
static void take_charset(struct cn_str *text, struct cn_buf *label) {
    struct cn_str rest = *text, charset, language;
    if (!cut_at(&rest, '\'', &charset) || !cut_at(&rest, '\'', &language))
        return;
    cn_buf_add_str(label, charset);
    *text = rest;
}

/* A parameter put together. */
struct gathered {
    struct cn_buf bytes, label;
    bool percent; /* a piece was "%"-encoded: there are no encoded words in it */
    unsigned pieces;
};

/* Pieces are taken in the order in which they stand, which is theirs in all mails that were met. */
static void gather(struct cn_str value, struct cn_str wanted, struct gathered *all) {
    struct cn_buf text = {0};
    struct cn_str name, rest = value;
    unsigned number;
    bool percent;
    cn_str_split(&rest, ';', &name);
    while (rest.bytes && next_parameter(&rest, &name, &text)) {
        if (!is_wanted(name, wanted, &number, &percent) || number != all->pieces)
            continue;
        struct cn_str piece = cn_buf_str(&text);
        if (percent && number == 0)
            take_charset(&piece, &all->label);
        if (percent)
            add_percent(piece, &all->bytes);
        else
            cn_buf_add_str(&all->bytes, piece);
        all->percent = all->percent || percent;
        all->pieces++;
    }
    cn_buf_free(&text);
}

bool cn_words_parameter(struct cn_str value, struct cn_str wanted, struct cn_buf *out) {
    struct gathered all = {.percent = false};
    struct cn_words words = {.charset = {NULL, 0}};
    gather(value, wanted, &all);
    if (all.percent) {
        decode_uncovered(&all.bytes, cn_buf_str(&all.label), out);
    } else if (all.pieces > 0) {
        cn_words_add(&words, cn_buf_str(&all.bytes), out);
        cn_words_end(&words, out);
    }
    out->failed = out->failed || all.bytes.failed || all.label.failed;
    cn_buf_free(&all.bytes);
    cn_buf_free(&all.label);
    return all.pieces > 0;
}
