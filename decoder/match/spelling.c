/*
 * spelling.c: how a place in the text differs from the name it has the key of.
 *
 * Text and name are both reduced to the same shape: the letters with their case, and the joints
 * between tokens, each at its offset in the key. The shapes are then laid side by side.
 */
#include "base/limits.h"
#include "match/index.h"
#include "tokenize/classes.h"

struct joint {
    size_t at; /* offset in the key */
    enum cn_separator kind;
    struct cn_str bytes;
};

struct shape {
    struct joint joints[CN_NAME_TOKENS];
    size_t joints_len;
    uint16_t flags; /* of all tokens together */
    char letters[2 * CN_KEY_MAX];
    size_t letters_len;
};

static void add_joint(struct shape *shape, struct cn_str text, size_t from, size_t to, size_t at) {
    enum cn_separator kind = cn_separator_between(text, from, to);
    if (kind != CN_SEPARATOR_NONE && shape->joints_len < CN_NAME_TOKENS)
        shape->joints[shape->joints_len++] =
            (struct joint){at, kind, {text.bytes + from, to - from}};
}

static void shape_of(struct cn_str text, struct shape *shape) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t end = 0, key_len = 0;
    *shape = (struct shape){0};
    for (size_t at = 0; cn_token_next(text, at, folded, &token); at = end = token.end) {
        if (end)
            add_joint(shape, text, end, token.start, key_len);
        key_len += token.folded_len;
        shape->flags |= token.flags;
        shape->letters_len += cn_token_normalise(text, &token, shape->letters + shape->letters_len,
                                                 sizeof(shape->letters) - shape->letters_len);
    }
}

/* ---- joints ---- */

enum cost { SAME, FOLD, JOIN, APART };

/* The text has a joint where the name has none. */
static enum cost split(enum cn_separator kind, uint16_t *flags) {
    switch (kind) {
    case CN_SEPARATOR_BLANK:
        *flags |= CN_FIND_SPLIT_BLANK;
        return JOIN;
    case CN_SEPARATOR_LINE:
        *flags |= CN_FIND_SPLIT_LINE;
        return JOIN;
    case CN_SEPARATOR_JOINER:
        *flags |= CN_FIND_SEPARATOR;
        return FOLD;
    default:
        return APART;
    }
}

/* The name has a joint where the text has none. */
static enum cost merged(enum cn_separator kind, uint16_t *flags) {
    *flags |= CN_FIND_MERGED;
    return kind == CN_SEPARATOR_OTHER ? APART : kind == CN_SEPARATOR_JOINER ? FOLD : JOIN;
}

static enum cost both(const struct joint *text, const struct joint *name, uint16_t *flags) {
    if (cn_str_equal(text->bytes, name->bytes))
        return SAME;
    if (text->kind == CN_SEPARATOR_OTHER || name->kind == CN_SEPARATOR_OTHER)
        return APART;
    *flags |= text->kind == CN_SEPARATOR_LINE ? CN_FIND_SPLIT_LINE : CN_FIND_SEPARATOR;
    return FOLD;
}

static enum cost compare_joints(const struct shape *text, const struct shape *name,
                                uint16_t *flags) {
    enum cost worst = SAME, cost;
    size_t t = 0, n = 0;
    while (t < text->joints_len || n < name->joints_len) {
        size_t text_at = t < text->joints_len ? text->joints[t].at : SIZE_MAX;
        size_t name_at = n < name->joints_len ? name->joints[n].at : SIZE_MAX;
        if (text_at < name_at)
            cost = split(text->joints[t++].kind, flags);
        else if (name_at < text_at)
            cost = merged(name->joints[n++].kind, flags);
        else
            cost = both(&text->joints[t++], &name->joints[n++], flags);
        worst = cost > worst ? cost : worst;
    }
    return worst;
}

/* ---- letters ---- */

static bool has_capitals(const struct shape *shape) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    struct cn_str letters = {shape->letters, shape->letters_len};
    if (!cn_token_next(letters, 0, folded, &token))
        return false;
    if (!(token.flags & (CN_TOKEN_UPPER | CN_TOKEN_LOWER)))
        return true;
    return token.flags & CN_TOKEN_UPPER && !(token.flags & CN_TOKEN_TITLE);
}

static uint16_t compare_letters(const struct shape *text, const struct shape *name) {
    uint16_t flags = 0;
    if (!cn_str_equal((struct cn_str){text->letters, text->letters_len},
                      (struct cn_str){name->letters, name->letters_len}))
        flags |= CN_FIND_CASE;
    if (text->flags & ~name->flags & CN_TOKEN_HIDDEN)
        flags |= CN_FIND_HIDDEN;
    if (text->flags & ~name->flags & CN_TOKEN_WIDTH)
        flags |= CN_FIND_WIDTH;
    return flags;
}

/* ---- one word of ASCII: nearly all there is ---- */

/* Letters and digits alone. Notes whether it has capitals, as has_capitals() would. */
static bool is_plain(struct cn_str word, bool *capitals) {
    size_t upper = 0, letters = 0;
    bool first_upper = false;
    for (size_t i = 0; i < word.len; i++) {
        char byte = word.bytes[i];
        if (cn_byte_kind[(unsigned char)byte] != CN_BYTE_WORD)
            return false;
        bool is_upper = byte >= 'A' && byte <= 'Z';
        if (is_upper && !letters)
            first_upper = true;
        upper += is_upper;
        letters += byte > '9';
    }
    *capitals = !letters || upper > first_upper;
    return true;
}

bool cn_spelling_compare(struct cn_str text, struct cn_str name, struct cn_spelling *spelling) {
    struct shape of_text, of_name;
    bool same = cn_str_equal(text, name);
    *spelling = (struct cn_spelling){.how = CN_IDENTICAL};
    if (is_plain(text, &spelling->capitals) && is_plain(name, &(bool){false})) {
        spelling->how = same ? CN_IDENTICAL : CN_FOLDED;
        spelling->flags = same ? 0 : CN_FIND_CASE;
        return true;
    }
    shape_of(text, &of_text);
    spelling->capitals = has_capitals(&of_text);
    if (same)
        return true;
    shape_of(name, &of_name);
    enum cost cost = compare_joints(&of_text, &of_name, &spelling->flags);
    spelling->flags |= compare_letters(&of_text, &of_name);
    spelling->how = cost == JOIN ? CN_JOINED : CN_FOLDED;
    return cost != APART;
}
