/*
 * garbage.c: answers of a worker that has gone over to the other side.
 *
 * Most frames are such as may come where they stand, so that the parent takes many before it finds
 * one that may not: what it knows of a document is then in any state. The rest is at the edge of
 * what may come, or beyond it.
 */
#include "mock/mock.h"

#include "base/limits.h"
#include "worker/frame.h"

/* ---- chance ---- */

static uint64_t draw(struct mock_random *random) {
    uint64_t bits = random->state += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
    return bits ^ bits >> 31;
}

uint64_t mock_below(struct mock_random *random, uint64_t bound) {
    return draw(random) % bound;
}

static bool one_in(struct mock_random *random, unsigned many) {
    return mock_below(random, many) == 0;
}

/* Small, huge, or anything. */
static uint64_t odd_number(struct mock_random *random) {
    static const uint64_t edges[] = {0,         1,          INT32_MAX,     UINT32_MAX,
                                     INT64_MAX, UINT64_MAX, UINT64_MAX - 1};
    uint64_t way = mock_below(random, 3);
    if (way == 0)
        return edges[mock_below(random, sizeof edges / sizeof edges[0])];
    return way == 1 ? mock_below(random, 1000) : draw(random);
}

/* ---- payloads ---- */

static void add_filling(struct cn_buf *to, size_t len) {
    for (size_t i = 0; i < len; i++)
        cn_buf_add_byte(to, "\033 QX\n"[i % 5]);
}

static void add_words(struct cn_buf *to, struct mock_random *random) {
    static const struct cn_str words[] = {CN_STR("QXPELICAN"),
                                          CN_STR(" the wharf\n"),
                                          CN_STR("\033[2J\033]0;title\007"),
                                          CN_STR("\033[1m"),
                                          CN_STR("\033["),
                                          CN_STR("\033"),
                                          CN_STR("\xe2\x80\xae"),
                                          CN_STR("\xe2\x80"),
                                          CN_STR("\xff\xfe"),
                                          CN_STR("\xc2\x9b"),
                                          CN_STR("\r"),
                                          CN_STR("%s%n%999999d"),
                                          CN_STR("//"),
                                          CN_STR("../../etc"),
                                          CN_STR("\t"),
                                          CN_STR("\x7f\x01\x1b("),
                                          CN_STR("{\"type\":"),
                                          CN_STR("cryptonym: error: ")};
    for (uint64_t left = 1 + mock_below(random, 8); left > 0; left--)
        cn_buf_add_str(to, words[mock_below(random, sizeof words / sizeof words[0])]);
    if (one_in(random, 40))
        cn_buf_add_byte(to, '\0');
    if (one_in(random, 20))
        add_filling(to, (size_t)mock_below(random, CN_FRAME_MAX));
}

static void add_counts(struct cn_buf *to, struct mock_random *random) {
    struct cn_counts counts = {odd_number(random), odd_number(random), odd_number(random)};
    cn_counts_write(to, &counts);
}

static void add_report(struct cn_buf *to, struct mock_random *random) {
    struct cn_report report = {
        .status = (enum cn_status)mock_below(random, CN_STATUS_NO_TEXT + 1 + one_in(random, 30)),
        .worst = (enum cn_severity)mock_below(random, CN_FATAL + 1 + one_in(random, 30)),
        .readable = one_in(random, 2),
        .bytes = odd_number(random),
        .dropped = odd_number(random)};
    cn_report_write(to, &report);
}

static void add_diag(struct cn_buf *to, struct mock_random *random) {
    struct cn_buf file = {0}, detail = {0};
    add_words(&file, random);
    add_words(&detail, random);
    struct cn_diag diag = {
        .severity = (enum cn_severity)mock_below(random, CN_FATAL + 1),
        .code = (enum cn_code)(mock_below(random, CN_CODES) + (one_in(random, 30) ? CN_CODES : 0)),
        .where = {.file = cn_buf_str(&file),
                  .line = odd_number(random),
                  .column = odd_number(random)},
        .detail = cn_buf_str(&detail)};
    cn_diag_write(to, &diag);
    cn_buf_free(&file);
    cn_buf_free(&detail);
}

