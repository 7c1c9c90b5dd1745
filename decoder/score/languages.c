/*
 * languages.c: where hunspell's dictionaries are, and whether one can be believed.
 *
 * hunspell reports no errors: a missing or unreadable dictionary gives a handle that knows no word,
 * or every word. So the files are opened here first, and before a language is used it must know one
 * of the first words of its own list and refuse one that no language has.
 */
#include "score/languages.h"

#include "base/sha256.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const folders[] = {"/usr/share/hunspell", "/usr/share/myspell/dicts",
                                      "/usr/share/myspell", "/usr/local/share/hunspell", NULL};

#define NONSENSE "qxzvkwjqx"
#define PATH_ROOM 4096
/* Words of the list that are tried: some are only stems for affixes. */
#define CANARIES 40

/* ---- asking ---- */

static Hunhandle *open_files(const char *stem) {
    char aff[PATH_ROOM];
    char dic[PATH_ROOM];
    if (snprintf(aff, sizeof aff, "%s.aff", stem) >= (int)sizeof aff ||
        snprintf(dic, sizeof dic, "%s.dic", stem) >= (int)sizeof dic)
        return NULL;
    return Hunspell_create(aff, dic);
}

/* What knows compounds is opened when one is asked about that may be one. */
static Hunhandle *handle_for(struct cn_language *language, struct cn_str word) {
    if (language->without && !cn_compounds_may(&language->parts, word))
        return language->without;
    if (!language->handle)
        language->handle = open_files(language->stem);
    return language->handle ? language->handle : language->without;
}

bool cn_language_spell(struct cn_language *language, struct cn_str word) {
    char in[CN_LANGUAGE_WORD + 1];
    char out[CN_LANGUAGE_WORD * 4 + 1];
    if (word.len == 0 || word.len > CN_LANGUAGE_WORD || memchr(word.bytes, 0, word.len))
        return false;
    memcpy(in, word.bytes, word.len);
    in[word.len] = 0;
    Hunhandle *handle = handle_for(language, word);
    if (language->encode == (iconv_t)-1)
        return Hunspell_spell(handle, in) != 0;
    char *from = in;
    char *to = out;
    size_t left = word.len;
    size_t room = sizeof out - 1;
    iconv(language->encode, NULL, NULL, NULL, NULL);
    if (iconv(language->encode, &from, &left, &to, &room) != 0)
        return false;
    *to = 0;
    return Hunspell_spell(handle, out) != 0;
}

/* ---- opening ---- */

/* Hashes a file; false: not readable. */
static bool hash_file(const char *path, struct cn_buf *line) {
    unsigned char digest[CN_SHA256_BYTES];
    char block[4096];
    struct cn_sha256 hash;
    size_t got = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    cn_sha256_start(&hash);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        cn_sha256_add(&hash, block, got);
    bool ok = !ferror(file);
    fclose(file);
    cn_sha256_finish(&hash, digest);
    cn_buf_add_byte(line, ' ');
    for (size_t i = 0; i < sizeof digest; i++)
        cn_buf_addf(line, "%02x", digest[i]);
    return ok;
}

/* Does it know a word of its own list, in its own charset, and refuse nonsense? */
static bool believable(Hunhandle *handle, const char *dic) {
    char line[256];
    bool known = false;
    FILE *file = fopen(dic, "r");
    for (int i = 0; file && !known && i <= CANARIES && fgets(line, sizeof line, file); i++) {
        line[strcspn(line, "/\t\r\n")] = 0;
        known =
            i > 0 && line[0] && strlen(line) <= CN_LANGUAGE_WORD && Hunspell_spell(handle, line);
    }
    if (file)
        fclose(file);
    return known && !Hunspell_spell(handle, NONSENSE);
}

/* Does the line of an affix file make some word depend on its capitals, or change ASCII letters? */
static bool bends_case(const char *line) {
    static const char *const words[] = {"KEEPCASE", "FORBIDDENWORD", "CHECKSHARPS", "LANG tr",
                                        "LANG az",  "LANG crh",      NULL};
    unsigned char from = 0;
    for (size_t i = 0; words[i]; i++) {
        if (strncmp(line, words[i], strlen(words[i])) == 0)
            return true;
    }
    return sscanf(line, "ICONV %c", &from) == 1 && (from & 0x80) == 0 &&
           !(from >= '0' && from <= '9');
}

