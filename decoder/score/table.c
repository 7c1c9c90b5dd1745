/* table.c: the column's header and the row's label. "Country" over a cell that is just "A9" is the
 * best evidence there is. */
#include "score/evidence.h"

/* The cues in a header or label; none when memory is out (the arena remembers). */
static struct cn_cue_hits cues_in(const struct cn_case *it, struct cn_str text) {
    struct cn_tokens tokens = {NULL, 0};
    struct cn_cue_hits hits = {NULL, 0};
    struct cn_arena *arena = it->scoring->passing;
    if (text.len > 0 && cn_tokens_of(text, arena, &tokens))
        cn_cues_scan(it->scoring->scorer->cues, &tokens, 0, 0, arena, &hits);
    return hits;
}

static bool any_listed(const struct cn_cue_hits *hits, const struct cn_cue_list *a,
                       const struct cn_cue_list *b) {
    for (size_t i = 0; i < hits->len; i++) {
        if (cn_cue_listed(a, hits->items[i].cue) || (b && cn_cue_listed(b, hits->items[i].cue)))
            return true;
    }
    return false;
}

/* The name is all that the cell holds, blanks aside. */
static bool whole_cell(const struct cn_case *it) {
    const struct cn_text *text = it->scoring->text;
    struct cn_span cell = it->place->cell.span;
    struct cn_str before = cn_text_between(text, cell.start, it->found->start);
    struct cn_str behind = cn_text_between(text, it->found->end, cell.end);
    return it->found->start >= cell.start && cn_str_trim(before).len == 0 &&
           cn_str_trim(behind).len == 0;
}

void cn_evidence_table(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_scorer *scorer = it->scoring->scorer;
    const struct cn_scheme_facts *scheme = &scorer->schemes[it->entry->scheme];
    const struct cn_cell *cell = &it->place->cell;
    if (!it->place->in_table || cell->header.len == 0)
        return;
    struct cn_cue_hits header = cues_in(it, cell->header);
    struct cn_cue_hits label = cues_in(it, cell->label);
    const struct cn_facts *facts = it->facts;
    sheet->value[CN_TERM_header_for] = any_listed(&header, &facts->row_for, &scheme->for_cues);
    sheet->value[CN_TERM_header_against] =
        any_listed(&header, &facts->row_against, &scheme->against_cues);
    sheet->value[CN_TERM_label_for] = any_listed(&label, &facts->row_for, &scheme->for_cues);
    sheet->value[CN_TERM_label_against] =
        any_listed(&label, &facts->row_against, &scheme->against_cues);
    sheet->value[CN_TERM_header_kind] =
        cn_str_equal_nocase(cn_str_trim(cell->header), it->entry->kind) ||
        any_listed(&header, &scorer->name_headers, NULL);
    sheet->value[CN_TERM_cell_whole] = whole_cell(it);
}
