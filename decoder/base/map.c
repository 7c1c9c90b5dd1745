/*
 * map.c: runs of equal units, found by binary search.
 *
 * A run reaches to where the next one starts; the last one reaches on for ever, so that every
 * offset has an image. Composing walks both maps at once: as long as a unit of one is a whole
 * number of the other's units, a whole run is made in one step; where they do not fit, one unit.
 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static bool room_for_one(struct cn_map *map) {
    size_t cap = map->cap ? map->cap * 2 : 16;
    struct cn_map_run *grown;

    if (map->len < map->cap)
        return true;
    grown = cap > SIZE_MAX / sizeof(*grown) ? NULL : realloc(map->runs, cap * sizeof(*grown));
    if (!grown) {
        map->failed = true;
        return false;
    }
    map->runs = grown;
    map->cap = cap;
    return true;
}

/* Would the run, carried on, have a unit start at `text` that comes from `source`? */
static bool continues(const struct cn_map_run *run, const struct cn_map_run *next) {
    uint64_t text = next->text - run->text;

    return run->text_unit == next->text_unit && run->source_unit == next->source_unit &&
           text % run->text_unit == 0 &&
           run->source + text / run->text_unit * run->source_unit == next->source;
}

void cn_map_add(struct cn_map *map, uint64_t text, uint32_t text_len, uint64_t source,
                uint32_t source_len) {
    struct cn_map_run run = {text, source, text_len, source_len};

    if (text_len == 0 || source_len == 0 || (map->len && continues(&map->runs[map->len - 1], &run)))
        return;
    if (room_for_one(map))
        map->runs[map->len++] = run;
}

/* The run that holds a text offset; NULL: before the first. */
static const struct cn_map_run *run_at(const struct cn_map *map, uint64_t text) {
    size_t low = 0;
    size_t high = map->len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (map->runs[middle].text <= text)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &map->runs[low - 1] : NULL;
}

/* Where the unit that holds the text byte at `text` starts (`after` 0) or ends (1). */
static uint64_t unit_edge(const struct cn_map *map, uint64_t text, unsigned after) {
    const struct cn_map_run *run = run_at(map, text);

    if (map->len == 0)
        return text + after;
    if (!run)
        return map->runs[0].source;
    return run->source + ((text - run->text) / run->text_unit + after) * run->source_unit;
}

struct cn_span cn_map_source(const struct cn_map *map, struct cn_span text) {
    uint64_t start = unit_edge(map, text.start, 0);

    if (text.end <= text.start)
        return (struct cn_span){start, start};
    uint64_t end = unit_edge(map, text.end - 1, 1);
    if (end < start)
        end = unit_edge(map, text.start, 1);
    return (struct cn_span){start, end};
}

/* The run that holds an offset, made to start there (at its unit's start), and its end. */
static struct cn_map_run part_from(const struct cn_map *map, uint64_t text, uint64_t *end) {
    const struct cn_map_run *run = run_at(map, text);
    struct cn_map_run part = {text, text, 1, 1};

    *end = UINT64_MAX;
    if (map->len == 0)
        return part;
    if (!run) {
        *end = map->runs[0].text;
        return (struct cn_map_run){text, map->runs[0].source, 1, 0};
    }
    if (run + 1 < map->runs + map->len)
        *end = run[1].text;
    part = *run;
    part.text += (text - run->text) / run->text_unit * run->text_unit;
    part.source = unit_edge(map, text, 0);
    return part;
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* Adds to `out` what starts at `text`, in one run if the units fit; returns where that ends. */
static uint64_t compose_step(struct cn_map *out, const struct cn_map *upper,
                             const struct cn_map *lower, uint64_t text) {
    uint64_t upper_end, lower_end;
    struct cn_map_run above = part_from(upper, text, &upper_end);
    struct cn_map_run below = part_from(lower, above.source, &lower_end);
    struct cn_map_run unit = {above.text, below.source, above.text_unit, 0};
    uint64_t count = 0;

    if (below.text == above.source && above.source_unit % below.text_unit == 0 &&
        above.source_unit > 0) {
        unit.source_unit = above.source_unit / below.text_unit * below.source_unit;
        count = least((upper_end - above.text) / above.text_unit,
                      (lower_end - below.text) / above.source_unit);
    } else if (below.text == above.source && above.source_unit > 0 &&
               below.text_unit % above.source_unit == 0) {
        unit.text_unit = below.text_unit / above.source_unit * above.text_unit;
        unit.source_unit = below.source_unit;
        count = least((upper_end - above.text) / unit.text_unit,
                      (lower_end - below.text) / below.text_unit);
    }
    if (count == 0) {
        struct cn_span middle = {above.source, above.source + above.source_unit};
        struct cn_span source = cn_map_source(lower, middle);

        unit.text_unit = above.text_unit;
        unit.source_unit = (uint32_t)(source.end - source.start);
        count = 1;
    }
    cn_map_add(out, unit.text, unit.text_unit, unit.source, unit.source_unit);
    return unit.text + count * unit.text_unit;
}

bool cn_map_compose(struct cn_map *out, const struct cn_map *upper, const struct cn_map *lower,
                    struct cn_span text) {
    cn_map_clear(out);
    for (uint64_t at = text.start; at < text.end && !out->failed;)
        at = compose_step(out, upper, lower, at);
    return !out->failed;
}

void cn_map_forget(struct cn_map *map, uint64_t before) {
    size_t gone = 0;

    while (gone + 1 < map->len && map->runs[gone + 1].text <= before)
        gone++;
    if (gone == 0)
        return;
    map->len -= gone;
    memmove(map->runs, map->runs + gone, map->len * sizeof(*map->runs));
}

void cn_map_clear(struct cn_map *map) {
    map->len = 0;
    map->failed = false;
}

void cn_map_free(struct cn_map *map) {
    free(map->runs);
    *map = (struct cn_map){0};
}
