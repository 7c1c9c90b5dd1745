/*
 * place.c: finds are grouped into places, where readings compete.
 *
 * Finds compete when they start together and either cover the same text (AMLASH with the member 1,
 * and the row AMLASH-1) or share the name's part. All else that overlaps is settled between
 * mentions, in overlap.c.
 */
#include "score/evidence.h"

/* How far, and how many finds each way, a place looks for its kin. */
#define NEAR_BYTES 240
#define NEAR_FINDS 100

static bool embedded(const struct cn_candidate *found) {
    return found->flags & (CN_FIND_HEAD | CN_FIND_TAIL);
}

bool cn_finds_rival(const struct cn_candidate *a, const struct cn_candidate *b) {
    return a->how != CN_PATTERN && b->how != CN_PATTERN && a->name_end == b->name_end &&
           a->end == b->end;
}

bool cn_same_meaning(const struct cn_entry *a, const struct cn_entry *b) {
    return cn_str_equal_nocase(a->meaning, b->meaning);
}

static bool competes(const struct cn_place *place, const struct cn_candidate *found) {
    return place->start == found->start &&
           (place->end == found->end || place->name_end == found->name_end);
}

/* The place of a find: among those that start where it does, or a new one. */
static struct cn_place *place_of(struct cn_places *places, const struct cn_candidate *found) {
    for (size_t i = places->len; i > 0 && places->items[i - 1].start == found->start; i--) {
        if (competes(&places->items[i - 1], found))
            return &places->items[i - 1];
    }
    struct cn_place *place = &places->items[places->len++];
    *place =
        (struct cn_place){.start = found->start, .end = found->end, .name_end = found->name_end};
    return place;
}

/* May it be the longest name of its place? Of garbled ones the row of a numbered member: what
 * others take in behind a name is a letter too many, or its number. */
static bool is_whole(const struct cn_scoring *scoring, const struct cn_candidate *found) {
    if (found->how != CN_GARBLED)
        return true;
    struct cn_str name = cn_dictionary_entry(scoring->scorer->dictionary, found->entry)->name;
    char last = name.len > 0 ? name.bytes[name.len - 1] : 'x';
    return last >= '0' && last <= '9';
}

static bool put(const struct cn_scoring *scoring, struct cn_place *place,
                const struct cn_candidate *found) {
    if (!place->finds)
        place->finds = CN_NEW_ARRAY(scoring->arena, const struct cn_candidate *, CN_READINGS_MAX);
    if (!place->finds)
        return false;
    if (place->finds_len < CN_READINGS_MAX)
        place->finds[place->finds_len++] = found;
    if (found->end > place->end)
        place->end = found->end;
    if (found->how != CN_PATTERN && !embedded(found)) {
        place->named = place->named || found->how != CN_GARBLED;
        if (found->name_end > place->longest && is_whole(scoring, found))
            place->longest = found->name_end;
    }
    return true;
}

static bool counts(const struct cn_candidate *found) {
    return found->how != CN_GARBLED;
}

/* The finds near a place: what stands beside it, and its kin. Garbled ones are none of it, and do
 * not crowd them out. */
static void mark_near(struct cn_place *place, const struct cn_candidates *candidates, size_t first,
                      size_t last) {
    const struct cn_candidate *items = candidates->items;
    size_t from = first, to = last, before = 0, behind = 0;
    while (from > 0 && before < NEAR_FINDS && items[from - 1].end + NEAR_BYTES > place->start)
        before += counts(&items[--from]);
    while (to < candidates->len && behind < NEAR_FINDS && items[to].start < place->end + NEAR_BYTES)
        behind += counts(&items[to++]);
    place->near = (struct cn_candidates){candidates->items + from, to - from};
}

/* Names inside a longer run, names run together, and a name that begins this one. */
static void mark_others(struct cn_place *place) {
    for (size_t i = 0; i < place->near.len; i++) {
        const struct cn_candidate *found = &place->near.items[i];
        if (found->how == CN_ISSUER || found->how == CN_PATTERN || found->how == CN_GARBLED)
            continue;
        bool inside = found->start >= place->start && found->end <= place->end;
        bool whole = found->start == place->start && found->end == place->end;
        if (!embedded(found)) {
            place->joins_name = place->joins_name || (inside && !whole);
            place->begun = place->begun || (inside && !whole && found->start == place->start);
            continue;
        }
        place->holds_name = place->holds_name || (inside && !whole);
        place->beside_name =
            place->beside_name || found->start == place->end || found->end == place->start;
    }
}

bool cn_places_group(struct cn_scoring *scoring, struct cn_places *places) {
    const struct cn_candidates *candidates = scoring->candidates;
    *places = (struct cn_places){CN_NEW_ARRAY(scoring->arena, struct cn_place, candidates->len), 0};
    if (!places->items)
        return false;
    for (size_t i = 0; i < candidates->len; i++) {
        const struct cn_candidate *found = &candidates->items[i];
        if (found->how == CN_ISSUER)
            continue;
        struct cn_place *place = place_of(places, found);
        if (!put(scoring, place, found))
            return false;
        mark_near(place, candidates, i, i + 1);
    }
    for (size_t i = 0; i < places->len; i++)
        mark_others(&places->items[i]);
    return true;
}
