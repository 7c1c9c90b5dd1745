/*
 * exact.c: names by their keys, in one pass over the bytes.
 *
 * Words of ASCII are cut out by a table of bytes; only where another byte stands is the tokenizer
 * asked. A word's first four folded bytes go through a filter. What passes is chained: the word's
 * key is grown, token after token as long as what stands between may stand inside a name, and
 * looked up wherever it may end: at the end of a token, or inside one (the name is run together
 * with what follows). The last four bytes of longer words go through a filter of their own, for
 * names run together with what stands before. All of it is decided by at most CN_MENTION_MAX bytes
 * behind a word's start.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "match/index.h"
#include "tokenize/classes.h"

/* Tokens joined to a key. */
struct chain {
    char key[CN_KEY_MAX + CN_TOKEN_MAX];
    size_t len;
    uint32_t hash;
    size_t start; /* of the first token, in the window */
    size_t tokens;
    size_t last_at; /* offset in the key where the last token begins */
    struct cn_token last;
    bool tame; /* of ASCII letters, lower case from the second on */
};

/* ---- what was found ---- */

/* Then an offset in the folded token is one in the text. */
static bool is_ascii(const struct cn_pass *pass, const struct cn_token *token) {
    for (size_t at = token->start; at < token->end; at++)
        if ((unsigned char)pass->text.bytes[at] >= 0x80)
            return false;
    return true;
}

/* The end of the shortest part of text[start..end) that folds to `folded`; 0: there is none. Tried
 * character by character: it is rare, and folding may reorder and compose. */
static size_t unfold(struct cn_str text, size_t start, size_t end, struct cn_str folded) {
    char trial[CN_TOKEN_MAX];
    size_t len;
    for (size_t at = start; at < end;) {
        cn_utf8_next(text, at, &len);
        at += len;
        size_t got =
            cn_fold((struct cn_str){text.bytes + start, at - start}, false, trial, sizeof(trial));
        if (got == folded.len && memcmp(trial, folded.bytes, got) == 0)
            return at;
    }
    return 0;
}

/* Is one character lower case and the next upper case? Two words run together often show it. */
static bool seam_shows(struct cn_str text, size_t at) {
    if (at == 0 || at >= text.len)
        return false;
    char before = text.bytes[at - 1], behind = text.bytes[at];
    return before >= 'a' && before <= 'z' && behind >= 'A' && behind <= 'Z';
}

/* A name inside a longer word counts only if something says that it is not just the beginning of
 * that word ("typical" is not TYPIC): capitals, a seam, or that only a number follows. */
static bool stands_out(const struct cn_pass *pass, const struct cn_candidate *one,
                       const struct cn_spelling *spelling) {
    if (one->flags & CN_FIND_TAIL)
        return spelling->capitals || seam_shows(pass->text, one->start);
    return spelling->capitals || one->member != CN_NO_MEMBER ||
           seam_shows(pass->text, one->name_end);
}

static void add_entry(struct cn_pass *pass, struct cn_candidate one, uint32_t holder,
                      const struct cn_spelling *spelling) {
    bool inside = one.flags & (CN_FIND_HEAD | CN_FIND_TAIL);
    if (inside && !stands_out(pass, &one, spelling))
        return;
    one.entry = holder & ~CN_BY_ALIAS;
    one.how = inside ? CN_JOINED : spelling->how;
    one.flags |= spelling->flags;
    if (holder & CN_BY_ALIAS)
        one.flags |= CN_FIND_ALIAS;
    cn_pass_add(pass, one);
}

static void add_issuer(struct cn_pass *pass, struct cn_candidate one, uint32_t scheme,
                       const struct cn_spelling *spelling) {
    if (one.flags || spelling->how > CN_FOLDED)
        return;
    one.entry = scheme;
    one.how = CN_ISSUER;
    one.flags = spelling->flags;
    one.end = one.name_end;
    one.member = CN_NO_MEMBER;
    cn_pass_add(pass, one);
}

static void add_holders(struct cn_pass *pass, const struct cn_key *key, struct cn_candidate one) {
    const struct cn_index *index = pass->index;
    struct cn_str text = {pass->text.bytes + one.start, one.name_end - one.start};
    for (uint32_t i = key->first; i < key->first + key->entries + key->issuers; i++) {
        struct cn_spelling spelling;
        if (!cn_spelling_compare(text, index->written[i], &spelling))
            continue;
        if (i < key->first + key->entries)
            add_entry(pass, one, index->holders[i], &spelling);
        else
            add_issuer(pass, one, index->holders[i], &spelling);
    }
}

