/*
 * rtf.c: the reader of Rich Text Format: groups, control words, bytes.
 *
 * What stands behind the last group is read, too, as if it were in it: nothing hides there.
 */
#include "read/rtf.h"

#include "read/readers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024)

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* ---- groups ---- */

static void open_group(struct cn_rtf *rtf) {
    cn_rtf_settle(rtf);
    rtf->to_skip = 0;
    rtf->starred = rtf->script_font = false;
    rtf->opened = true;
    if (rtf->depth < CN_RTF_GROUPS)
        rtf->groups[rtf->depth] = rtf->group;
    rtf->depth++;
}

static void close_group(struct cn_rtf *rtf, uint64_t at) {
    struct cn_span span = {at, at + 1};
    cn_rtf_settle(rtf);
    rtf->to_skip = 0;
    rtf->opened = rtf->starred = rtf->script_font = false;
    if (rtf->depth == 0)
        return;
    rtf->depth--;
    if (rtf->depth >= CN_RTF_GROUPS)
        return;
    struct cn_rtf_group outer = rtf->groups[rtf->depth];
    bool fonts = rtf->group.to == CN_RTF_FONTS && outer.to != CN_RTF_FONTS;
    if (rtf->group.to == CN_RTF_CODE && outer.to != CN_RTF_CODE)
        cn_rtf_code_end(rtf);
    cn_rtf_part(rtf, outer.part, span);
    rtf->group = outer;
    if (fonts)
        cn_rtf_default_font(rtf);
}

/* ---- tokens ---- */

static void begin_token(struct cn_rtf *rtf, uint64_t at) {
    rtf->from = at;
    rtf->word_len = 0;
    rtf->number = 0;
    rtf->numbered = rtf->negative = false;
    rtf->hex = rtf->digits = 0;
    rtf->state = CN_RTF_BACKSLASH;
}

static void end_word(struct cn_rtf *rtf, uint64_t end) {
    if (rtf->negative)
        rtf->number = -rtf->number;
    rtf->state = CN_RTF_TEXT;
    cn_rtf_word(rtf, (struct cn_span){rtf->from, end});
    if (rtf->binary > 0)
        rtf->state = CN_RTF_BINARY;
}

/* Each answers: is the byte done with? */
typedef bool state_fn(struct cn_rtf *, char byte, uint64_t at);

static bool text(struct cn_rtf *rtf, char byte, uint64_t at) {
    if (byte == '{')
        open_group(rtf);
    else if (byte == '}')
        close_group(rtf, at);
    else if (byte == '\\')
        begin_token(rtf, at);
    else if (byte == '\t')
        cn_rtf_symbol(rtf, byte, (struct cn_span){at, at + 1});
    else if ((unsigned char)byte >= ' ')
        cn_rtf_byte(rtf, byte, (struct cn_span){at, at + 1});
    return true;
}

static bool backslash(struct cn_rtf *rtf, char byte, uint64_t at) {
    if (is_letter(byte)) {
        rtf->state = CN_RTF_WORD;
        return false;
    }
    rtf->state = byte == '\'' ? CN_RTF_HEX : CN_RTF_TEXT;
    if (byte != '\'')
        cn_rtf_symbol(rtf, byte, (struct cn_span){rtf->from, at + 1});
    return true;
}

static bool word(struct cn_rtf *rtf, char byte, uint64_t at) {
    if (is_letter(byte)) {
        if (rtf->word_len < sizeof rtf->word)
            rtf->word[rtf->word_len++] = byte;
        return true;
    }
    if (is_digit(byte) || byte == '-') {
        rtf->state = CN_RTF_NUMBER;
        rtf->negative = byte == '-';
        return byte == '-';
    }
    end_word(rtf, at + (byte == ' '));
    return byte == ' ';
}

/* What looked like the sign of a number is text. */
static void end_hyphen(struct cn_rtf *rtf, uint64_t at) {
    rtf->negative = false;
    end_word(rtf, at);
    cn_rtf_byte(rtf, '-', (struct cn_span){at, at + 1});
}

static bool number(struct cn_rtf *rtf, char byte, uint64_t at) {
    if (is_digit(byte)) {
        rtf->numbered = true;
        rtf->number = rtf->number * 10 + (byte - '0');
        if (rtf->number > INT32_MAX)
            rtf->number = INT32_MAX;
        return true;
    }
    if (!rtf->numbered) {
        end_hyphen(rtf, at - 1);
        return false;
    }
    end_word(rtf, at + (byte == ' '));
    return byte == ' ';
}

