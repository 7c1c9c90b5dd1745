/*
 * fuzz_garbled.c: names (lines up to an empty one), sought in the text behind them as if a scanner
 * had garbled it. The first byte says which names stand in the document.
 *
 * Laws: names near each word of the text are those that the slow way finds; candidates are sound,
 * in order and in the core; and seams anywhere change nothing.
 */
#include "match/windows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NAMES 16
#define WORD 24

struct task {
    struct cn_entry entries[NAMES];
    uint32_t entries_len;
    struct cn_dictionary dictionary;
    struct cn_document document;
    struct cn_channel *channel;
    struct garbling garbling;
    struct cn_str text;
    unsigned standing;
};

static void must(bool law) {
    if (!law)
        abort();
}

static void read_names(struct task *task, struct cn_str rest) {
    struct cn_str line;
    task->text = CN_STR("");
    if (rest.len > 0)
        task->standing = (unsigned char)*rest.bytes;
    while (cn_str_split(&rest, '\n', &line) && line.len && task->entries_len < NAMES)
        task->entries[task->entries_len++].name = line;
    if (rest.bytes)
        task->text = rest;
}

static unsigned times(const void *context, uint32_t entry) {
    const struct task *task = context;
    must(entry < task->entries_len);
    return task->standing >> entry % 8 & 1;
}

static bool is_ordinary(void *context, struct cn_str word) {
    (void)context;
    return word.len % 3 == 0 && word.len > 0 && word.bytes[0] == 'b';
}

/* ---- near names ---- */

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t naive_distance(struct cn_str a, struct cn_str b) {
    size_t cells[WORD + 1][WORD + 1];
    for (size_t i = 0; i <= a.len; i++)
        for (size_t k = 0; k <= b.len; k++)
            cells[i][k] = i == 0 || k == 0
                              ? i + k
                              : least(cells[i - 1][k - 1] + (a.bytes[i - 1] != b.bytes[k - 1]),
                                      1 + least(cells[i - 1][k], cells[i][k - 1]));
    return cells[a.len][b.len];
}

static void check_asked(const struct cn_near *near, struct cn_str word, unsigned edits) {
    struct cn_near_hit hits[NAMES];
    size_t len = cn_near_ask(near, word, edits, hits, NAMES);
    for (uint32_t i = 0; i < near->names_len; i++) {
        size_t distance = naive_distance(cn_near_letters(near, i), word);
        size_t at = 0;
        while (at < len && hits[at].name != i)
            at++;
        must((at < len) == (distance <= edits));
        must(at == len || hits[at].edits == distance);
    }
}

static void check_word(const struct cn_near *near, struct cn_str word) {
    for (unsigned edits = 1; edits <= near->edits; edits++)
        check_asked(near, word, edits);
}

static void check_words(const struct task *task) {
    struct cn_near *near = cn_near_new(&task->dictionary);
    char word[WORD];
    size_t len = 0;
    must(near != NULL);
    for (size_t i = 0; i < task->text.len && i < 512; i++) {
        uint8_t symbol = cn_channel_symbol(task->text.bytes[i]);
        if (symbol < CN_MARK && len < WORD) {
            char letter = cn_channel_letter(symbol);
            word[len++] = (char)(letter >= 'A' ? letter | 0x20 : letter);
            continue;
        }
        check_word(near, (struct cn_str){word, len});
        len = 0;
    }
    check_word(near, (struct cn_str){word, len});
    cn_near_free(near);
}

/* ---- candidates ---- */

static void check_candidates(const struct task *task, const struct cn_candidates *all) {
    char letters[CN_GARBLED_MAX];
    for (size_t i = 0; i < all->len; i++) {
        const struct cn_candidate *one = &all->items[i];
        if (one->how != CN_GARBLED)
            continue;
        must(one->entry < task->entries_len && one->tokens == 1 &&
             one->name_end - one->start >= 4 && one->name_end - one->start < 64);
        must(cn_garbled_letters(task->entries[one->entry].name, letters) >= CN_GARBLED_MIN);
        must(((unsigned char)task->text.bytes[one->start] & 0xC0) != 0x80 || one->start == 0 ||
             ((unsigned char)task->text.bytes[one->start - 1] & 0x80));
    }
}

static size_t next_start(struct cn_str text, size_t at) {
    size_t len = 0;
    if (at < text.len)
        cn_utf8_next(text, at, &len);
    return at + len;
}

static void check_text(struct task *task) {
    struct garbling *it = &task->garbling;
    struct cn_text window = naive_window(task->text, 0, task->text.len);
    struct cn_candidates whole;
    must(garbled_find(it, &window, &whole) && garbled_in_order(&window, &whole));
    check_candidates(task, &whole);
    size_t cut = 0, step = 1 + task->text.len / 32;
    for (size_t at = 0; at < task->text.len; at = next_start(task->text, at)) {
        struct cn_arena_mark mark = cn_arena_mark(&it->arena);
        if (at >= cut) {
            size_t to = at;
            for (size_t more = at % 7; more > 0; more--)
                to = next_start(task->text, to);
            must(garbled_seams(it, task->text, at, to, &whole));
            cut = at + step;
        }
        cn_arena_rewind(&it->arena, mark);
    }
}

static void check(struct task *task) {
    static const struct cn_confusions none;
    struct cn_standing standing = {times, task};
    struct garbling *it = &task->garbling;
    struct cn_index *index = cn_index_new(&task->dictionary);
    must(index != NULL);
    task->channel = cn_channel_new(&none);
    it->matcher = cn_matcher_new(index, &task->document);
    it->beside = cn_matcher_new(index, &task->document);
    it->garbler = cn_garbler_new(&task->dictionary, task->channel, is_ordinary, NULL);
    must(task->channel && it->matcher && it->beside && it->garbler);
    cn_garbler_begin(it->garbler, &standing);
    check_words(task);
    check_text(task);
    cn_garbler_free(it->garbler);
    cn_matcher_free(it->beside);
    cn_matcher_free(it->matcher);
    cn_channel_free(task->channel);
    cn_index_free(index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_scheme scheme = {.name = CN_STR("fuzz"), .path = CN_STR("fuzz.tsv")};
    struct task task = {.entries_len = 0};
    read_names(&task, (struct cn_str){(const char *)data, size});
    scheme.entries = task.entries_len;
    must(cn_dictionary_make(&task.dictionary, &scheme, 1, task.entries, task.entries_len));
    check(&task);
    cn_dictionary_free(&task.dictionary);
    cn_arena_free(&task.garbling.arena);
    cn_diags_free(&task.document.diags);
    return 0;
}