static struct cn_candidate candidate_at(size_t start, size_t end, size_t tokens) {
    return (struct cn_candidate){.start = start,
                                 .end = end,
                                 .name_end = end,
                                 .member = CN_NO_MEMBER,
                                 .tokens = (uint8_t)tokens};
}

/* ---- names that begin where a word begins ---- */

/* The chain's first `len` bytes are a key, and the last token goes on behind them. */
static void found_head(struct cn_pass *pass, const struct chain *chain, const struct cn_key *key,
                       size_t len) {
    struct cn_str part = {chain->key + chain->last_at, len - chain->last_at};
    struct cn_str rest = {chain->key + len, chain->len - len};
    size_t end = chain->last.start + part.len;
    if (!is_ascii(pass, &chain->last))
        end = unfold(pass->text, chain->last.start, chain->last.end, part);
    if (!end)
        return;
    struct cn_candidate one = candidate_at(chain->start, end, chain->tokens);
    one.flags = CN_FIND_HEAD;
    if (key->takes_member && cn_member_rest(rest, &one.member))
        one.end = chain->last.end;
    add_holders(pass, key, one);
}

static void found_whole(struct cn_pass *pass, const struct chain *chain, const struct cn_key *key) {
    struct cn_candidate one = candidate_at(chain->start, chain->last.end, chain->tokens);
    if (key->takes_member)
        cn_member_behind(pass, chain->last.end, &one);
    add_holders(pass, key, one);
}

/* Looks up the key wherever it may end in the token that was chained last. */
static void look_up(struct cn_pass *pass, struct chain *chain, uint32_t lengths) {
    const struct cn_index *index = pass->index;
    for (size_t len = chain->last_at + 1; len <= chain->len; len++) {
        chain->hash = cn_hash_step(chain->hash, chain->key[len - 1]);
        if (!cn_filter_has_length(lengths, len) || (len < CN_RUN_TOGETHER_MIN && len < chain->len))
            continue;
        const struct cn_key *key = cn_index_find(index, chain->key, len, chain->hash);
        if (key && len == chain->len)
            found_whole(pass, chain, key);
        else if (key)
            found_head(pass, chain, key, len);
    }
}

/* The token has been folded to where the key goes on. */
static void append(struct chain *chain, const struct cn_token *token, bool tame) {
    chain->last = *token;
    chain->last_at = chain->len;
    chain->len += token->folded_len;
    chain->tokens++;
    chain->tame = chain->tame && tame;
}

static int compare_literals(const void *left, const void *right) {
    return cn_str_compare(*(const struct cn_str *)left, *(const struct cn_str *)right);
}

/* May a name reach over what stands between the tokens? */
static bool reaches_over(const struct cn_pass *pass, size_t from, size_t to) {
    const struct cn_str_list *literals = &pass->index->literals;
    struct cn_str between = {pass->text.bytes + from, to - from};
    return cn_str_equal(between, CN_STR(" ")) ||
           cn_separator_between(pass->text, from, to) != CN_SEPARATOR_OTHER ||
           (literals->len &&
            bsearch(&between, literals->items, literals->len, sizeof(between), compare_literals));
}

/* Can what stands at `at` begin a separator? Most words end at a comma or the like. */
static bool may_separate(const struct cn_pass *pass, size_t at) {
    return at < pass->text.len && pass->index->separates[(unsigned char)pass->text.bytes[at]];
}

/* Chains the token behind the last, folding it to where the key goes on. */
static bool chain_next(struct cn_pass *pass, struct chain *chain) {
    struct cn_token token;
    size_t end = chain->last.end, start = SIZE_MAX;
    if (may_separate(pass, end))
        start = cn_pass_gap(pass, end);
    if (start == SIZE_MAX || !reaches_over(pass, end, start) ||
        !cn_pass_token(pass, start, chain->key + chain->len, &token))
        return false;
    char first = pass->text.bytes[start];
    append(chain, &token, token.flags == CN_TOKEN_LOWER && first >= 'a' && first <= 'z');
    return true;
}

/* Does a key begin with what is chained (as far as stems go)? If the chain is tame, and so no name
 * can end inside its last token, only such a key can be found. */
static bool has_stem(const struct cn_pass *pass, const struct chain *chain) {
    uint64_t stem = 0;
    if (chain->len < CN_STEM_MIN)
        return true;
    memcpy(&stem, chain->key, chain->len < CN_STEM_MAX ? chain->len : CN_STEM_MAX);
    return cn_stem_has(pass->index, stem);
}

