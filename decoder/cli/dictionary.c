/*
 * dictionary.c: `cryptonym dictionary check FILE...`, `list` and `show NAME`; `compile` has a file
 * of its own.
 *
 * Findings are what the command is asked for, so they go to standard output, in the form that
 * editors read: file:line:column: severity: message.
 */
#include "cli/cli.h"
#include "cli/table.h"

#include "base/limits.h"
#include "tokenize/tokenize.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *severity_word(enum cn_severity severity) {
    if (severity >= CN_SKIP)
        return "error";
    return severity == CN_PARTIAL ? "warning" : "note";
}

/* ---- loading ---- */

/* Those of -d, else all that are installed. What is wrong with them is said. */
static bool load_given(struct cn_dictionary *dictionary, const struct cn_arguments *arguments) {
    enum cn_severity severity = cn_dictionary_open(dictionary, arguments->dictionaries.items);
    cn_say_diags(&dictionary->diags);
    return severity < CN_SKIP;
}

/* ---- check ---- */

static bool is_word(struct cn_str word, void *context) {
    return cn_words_known(context, word);
}

/* What is wrong with a pattern costs its row; that it is slow is a warning. */
static void check_pattern(struct cn_dictionary *dictionary, const struct cn_entry *entry) {
    struct cn_where where = {dictionary->schemes[entry->scheme].path, entry->line, entry->column};
    struct cn_buf why = {0};
    enum cn_code code = cn_pattern_check(entry->pattern, entry->pattern_nocase, &why);
    struct cn_str detail = why.len > 0 ? cn_buf_str(&why) : entry->name;
    enum cn_severity severity = code == CN_E_PATTERN_SLOW ? CN_PARTIAL : CN_SKIP;
    if (code == CN_E_MEMORY)
        severity = CN_FATAL;
    if (code != CN_E_NONE)
        cn_diag_add(&dictionary->diags, severity, code, &where, "%.*s", (int)detail.len,
                    detail.bytes);
    cn_buf_free(&why);
}

static void check_patterns(struct cn_dictionary *dictionary) {
    struct cn_numbers families = cn_dictionary_families(dictionary);
    for (size_t i = 0; i < families.len; i++)
        check_pattern(dictionary, cn_dictionary_entry(dictionary, families.items[i]));
}

/* By file, line and column; findings of one place as they were made. */
static int by_place(const void *a, const void *b) {
    const struct cn_diag *first = *(const struct cn_diag *const *)a;
    const struct cn_diag *second = *(const struct cn_diag *const *)b;
    int order = cn_str_compare(first->where.file, second->where.file);
    if (order != 0)
        return order;
    if (first->where.line != second->where.line)
        return first->where.line < second->where.line ? -1 : 1;
    if (first->where.column != second->where.column)
        return first->where.column < second->where.column ? -1 : 1;
    return first < second ? -1 : first > second;
}

static void add_finding(struct cn_buf *text, const struct cn_diag *diag) {
    struct cn_buf line = {0};
    cn_buf_add_str(&line, diag->where.file);
    if (diag->where.line > 0)
        cn_buf_addf(&line, ":%" PRIu64 ":%" PRIu64, diag->where.line, diag->where.column);
    cn_buf_addf(&line, ": %s: %s", severity_word(diag->severity), cn_code_text(diag->code));
    if (diag->detail.len > 0)
        cn_buf_add_text(&line, ": ");
    cn_buf_add_str(&line, diag->detail);
    cn_escape_terminal(text, cn_buf_str(&line), false);
    cn_buf_add_byte(text, '\n');
    text->failed |= line.failed;
    cn_buf_free(&line);
}

static enum cn_exit print_findings(const struct cn_diags *diags) {
    struct cn_buf text = {0};
    const struct cn_diag **sorted = calloc(diags->len + 1, sizeof *sorted);
    for (size_t i = 0; sorted && i < diags->len; i++)
        sorted[i] = &diags->items[i];
    if (sorted && diags->len > 0)
        qsort(sorted, diags->len, sizeof *sorted, by_place);
    for (size_t i = 0; sorted && i < diags->len; i++)
        add_finding(&text, sorted[i]);
    text.failed |= !sorted;
    free(sorted);
    return cn_print(&text);
}

