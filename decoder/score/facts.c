/*
 * facts.c: what is known of an entry whatever the text: how long its name is, whether it is an
 * ordinary word, its cues. Made when an entry is first met and kept: a dictionary may have a
 * million entries, a run meets a few of them.
 */
#include "base/limits.h"
#include "score/evidence.h"

#include <math.h>
#include <string.h>

/* Words of meanings that tell nothing. */
static bool tells_nothing(struct cn_str word) {
    static const char *const words[] = {"also", "and",  "for",  "from",    "into", "later", "other",
                                        "that", "the",  "this", "until",   "used", "was",   "were",
                                        "with", "code", "name", "unknown", NULL};
    for (size_t i = 0; words[i]; i++) {
        if (cn_str_equal(word, cn_str_of(words[i])))
            return true;
    }
    return false;
}

static bool add_cue(struct cn_cue_list *list, uint32_t cue) {
    if (cue != UINT32_MAX && !cn_cue_listed(list, cue))
        list->items[list->len++] = cue;
    return list->items != NULL;
}

bool cn_cue_list_make(struct cn_scorer *scorer, const struct cn_str_list *cues,
                      struct cn_cue_list *out) {
    *out = (struct cn_cue_list){NULL, 0};
    if (cues->len == 0)
        return true;
    out->items = CN_NEW_ARRAY(&scorer->arena, uint32_t, cues->len);
    for (size_t i = 0; out->items && i < cues->len; i++)
        add_cue(out, cn_cues_add(scorer->cues, cues->items[i]));
    return out->items != NULL;
}

/* The telling words of a meaning: three letters or more, or capitals (US), or an ideograph. */
static bool read_meaning(struct cn_scorer *scorer, const struct cn_entry *entry,
                         struct cn_facts *facts) {
    struct cn_tokens tokens = {NULL, 0};
    if (!cn_tokens_of(entry->meaning, &scorer->arena, &tokens))
        return false;
    facts->meaning.items = CN_NEW_ARRAY(&scorer->arena, uint32_t, tokens.len + 1);
    for (size_t i = 0; facts->meaning.items && i < tokens.len; i++) {
        const struct cn_token *token = &tokens.items[i];
        struct cn_str key = {token->folded, token->folded_len};
        bool capitals = (token->flags & CN_TOKEN_UPPER) && !(token->flags & CN_TOKEN_LOWER);
        if (key.len >= 2 && (key.len >= 3 || capitals) && !tells_nothing(key))
            add_cue(&facts->meaning, cn_cues_add_key(scorer->cues, key));
    }
    return facts->meaning.items != NULL;
}

/* How many words are these letters and two more: 46 are for "ca", none for "ln". `key` has room. */
static uint32_t count_begun(struct cn_words *words, char *key, size_t len) {
    uint32_t count = 0;
    for (unsigned i = 0; i < 26 * 26 && cn_words_any(words); i++) {
        key[len] = (char)('a' + i / 26);
        key[len + 1] = (char)('a' + i % 26);
        count += cn_words_spelled(words, (struct cn_str){key, len + 2});
    }
    return count;
}

/* The fixed letters a family's pattern begins with: "AM" of AM[A-Z]{3,10}. */
static bool read_stem(struct cn_scorer *scorer, const struct cn_entry *entry,
                      struct cn_facts *facts) {
    char key[CN_KEY_MAX];
    struct cn_str pattern = entry->pattern;
    size_t len = 0;
    while (len < pattern.len &&
           ((pattern.bytes[len] | 32) >= 'a' && (pattern.bytes[len] | 32) <= 'z'))
        len++;
    if (len > 0 && len < pattern.len && strchr("*+?{|", pattern.bytes[len]))
        len--;
    len = cn_name_key((struct cn_str){pattern.bytes, len}, key, sizeof key);
    facts->stem = cn_arena_copy(&scorer->arena, (struct cn_str){key, len});
    if (len > 0 && len + 2 <= sizeof key)
        facts->begun_words = count_begun(scorer->words, key, len);
    return facts->stem.bytes != NULL;
}

static bool spelled_as(struct cn_words *words, struct cn_str key, bool title) {
    char other[CN_TOKEN_MAX + 8];
    return cn_words_spelled(words, cn_word_recase(key, title, other, sizeof other));
}

