/*
 * notes.c: what was noted when tables were read, as bytes and back, so that a compiled dictionary
 * says of its rows what its tables would.
 */
#include "dictionary/parts.h"

#include <string.h>

struct note {
    uint32_t severity, line, column;
    struct cn_str code, file, detail; /* the code by its name: numbers change */
};

static void add_string(struct cn_buf *buf, struct cn_str text) {
    cn_varint_add(buf, (uint32_t)text.len);
    cn_buf_add_str(buf, text);
}

static bool cut_string(struct cn_str *notes, struct cn_str *text) {
    uint32_t len;
    if (!cn_varint_cut(notes, &len) || len > notes->len)
        return false;
    *text = (struct cn_str){notes->bytes, len};
    *notes = (struct cn_str){notes->bytes + len, notes->len - len};
    return true;
}

static enum cn_code code_called(struct cn_str name) {
    for (int code = 0; code < CN_CODES; code++)
        if (cn_str_equal(name, cn_str_of(cn_code_name((enum cn_code)code))))
            return (enum cn_code)code;
    return CN_E_NONE;
}

static bool cut_note(struct cn_str *notes, struct note *note) {
    return cn_varint_cut(notes, &note->severity) && cut_string(notes, &note->code) &&
           cut_string(notes, &note->file) && cn_varint_cut(notes, &note->line) &&
           cn_varint_cut(notes, &note->column) && cut_string(notes, &note->detail) &&
           note->severity <= CN_SKIP && code_called(note->code) != CN_E_NONE;
}

/* How many were dropped, the worst, then all that were kept. */
static bool cut_head(struct cn_str *notes, uint32_t *dropped, uint32_t *worst) {
    return cn_varint_cut(notes, dropped) && cn_varint_cut(notes, worst) && *worst <= CN_SKIP;
}

void cn_notes_write(struct cn_buf *buf, const struct cn_diags *diags) {
    cn_varint_add(buf, diags->dropped < UINT32_MAX ? (uint32_t)diags->dropped : UINT32_MAX);
    cn_varint_add(buf, diags->worst);
    for (size_t i = 0; i < diags->len; i++) {
        const struct cn_diag *diag = &diags->items[i];
        cn_varint_add(buf, diag->severity);
        add_string(buf, cn_str_of(cn_code_name(diag->code)));
        add_string(buf, diag->where.file);
        cn_varint_add(buf, (uint32_t)diag->where.line);
        cn_varint_add(buf, (uint32_t)diag->where.column);
        add_string(buf, diag->detail);
    }
}

bool cn_notes_sound(struct cn_str notes) {
    struct note note;
    uint32_t dropped, worst;
    size_t count = 0;
    if (!cut_head(&notes, &dropped, &worst))
        return false;
    for (; notes.len; count++)
        if (!cut_note(&notes, &note))
            return false;
    return count <= CN_DIAGS_MAX;
}

void cn_notes_read(struct cn_str notes, struct cn_diags *diags) {
    struct note note;
    uint32_t dropped, worst;
    if (!cut_head(&notes, &dropped, &worst))
        return;
    while (cut_note(&notes, &note)) {
        struct cn_where where = {note.file, note.line, note.column};
        cn_diag_add(diags, (enum cn_severity)note.severity, code_called(note.code), &where, "%.*s",
                    (int)note.detail.len, note.detail.bytes);
    }
    diags->dropped += dropped;
    if (worst > (uint32_t)diags->worst)
        diags->worst = (enum cn_severity)worst;
}
