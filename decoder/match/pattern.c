/*
 * pattern.c: families of names, as PCRE2 patterns.
 *
 * Patterns may come from strangers. What one may cost is bounded when it is compiled and when it is
 * matched; there is no JIT, whose stack and limits are another matter. A pattern must match one
 * whole token, so a subject is short. To cost nothing elsewhere, each pattern is asked once, when
 * it is compiled, which one or two characters of ASCII its matches can begin with.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/limits.h"
#include "match/index.h"

#define ASCII 128

/* Which pairs of characters a match may begin with; second 0: the token is one character. */
struct pairs {
    uint64_t bits[ASCII * ASCII / 64];
};

struct pattern {
    pcre2_code *code;
    struct pairs pairs;
    uint32_t entry;
};

struct cn_patterns {
    struct pattern *items;
    size_t len;
    struct pairs pairs; /* of any pattern */
};

struct cn_pattern_use {
    pcre2_match_data *data;
    pcre2_match_context *limits;
    uint8_t *strikes; /* of each pattern */
    bool *noted;      /* its diagnostic is on the document */
    size_t len;
};

/* ---- what may not stand in a pattern ---- */

/* The length of a class "[...]" at the start of `rest`: nothing in it is a construct. */
static size_t class_len(struct cn_str rest) {
    size_t at = 1;
    if (at < rest.len && rest.bytes[at] == '^')
        at++;
    if (at < rest.len && rest.bytes[at] == ']')
        at++;
    while (at < rest.len && rest.bytes[at] != ']')
        at += rest.bytes[at] == '\\' ? 2 : 1;
    return at + 1;
}

/* "(?x)", "(?i-x:": extended syntax, in whose comments anything could hide. */
static bool is_extended(struct cn_str rest) {
    for (size_t at = 2; at < rest.len; at++) {
        char letter = rest.bytes[at];
        if (letter == 'x')
            return true;
        if (letter != '^' && letter != '-' && !(letter >= 'a' && letter <= 'z') &&
            !(letter >= 'A' && letter <= 'Z'))
            return false;
    }
    return false;
}

/* "(*VERB)", comments, callouts "(?C", recursion and references "(?R" "(?&name" "(?1" "(?-1". */
static bool forbidden_group(struct cn_str rest) {
    static const char *const starts[] = {"(*", "(?#", "(?C", "(?R", "(?&", "(?P>", "(?P="};
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
        if (cn_str_starts(rest, cn_str_of(starts[i])))
            return true;
    if (!cn_str_starts(rest, CN_STR("(?")) || rest.len < 4)
        return false;
    bool sign = rest.bytes[2] == '+' || rest.bytes[2] == '-';
    char digit = rest.bytes[sign ? 3 : 2];
    return (digit >= '0' && digit <= '9') || is_extended(rest);
}

/* \K, \C, references, and \Q and \c, behind which a bracket would be no bracket. */
static bool forbidden_escape(char letter) {
    return strchr("KCQcgk", letter) || (letter >= '1' && letter <= '9');
}

static bool is_forbidden(struct cn_str pattern) {
    size_t step;
    for (size_t at = 0; at < pattern.len; at += step) {
        struct cn_str rest = {pattern.bytes + at, pattern.len - at};
        step = 1;
        if (rest.bytes[0] == '[')
            step = class_len(rest);
        else if (rest.bytes[0] == '\\')
            step = 2;
        if (rest.bytes[0] == '(' && forbidden_group(rest))
            return true;
        if (rest.bytes[0] == '\\' && rest.len > 1 && forbidden_escape(rest.bytes[1]))
            return true;
    }
    return false;
}

/* ---- compiling ---- */

static int too_deep(uint32_t depth, void *unused) {
    (void)unused;
    return depth > CN_PATTERN_PARENS;
}

static pcre2_compile_context *compile_context(void) {
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        return NULL;
    pcre2_set_max_pattern_length(context, CN_PATTERN_LENGTH);
    pcre2_set_parens_nest_limit(context, CN_PATTERN_PARENS);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_compile_recursion_guard(context, too_deep, NULL);
    return context;
}

static enum cn_code code_of(int error) {
    switch (error) {
    case PCRE2_ERROR_HEAP_FAILED:
        return CN_E_MEMORY;
    case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP:
    case PCRE2_ERROR_PATTERN_TOO_LARGE:
    case PCRE2_ERROR_PATTERN_TOO_COMPLICATED:
    case PCRE2_ERROR_PATTERN_STRING_TOO_LONG:
        return CN_E_PATTERN_LARGE;
    default:
        return CN_E_PATTERN_COMPILE;
    }
}