/* Chains tokens from this one on, as far as the filter knows keys that begin so. */
static void chain_from(struct cn_pass *pass, const struct cn_token *first) {
    const struct cn_filter_table *heads = &pass->index->heads;
    struct chain chain; /* the key is not cleared: this is done for many words */
    chain.len = chain.tokens = 0;
    chain.hash = CN_HASH_START;
    chain.start = first->start;
    chain.tame = true;
    memcpy(chain.key, first->folded, first->folded_len);
    append(&chain, first, first->flags == CN_TOKEN_LOWER);
    for (;;) {
        uint32_t bytes = cn_filter_bytes(chain.key, chain.len);
        if (!cn_filter_has(heads, bytes) || (chain.tame && !has_stem(pass, &chain)))
            return;
        uint32_t lengths = heads->lengths[cn_filter_place(heads, bytes)];
        look_up(pass, &chain, lengths);
        if (!cn_filter_has_longer(lengths, chain.len) || chain.len >= CN_KEY_MAX ||
            chain.tokens == CN_NAME_TOKENS || !chain_next(pass, &chain))
            return;
    }
}

/* ---- names that end where a word ends ---- */

static void found_tail(struct cn_pass *pass, const struct cn_token *token,
                       const struct cn_key *key) {
    size_t before = token->folded_len - key->key.len, start = token->start + before;
    if (!is_ascii(pass, token))
        start =
            unfold(pass->text, token->start, token->end, (struct cn_str){token->folded, before});
    if (!start)
        return;
    struct cn_candidate one = candidate_at(start, token->end, 1);
    one.flags = CN_FIND_TAIL;
    if (key->takes_member)
        cn_member_behind(pass, token->end, &one);
    add_holders(pass, key, one);
}

static void tails_of(struct cn_pass *pass, const struct cn_token *token) {
    const struct cn_index *index = pass->index;
    const char *end = token->folded + token->folded_len;
    uint32_t place = cn_filter_place(&index->tails, cn_filter_bytes(end - 4, 4));
    uint32_t lengths = index->tails.lengths[place];
    for (size_t len = CN_RUN_TOGETHER_MIN; len < token->folded_len; len++) {
        if (!cn_filter_has_length(lengths, len))
            continue;
        const struct cn_key *key =
            cn_index_find(index, end - len, len, cn_hash_bytes(end - len, len));
        if (key && key->entries)
            found_tail(pass, token, key);
    }
}

/* ---- the pass ---- */

static void take(struct cn_pass *pass, const struct cn_token *token, bool head, bool tail) {
    if (head)
        chain_from(pass, token);
    if (tail && token->flags != CN_TOKEN_LOWER)
        tails_of(pass, token);
    if (pass->index->patterns)
        cn_pattern_pass(pass, token);
}

static void take_token(struct cn_pass *pass, const struct cn_token *token) {
    const struct cn_index *index = pass->index;
    const char *folded = token->folded;
    size_t len = token->folded_len;
    if (token->flags & CN_TOKEN_LONG)
        return;
    take(pass, token, cn_filter_has(&index->heads, cn_filter_bytes(folded, len)),
         len > CN_RUN_TOGETHER_MIN &&
             cn_filter_has(&index->tails, cn_filter_bytes(folded + len - 4, 4)));
}

/* Four bytes of a word of ASCII, folded at once: it has no other than letters and digits. */
static uint32_t fold_4(const char *bytes) {
    return cn_filter_bytes(bytes, 4) | UINT32_C(0x20202020);
}

/* The same of a shorter word, padded. Four bytes can be read. */
static uint32_t fold_short(const char *word, size_t len) {
    static const char masks[4][4] = {{0}, {'\xff'}, {'\xff', '\xff'}, {'\xff', '\xff', '\xff'}};
    return fold_4(word) & cn_filter_bytes(masks[len], 4);
}

