/*
 * exact.c: names by their keys, in one pass over the bytes.
 *
 * The sieve (sift.h) finds the plain ones itself and says which runs deserve a look. Words of ASCII
 * are cut out here; only where another byte stands is the tokenizer asked. What is looked at is
 * chained: the word's key is grown, token after token as long as what stands between may stand
 * inside a name, and looked up wherever it may end: at the end of a token, or inside one (the name
 * is run together with what follows). Names run together with what stands before are looked up by
 * the ends of longer words. All of it is decided by at most CN_MENTION_MAX bytes behind a word's
 * start.
 */
#include "base/limits.h"
#include "match/index.h"
#include "tokenize/classes.h"

/* Tokens joined to a key. */
struct chain {
    char key[CN_KEY_MAX + CN_TOKEN_MAX];
    size_t len;
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
    for (uint32_t i = key->first; i < key[1].first; i++) {
        struct cn_spelling spelling;
        if (!cn_spelling_compare(text, cn_index_spelling(index, index->written[i]), &spelling))
            continue;
        if (i < key[1].first - key->issuers)
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

/* Looks up the key wherever it may end in the token that was chained last: in a tame one, at its
 * end alone. */
static void look_up(struct cn_pass *pass, struct chain *chain, uint32_t lengths) {
    const struct cn_index *index = pass->index;
    for (size_t len = chain->tame ? chain->len : chain->last_at + 1; len <= chain->len; len++) {
        if (!cn_has_length(lengths, len) || (len < CN_RUN_TOGETHER_MIN && len < chain->len))
            continue;
        const struct cn_key *key = cn_index_find(index, chain->key, len);
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

static bool is_literal(const struct cn_index *index, struct cn_str between) {
    size_t low = 0, high = index->literals_len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = cn_str_compare(between, cn_index_spelling(index, index->literals[middle]));
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* May a name reach over what stands between the tokens? */
static bool reaches_over(const struct cn_pass *pass, size_t from, size_t to) {
    struct cn_str between = {pass->text.bytes + from, to - from};
    return cn_str_equal(between, CN_STR(" ")) ||
           cn_separator_between(pass->text, from, to) != CN_SEPARATOR_OTHER ||
           is_literal(pass->index, between);
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

/* Which lengths the keys have that begin so; of those under five bytes, any. */
static uint32_t lengths_of(const struct cn_index *index, const struct chain *chain) {
    uint32_t lengths = (uint32_t)index->sieve.short_lengths >> 1;
    if (chain->len >= CN_SIEVE_BYTES)
        lengths |= index->heads.items[cn_end_place(chain->key, index->heads.shift)].lengths;
    return lengths;
}

/* Chains tokens from this one on, as long as there may be a key that begins so. */
static void chain_from(struct cn_pass *pass, const struct cn_token *first) {
    struct chain chain; /* the key is not cleared: this is done for many words */
    chain.len = chain.tokens = 0;
    chain.start = first->start;
    chain.tame = true;
    memcpy(chain.key, first->folded, first->folded_len);
    append(&chain, first, first->flags == CN_TOKEN_LOWER);
    for (;;) {
        uint32_t lengths = lengths_of(pass->index, &chain);
        look_up(pass, &chain, lengths);
        if ((chain.len >= CN_SIEVE_BYTES && !cn_has_longer(lengths, chain.len)) ||
            chain.len >= CN_KEY_MAX || chain.tokens == CN_NAME_TOKENS || !chain_next(pass, &chain))
            return;
    }
}

/* ---- names that end where a word ends ---- */

static void found_tail(struct cn_pass *pass, const struct cn_token *token,
                       const struct cn_key *key) {
    size_t before = token->folded_len - key->len, start = token->start + before;
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
    for (size_t len = CN_RUN_TOGETHER_MIN; len < token->folded_len; len++) {
        const struct cn_key *key = cn_index_find(index, end - len, len);
        if (key && cn_key_entries(key))
            found_tail(pass, token, key);
    }
}

/* ---- the pass ---- */

static void take_token(struct cn_pass *pass, const struct cn_token *token) {
    size_t len = token->folded_len;
    const char *folded = token->folded;
    if (token->flags & CN_TOKEN_LONG)
        return;
    chain_from(pass, token);
    if (len > CN_RUN_TOGETHER_MIN && token->flags != CN_TOKEN_LOWER &&
        cn_sieve_ends(&pass->index->sieve, (struct cn_str){folded, len}))
        tails_of(pass, token);
    if (pass->index->patterns)
        cn_pattern_pass(pass, token);
}

/* Looks at a word of ASCII. */
static void take_plain(struct cn_pass *pass, size_t start, size_t end) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    if (end - start > CN_TOKEN_MAX)
        return;
    cn_token_plain(pass->text, start, end, folded, &token);
    take_token(pass, &token);
}

/* Does what stands at `at`, behind a word, go on with it? */
static bool goes_on(const struct cn_pass *pass, size_t at) {
    size_t len;
    return at < pass->text.len && (unsigned char)pass->text.bytes[at] >= 0x80 &&
           cn_char_class(cn_utf8_next(pass->text, at, &len)) != CN_CLASS_NONE;
}

static size_t ascii_end(const struct cn_pass *pass, size_t at) {
    while (at < pass->text.len && cn_byte_kind[(unsigned char)pass->text.bytes[at]] == CN_BYTE_WORD)
        at++;
    return at;
}

/* Every token of a run, from `at` on. */
static void take_run(struct cn_pass *pass, size_t at, size_t end) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t len;
    while (at < end && at < pass->core_end) {
        size_t word = ascii_end(pass, at);
        if (word > at && !goes_on(pass, word)) {
            take_plain(pass, at, word);
            at = word;
        } else if (word == at &&
                   cn_char_class(cn_utf8_next(pass->text, at, &len)) < CN_CLASS_NEUTRAL) {
            at += len;
        } else if (cn_token_next(pass->text, at, folded, &token) && token.start < end) {
            take_token(pass, &token);
            at = token.end;
        } else {
            return;
        }
    }
}

/* ---- from letters to the text ---- */

/* The place of the bit that has `before` bits below it. */
static unsigned nth_bit(uint64_t bits, size_t before) {
    for (; before > 0; before--)
        bits &= bits - 1;
    return (unsigned)__builtin_ctzll(bits);
}

/* Where letter `at` stands in the text; in or behind the block *block, which moves there. */
static size_t place_of(const struct cn_letters *letters, size_t at, size_t *block) {
    while (letters->at[*block + 1] <= at)
        ++*block;
    return *block * 64 + nth_bit(letters->busy[*block], at - letters->at[*block]);
}

/* Where the word begins that goes on at `start`, where a run does: a letter beyond ASCII may part
 * runs inside a word. */
static size_t word_of(const struct cn_pass *pass, size_t start) {
    bool inside = start > 0 && (unsigned char)pass->text.bytes[start - 1] >= 0x80;
    return inside ? cn_word_start(pass->text, start) : start;
}

/* A name found by the sieve, which is all there is to find where it stands. */
static void take_hit(struct cn_pass *pass, const struct cn_hit *hit) {
    bool identical = hit->identical;
    cn_pass_add(pass, (struct cn_candidate){.start = hit->start,
                                            .end = hit->start + hit->len,
                                            .name_end = hit->start + hit->len,
                                            .entry = hit->entry,
                                            .member = CN_NO_MEMBER,
                                            .flags = identical ? 0 : CN_FIND_CASE,
                                            .how = identical ? CN_IDENTICAL : CN_FOLDED,
                                            .tokens = 1});
}

/* Hits and looks, in order, from the text's byte `from` on, which begins no run that is known. */
static void take_all(struct cn_pass *pass, size_t from) {
    const struct cn_letters *letters = pass->letters;
    const struct cn_hit *hit = letters->hits, *end = hit + letters->hits_len;
    size_t block = from / 64;
    uint64_t below = letters->busy[block] & ((UINT64_C(1) << from % 64) - 1);
    size_t at = letters->at[block] + (size_t)__builtin_popcountll(below);
    while (hit < end && hit->start < from)
        hit++;
    while ((at = cn_bits_first(letters->looks, at, 0)) < letters->len) {
        size_t start = place_of(letters, at++, &block);
        for (; hit < end && hit->start < start; hit++)
            take_hit(pass, hit);
        if (start >= pass->core_end)
            return;
        take_run(pass, word_of(pass, start), cn_run_end(letters, start));
    }
    for (; hit < end; hit++)
        take_hit(pass, hit);
}

void cn_exact_pass(struct cn_pass *pass) {
    struct cn_letters *letters = &pass->matcher->letters;
    const struct cn_lanes *lanes = pass->index->lanes;
    letters->part_letters = pass->index->ascii;
    pass->letters = letters;
    pass->failed = !cn_letters_read(letters, pass->text, lanes);
    if (pass->failed)
        return;
    lanes->sift(pass->index, letters);
    letters->looks[letters->len / 64] |= UINT64_C(1) << letters->len % 64;
    /* the core may begin inside a run */
    size_t from = cn_run_start(letters, cn_word_start(pass->text, pass->core_start));
    size_t end = from < pass->text.len ? cn_run_end(letters, from) : from;
    take_run(pass, word_of(pass, from), end);
    take_all(pass, end);
}
