/*
 * fuzz_map.c: offset maps made of any units.
 *
 * The first half of the input makes a map, the second one the map below it: each byte a unit, with
 * now and then a gap in the source. Laws: a map is total and monotone; composing equals asking
 * both; what is forgotten changes nothing behind it.
 */
#include "base/map.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

/* Returns the length of the text. */
static uint64_t make(struct cn_map *map, const uint8_t *data, size_t size) {
    uint64_t text = 0, source = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t text_unit = 1 + (data[i] & 3);
        uint32_t source_unit = 1 + (data[i] >> 2 & 7);
        source += data[i] >> 5 & 1;
        cn_map_add(map, text, text_unit, source, source_unit);
        text += text_unit;
        source += source_unit;
    }
    return text;
}

static void check_monotone(const struct cn_map *map, uint64_t len) {
    struct cn_span last = {0, 0};
    for (uint64_t at = 0; at < len + 10; at++) {
        struct cn_span source = cn_map_source(map, (struct cn_span){at, at + 1});
        must(source.start < source.end);
        must(source.start >= last.start && source.end >= last.end);
        last = source;
    }
}

static void check_composed(const struct cn_map *both, const struct cn_map *upper,
                           const struct cn_map *lower, uint64_t len) {
    for (uint64_t from = 0; from < len; from++)
        for (uint64_t to = from; to <= len && to <= from + 20; to++) {
            struct cn_span text = {from, to};
            struct cn_span source = cn_map_source(both, text);
            struct cn_span expected = cn_map_source(lower, cn_map_source(upper, text));
            must(source.start == expected.start && source.end == expected.end);
        }
}

static void check_forget(struct cn_map *map, uint64_t len) {
    struct cn_span text = {len / 2, len};
    struct cn_span before = cn_map_source(map, text);
    cn_map_forget(map, len / 2);
    struct cn_span after = cn_map_source(map, text);
    must(before.start == after.start && before.end == after.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_map upper = {0}, lower = {0}, both = {0};
    if (size > 1000)
        return 0;
    uint64_t len = make(&upper, data, size / 2);
    uint64_t lower_len = make(&lower, data + size / 2, size - size / 2);
    check_monotone(&upper, len);
    check_monotone(&lower, lower_len);
    must(cn_map_compose(&both, &upper, &lower, (struct cn_span){0, len}));
    check_composed(&both, &upper, &lower, len);
    check_forget(&upper, len);
    cn_map_free(&upper);
    cn_map_free(&lower);
    cn_map_free(&both);
    return 0;
}
