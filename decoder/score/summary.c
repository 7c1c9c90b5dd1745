/*
 * summary.c: pass 1, what a document says as a whole. Bounded by the dictionary: counts by entry
 * and by house (the dictionaries of one issuer), counts of unknown names by hash, and the years
 * named in the document's head.
 */
#include "base/fields.h"
#include "base/limits.h"
#include "score/evidence.h"

#include <stdlib.h>
#include <string.h>

/* Entries that are cleared together. */
#define BLOCK 64

/* The letterhead, and where a date stands. */
#define HEAD_BYTES 2048

struct cn_summary *cn_summary_new(struct cn_scorer *scorer) {
    const size_t schemes = scorer->dictionary->schemes_len;
    const size_t entries = scorer->dictionary->entries_len;
    struct cn_summary *summary = calloc(1, sizeof *summary);
    if (!summary)
        return NULL;
    summary->scorer = scorer;
    summary->houses = calloc(schemes + 1, sizeof *summary->houses);
    summary->entries = calloc(entries + 1, sizeof *summary->entries);
    summary->used = calloc(entries / BLOCK + 1, sizeof *summary->used);
    if (summary->houses && summary->entries && summary->used)
        return summary;
    cn_summary_free(summary);
    return NULL;
}

void cn_summary_free(struct cn_summary *summary) {
    if (!summary)
        return;
    free(summary->houses);
    free(summary->entries);
    free(summary->used);
    free(summary);
}

unsigned cn_summary_times(const void *summary, uint32_t entry) {
    return ((const struct cn_summary *)summary)->entries[entry].verbatim;
}

static void clear_entries(struct cn_summary *summary) {
    const size_t len = summary->scorer->dictionary->entries_len;
    const size_t blocks = len / BLOCK + 1;
    bool *used = summary->used;
    while ((used = memchr(used, true, (size_t)(summary->used + blocks - used)))) {
        size_t from = (size_t)(used - summary->used) * BLOCK;
        size_t left = len - from < BLOCK ? len - from : BLOCK;
        memset(summary->entries + from, 0, left * sizeof *summary->entries);
        *used = false;
    }
}

void cn_summary_clear(struct cn_summary *summary) {
    const size_t schemes = summary->scorer->dictionary->schemes_len;
    clear_entries(summary);
    memset(summary->houses, 0, schemes * sizeof *summary->houses);
    memset(summary->unknown, 0, sizeof summary->unknown);
    memset(summary->years, 0, sizeof summary->years);
    summary->any_year = false;
}

/* An entry's counts, to be raised. */
static struct cn_entry_counts *counts_of(struct cn_summary *summary, size_t entry) {
    summary->used[entry / BLOCK] = true;
    return &summary->entries[entry];
}

static bool verbatim(const struct cn_candidate *found) {
    return found->how == CN_IDENTICAL && !(found->flags & (CN_FIND_HEAD | CN_FIND_TAIL));
}

bool cn_find_sure(struct cn_scorer *scorer, const struct cn_candidate *found) {
    if (!verbatim(found) || (found->flags & CN_FIND_ALIAS))
        return false;
    const struct cn_facts *facts = cn_facts_of(scorer, found->entry);
    return facts && facts->key_len >= 5 && facts->upper && !facts->word && !facts->proper;
}

/* ---- years ---- */

static bool digit_at(struct cn_str text, size_t at) {
    return at < text.len && text.bytes[at] >= '0' && text.bytes[at] <= '9';
}

/* Notes the four-digit years of the head. */
static void read_years(struct cn_summary *summary, struct cn_str head) {
    for (size_t i = 0; i + 4 <= head.len; i++) {
        size_t end = i;
        int year = 0;
        while (digit_at(head, end) && end - i < 5)
            year = year * 10 + (head.bytes[end++] - '0');
        if (end - i == 4 && year >= CN_YEAR_FIRST && year < CN_YEAR_FIRST + CN_YEARS) {
            summary->years[year - CN_YEAR_FIRST] = true;
            summary->any_year = true;
        }
        while (digit_at(head, end))
            end++;
        i = end > i ? end - 1 : i;
    }
}

/* ---- candidates ---- */

static void count(uint16_t *counter) {
    if (*counter < UINT16_MAX)
        (*counter)++;
}

uint32_t cn_unknown_slot(const struct cn_text *text, const struct cn_candidate *found) {
    char key[CN_KEY_MAX];
    size_t len = cn_name_key(cn_text_between(text, found->start, found->name_end), key, sizeof key);
    uint32_t hash = 2166136261u ^ found->entry;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)key[i]) * 16777619u;
    return (hash ^ hash >> 16) % CN_UNKNOWN_SLOTS;
}

static void add_unknown(struct cn_summary *summary, const struct cn_text *text,
                        const struct cn_candidate *found) {
    uint8_t *counter = &summary->unknown[cn_unknown_slot(text, found)];
    if (*counter < UINT8_MAX)
        (*counter)++;
}

/* In a mail address or host name: "@huawei.com", "www.huawei.com". */
static bool in_domain(const struct cn_text *text, const struct cn_candidate *found) {
    struct cn_str before = cn_text_between(text, found->start ? found->start - 1 : 0, found->start);
    struct cn_str behind = cn_text_between(text, found->end, found->end + 2);
    bool led = before.len == 1 && (before.bytes[0] == '@' || before.bytes[0] == '.');
    bool followed = behind.len == 2 && behind.bytes[0] == '.' && (behind.bytes[1] | 32) >= 'a' &&
                    (behind.bytes[1] | 32) <= 'z';
    return led || followed;
}

