/*
 * write.c: schemes and entries become sections.
 */
#include "dictionary/parts.h"

struct writing {
    struct cn_image *image;
    struct cn_pool strings, rests;
    struct cn_buf record; /* of the row at hand */
    struct cn_buf schemes, cued, families, notes;
};

static uint32_t put_rest(struct writing *writing, const struct cn_entry *entry) {
    cn_buf_clear(&writing->record);
    cn_rest_write(&writing->record, &writing->strings, entry);
    writing->rests.bytes.failed |= writing->record.failed;
    return cn_pool_put(&writing->rests, cn_buf_str(&writing->record));
}

static void put_row(struct writing *writing, const struct cn_entry *entry, uint32_t number,
                    struct cn_row *row) {
    row->name = cn_pool_put(&writing->strings, entry->name);
    row->meaning = cn_pool_put(&writing->strings, entry->meaning);
    row->rest = put_rest(writing, entry);
    row->line = entry->line;
    if (entry->for_cues.len + entry->against_cues.len > 0)
        cn_buf_add(&writing->cued, &number, sizeof number);
    if (entry->pattern.len > 0)
        cn_buf_add(&writing->families, &number, sizeof number);
}

static bool put_rows(struct writing *writing, const struct cn_entry *entries, uint32_t len) {
    struct cn_row *rows = cn_image_new(writing->image, CN_SECTION_ROWS, len, sizeof *rows);
    cn_pool_put(&writing->strings, (struct cn_str){NULL, 0});
    put_rest(writing, &(struct cn_entry){.column = 1});
    for (uint32_t i = 0; rows && i < len; i++)
        put_row(writing, &entries[i], i, &rows[i]);
    return rows;
}

static void put_schemes(struct writing *writing, const struct cn_scheme *schemes, uint32_t len) {
    cn_varint_add(&writing->schemes, len);
    for (uint32_t i = 0; i < len; i++)
        cn_scheme_write(&writing->schemes, &writing->strings, &schemes[i]);
}

static bool add(struct writing *writing, enum cn_section section, const struct cn_buf *bytes) {
    return !bytes->failed && cn_image_add(writing->image, section, cn_buf_str(bytes));
}

static bool add_all(struct writing *writing) {
    return add(writing, CN_SECTION_STRINGS, &writing->strings.bytes) &&
           add(writing, CN_SECTION_RESTS, &writing->rests.bytes) &&
           add(writing, CN_SECTION_SCHEMES, &writing->schemes) &&
           add(writing, CN_SECTION_CUED, &writing->cued) &&
           add(writing, CN_SECTION_FAMILIES, &writing->families) &&
           add(writing, CN_SECTION_NOTES, &writing->notes);
}

static void release(struct writing *writing) {
    cn_pool_free(&writing->strings);
    cn_pool_free(&writing->rests);
    cn_buf_free(&writing->record);
    cn_buf_free(&writing->schemes);
    cn_buf_free(&writing->cued);
    cn_buf_free(&writing->families);
    cn_buf_free(&writing->notes);
}

enum cn_code cn_image_fill(struct cn_image *image, const struct cn_scheme *schemes,
                           uint32_t schemes_len, const struct cn_entry *entries,
                           uint32_t entries_len, const struct cn_diags *diags) {
    struct writing writing = {.image = image};
    enum cn_code code = CN_E_MEMORY;
    if (put_rows(&writing, entries, entries_len)) {
        put_schemes(&writing, schemes, schemes_len);
        cn_notes_write(&writing.notes, diags);
        code = add_all(&writing) ? CN_E_NONE : CN_E_MEMORY;
    }
    if (code == CN_E_NONE &&
        (writing.strings.bytes.len > CN_IMAGE_POOL_MAX ||
         writing.rests.bytes.len > CN_IMAGE_POOL_MAX || schemes_len > CN_SCHEMES_MAX))
        code = CN_E_DICT_TOO_LARGE;
    release(&writing);
    return code;
}
