/*
 * judge.c: one document's claims against its labels.
 *
 * Each label is answered by one claim of those that share a byte with it: one that lost to an
 * overlapping claim only where there is no other, one with the right name before others, then the
 * surest. Names are compared without their member numbers, by their folded keys, aliases included;
 * whether the numbers agree is told apart.
 */
#include "evaluate/evaluate.h"

#include "base/limits.h"
#include "tokenize/tokenize.h"

const char *cn_verdict_name(enum cn_verdict_kind kind) {
    static const char *const names[] = {"found",       "wrong-name", "missed",        "refused",
                                        "false-alarm", "unlabelled", "called-unknown"};
    return names[kind];
}

bool cn_verdict_right(enum cn_verdict_kind kind) {
    return kind == CN_FOUND || kind == CN_REFUSED;
}

const struct cn_verdict *cn_verdicts_items(const struct cn_verdicts *verdicts, size_t *len) {
    *len = verdicts->items.len / sizeof(struct cn_verdict);
    return (const struct cn_verdict *)(const void *)verdicts->items.bytes;
}

static bool listed(struct cn_str class, const char *const *classes, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (cn_str_equal(class, cn_str_of(classes[i])))
            return true;
    return false;
}

static void keep(struct cn_verdicts *verdicts, const char *const *classes, size_t len,
                 bool wanted) {
    size_t all = verdicts->items.len / sizeof(struct cn_verdict), kept = 0;
    struct cn_verdict *items = (struct cn_verdict *)(void *)verdicts->items.bytes;
    for (size_t i = 0; i < all; i++)
        if ((items[i].label && listed(items[i].label->class, classes, len)) == wanted)
            items[kept++] = items[i];
    verdicts->items.len = kept * sizeof *items;
}

void cn_verdicts_leave_out(struct cn_verdicts *verdicts, const char *const *classes, size_t len) {
    keep(verdicts, classes, len, false);
}

void cn_verdicts_keep_only(struct cn_verdicts *verdicts, const char *const *classes, size_t len) {
    keep(verdicts, classes, len, true);
}

/* ---- names ---- */

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

/* Names of which a number may be split: the shorter are codes that hold one (U-2, A-9). */
#define BASE_MIN 4

struct cn_str cn_name_base(struct cn_str name, uint32_t *number) {
    size_t end = name.len;
    *number = CN_NO_MEMBER;
    while (end > 0 && digit(name.bytes[end - 1]))
        end--;
    size_t digits = name.len - end;
    if (digits == 0 || digits > CN_MEMBER_DIGITS || end <= BASE_MIN)
        return name;
    if (name.bytes[end - 1] != '-' && name.bytes[end - 1] != '/')
        return name;
    *number = 0;
    for (size_t i = end; i < name.len; i++)
        *number = *number * 10 + (uint32_t)(name.bytes[i] - '0');
    return (struct cn_str){name.bytes, end - 1};
}

static bool same_base(struct cn_str a, struct cn_str b) {
    char key_a[CN_KEY_MAX], key_b[CN_KEY_MAX];
    uint32_t number;
    struct cn_str first = {key_a, cn_name_key(cn_name_base(a, &number), key_a, sizeof key_a)};
    struct cn_str second = {key_b, cn_name_key(cn_name_base(b, &number), key_b, sizeof key_b)};
    return first.len > 0 && cn_str_equal(first, second);
}

/* An unknown code name is named by its family's pattern. */
static bool names(const struct cn_claim_reading *reading, struct cn_str name) {
    const struct cn_entry *entry = reading->entry;
    if (reading->unknown)
        return cn_str_equal(entry->name, name);
    bool is = same_base(entry->name, name);
    for (size_t i = 0; i < entry->aliases.len && !is; i++)
        is = same_base(entry->aliases.items[i], name);
    return is;
}

static double share_of(const struct cn_claim *claim, struct cn_str name) {
    double share = 0;
    for (size_t i = 0; i < claim->len; i++)
        if (names(&claim->items[i], name))
            share += claim->items[i].share;
    return share;
}

/* That it is an unknown code name is no wrong name. */
static double unknown_share(const struct cn_claim *claim) {
    double share = 0;
    for (size_t i = 0; i < claim->len; i++)
        if (claim->items[i].unknown)
            share += claim->items[i].share;
    return share;
}

/* The number that the claim makes of the place: behind the name, or of the name itself. */
static uint32_t claimed_number(const struct cn_claim *claim) {
    uint32_t number = claim->member;
    if (number == CN_NO_MEMBER && claim->len > 0)
        cn_name_base(claim->items[0].entry->name, &number);
    return number;
}

/* ---- which claim answers a label ---- */

static bool touches(const struct cn_claim *claim, const struct cn_label *label) {
    return claim->start < label->end && label->start < claim->end;
}

