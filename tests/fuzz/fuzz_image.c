/*
 * fuzz_image.c: any sections as a compiled dictionary, with a header and a checksum that are right.
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_image image = {0};
    struct cn_buf file = {0};
    uint64_t sum;
    size_t found;
    image_unpack(&image, (struct cn_str){(const char *)data, size});
    image_file(&image, &file);
    if (image_use(cn_buf_str(&file), text, &sum, &found))
        check_again(cn_buf_str(&file), sum);
    cn_buf_free(&file);
    return 0;
}
