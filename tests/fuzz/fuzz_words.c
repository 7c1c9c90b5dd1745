/*
 * fuzz_words.c: any bytes as a table of words.
 *
 * Laws: what is refused is said, with a line of the file; what is taken answers for each of its
 * lines with the counts that stand there.
 */
#include "score/common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

static void check_line(const struct cn_common *common, struct cn_str line) {
    struct cn_str word;
    char counts[32];
    if (line.len == 0 || line.bytes[0] == '#' || cn_str_starts(line, CN_STR("on ")))
        return;
    must(cn_str_split(&line, ' ', &word) && line.len < sizeof counts);
    struct cn_common_counts found = cn_common_of(common, word);
    memcpy(counts, line.bytes, line.len);
    counts[line.len] = '\0';
    unsigned lower = 0, title = 0;
    must(sscanf(counts, "%u %u", &lower, &title) == 2);
    must(found.lower == lower && found.title == title);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_common *common = NULL;
    struct cn_diags diags = {0};
    struct cn_str text = {(const char *)data, size}, line;
    if (cn_common_read(&common, text, "fuzzed", &diags) == CN_OK) {
        must(diags.len == 0);
        text = cn_str_trim(text);
        cn_str_split(&text, '\n', &line);
        while (cn_str_split(&text, '\n', &line))
            check_line(common, line);
    } else {
        must(!common && diags.len == 1 && diags.items[0].where.line <= size + 1);
    }
    cn_common_free(common);
    cn_diags_free(&diags);
    return 0;
}