static void add_divisible(struct cn_buf *to, struct mock_random *random) {
    struct cn_divisible divisible = {
        .by = (enum cn_charset_by)mock_below(random, CN_CHARSET_GUESSED + 1),
        .certainty = (uint32_t)mock_below(random, 10002)};
    cn_divisible_write(to, &divisible);
}

static void add_passed(struct cn_buf *to, struct mock_random *random) {
    struct cn_passed passed = {.lines = odd_number(random),
                               .line_start = odd_number(random),
                               .invalid = odd_number(random),
                               .finds = odd_number(random),
                               .last = one_in(random, 2),
                               .struck = one_in(random, 4)};
    cn_passed_write(to, &passed);
}

static void add_payload(struct cn_buf *to, enum cn_frame_type type, struct mock_random *random) {
    switch (type) {
    case CN_FRAME_COUNTS:
        add_counts(to, random);
        break;
    case CN_FRAME_DIAG:
        add_diag(to, random);
        break;
    case CN_FRAME_DIVISIBLE:
        add_divisible(to, random);
        break;
    case CN_FRAME_PASSED:
        add_passed(to, random);
        break;
    case CN_FRAME_REPORT:
    case CN_FRAME_MEMBER_END:
        add_report(to, random);
        break;
    case CN_FRAME_OUTPUT:
    case CN_FRAME_MEMBER:
        add_words(to, random);
        break;
    default:
        break;
    }
}

/* ---- frames ---- */

/* What would do in this place, mostly. `level`: members begun and not ended. */
static enum cn_frame_type pick_type(struct mock_random *random, unsigned level, bool first) {
    static const enum cn_frame_type usual[] = {CN_FRAME_OUTPUT, CN_FRAME_OUTPUT, CN_FRAME_COUNTS,
                                               CN_FRAME_DIAG, CN_FRAME_MEMBER};
    if (one_in(random, 60))
        return (enum cn_frame_type)(CN_FRAME_BEGUN + mock_below(random, CN_FRAME_REPORT));
    if (first && one_in(random, 4))
        return one_in(random, 2) ? CN_FRAME_BEGUN : CN_FRAME_DIVISIBLE;
    if (level > 0 && one_in(random, 3))
        return CN_FRAME_MEMBER_END;
    if (one_in(random, 8))
        return CN_FRAME_PASSED;
    return usual[mock_below(random, sizeof usual / sizeof usual[0])];
}

/* One byte of what was written last is another one. */
static void damage(struct cn_buf *to, size_t from, struct mock_random *random) {
    if (to->len > from && !to->failed)
        to->bytes[from + mock_below(random, to->len - from)] = (char)mock_below(random, 256);
}

static unsigned level_after(unsigned level, enum cn_frame_type type) {
    if (type == CN_FRAME_MEMBER)
        return level + 1;
    return level > 0 && type == CN_FRAME_MEMBER_END ? level - 1 : level;
}

static void add_one(struct cn_buf *to, enum cn_frame_type type, struct mock_random *random) {
    struct cn_buf payload = {0};
    size_t before = to->len;
    add_payload(&payload, type, random);
    cn_frame_add(to, type, cn_buf_str(&payload));
    cn_buf_free(&payload);
    if (one_in(random, 400))
        damage(to, before, random);
}

bool mock_garbage(struct cn_buf *to, uint64_t seed) {
    struct mock_random random = {seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
    unsigned level = 0;
    bool first = true;
    for (uint64_t left = mock_below(&random, 1 + mock_below(&random, 60)); left > 0; left--) {
        enum cn_frame_type type = pick_type(&random, level, first);
        add_one(to, type, &random);
        level = level_after(level, type);
        first = type == CN_FRAME_MEMBER || type == CN_FRAME_MEMBER_END;
        if (type == CN_FRAME_DIVISIBLE)
            break;
    }
    while (level-- > 0 && !one_in(&random, 10))
        add_one(to, CN_FRAME_MEMBER_END, &random);
    bool ended = !one_in(&random, 6);
    if (ended)
        add_one(to, CN_FRAME_REPORT, &random);
    bool cut = one_in(&random, 12) && to->len > 0;
    if (cut)
        to->len = (size_t)mock_below(&random, to->len);
    return !cut && ended;
}
