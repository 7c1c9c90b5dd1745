/*
 * fuzz_image.c: a compiled dictionary with anything wrong in it but its header and checksum.
 *
 * The input is a table up to the first NUL, then patches (image_patch) of what it was compiled to.
 *
 * Laws: it is refused with a word, or all that a run does with it stays inside it. What is not
 * refused can be read back and written anew, and then holds the same.
 */
#include "match/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cn_str text = {"AMLASH-1 at t, AT&T: QXABC; HB, EDGE; am old, A9", 49};

/* Merged with nothing to merge it with: all is decoded and encoded. */
static void check_again(struct cn_str file, uint64_t sum) {
    static const struct cn_str table = {"name\tmeaning\n", 13};
    struct cn_dictionary dictionary = {0};
    if (cn_dictionary_load_bytes(&dictionary, file, "f.cnd", true) != CN_OK ||
        cn_dictionary_load_bytes(&dictionary, table, "t.tsv", true) != CN_OK ||
        cn_dictionary_seal(&dictionary) >= CN_SKIP || dictionary.schemes_len == 0)
        abort();
    dictionary.schemes_len--; /* the table's */
    if (image_sum_all(&dictionary) != sum)
        abort();
    cn_dictionary_free(&dictionary);
}

/* The file of a table, with patches. False: nothing came of the table. */
static bool make_file(struct cn_str table, struct cn_str patches, struct cn_buf *file) {
    struct cn_dictionary dictionary = {0};
    bool made = !cn_image_begins(table) &&
                cn_dictionary_load_bytes(&dictionary, table, "t.tsv", true) == CN_OK &&
                cn_dictionary_seal(&dictionary) < CN_SKIP;
    struct cn_index *index = made ? cn_index_new(&dictionary) : NULL;
    if (index) {
        image_open_filters(&dictionary.image);
        image_patch(&dictionary.image, patches);
        image_file(&dictionary.image, file);
    }
    cn_index_free(index);
    cn_dictionary_free(&dictionary);
    return index;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str patches = {(const char *)data, size}, table;
    struct cn_buf file = {0};
    uint64_t sum;
    size_t found;
    if (!size)
        return 0;
    cn_str_split(&patches, '\0', &table);
    if (make_file(table, patches, &file) && image_use(cn_buf_str(&file), text, &sum, &found))
        check_again(cn_buf_str(&file), sum);
    cn_buf_free(&file);
    return 0;
}
