/*
 * map.h: the offset map between a text and the layer below it.
 *
 * The one place where offset arithmetic is done. A map is a list of runs in the order of the
 * text; in a run, every `text_unit` bytes of text come from `source_unit` bytes of the source (1:1
 * where the text is the source, 2:1 for a Latin-1 letter that takes two bytes in UTF-8, 3:2 for a
 * Chinese character of UTF-16). A unit is never split: an offset inside one maps to the unit's
 * start, an end to the unit's end.
 */
#ifndef CN_BASE_MAP_H
#define CN_BASE_MAP_H

#include "base/bytes.h"

struct cn_map_run {
    uint64_t text;   /* offset in the text where the run starts */
    uint64_t source; /* and in the source */
    uint32_t text_unit;
    uint32_t source_unit;
};

/* Zero-initialise: an empty map is the identity. The run array is owned. */
struct cn_map {
    struct cn_map_run *runs;
    size_t len;
    size_t cap;
    bool failed;
};

/* Appends a unit: `text_len` bytes of text at `text` came from `source_len` bytes at `source`.
 * Every unit like it that follows without a gap is the same run and need not be added. Offsets in
 * the text never go back; those in the source may, where what stands apart is read later. */
void cn_map_add(struct cn_map *, uint64_t text, uint32_t text_len, uint64_t source,
                uint32_t source_len);
/* The source bytes of a span of the text. Where the source goes back within it: of its first unit.
 */
struct cn_span cn_map_source(const struct cn_map *, struct cn_span text);
/* Writes to `out` the map text -> source of `upper` (text -> middle) over `lower` (middle ->
 * source), good for the given span of the text. */
bool cn_map_compose(struct cn_map *out, const struct cn_map *upper, const struct cn_map *lower,
                    struct cn_span text);
/* Forgets the runs that end at or before a text offset: a window moves on. */
void cn_map_forget(struct cn_map *, uint64_t before);
void cn_map_clear(struct cn_map *);
void cn_map_free(struct cn_map *);

#endif