static uint64_t load_8(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

/* Keeps the first `len` of eight bytes. */
static uint64_t keep_first(uint64_t bytes, size_t len) {
    static const char ones[16] = {'\xff', '\xff', '\xff', '\xff', '\xff', '\xff', '\xff', '\xff'};
    return bytes & load_8(ones + 8 - (len < 8 ? len : 8));
}

/* Are eight bytes of a word, but for those masked out, all lower case? */
static bool all_lower(uint64_t bytes, uint64_t masked_out) {
    const uint64_t lower = UINT64_C(0x6060606060606060);
    return ((bytes | masked_out) & lower) == lower;
}

/* Letters alone, lower case from the second on: a word of five bytes or more, eight bytes of which
 * can be read. The first eight and the last eight are looked at; a longer word is not called so. */
static bool is_tame(const char *word, size_t len) {
    static const char first[8] = {'\xff'};
    uint64_t masked_out = ~keep_first(~UINT64_C(0), len) | load_8(first);
    return word[0] >= 'A' && len <= 16 && all_lower(load_8(word), masked_out) &&
           (len <= 8 || all_lower(load_8(word + len - 8), 0));
}

/* A short word and the word behind one blank: what they begin with together. */
static bool both_may_begin(const struct cn_pass *pass, size_t start, size_t end, uint32_t prefix) {
    const char *word = pass->text.bytes + start, *behind = pass->text.bytes + end + 1;
    size_t len = end - start, next = cn_runs_end(&pass->runs, end + 1) - (end + 1);
    uint64_t second = keep_first(load_8(behind), next);
    char both[16] = {0};
    memcpy(both, &prefix, 4);
    second |= keep_first(UINT64_C(0x2020202020202020), next);
    memcpy(both + len, &second, 8);
    if (!cn_filter_has(&pass->index->heads, cn_filter_bytes(both, 4)))
        return false;
    if (len + next < CN_STEM_MIN || !all_lower(load_8(behind), ~keep_first(~UINT64_C(0), next)) ||
        next > 8 || (len > 1 && word[1] < 'a') || (len > 2 && word[2] < 'a'))
        return true;
    return cn_stem_has(pass->index, load_8(both));
}

/* A word of less than four bytes is mostly the beginning of some key. Where a blank and another
 * word follow, as they mostly do, the two are asked for together. */
static bool short_may_begin(const struct cn_pass *pass, size_t start, size_t end) {
    const struct cn_filter_table *heads = &pass->index->heads;
    struct cn_str text = pass->text;
    uint32_t prefix = fold_short(text.bytes + start, end - start);
    if (cn_filter_has(heads, cn_filter_whole(prefix)))
        return true;
    if (end + 9 <= text.len && text.bytes[end] == ' ' &&
        cn_runs_end(&pass->runs, end + 1) >= start + 5)
        return both_may_begin(pass, start, end, prefix);
    return may_separate(pass, end) && cn_filter_has(heads, prefix);
}

/* Where may a name lie in a word of ASCII? Most have none, and are turned away unfolded. In a tame
 * word none ends or begins inside, so a key must begin with all of it. */
static void ask_filters(const struct cn_pass *pass, size_t start, size_t end, bool *head,
                        bool *tail) {
    const struct cn_index *index = pass->index;
    const char *word = pass->text.bytes + start;
    size_t len = end - start;
    *tail = false;
    if (len < 4) {
        *head = short_may_begin(pass, start, end);
    } else if (len >= CN_STEM_MIN && start + 8 <= pass->text.len && is_tame(word, len)) {
        *head = cn_stem_has(index, keep_first(load_8(word) | UINT64_C(0x2020202020202020), len));
    } else {
        *head = cn_filter_has(&index->heads, fold_4(word));
        *tail = len > CN_RUN_TOGETHER_MIN && cn_filter_has(&index->tails, fold_4(word + len - 4));
    }
}

/* Looks at a word of ASCII, four bytes of which can be read. */
static void take_plain(struct cn_pass *pass, size_t start, size_t end) {
    const struct cn_patterns *patterns = pass->index->patterns;
    const char *word = pass->text.bytes + start;
    bool head, tail;
    ask_filters(pass, start, end, &head, &tail);
    bool family = patterns && cn_patterns_may(patterns, (unsigned char)word[0],
                                              end - start > 1 ? (unsigned char)word[1] : 0);
    if ((!head && !tail && !family) || end - start > CN_TOKEN_MAX)
        return;
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    cn_token_plain(pass->text, start, end, folded, &token);
    take(pass, &token, head, tail);
}

/* Does what stands at `at`, behind a word, go on with it? */
static bool goes_on(const struct cn_pass *pass, size_t at) {
    size_t len;
    return cn_runs_high(&pass->runs, at) &&
           cn_char_class(cn_utf8_next(pass->text, at, &len)) != CN_CLASS_NONE;
}

void cn_exact_pass(struct cn_pass *pass) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    struct cn_str text = pass->text;
    size_t len, at = cn_word_start(text, pass->core_start);
    if (!cn_runs_new(&pass->runs, text, pass->arena)) {
        pass->failed = true;
        return;
    }
    while ((at = cn_runs_skip(&pass->runs, at)) < pass->core_end) {
        size_t end = cn_runs_end(&pass->runs, at);
        if (end > at && at + 4 <= text.len && !goes_on(pass, end)) {
            take_plain(pass, at, end);
            at = end;
        } else if (end == at && cn_char_class(cn_utf8_next(text, at, &len)) < CN_CLASS_NEUTRAL) {
            at += len;
        } else if (cn_token_next(text, at, folded, &token)) {
            take_token(pass, &token);
            at = token.end;
        }
    }
}
