/*
 * rtf_text.c: characters, from bytes of code pages and from UTF-16, each with its place.
 *
 * A character may be spread over several tokens: a Japanese one is two \'hh, one beyond the BMP two
 * \u. Line ends of the file between them mean nothing.
 */
#include "read/rtf.h"

#include "read/utf8.h"

#include <string.h>

/* Does it take the place of a \u that was read? Then it is not. */
static bool stands_in(struct cn_rtf *rtf) {
    if (rtf->to_skip == 0)
        return false;
    rtf->to_skip--;
    return true;
}

bool cn_rtf_takes(const struct cn_rtf *rtf) {
    return rtf->group.to == CN_RTF_BODY || rtf->group.to == CN_RTF_CODE;
}

/* ---- places ---- */

static const char *const parts[] = {"",        "header",  "footer",     "footnote",
                                    "endnote", "comment", "properties", "comment author"};

void cn_rtf_part(struct cn_rtf *rtf, uint8_t part, struct cn_span at) {
    bool counted = part >= 3 && part <= 5;
    if (rtf->group.part == part)
        return;
    cn_rtf_settle(rtf);
    if (rtf->group.in_table)
        cn_rtf_place(rtf, at);
    rtf->group.part = part;
    cn_flow_part(&rtf->flow, cn_str_of(parts[part]), counted ? ++rtf->numbers[part] : 0, at);
}

void cn_rtf_place(struct cn_rtf *rtf, struct cn_span at) {
    struct cn_flow *flow = &rtf->flow;
    if (rtf->group.part != 0)
        return;
    if (!rtf->group.in_table) {
        cn_flow_table_end(flow, at);
        return;
    }
    if (!flow->table) {
        cn_flow_table(flow, at);
        rtf->column = 0;
    }
    if (flow->cell)
        return;
    if (rtf->column == 0)
        cn_flow_row(flow, at);
    cn_flow_cell(flow, ++rtf->column, at);
}

/* ---- characters ---- */

static void lay(struct cn_rtf *rtf, struct cn_str text, struct cn_span at) {
    unsigned char first = text.len > 0 ? (unsigned char)text.bytes[0] : 0;
    if (rtf->group.to == CN_RTF_CODE && first >= ' ')
        cn_rtf_code_unit(rtf, text, at);
    if (rtf->group.to != CN_RTF_BODY || first < ' ')
        return;
    cn_rtf_place(rtf, at);
    if (first == ' ' && rtf->flow.cell)
        cn_flow_blank(&rtf->flow, at);
    else
        cn_flow_unit(&rtf->flow, text, at);
}

/* The bytes that have come make characters, if they are whole. */
static void decode(struct cn_rtf *rtf, bool last) {
    struct cn_buf text = {0};
    const struct cn_charset *charset = cn_rtf_charset(rtf->group.code_page);
    uint64_t *invalid = &rtf->document->invalid;
    size_t used =
        cn_rtf_decode(charset, (struct cn_str){rtf->bytes, rtf->bytes_len}, last, &text, invalid);
    if (used > 0)
        lay(rtf, cn_buf_str(&text),
            (struct cn_span){rtf->bytes_at[0].start, rtf->bytes_at[used - 1].end});
    cn_buf_free(&text);
    rtf->bytes_len -= used;
    memmove(rtf->bytes, rtf->bytes + used, rtf->bytes_len);
    memmove(rtf->bytes_at, rtf->bytes_at + used, rtf->bytes_len * sizeof *rtf->bytes_at);
}

static void end_pair(struct cn_rtf *rtf) {
    if (rtf->high != 0)
        lay(rtf, CN_STR("\xef\xbf\xbd"), rtf->high_at);
    rtf->high = 0;
}

void cn_rtf_settle(struct cn_rtf *rtf) {
    if (rtf->bytes_len > 0)
        decode(rtf, true);
    rtf->bytes_len = 0;
    end_pair(rtf);
}

void cn_rtf_byte(struct cn_rtf *rtf, char byte, struct cn_span at) {
    if (stands_in(rtf) || !cn_rtf_takes(rtf))
        return;
    end_pair(rtf);
    if (rtf->bytes_len == sizeof rtf->bytes)
        cn_rtf_settle(rtf);
    rtf->bytes[rtf->bytes_len] = byte;
    rtf->bytes_at[rtf->bytes_len] = at;
    rtf->bytes_len++;
    decode(rtf, false);
}

/* Blanks at the edges of a cell are none of it. */
static void lay_in_cell(struct cn_rtf *rtf, struct cn_str text, uint64_t source) {
    for (size_t at = 0; at < text.len;) {
        const char *blank = memchr(text.bytes + at, ' ', text.len - at);
        size_t len = blank ? (size_t)(blank - text.bytes) - at : text.len - at;
        cn_flow_copy(&rtf->flow, (struct cn_str){text.bytes + at, len}, source + at);
        at += len;
        if (at < text.len)
            cn_flow_blank(&rtf->flow, (struct cn_span){source + at, source + at + 1});
        at += at < text.len;
    }
}

void cn_rtf_ascii(struct cn_rtf *rtf, struct cn_str text, uint64_t source) {
    while (text.len > 0 && (rtf->to_skip > 0 || rtf->bytes_len > 0)) {
        cn_rtf_byte(rtf, text.bytes[0], (struct cn_span){source, source + 1});
        text.bytes++;
        text.len--;
        source++;
    }
    if (text.len == 0 || !cn_rtf_takes(rtf))
        return;
    end_pair(rtf);
    if (rtf->group.to == CN_RTF_CODE) {
        cn_rtf_code_copy(rtf, text, source);
        return;
    }
    cn_rtf_place(rtf, (struct cn_span){source, source + 1});
    if (rtf->flow.cell)
        lay_in_cell(rtf, text, source);
    else
        cn_flow_copy(&rtf->flow, text, source);
}

void cn_rtf_character(struct cn_rtf *rtf, struct cn_str text, struct cn_span at) {
    if (stands_in(rtf))
        return;
    cn_rtf_settle(rtf);
    lay(rtf, text, at);
}

void cn_rtf_unit(struct cn_rtf *rtf, uint32_t unit, struct cn_span at) {
    struct cn_buf text = {0};
    bool low = unit >= 0xdc00 && unit < 0xe000;
    bool pair = low && rtf->high != 0;
    if (pair) {
        unit = 0x10000 + ((rtf->high - 0xd800) << 10) + (unit - 0xdc00);
        at.start = rtf->high_at.start;
        rtf->high = 0;
    } else if (low) {
        unit = 0xfffd;
    }
    cn_rtf_settle(rtf);
    if (unit >= 0xd800 && unit < 0xdc00) {
        rtf->high = unit;
        rtf->high_at = at;
        return;
    }
    cn_utf8_add(&text, unit);
    lay(rtf, cn_buf_str(&text), at);
    cn_buf_free(&text);
}