static int digit_of(char byte) {
    if (is_digit(byte))
        return byte - '0';
    byte = (char)(byte | 0x20);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool hex(struct cn_rtf *rtf, char byte, uint64_t at) {
    int digit = digit_of(byte);
    if (digit < 0) {
        rtf->state = CN_RTF_TEXT;
        return false;
    }
    rtf->hex = rtf->hex * 16 + (unsigned)digit;
    if (++rtf->digits == 2) {
        rtf->state = CN_RTF_TEXT;
        rtf->opened = false;
        cn_rtf_byte(rtf, (char)rtf->hex, (struct cn_span){rtf->from, at + 1});
    }
    return true;
}

static state_fn *const states[] = {[CN_RTF_TEXT] = text,
                                   [CN_RTF_BACKSLASH] = backslash,
                                   [CN_RTF_WORD] = word,
                                   [CN_RTF_NUMBER] = number,
                                   [CN_RTF_HEX] = hex};

/* Characters that stand for themselves in any code page. */
static size_t plain(struct cn_str block, size_t at) {
    while (at < block.len && block.bytes[at] >= ' ' && block.bytes[at] != '\\' &&
           block.bytes[at] != '{' && block.bytes[at] != '}')
        at++;
    return at;
}

static void feed(struct cn_rtf *rtf, struct cn_str block, uint64_t source) {
    for (size_t at = 0; at < block.len;) {
        if (rtf->state == CN_RTF_BINARY) {
            size_t len = block.len - at < rtf->binary ? block.len - at : (size_t)rtf->binary;
            rtf->binary -= len;
            at += len;
            if (rtf->binary == 0)
                rtf->state = CN_RTF_TEXT;
            continue;
        }
        size_t end = rtf->state == CN_RTF_TEXT ? plain(block, at) : at;
        rtf->opened &= end == at;
        if (end > at)
            cn_rtf_ascii(rtf, (struct cn_str){block.bytes + at, end - at}, source + at);
        else if (states[rtf->state](rtf, block.bytes[at], source + at))
            end++;
        at = end;
    }
}

/* ---- the reader ---- */

static enum cn_severity lay_down(struct cn_rtf *rtf, struct cn_extraction *extraction, size_t cut) {
    const struct cn_source *source = extraction->source;
    char *block = malloc(BLOCK);
    size_t got = block ? 1 : 0;
    bool good = true;
    for (uint64_t at = 0; got > 0 && good && cn_extract_state(extraction->to) == CN_OK; at += got) {
        good = cn_source_read(source, at, block, cut < BLOCK ? cut : BLOCK, &got);
        feed(rtf, (struct cn_str){block, got}, at);
    }
    if (!block)
        return CN_FATAL;
    free(block);
    return good ? CN_OK
                : cn_document_fail(extraction->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_READ,
                                   strerror(errno));
}

/* A word that nothing follows is complete. */
static void end_tokens(struct cn_rtf *rtf, uint64_t end) {
    if (rtf->state == CN_RTF_WORD || rtf->state == CN_RTF_NUMBER)
        end_word(rtf, end);
    cn_rtf_settle(rtf);
}

static enum cn_severity finish(struct cn_rtf *rtf, struct cn_extraction *extraction) {
    uint64_t size = extraction->source->size;
    struct cn_span end = {size - (size > 0), size};
    bool whole = rtf->depth == 0 && rtf->state == CN_RTF_TEXT;
    end_tokens(rtf, size);
    cn_flow_table_end(&rtf->flow, end);
    extraction->document->charset = cn_rtf_charset(rtf->code_page)->name;
    if (whole || cn_extract_state(extraction->to) != CN_OK)
        return cn_extract_state(extraction->to);
    return cn_document_fail(extraction->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                            "it ends within a group");
}

/* `before`: the first time, if it is gone through for the codes. NULL: memory is out. */
static struct cn_rtf *begin(struct cn_extraction *extraction, const struct cn_rtf *before) {
    struct cn_rtf *rtf = calloc(1, sizeof *rtf);
    if (rtf)
        rtf->groups = calloc(CN_RTF_GROUPS, sizeof *rtf->groups);
    if (!rtf || !rtf->groups) {
        free(rtf);
        return NULL;
    }
    rtf->document = extraction->document;
    rtf->flow.to = extraction->to;
    rtf->flow.fresh = true;
    if (before) {
        rtf->flow = before->flow;
        rtf->group.to = rtf->group.outer = CN_RTF_PASSED;
    }
    rtf->code_page = rtf->group.code_page = 1252;
    rtf->group.fallback = 1;
    rtf->font = CN_RTF_FONTS_MAX;
    return rtf;
}

static void end(struct cn_rtf *rtf) {
    if (rtf)
        free(rtf->groups);
    free(rtf);
}

/* Goes on behind the text, which is left as it is if there are none. */
static enum cn_severity read_codes(struct cn_rtf *before, struct cn_extraction *extraction,
                                   size_t cut) {
    uint64_t size = extraction->source->size;
    struct cn_rtf *rtf = begin(extraction, before);
    enum cn_severity severity = CN_FATAL;
    if (rtf) {
        cn_flow_break(&rtf->flow, (struct cn_span){size - (size > 0), size});
        severity = lay_down(rtf, extraction, cut);
        end_tokens(rtf, size);
        cn_rtf_code_end(rtf);
        if (rtf->code.links + rtf->code.fields > 0)
            before->flow = rtf->flow;
        if (!cn_rtf_code_free(rtf))
            severity = CN_FATAL;
    }
    end(rtf);
    return severity;
}

enum cn_severity cn_rtf_extract(struct cn_extraction *extraction, size_t cut) {
    struct cn_rtf *rtf = begin(extraction, NULL);
    enum cn_severity severity = rtf ? lay_down(rtf, extraction, cut) : CN_FATAL;
    if (rtf && severity == CN_OK) {
        severity = finish(rtf, extraction);
        if (rtf->coded && read_codes(rtf, extraction, cut) == CN_FATAL)
            severity = CN_FATAL;
        cn_flow_end(&rtf->flow);
    }
    end(rtf);
    return severity;
}

unsigned cn_rtf_bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    if (cn_str_starts(head, CN_STR("\xef\xbb\xbf"))) {
        head.bytes += 3;
        head.len -= 3;
    }
    return cn_str_starts(cn_str_trim(head), CN_STR("{\\rtf")) ? 48 : 0;
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    return cn_rtf_extract(extraction, BLOCK);
}

const struct cn_reader cn_reader_rtf = {.name = "rtf",
                                        .what = "Rich Text Format",
                                        .claim = cn_rtf_bid,
                                        .extract = extract,
                                        .sourced = true};
