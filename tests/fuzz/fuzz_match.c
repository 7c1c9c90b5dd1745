/*
 * fuzz_match.c: names (lines up to an empty one) looked for in the text behind them.
 *
 * Laws: the naive way finds the same; so do all vectors that the machine has, at every alignment;
 * and a seam anywhere changes nothing.
 */
#include "match/naive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NAMES 32

struct task {
    struct cn_entry entries[NAMES];
    uint32_t entries_len;
    struct cn_dictionary dictionary;
    struct cn_document document;
    struct cn_arena arena;
    struct cn_str text;
};

static void read_names(struct task *task, struct cn_str rest) {
    struct cn_str line;
    while (cn_str_split(&rest, '\n', &line) && line.len && task->entries_len < NAMES)
        task->entries[task->entries_len++].name = line;
    if (rest.bytes)
        task->text = rest;
}

/* Blanks before the text move it against the blocks that are read at once. */
static void check_moved(struct task *task, struct cn_matcher *matcher, struct cn_index *index,
                        size_t blanks) {
    struct cn_buf moved = {0};
    struct cn_candidates found;
    for (size_t i = 0; i < blanks; i++)
        cn_buf_add_byte(&moved, ' ');
    cn_buf_add_str(&moved, task->text);
    struct cn_text window = naive_window(cn_buf_str(&moved), 0, moved.len);
    if (moved.failed || cn_match(matcher, &window, &task->arena, &found) != CN_OK ||
        !naive_ways(matcher, index, cn_buf_str(&moved), &found, &task->arena))
        abort();
    cn_buf_free(&moved);
}

static void check(struct task *task, struct cn_index *index) {
    struct cn_matcher *matcher = cn_matcher_new(index, &task->document);
    struct cn_text window = {
        .bytes = task->text.bytes, .len = task->text.len, .core_end = task->text.len};
    struct cn_candidates found;
    if (!matcher || cn_match(matcher, &window, &task->arena, &found) != CN_OK)
        abort();
    if (!naive_agrees(index, task->text, &found))
        abort();
    static const size_t blanks[] = {0, 1, 57, 63};
    for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks); i++)
        check_moved(task, matcher, index, blanks[i]);
    size_t len, step = 0;
    for (size_t cut = 0; cut < task->text.len; cut += len) {
        cn_utf8_next(task->text, cut, &len);
        if (step++ % (1 + task->text.len / 64) == 0 &&
            !naive_seam(matcher, task->text, cut, &found, &task->arena))
            abort();
    }
    cn_matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_scheme scheme = {.name = CN_STR("fuzz"), .path = CN_STR("fuzz.tsv")};
    struct task task = {0};
    task.text = CN_STR("");
    read_names(&task, (struct cn_str){(const char *)data, size});
    scheme.entries = task.entries_len;
    if (!cn_dictionary_make(&task.dictionary, &scheme, 1, task.entries, task.entries_len))
        abort();
    struct cn_index *index = cn_index_new(&task.dictionary);
    if (!index)
        abort();
    check(&task, index);
    cn_index_free(index);
    cn_dictionary_free(&task.dictionary);
    cn_arena_free(&task.arena);
    cn_diags_free(&task.document.diags);
    return 0;
}