static bool is_lenient(const char *aff) {
    char line[256];
    bool bends = false;
    FILE *file = fopen(aff, "r");
    if (!file)
        return false;
    while (!bends && fgets(line, sizeof line, file))
        bends = bends_case(line);
    fclose(file);
    return !bends;
}

/* In its charset, and the rest that is to know. */
static bool take_up(struct cn_language *language, const char *stem, const char *aff) {
    Hunhandle *handle = language->without ? language->without : language->handle;
    const char *charset = Hunspell_get_dic_encoding(handle);
    if (strcmp(charset, "UTF-8") != 0)
        language->encode = iconv_open(charset, "UTF-8");
    language->lenient = is_lenient(aff);
    language->stem = malloc(strlen(stem) + 1);
    if (language->stem)
        strcpy(language->stem, stem);
    return language->stem && (language->encode != (iconv_t)-1 || strcmp(charset, "UTF-8") == 0);
}

static bool open_stem(struct cn_language *language, struct cn_str name, const char *stem,
                      struct cn_buf *manifest) {
    char aff[PATH_ROOM];
    char dic[PATH_ROOM];
    struct cn_buf line = {0};
    if (snprintf(aff, sizeof aff, "%s.aff", stem) >= (int)sizeof aff ||
        snprintf(dic, sizeof dic, "%s.dic", stem) >= (int)sizeof dic)
        return false;
    cn_buf_add_str(&line, name);
    cn_buf_addf(&line, " %s", stem);
    bool ok = hash_file(aff, &line) && hash_file(dic, &line);
    language->without = ok ? cn_compounds_without(aff, dic, &language->parts) : NULL;
    language->handle = ok && !language->without ? Hunspell_create(aff, dic) : NULL;
    Hunhandle *handle = language->without ? language->without : language->handle;
    ok = handle && believable(handle, dic) && take_up(language, stem, aff);
    if (ok) {
        cn_buf_add_byte(&line, '\n');
        cn_buf_add_str(manifest, cn_buf_str(&line));
    } else {
        cn_language_close(language);
    }
    cn_buf_free(&line);
    return ok;
}

static bool open_in(struct cn_language *language, struct cn_str folder, struct cn_str name,
                    struct cn_buf *manifest) {
    struct cn_buf stem = {0};
    if (folder.len > 0) {
        cn_buf_add_str(&stem, folder);
        cn_buf_add_byte(&stem, '/');
    }
    cn_buf_add_str(&stem, name);
    cn_buf_add_byte(&stem, 0);
    bool ok = !stem.failed && open_stem(language, name, stem.bytes, manifest);
    cn_buf_free(&stem);
    return ok;
}

bool cn_language_open(struct cn_language *language, struct cn_str name, struct cn_buf *manifest) {
    const char *path = getenv("DICPATH");
    struct cn_str rest = path ? cn_str_of(path) : (struct cn_str){NULL, 0};
    struct cn_str folder = {NULL, 0};
    *language = (struct cn_language){.encode = (iconv_t)-1};
    if (name.len == 0)
        return false;
    errno = 0;
    if (memchr(name.bytes, '/', name.len))
        return open_in(language, folder, name, manifest);
    while (cn_str_split(&rest, ':', &folder)) {
        if (folder.len > 0 && open_in(language, folder, name, manifest))
            return true;
    }
    for (size_t i = 0; folders[i] && errno != ENOMEM; i++) {
        if (open_in(language, cn_str_of(folders[i]), name, manifest))
            return true;
    }
    return false;
}

void cn_language_close(struct cn_language *language) {
    if (language->handle)
        Hunspell_destroy(language->handle);
    if (language->without)
        Hunspell_destroy(language->without);
    if (language->encode != (iconv_t)-1)
        iconv_close(language->encode);
    free(language->stem);
    *language = (struct cn_language){.encode = (iconv_t)-1};
}