/* Could a file not be had at all, whatever is in it? */
static bool unreadable(const struct cn_diags *diags) {
    for (size_t i = 0; i < diags->len; i++) {
        enum cn_code code = diags->items[i].code;
        if (code == CN_E_OPEN || code == CN_E_READ || code == CN_E_DICT_NOT_FOUND ||
            code == CN_E_DICT_NONE)
            return true;
    }
    return diags->worst == CN_FATAL;
}

static void say_totals(const struct cn_dictionary *dictionary) {
    size_t counts[3] = {0};
    for (size_t i = 0; i < dictionary->diags.len; i++) {
        enum cn_severity severity = dictionary->diags.items[i].severity;
        counts[severity >= CN_SKIP ? 0 : severity == CN_PARTIAL ? 1 : 2]++;
    }
    cn_say(CN_OK, "dictionaries: %u, names: %u, errors: %zu, warnings: %zu, notes: %zu%s",
           (unsigned)dictionary->schemes_len, (unsigned)dictionary->entries_len, counts[0],
           counts[1], counts[2], dictionary->diags.dropped > 0 ? " shown" : "");
    if (dictionary->diags.dropped > 0)
        cn_say(CN_OK, "%" PRIu64 " more findings were left out", dictionary->diags.dropped);
}

static enum cn_exit check(const struct cn_arguments *arguments) {
    struct cn_dictionary dictionary = {0};
    struct cn_diags diags = {0};
    struct cn_words *words = NULL;
    cn_dictionary_open(&dictionary,
                       arguments->operands.len > 1 ? arguments->operands.items + 1 : NULL);
    check_patterns(&dictionary);
    cn_words_open(&words, arguments->languages ? arguments->languages : "en_US", &diags);
    cn_say_diags(&diags);
    cn_dictionary_check(&dictionary, words ? is_word : NULL, words);
    enum cn_exit status = print_findings(&dictionary.diags);
    say_totals(&dictionary);
    if (status == CN_EXIT_FOUND && dictionary.diags.worst >= CN_SKIP)
        status = unreadable(&dictionary.diags) ? CN_EXIT_TROUBLE : CN_EXIT_NONE;
    cn_words_close(words);
    cn_diags_free(&diags);
    cn_dictionary_free(&dictionary);
    return status;
}

/* ---- list ---- */

static void list_scheme(struct cn_table *table, const struct cn_scheme *scheme) {
    cn_table_add(table, scheme->name);
    cn_table_addf(table, "%u", (unsigned)scheme->entries);
    cn_table_add(table, scheme->issuers.len > 0 ? scheme->issuers.items[0] : CN_STR("-"));
    cn_table_add(table, scheme->title.len > 0 ? scheme->title : CN_STR("-"));
    cn_table_add(table, scheme->path);
    cn_table_end_row(table);
}

static enum cn_exit list(const struct cn_arguments *arguments) {
    static const char *const titles[] = {"name", ">entries", "issuer", "title", "path", NULL};
    struct cn_dictionary dictionary = {0};
    struct cn_table table = {0};
    struct cn_buf text = {0};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (load_given(&dictionary, arguments)) {
        cn_table_begin(&table, titles);
        for (uint32_t i = 0; i < dictionary.schemes_len; i++)
            list_scheme(&table, &dictionary.schemes[i]);
        cn_table_write(&table, &text);
        status = cn_print(&text);
    }
    cn_table_free(&table);
    cn_dictionary_free(&dictionary);
    return status;
}

/* ---- show ---- */

static void add_field(struct cn_buf *text, const char *title, struct cn_str value) {
    if (value.len == 0)
        return;
    cn_buf_addf(text, "  %-10s ", title);
    cn_escape_terminal(text, value, false);
    cn_buf_add_byte(text, '\n');
}

static void add_list(struct cn_buf *text, const char *title, struct cn_str_list list) {
    struct cn_buf joined = {0};
    for (size_t i = 0; i < list.len; i++) {
        cn_buf_add_text(&joined, i > 0 ? ", " : "");
        cn_buf_add_str(&joined, list.items[i]);
    }
    add_field(text, title, cn_buf_str(&joined));
    text->failed |= joined.failed;
    cn_buf_free(&joined);
}

static void add_years(struct cn_buf *text, int from, int until) {
    struct cn_buf years = {0};
    if (from)
        cn_buf_addf(&years, "from %d", from);
    if (until)
        cn_buf_addf(&years, "%suntil %d", from ? " " : "", until);
    add_field(text, "years", cn_buf_str(&years));
    cn_buf_free(&years);
}