static enum cn_code compile(struct cn_str pattern, bool nocase, pcre2_code **code,
                            struct cn_buf *why) {
    pcre2_compile_context *context = compile_context();
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
                       PCRE2_NO_AUTO_CAPTURE | PCRE2_ANCHORED;
    unsigned char text[256];
    int error = 0;
    size_t at = 0;
    if (!context)
        return CN_E_MEMORY;
    *code = pcre2_compile((PCRE2_SPTR)pattern.bytes, pattern.len,
                          options | (nocase ? PCRE2_CASELESS : 0), &error, &at, context);
    pcre2_compile_context_free(context);
    if (*code)
        return CN_E_NONE;
    pcre2_get_error_message(error, text, sizeof(text));
    cn_buf_addf(why, "%s at %zu", (const char *)text, at + 1);
    return code_of(error);
}

static bool may_be_empty(const pcre2_code *code, struct cn_pattern_use *use) {
    uint32_t least = 0;
    pcre2_pattern_info(code, PCRE2_INFO_MINLENGTH, &least);
    return least == 0 || pcre2_match(code, (PCRE2_SPTR) "", 0, 0, 0, use->data, use->limits) >= 0;
}

static bool is_large(const pcre2_code *code) {
    size_t size = 0;
    uint32_t references = 0;
    pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_BACKREFMAX, &references);
    return size > CN_PATTERN_CODE || references;
}

static enum cn_code admit(struct cn_str pattern, bool nocase, struct cn_pattern_use *use,
                          pcre2_code **code, struct cn_buf *why) {
    enum cn_code verdict = CN_E_PATTERN_FORBIDDEN;
    *code = NULL;
    if (!is_forbidden(pattern))
        verdict = compile(pattern, nocase, code, why);
    if (!*code)
        return verdict;
    if (is_large(*code))
        verdict = CN_E_PATTERN_LARGE;
    else if (may_be_empty(*code, use))
        verdict = CN_E_PATTERN_EMPTY;
    if (verdict == CN_E_NONE)
        return verdict;
    pcre2_code_free(*code);
    *code = NULL;
    return verdict;
}

/* ---- using ---- */

struct cn_pattern_use *cn_pattern_use_new(const struct cn_patterns *patterns) {
    struct cn_pattern_use *use = calloc(1, sizeof(*use));
    if (!use)
        return NULL;
    use->len = patterns ? patterns->len : 0;
    use->strikes = calloc(use->len + 1, sizeof(*use->strikes));
    use->noted = calloc(use->len + 1, sizeof(*use->noted));
    use->data = pcre2_match_data_create(1, NULL);
    use->limits = pcre2_match_context_create(NULL);
    if (!use->strikes || !use->noted || !use->data || !use->limits) {
        cn_pattern_use_free(use);
        return NULL;
    }
    pcre2_set_match_limit(use->limits, CN_PATTERN_STEPS);
    pcre2_set_depth_limit(use->limits, CN_PATTERN_DEPTH);
    pcre2_set_heap_limit(use->limits, CN_PATTERN_HEAP_KIB);
    return use;
}

void cn_pattern_use_rewind(struct cn_pattern_use *use) {
    memset(use->strikes, 0, use->len);
}

bool cn_pattern_use_struck(const struct cn_pattern_use *use) {
    for (size_t i = 0; i < use->len; i++)
        if (use->strikes[i])
            return true;
    return false;
}

void cn_pattern_use_free(struct cn_pattern_use *use) {
    if (!use)
        return;
    free(use->strikes);
    free(use->noted);
    pcre2_match_data_free(use->data);
    pcre2_match_context_free(use->limits);
    free(use);
}

enum outcome { NO_MATCH, MATCH, OUT_OF_STEPS };

/* How much of the subject: all of it; or may it be the beginning of a match? (PCRE2 does not take
 * the two together, and a match of less than all is a "maybe" too.) */
#define WHOLE PCRE2_ENDANCHORED
#define BEGINNING PCRE2_PARTIAL_HARD

static enum outcome try(const pcre2_code *code, struct cn_str subject, uint32_t options,
                        struct cn_pattern_use *use) {
    int result = pcre2_match(code, (PCRE2_SPTR)subject.bytes, subject.len, 0, options, use->data,
                             use->limits);
    if (result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT ||
        result == PCRE2_ERROR_HEAPLIMIT)
        return OUT_OF_STEPS;
    return result >= 0 || result == PCRE2_ERROR_PARTIAL ? MATCH : NO_MATCH;
}

/* ---- which characters a match may begin with ---- */