static bool right_name(const struct cn_claim *claim, const struct cn_label *label) {
    return label->positive && claim->len > 0 && names(&claim->items[0], label->name);
}

static bool better(const struct cn_claim *a, const struct cn_claim *b,
                   const struct cn_label *label) {
    if (a->covered != b->covered)
        return b->covered;
    bool right_a = right_name(a, label), right_b = right_name(b, label);
    if (right_a != right_b)
        return right_a;
    return a->name_confidence > b->name_confidence;
}

/* Claims that end before any further label can start are left behind: *from rises. */
static const struct cn_claim *answer(const struct cn_claim *claims, size_t len, size_t *from,
                                     const struct cn_label *label) {
    const struct cn_claim *best = NULL;
    while (*from < len && claims[*from].start + CN_MENTION_MAX < label->start)
        (*from)++;
    for (size_t i = *from; i < len && claims[i].start < label->end; i++)
        if (touches(&claims[i], label) && (!best || better(&claims[i], best, label)))
            best = &claims[i];
    return best;
}

/* ---- verdicts ---- */

static enum cn_verdict_kind kind_of(const struct cn_claim *claim, const struct cn_label *label) {
    bool reported = claim && claim->reported;
    if (!label->positive)
        return reported ? CN_FALSE_ALARM : CN_REFUSED;
    if (!reported)
        return CN_MISSED;
    if (right_name(claim, label))
        return CN_FOUND;
    return claim->len > 0 && claim->items[0].unknown ? CN_CALLED_UNKNOWN : CN_WRONG_NAME;
}

static void judge_found(struct cn_verdict *verdict, const struct cn_claim *claim,
                        const struct cn_label *label) {
    uint32_t wanted = CN_NO_MEMBER;
    /* an entry may be a name with its number */
    verdict->strict = claim->start == label->start &&
                      (claim->name_end == label->base_end || claim->end == label->end);
    verdict->number_set = label->number != CN_NUMBER_UNSURE;
    if (label->number == CN_NUMBER_OK)
        cn_name_base(label->name, &wanted);
    verdict->number_right = claimed_number(claim) == wanted;
}

static struct cn_verdict judge_label(const struct cn_claim *claim, const struct cn_label *label) {
    struct cn_verdict verdict = {
        .label = label,
        .file = label->file,
        .start = label->start,
        .end = label->end,
        .name = label->name,
        .kind = kind_of(claim, label),
    };
    if (!claim)
        return verdict;
    verdict.scheme = claim->scheme;
    verdict.right = label->positive ? share_of(claim, label->name) : 0;
    verdict.wrong = claim->name_confidence - verdict.right;
    if (label->positive && verdict.kind != CN_FOUND)
        verdict.wrong -= unknown_share(claim);
    if (verdict.wrong < 0)
        verdict.wrong = 0;
    if (verdict.kind == CN_FOUND)
        judge_found(&verdict, claim, label);
    return verdict;
}

static struct cn_verdict judge_unlabelled(const struct cn_claim *claim, struct cn_str file,
                                          bool exhaustive) {
    enum cn_verdict_kind kind = CN_UNLABELLED;
    if (exhaustive)
        kind = claim->reported ? CN_FALSE_ALARM : CN_REFUSED;
    return (struct cn_verdict){
        .file = file,
        .start = claim->start,
        .end = claim->end,
        .name = claim->len > 0 ? claim->items[0].entry->name : CN_STR(""),
        .scheme = claim->scheme,
        .kind = kind,
        .wrong = claim->name_confidence,
    };
}

/* Does the claim touch a label? Labels that end before any further claim are left behind. */
static bool labelled(const struct cn_claim *claim, struct cn_label_slice labels, size_t *from) {
    while (*from < labels.len && labels.items[*from].start + CN_MENTION_MAX < claim->start)
        (*from)++;
    for (size_t i = *from; i < labels.len && labels.items[i].start < claim->end; i++)
        if (touches(claim, &labels.items[i]))
            return true;
    return false;
}

bool cn_judge(struct cn_verdicts *verdicts, struct cn_label_slice labels,
              const struct cn_claim *claims, size_t claims_len, struct cn_str file,
              bool exhaustive) {
    struct cn_buf *items = &verdicts->items;
    size_t from = 0;
    for (size_t i = 0; i < labels.len; i++) {
        const struct cn_label *label = &labels.items[i];
        struct cn_verdict verdict = judge_label(answer(claims, claims_len, &from, label), label);
        cn_buf_add(items, &verdict, sizeof verdict);
    }
    from = 0;
    for (size_t i = 0; i < claims_len; i++) {
        if (claims[i].covered || !(exhaustive || claims[i].reported))
            continue;
        struct cn_verdict verdict = judge_unlabelled(&claims[i], file, exhaustive);
        if (!labelled(&claims[i], labels, &from))
            cn_buf_add(items, &verdict, sizeof verdict);
    }
    return !items->failed;
}
