/*
 * rtf_codes.c: codes of fields, each a part behind the text.
 *
 * A code is held until it is known whether it says anything; with it, where its pieces stand in the
 * source. Of a code that is longer than what is held, the rest goes where that went.
 */
#include "read/rtf.h"

#include <string.h>

static struct cn_rtf_piece piece_at(const struct cn_rtf_code *code, size_t i) {
    struct cn_rtf_piece piece;
    memcpy(&piece, code->pieces.bytes + i * sizeof piece, sizeof piece);
    return piece;
}

static void lay(struct cn_rtf *rtf, struct cn_str text, struct cn_rtf_piece piece) {
    if (piece.copied)
        cn_flow_copy(&rtf->flow, text, piece.source.start);
    else
        cn_flow_unit(&rtf->flow, text, piece.source);
}

/* What of a piece stands in the code without the blanks around it. */
static void lay_within(struct cn_rtf *rtf, struct cn_rtf_piece piece, size_t end,
                       struct cn_span within) {
    const struct cn_rtf_code *code = &rtf->code;
    size_t from = piece.at > within.start ? piece.at : (size_t)within.start;
    size_t to = end < within.end ? end : (size_t)within.end;
    if (from >= to)
        return;
    piece.source.start += piece.copied ? from - piece.at : 0;
    lay(rtf, (struct cn_str){code->text.bytes + from, to - from}, piece);
}

static void lay_code(struct cn_rtf *rtf, struct cn_str trimmed) {
    const struct cn_rtf_code *code = &rtf->code;
    size_t count = code->pieces.len / sizeof(struct cn_rtf_piece);
    size_t start = (size_t)(trimmed.bytes - code->text.bytes);
    for (size_t i = 0; i < count; i++)
        lay_within(rtf, piece_at(code, i),
                   i + 1 < count ? piece_at(code, i + 1).at : code->text.len,
                   (struct cn_span){start, start + trimmed.len});
}

/* Lays down what is held, if it says something that was not said last. */
static bool lay_held(struct cn_rtf *rtf) {
    struct cn_rtf_code *code = &rtf->code;
    struct cn_str text = cn_str_trim(cn_buf_str(&code->text));
    enum cn_field_means means = cn_field_means(text);
    if (means == CN_FIELD_NOTHING || cn_str_equal(text, cn_buf_str(&code->last)))
        return false;
    uint64_t *number = means == CN_FIELD_LINK ? &code->links : &code->fields;
    struct cn_rtf_piece first = piece_at(code, 0);
    cn_buf_clear(&code->last);
    cn_buf_add_str(&code->last, text);
    cn_flow_part(&rtf->flow, cn_str_of(cn_field_part(means)), ++*number,
                 (struct cn_span){first.source.start, first.source.start + 1});
    rtf->flow.fresh = false;
    lay_code(rtf, text);
    return true;
}

static void add(struct cn_rtf *rtf, struct cn_str text, struct cn_rtf_piece piece) {
    struct cn_rtf_code *code = &rtf->code;
    if (!code->over && code->text.len + text.len > CN_FIELD_MAX) {
        code->laid = lay_held(rtf);
        code->over = true;
    }
    if (code->over && code->laid)
        lay(rtf, text, piece);
    if (code->over)
        return;
    piece.at = code->text.len;
    cn_buf_add(&code->pieces, &piece, sizeof piece);
    cn_buf_add_str(&code->text, text);
}

/* So much of it is held, however the bytes arrived. */
void cn_rtf_code_copy(struct cn_rtf *rtf, struct cn_str text, uint64_t source) {
    size_t held = rtf->code.text.len;
    size_t room = held < CN_FIELD_MAX ? CN_FIELD_MAX - held : 0;
    if (!rtf->code.over && room > 0 && text.len > room) {
        cn_rtf_code_copy(rtf, (struct cn_str){text.bytes, room}, source);
        cn_rtf_code_copy(rtf, (struct cn_str){text.bytes + room, text.len - room}, source + room);
        return;
    }
    add(rtf, text, (struct cn_rtf_piece){.source = {source, source + text.len}, .copied = true});
}

void cn_rtf_code_unit(struct cn_rtf *rtf, struct cn_str text, struct cn_span source) {
    add(rtf, text, (struct cn_rtf_piece){.source = source});
}

void cn_rtf_code_end(struct cn_rtf *rtf) {
    struct cn_rtf_code *code = &rtf->code;
    if (!code->over && !code->text.failed && !code->pieces.failed)
        lay_held(rtf);
    code->over = false;
    code->text.len = code->pieces.len = 0;
}

bool cn_rtf_code_free(struct cn_rtf *rtf) {
    struct cn_rtf_code *code = &rtf->code;
    bool good = !code->text.failed && !code->pieces.failed && !code->last.failed;
    cn_buf_free(&code->text);
    cn_buf_free(&code->pieces);
    cn_buf_free(&code->last);
    return good;
}