static const char word_bytes[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static size_t pair_place(unsigned char first, unsigned char second) {
    return (size_t)first * ASCII + second;
}

static bool has_pair(const struct pairs *pairs, unsigned char first, unsigned char second) {
    size_t place = pair_place(first, second);
    return pairs->bits[place / 64] >> (place % 64) & 1;
}

static void add_pair(struct pairs *pairs, char first, char second) {
    size_t place = pair_place((unsigned char)first, (unsigned char)second);
    pairs->bits[place / 64] |= UINT64_C(1) << (place % 64);
}

/* Running out of steps on two characters says nothing: then it may. */
static void study(struct pattern *pattern, struct cn_pattern_use *use) {
    for (const char *first = word_bytes; *first; first++) {
        char start[2] = {*first};
        if (try(pattern->code, (struct cn_str){start, 1}, BEGINNING, use) == NO_MATCH)
            continue;
        add_pair(&pattern->pairs, *first, '\0');
        for (const char *second = word_bytes; *second; second++) {
            start[1] = *second;
            if (try(pattern->code, (struct cn_str){start, 2}, BEGINNING, use) != NO_MATCH)
                add_pair(&pattern->pairs, *first, *second);
        }
    }
}

/* ---- is it slow? ---- */

/* A token as long as they come, of two letters in turn, that ends as no match does. */
static bool is_slow_on(const pcre2_code *code, char first, char second,
                       struct cn_pattern_use *use) {
    char subject[CN_TOKEN_MAX];
    for (size_t i = 0; i < sizeof(subject); i++)
        subject[i] = i % 2 ? second : first;
    if (try(code, (struct cn_str){subject, sizeof(subject)}, WHOLE, use) == OUT_OF_STEPS)
        return true;
    subject[sizeof(subject) - 1] = '!';
    return try(code, (struct cn_str){subject, sizeof(subject)}, WHOLE, use) == OUT_OF_STEPS;
}

#define SLOW_TRIALS 500

static bool is_slow(struct pattern *pattern, struct cn_pattern_use *use) {
    int trials = 0;
    study(pattern, use);
    for (const char *first = word_bytes; *first; first++) {
        for (const char *second = word_bytes; *second && trials < SLOW_TRIALS; second++) {
            if (!has_pair(&pattern->pairs, (unsigned char)*first, (unsigned char)*second))
                continue;
            trials++;
            if (is_slow_on(pattern->code, *first, *second, use))
                return true;
        }
    }
    return false;
}

enum cn_code cn_pattern_check(struct cn_str text, bool nocase, struct cn_buf *why) {
    struct cn_pattern_use *use = cn_pattern_use_new(NULL);
    struct pattern pattern = {0};
    if (!use)
        return CN_E_MEMORY;
    enum cn_code verdict = admit(text, nocase, use, &pattern.code, why);
    if (verdict == CN_E_NONE && is_slow(&pattern, use))
        verdict = CN_E_PATTERN_SLOW;
    pcre2_code_free(pattern.code);
    cn_pattern_use_free(use);
    return verdict;
}

/* ---- all patterns of a dictionary ---- */

static void refuse(struct cn_dictionary *dictionary, const struct cn_entry *entry,
                   enum cn_code verdict, const struct cn_buf *why) {
    struct cn_where where = {dictionary->schemes[entry->scheme].path, entry->line, entry->column};
    struct cn_str detail = why->len ? cn_buf_str(why) : entry->pattern;
    cn_diag_add(&dictionary->diags, verdict == CN_E_MEMORY ? CN_FATAL : CN_SKIP, verdict, &where,
                "%.*s", (int)detail.len, detail.bytes);
}

static void add(struct cn_patterns *patterns, struct cn_dictionary *dictionary, uint32_t number,
                struct cn_pattern_use *use) {
    const struct cn_entry *entry = cn_dictionary_entry(dictionary, number);
    struct pattern *pattern = &patterns->items[patterns->len];
    struct cn_buf why = {0};
    enum cn_code verdict = admit(entry->pattern, entry->pattern_nocase, use, &pattern->code, &why);
    if (verdict != CN_E_NONE) {
        refuse(dictionary, entry, verdict, &why);
    } else {
        pattern->entry = number;
        study(pattern, use);
        for (size_t i = 0; i < sizeof(pattern->pairs.bits) / sizeof(uint64_t); i++)
            patterns->pairs.bits[i] |= pattern->pairs.bits[i];
        patterns->len++;
    }
    cn_buf_free(&why);
}

bool cn_patterns_new(struct cn_index *index, struct cn_dictionary *dictionary) {
    struct cn_numbers families = cn_dictionary_families(dictionary);
    if (!families.len)
        return true;
    struct cn_pattern_use *use = cn_pattern_use_new(NULL);
    index->patterns = calloc(1, sizeof(*index->patterns));
    if (index->patterns)
        index->patterns->items = calloc(families.len, sizeof(*index->patterns->items));
    bool done = use && index->patterns && index->patterns->items;
    for (size_t i = 0; done && i < families.len; i++)
        add(index->patterns, dictionary, families.items[i], use);
    cn_pattern_use_free(use);
    return done;
}

void cn_patterns_free(struct cn_patterns *patterns) {
    if (!patterns)
        return;
    for (size_t i = 0; patterns->items && i < patterns->len; i++)
        pcre2_code_free(patterns->items[i].code);
    free(patterns->items);
    free(patterns);
}

bool cn_patterns_may(const struct cn_patterns *patterns, unsigned char first,
                     unsigned char second) {
    return first >= ASCII || second >= ASCII || has_pair(&patterns->pairs, first, second);
}

const uint64_t *cn_patterns_pairs(const struct cn_patterns *patterns) {
    return patterns && patterns->len ? patterns->pairs.bits : NULL;
}

/* ---- matching ---- */

static void strike(struct cn_pass *pass, size_t number) {
    struct cn_pattern_use *use = pass->matcher->patterns;
    const struct cn_index *index = pass->index;
    struct cn_document *document = pass->matcher->document;
    if (++use->strikes[number] < CN_PATTERN_STRIKES || use->noted[number])
        return;
    struct cn_where where = {.file = document->name};
    struct cn_str pattern =
        cn_dictionary_entry(index->dictionary, index->patterns->items[number].entry)->pattern;
    cn_diag_add(&document->diags, CN_PARTIAL, CN_E_PATTERN_STEPS, &where, "/%.*s/",
                (int)pattern.len, pattern.bytes);
    use->noted[number] = true;
}

/* A number behind a family's member as behind a name, but never behind a digit. */
static void add_match(struct cn_pass *pass, const struct pattern *pattern, struct cn_str subject,
                      struct cn_candidate one) {
    char last = subject.bytes[subject.len - 1];
    one.entry = pattern->entry;
    one.how = CN_PATTERN;
    if (subject.len >= 4 && !(last >= '0' && last <= '9'))
        cn_member_behind(pass, one.name_end, &one);
    cn_pass_add(pass, one);
}

static void try_all(struct cn_pass *pass, struct cn_str subject, struct cn_candidate one) {
    const struct cn_patterns *patterns = pass->index->patterns;
    struct cn_pattern_use *use = pass->matcher->patterns;
    unsigned char first = (unsigned char)subject.bytes[0];
    unsigned char second = subject.len > 1 ? (unsigned char)subject.bytes[1] : 0;
    for (size_t i = 0; i < patterns->len; i++) {
        const struct pattern *pattern = &patterns->items[i];
        if (use->strikes[i] >= CN_PATTERN_STRIKES ||
            (first < ASCII && second < ASCII && !has_pair(&pattern->pairs, first, second)))
            continue;
        enum outcome outcome = try(pattern->code, subject, WHOLE, use);
        if (outcome == MATCH)
            add_match(pass, pattern, subject, one);
        else if (outcome == OUT_OF_STEPS)
            strike(pass, i);
    }
}

static uint16_t flags_of(const struct cn_token *token) {
    return (uint16_t)((token->flags & CN_TOKEN_WIDTH ? CN_FIND_WIDTH : 0) |
                      (token->flags & CN_TOKEN_HIDDEN ? CN_FIND_HIDDEN : 0));
}

/* "AM/FAST": the token behind a slash, if it follows at once, is read as one with the first. */
static void try_over_slash(struct cn_pass *pass, char *subject, size_t len,
                           struct cn_candidate one) {
    struct cn_str text = pass->text;
    char folded[CN_TOKEN_MAX];
    struct cn_token next;
    size_t slash = (size_t)one.end;
    if (len < 2 || slash >= text.len || text.bytes[slash] != '/' ||
        cn_pass_gap(pass, slash) != slash + 1 || !cn_pass_token(pass, slash + 1, folded, &next))
        return;
    size_t more = cn_token_normalise(text, &next, subject + len, CN_TOKEN_MAX - len);
    if (!more)
        return;
    one.end = one.name_end = next.end;
    one.tokens = 2;
    one.flags |= (uint16_t)(CN_FIND_SEPARATOR | flags_of(&next));
    try_all(pass, (struct cn_str){subject, len + more}, one);
}

void cn_pattern_pass(struct cn_pass *pass, const struct cn_token *token) {
    const struct cn_patterns *patterns = pass->index->patterns;
    char subject[CN_TOKEN_MAX];
    size_t len = 0;
    if (token->start >= pass->core_start) /* else the window before tried it, and struck */
        len = cn_token_normalise(pass->text, token, subject, sizeof(subject));
    if (!len || !cn_patterns_may(patterns, (unsigned char)subject[0],
                                 len > 1 ? (unsigned char)subject[1] : 0))
        return;
    struct cn_candidate one = {.start = token->start,
                               .end = token->end,
                               .name_end = token->end,
                               .member = CN_NO_MEMBER,
                               .flags = flags_of(token),
                               .tokens = 1};
    try_all(pass, (struct cn_str){subject, len}, one);
    try_over_slash(pass, subject, len, one);
}