static struct cn_str_list first_of(struct cn_str_list row, struct cn_str_list scheme) {
    return row.len > 0 ? row : scheme;
}

static void add_entry(struct cn_buf *text, const struct cn_scheme *scheme,
                      const struct cn_entry *entry) {
    cn_buf_add_text(text, text->len > 0 ? "\n" : "");
    cn_escape_terminal(text, entry->name, false);
    cn_buf_add_byte(text, '\n');
    add_field(text, "meaning", entry->meaning);
    add_field(text, "kind", entry->kind);
    add_field(text, "country", entry->country);
    add_list(text, "aliases", entry->aliases);
    add_field(text, "scheme", scheme->name);
    add_list(text, "issuer", first_of(entry->issuers, scheme->issuers));
    add_years(text, entry->from ? entry->from : scheme->from,
              entry->until ? entry->until : scheme->until);
    add_field(text, "certainty", cn_str_of(cn_certainty_name(entry->certainty)));
    add_field(text, "source", entry->source);
    add_list(text, "for", entry->for_cues);
    add_list(text, "against", entry->against_cues);
    add_field(text, "note", entry->note);
    for (size_t i = 0; i < entry->extra.len; i++)
        add_field(text, "also", entry->extra.items[i]);
    struct cn_buf place = {0};
    cn_buf_add_str(&place, scheme->path);
    cn_buf_addf(&place, ":%u", (unsigned)entry->line);
    add_field(text, "row", cn_buf_str(&place));
    cn_buf_free(&place);
}

static bool has_key(struct cn_str name, struct cn_str key) {
    char bytes[CN_KEY_MAX];
    struct cn_str own = {bytes, cn_name_key(name, bytes, sizeof bytes)};
    return cn_str_equal(own, key);
}

/* Is it the entry's name or an alias, however spelt? A pattern is called by its own text. */
static bool is_called(const struct cn_entry *entry, struct cn_str name) {
    char bytes[CN_KEY_MAX];
    struct cn_str key = {bytes, cn_name_key(name, bytes, sizeof bytes)};
    if (entry->pattern.len > 0 || key.len == 0)
        return cn_str_equal(entry->name, name);
    bool called = has_key(entry->name, key);
    for (size_t i = 0; i < entry->aliases.len && !called; i++)
        called = has_key(entry->aliases.items[i], key);
    return called;
}

static enum cn_exit show_name(const struct cn_dictionary *dictionary, const char *name) {
    struct cn_guess guess = {.word = cn_str_of(name)};
    struct cn_arena arena = {0};
    struct cn_entry entry;
    struct cn_buf text = {0};
    for (uint32_t i = 0; i < dictionary->entries_len; i++) {
        if (!cn_dictionary_peek(dictionary, i, &arena, &entry))
            break;
        if (is_called(&entry, guess.word))
            add_entry(&text, &dictionary->schemes[entry.scheme], &entry);
        cn_guess_try(&guess, entry.name);
        cn_arena_rewind(&arena, (struct cn_arena_mark){NULL, 0});
    }
    text.failed |= arena.failed;
    cn_arena_free(&arena);
    if (text.len > 0 || text.failed)
        return cn_print(&text);
    cn_guess_say(&guess, "no dictionary has", "see: cryptonym dictionary list");
    return CN_EXIT_NONE;
}

static enum cn_exit show(const struct cn_arguments *arguments) {
    struct cn_dictionary dictionary = {0};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (arguments->operands.len != 2)
        cn_say(CN_FATAL, "dictionary show wants one NAME; see: cryptonym dictionary --help");
    else if (load_given(&dictionary, arguments))
        status = show_name(&dictionary, arguments->operands.items[1]);
    cn_dictionary_free(&dictionary);
    return status;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    cn_command_fn *run;
} actions[] = {
    {"check", check}, {"compile", cn_dictionary_compile}, {"list", list}, {"show", show}};

enum cn_exit cn_dictionary_command(const struct cn_arguments *arguments) {
    struct cn_guess guess = {.word = CN_STR("")};
    if (arguments->operands.len > 0)
        guess.word = cn_str_of(arguments->operands.items[0]);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct cn_str name = cn_str_of(actions[i].name);
        if (cn_str_equal(guess.word, name))
            return actions[i].run(arguments);
        cn_guess_try(&guess, name);
    }
    cn_guess_say(&guess, "dictionary: unknown action", "it takes check, compile, list or show");
    return CN_EXIT_TROUBLE;
}