static double rarest(const struct cn_words *words, const struct cn_tokens *tokens, bool title) {
    double common = HUGE_VAL;
    for (size_t i = 0; i < tokens->len; i++) {
        struct cn_str key = {tokens->items[i].folded, tokens->items[i].folded_len};
        if (tokens->items[i].flags & CN_TOKEN_LETTER)
            common = fmin(common, cn_words_common(words, key, title));
    }
    return common;
}

/* Asks hunspell about each word of the name, numbers aside (LIBERTY-1). A code is no word. */
static void read_words(struct cn_scorer *scorer, const struct cn_tokens *tokens,
                       struct cn_facts *facts) {
    bool word = cn_words_any(scorer->words) && facts->words > 0 && !facts->code;
    bool proper = word;
    bool asked = word;
    for (size_t i = 0; i < tokens->len && proper; i++) {
        if (!(tokens->items[i].flags & CN_TOKEN_LETTER))
            continue;
        struct cn_str key = {tokens->items[i].folded, tokens->items[i].folded_len};
        bool lower = spelled_as(scorer->words, key, false);
        word = word && lower;
        proper = lower || spelled_as(scorer->words, key, true);
    }
    facts->word = word && proper;
    facts->proper = proper && !facts->word;
    facts->no_word = asked && !proper && facts->key_len >= 4;
    if (proper)
        facts->common = rarest(scorer->words, tokens, facts->proper);
}

static bool read_name(struct cn_scorer *scorer, struct cn_str name, struct cn_arena *arena,
                      struct cn_facts *facts) {
    struct cn_tokens tokens = {NULL, 0};
    unsigned flags = 0;
    if (!cn_tokens_of(name, arena, &tokens))
        return false;
    for (size_t i = 0; i < tokens.len; i++) {
        const struct cn_token *token = &tokens.items[i];
        flags |= token->flags;
        facts->words += (token->flags & CN_TOKEN_LETTER) != 0;
        facts->code |= (token->flags & CN_TOKEN_LETTER) && (token->flags & CN_TOKEN_DIGIT);
        for (size_t k = 0; k < token->folded_len; k++)
            facts->key_len += ((unsigned char)token->folded[k] & 0xC0) != 0x80;
    }
    facts->tokens = (uint32_t)tokens.len;
    facts->upper = (flags & CN_TOKEN_UPPER) && !(flags & CN_TOKEN_LOWER);
    read_words(scorer, &tokens, facts);
    return true;
}

static bool is_person(struct cn_str kind) {
    return cn_str_equal_nocase(kind, CN_STR("person")) ||
           cn_str_equal_nocase(kind, CN_STR("agent")) ||
           cn_str_equal_nocase(kind, CN_STR("pseudonym"));
}

const struct cn_facts *cn_facts_of(struct cn_scorer *scorer, uint32_t index) {
    if (scorer->facts[index])
        return scorer->facts[index];
    const struct cn_entry *entry = cn_dictionary_entry(scorer->dictionary, index);
    struct cn_facts *facts = CN_NEW(&scorer->arena, struct cn_facts);
    if (!facts || entry->name.len == 0)
        return NULL;
    facts->person = is_person(entry->kind);
    bool ok = entry->pattern.len > 0 ? read_stem(scorer, entry, facts)
                                     : read_name(scorer, entry->name, &scorer->arena, facts);
    ok = ok && read_meaning(scorer, entry, facts) &&
         cn_cue_list_make(scorer, &entry->for_cues, &facts->row_for) &&
         cn_cue_list_make(scorer, &entry->against_cues, &facts->row_against) &&
         !cn_cues_failed(scorer->cues);
    if (ok)
        scorer->facts[index] = facts;
    return ok ? facts : NULL;
}

const struct cn_facts *cn_facts_of_alias(struct cn_scorer *scorer, const struct cn_facts *of_entry,
                                         struct cn_str alias, struct cn_arena *arena) {
    struct cn_facts *facts = CN_NEW(arena, struct cn_facts);
    if (!facts)
        return NULL;
    facts->row_for = of_entry->row_for;
    facts->row_against = of_entry->row_against;
    facts->meaning = of_entry->meaning;
    facts->person = of_entry->person;
    bool ok = read_name(scorer, alias, arena, facts);
    facts->upper = of_entry->upper;
    return ok ? facts : NULL;
}
