/*
 * names.c: is it a name that can be found, or a pattern, and what is it compared by?
 */
#include "dictionary/parts.h"
#include "tokenize/tokenize.h"

#include <string.h>

/* The tokens of a name, counted up to one more than a name may have. */
static int count_tokens(struct cn_str name) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    int count = 0;
    for (size_t at = 0; count <= CN_NAME_TOKENS; at = token.end, count++)
        if (!cn_token_next(name, at, folded, &token))
            break;
    return count;
}

enum cn_code cn_name_check(struct cn_str name) {
    char key[CN_KEY_MAX];
    if (name.len > CN_MENTION_MAX)
        return CN_E_DICT_NAME_LONG;
    size_t len = cn_name_key(name, key, sizeof key);
    if (len > 0 && len <= CN_NAME_TOKENS) /* a token has a byte at least */
        return CN_E_NONE;
    int tokens = count_tokens(name);
    if (tokens == 0)
        return CN_E_DICT_NAME_NO_TOKEN;
    return len == 0 || tokens > CN_NAME_TOKENS ? CN_E_DICT_NAME_LONG : CN_E_NONE;
}

/* Where the text between "/" and "/" or "/i" ends; 0: the name does not end so. */
static size_t pattern_end(struct cn_str name, bool *nocase) {
    *nocase = name.len > 2 && name.bytes[name.len - 1] == 'i';
    size_t end = name.len - (*nocase ? 2 : 1);
    return name.bytes[end] == '/' ? end : 0;
}

enum cn_code cn_entry_name(struct cn_entry *entry) {
    if (entry->name.len == 0)
        return CN_E_DICT_NAME_EMPTY;
    if (entry->name.bytes[0] != '/')
        return cn_name_check(entry->name);
    size_t end = pattern_end(entry->name, &entry->pattern_nocase);
    if (end == 0)
        return CN_E_DICT_VALUE;
    if (end == 1)
        return CN_E_PATTERN_EMPTY;
    entry->pattern = (struct cn_str){entry->name.bytes + 1, end - 1};
    return CN_E_NONE;
}

size_t cn_entry_key(const struct cn_entry *entry, char key[CN_KEY_MAX]) {
    if (entry->pattern.len == 0)
        return cn_name_key(entry->name, key, CN_KEY_MAX);
    size_t len = entry->name.len < CN_KEY_MAX ? entry->name.len : CN_KEY_MAX;
    memcpy(key, entry->name.bytes, len);
    return len;
}