static void add_issuer(struct cn_summary *summary, const struct cn_text *text,
                       const struct cn_candidate *found) {
    const struct cn_scheme_facts *schemes = summary->scorer->schemes;
    struct cn_house_counts *house = &summary->houses[schemes[found->entry].house];
    house->issuer++;
    house->issuer_head += found->start < HEAD_BYTES;
    house->issuer_domain += in_domain(text, found);
}

static bool add_name(struct cn_summary *summary, const struct cn_text *text,
                     const struct cn_candidate *found, struct cn_arena *scratch) {
    struct cn_scorer *scorer = summary->scorer;
    struct cn_entry_counts *counts = counts_of(summary, found->entry);
    if (!cn_facts_of(scorer, found->entry))
        return false;
    if (found->how == CN_PATTERN) {
        add_unknown(summary, text, found);
        return true;
    }
    if (verbatim(found))
        count(&counts->verbatim);
    if (cn_find_sure(scorer, found)) {
        count(&counts->sure);
        uint32_t scheme = cn_dictionary_entry(scorer->dictionary, found->entry)->scheme;
        summary->houses[scorer->schemes[scheme].house].sure++;
    }
    if (cn_defined_here(scorer, text, found, scratch))
        count(&counts->defined);
    return true;
}

enum cn_severity cn_summary_add(struct cn_summary *summary, const struct cn_text *text,
                                const struct cn_candidates *candidates, struct cn_arena *scratch) {
    if (text->first)
        read_years(summary, cn_text_between(text, 0, HEAD_BYTES));
    for (size_t i = 0; i < candidates->len; i++) {
        const struct cn_candidate *found = &candidates->items[i];
        if (found->how == CN_ISSUER)
            add_issuer(summary, text, found);
        else if (!add_name(summary, text, found, scratch))
            return CN_FATAL;
    }
    return CN_OK;
}

/* ---- pieces ---- */

enum kind { UNKNOWN, HOUSE, ENTRY, YEAR, KINDS };

static void put(struct cn_buf *records, enum kind kind, size_t number, const uint32_t values[4]) {
    bool any = false;
    for (int i = 0; i < 4; i++)
        any |= values[i] > 0;
    if (!any)
        return;
    cn_put_u8(records, (uint8_t)kind);
    cn_put_u32(records, (uint32_t)number);
    for (int i = 0; i < 4; i++)
        cn_put_u32(records, values[i]);
}

void cn_summary_write(const struct cn_summary *summary, struct cn_buf *records) {
    const struct cn_dictionary *dictionary = summary->scorer->dictionary;
    for (size_t i = 0; i < CN_UNKNOWN_SLOTS; i++)
        put(records, UNKNOWN, i, (uint32_t[]){summary->unknown[i], 0, 0, 0});
    for (size_t i = 0; i < dictionary->schemes_len; i++) {
        const struct cn_house_counts *house = &summary->houses[i];
        put(records, HOUSE, i,
            (uint32_t[]){house->sure, house->issuer, house->issuer_head, house->issuer_domain});
    }
    for (size_t i = 0; i < dictionary->entries_len; i++) {
        const struct cn_entry_counts *entry = &summary->entries[i];
        put(records, ENTRY, i, (uint32_t[]){entry->verbatim, entry->sure, entry->defined, 0});
    }
    for (size_t i = 0; i < CN_YEARS; i++)
        put(records, YEAR, i, (uint32_t[]){summary->years[i], 0, 0, 0});
}

static uint32_t sum(uint32_t a, uint32_t b, uint32_t most) {
    return b > most || a > most - b ? most : a + b;
}

static void merge_house(struct cn_house_counts *house, const uint32_t values[4]) {
    house->sure += values[0];
    house->issuer += values[1];
    house->issuer_head += values[2];
    house->issuer_domain += values[3];
}

static void merge_entry(struct cn_entry_counts *entry, const uint32_t values[4]) {
    entry->verbatim = (uint16_t)sum(entry->verbatim, values[0], UINT16_MAX);
    entry->sure = (uint16_t)sum(entry->sure, values[1], UINT16_MAX);
    entry->defined = (uint16_t)sum(entry->defined, values[2], UINT16_MAX);
}

/* How many numbers of a kind there are. */
static size_t numbers_of(const struct cn_summary *summary, enum kind kind) {
    const struct cn_dictionary *dictionary = summary->scorer->dictionary;
    const size_t numbers[KINDS] = {
        [UNKNOWN] = CN_UNKNOWN_SLOTS,
        [HOUSE] = dictionary->schemes_len,
        [ENTRY] = dictionary->entries_len,
        [YEAR] = CN_YEARS,
    };
    return numbers[kind];
}

static void merge(struct cn_summary *summary, enum kind kind, size_t number,
                  const uint32_t values[4]) {
    if (kind == UNKNOWN)
        summary->unknown[number] = (uint8_t)sum(summary->unknown[number], values[0], UINT8_MAX);
    else if (kind == HOUSE)
        merge_house(&summary->houses[number], values);
    else if (kind == ENTRY)
        merge_entry(counts_of(summary, number), values);
    else
        summary->years[number] = summary->any_year = true;
}

bool cn_summary_merge(struct cn_summary *summary, struct cn_str records) {
    struct cn_fields fields = {.rest = records};
    while (fields.rest.len > 0) {
        uint32_t values[4];
        enum kind kind = (enum kind)cn_take_choice(&fields, KINDS - 1);
        size_t number = cn_take_u32(&fields);
        for (int i = 0; i < 4; i++)
            values[i] = cn_take_u32(&fields);
        if (fields.broken || number >= numbers_of(summary, kind))
            return false;
        merge(summary, kind, number, values);
    }
    return true;
}
