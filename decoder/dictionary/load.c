/*
 * load.c: one file becomes a scheme and its entries.
 *
 * The header row is looked for with each delimiter in turn: the one under which it has the columns
 * name and meaning is the file's. Preamble may stand anywhere, so what rows take from it (the kind,
 * the citation behind a source's id) is filled in when all rows are read. A bad row is taken back:
 * nothing of it is kept but the diagnostic.
 */
#include "dictionary/parts.h"
#include "tokenize/tokenize.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "# source ID: citation" */
struct source {
    struct cn_str id;
    struct cn_str citation;
};

struct column {
    const struct cn_field *field; /* NULL: kept as it is */
    struct cn_str title;
};

struct loader {
    struct cn_dictionary *dictionary;
    struct cn_scheme *scheme;
    struct cn_rows rows;
    struct cn_seen seen;
    struct cn_buf sources; /* of struct source */
    struct column columns[CN_TABLE_COLUMNS];
    size_t columns_len;
    bool has_name, has_meaning;
    uint64_t header_line;
    enum cn_severity worst;
};

/* ---- diagnostics ---- */

static enum cn_severity note(struct loader *loader, enum cn_severity severity, enum cn_code code,
                             const struct cn_row_cell *at) {
    struct cn_where where = {loader->scheme->path, at->line, at->column};
    struct cn_str shown = at->text;
    if (shown.len > CN_TABLE_CELL)
        shown.len = CN_TABLE_CELL;
    if (severity == CN_SKIP && loader->worst < CN_PARTIAL)
        loader->worst = CN_PARTIAL;
    return cn_diag_add(&loader->dictionary->diags, severity, code, &where, "%.*s", (int)shown.len,
                       shown.bytes ? shown.bytes : "");
}

/* ---- preamble ---- */

/* The cells of a row as the one line that they were before a spreadsheet cut it. */
static struct cn_str rejoin(struct cn_rows *rows) {
    struct cn_buf line = {0};
    size_t len = rows->len;
    while (len > 1 && rows->cells[len - 1].text.len == 0)
        len--;
    if (len == 1)
        return rows->cells[0].text;
    for (size_t i = 0; i < len; i++) {
        if (i > 0)
            cn_buf_add_byte(&line, rows->delimiter);
        cn_buf_add_str(&line, rows->cells[i].text);
    }
    struct cn_str copy = {NULL, 0};
    if (!line.failed)
        copy = cn_arena_copy(rows->arena, cn_buf_str(&line));
    cn_buf_free(&line);
    return copy;
}

/* A key is one word, or "source ID"; anything else before a colon is part of a comment. */
static bool is_key(struct cn_str text) {
    if (cn_str_starts(text, CN_STR("source ")))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (text.bytes[i] == ' ' || text.bytes[i] == '/')
            return false;
    return text.len > 0;
}

static enum cn_severity add_source(struct loader *loader, struct cn_str key, struct cn_str value) {
    struct cn_str id = {key.bytes + strlen("source "), key.len - strlen("source ")};
    struct source source = {cn_str_trim(id), value};
    cn_buf_add(&loader->sources, &source, sizeof source);
    return loader->sources.failed ? CN_FATAL : CN_OK;
}

static enum cn_severity read_preamble(struct loader *loader) {
    const struct cn_row_cell *first = &loader->rows.cells[0];
    struct cn_str value = cn_str_trim(rejoin(&loader->rows)), key;
    if (!value.bytes)
        return CN_FATAL;
    while (cn_str_starts(value, CN_STR("#")))
        value = cn_str_trim((struct cn_str){value.bytes + 1, value.len - 1});
    if (!value.bytes || !memchr(value.bytes, ':', value.len))
        return CN_OK; /* a comment */
    cn_str_split(&value, ':', &key);
    key = cn_str_trim(key);
    value = cn_str_trim(value);
    if (!is_key(key))
        return CN_OK;
    if (cn_str_starts(key, CN_STR("source ")))
        return add_source(loader, key, value);
    const struct cn_field *field = cn_scheme_field(key);
    if (!field)
        return note(loader, CN_PARTIAL, CN_E_DICT_PREAMBLE, first);
    enum cn_severity severity =
        cn_field_set(field, loader->scheme, value, &loader->dictionary->arena);
    return severity == CN_SKIP ? note(loader, CN_SKIP, CN_E_DICT_VALUE, first) : severity;
}

/* ---- header ---- */

static void take_column(struct loader *loader, size_t i) {
    struct cn_str title = cn_str_trim(loader->rows.cells[i].text);
    const struct cn_field *field = cn_entry_field(title);
    for (size_t k = 0; field && k < i; k++)
        if (loader->columns[k].field == field)
            field = NULL; /* the first one counts, the other is kept as it is */
    loader->columns[i] = (struct column){field, title};
    loader->has_name |= field && strcmp(field->name, "name") == 0;
    loader->has_meaning |= field && strcmp(field->name, "meaning") == 0;
}

/* Steps behind the first row that is neither blank nor preamble. Is it a header? */
static enum cn_severity find_header(struct loader *loader) {
    struct cn_rows *rows = &loader->rows;
    enum cn_severity severity = CN_OK;
    do {
        severity = cn_rows_next(rows);
    } while (severity == CN_SKIP ||
             (severity == CN_OK && (cn_rows_blank(rows) || cn_rows_preamble(rows))));
    if (severity != CN_OK)
        return severity == CN_FATAL ? CN_FATAL : CN_SKIP;
    loader->has_name = loader->has_meaning = false;
    loader->header_line = rows->cells[0].line;
    loader->columns_len = rows->len;
    for (size_t i = 0; i < rows->len; i++)
        take_column(loader, i);
    return loader->has_name && loader->has_meaning ? CN_OK : CN_SKIP;
}

/* Finds the delimiter by the header row, and reads the columns. */
static enum cn_severity read_header(struct loader *loader, struct cn_str bytes) {
    static const char delimiters[] = {'\t', ',', ';'};
    enum cn_severity severity = CN_SKIP;
    for (size_t i = 0; i < sizeof delimiters && severity == CN_SKIP; i++) {
        cn_rows_begin(&loader->rows, bytes, delimiters[i], &loader->dictionary->arena);
        severity = find_header(loader);
    }
    if (severity != CN_SKIP)
        return severity;
    struct cn_row_cell nowhere = {.line = loader->rows.len > 0 ? loader->rows.cells[0].line : 1,
                                  .column = 1};
    return note(loader, CN_SKIP, CN_E_DICT_HEADER, &nowhere);
}

/* ---- entries ---- */

static bool grow_entries(struct cn_dictionary *dictionary) {
    if (dictionary->entries_len < dictionary->entries_cap)
        return true;
    uint32_t cap = dictionary->entries_cap ? dictionary->entries_cap * 2 : 64;
    struct cn_entry *entries = NULL;
    if (cap > dictionary->entries_cap)
        entries = realloc(dictionary->entries, cap * sizeof *entries);
    if (!entries)
        return false;
    dictionary->entries = entries;
    dictionary->entries_cap = cap;
    return true;
}

static bool valid_utf8(struct cn_str text) {
    size_t len = 1;
    for (size_t at = 0; at < text.len; at += len) {
        if ((unsigned char)text.bytes[at] < 0x80)
            len = 1;
        else if (cn_utf8_next(text, at, &len) < 0)
            return false;
    }
    return true;
}

/* Keeps a cell of a column without a meaning of its own, as "column: value". */
static enum cn_severity add_extra(struct loader *loader, struct cn_entry *entry, size_t column) {
    struct cn_str title = loader->columns[column].title;
    struct cn_str value = cn_str_trim(loader->rows.cells[column].text);
    struct cn_arena *arena = &loader->dictionary->arena;
    if (value.len == 0)
        return CN_OK;
    if (!entry->extra.items)
        entry->extra.items = CN_NEW_ARRAY(arena, struct cn_str, loader->columns_len);
    char *text = CN_NEW_ARRAY(arena, char, title.len + 2 + value.len);
    if (!entry->extra.items || !text)
        return CN_FATAL;
    memcpy(text, title.bytes, title.len);
    memcpy(text + title.len, ": ", 2);
    memcpy(text + title.len + 2, value.bytes, value.len);
    entry->extra.items[entry->extra.len++] = (struct cn_str){text, title.len + 2 + value.len};
    return CN_OK;
}

static enum cn_severity take_cell(struct loader *loader, struct cn_entry *entry, size_t i) {
    const struct cn_row_cell *cell = &loader->rows.cells[i];
    const struct cn_field *field = i < loader->columns_len ? loader->columns[i].field : NULL;
    if (!valid_utf8(cell->text))
        return note(loader, CN_SKIP, CN_E_DICT_ENCODING, cell);
    if (i >= loader->columns_len)
        return cell->text.len == 0 ? CN_OK : note(loader, CN_SKIP, CN_E_DICT_COLUMNS, cell);
    if (!field)
        return add_extra(loader, entry, i);
    enum cn_severity severity = cn_field_set(field, entry, cell->text, &loader->dictionary->arena);
    return severity == CN_SKIP ? note(loader, CN_SKIP, CN_E_DICT_VALUE, cell) : severity;
}

/* The cell of the column that fills the field called `name`; of a short row, its last cell. */
static const struct cn_row_cell *cell_of(const struct loader *loader, const char *name) {
    const struct cn_field *field = cn_entry_field(cn_str_of(name));
    size_t i = 0;
    while (i + 1 < loader->rows.len && loader->columns[i].field != field)
        i++;
    return &loader->rows.cells[i];
}

static enum cn_severity check_aliases(struct loader *loader, const struct cn_entry *entry) {
    for (size_t i = 0; i < entry->aliases.len; i++) {
        enum cn_code code = cn_name_check(entry->aliases.items[i]);
        if (code != CN_E_NONE)
            return note(loader, CN_SKIP, code, cell_of(loader, "aliases"));
    }
    return CN_OK;
}

static enum cn_severity check_entry(struct loader *loader, struct cn_entry *entry) {
    enum cn_code code = cn_entry_name(entry);
    if (code != CN_E_NONE)
        return note(loader, CN_SKIP, code, cell_of(loader, "name"));
    if (entry->meaning.len == 0)
        return note(loader, CN_SKIP, CN_E_DICT_MEANING_EMPTY, cell_of(loader, "meaning"));
    if (entry->from && entry->until && entry->from > entry->until)
        return note(loader, CN_SKIP, CN_E_DICT_VALUE, cell_of(loader, "until"));
    return check_aliases(loader, entry);
}

/* The entry at the end of the list stays unless the file says the same above. */
static enum cn_severity keep_entry(struct loader *loader) {
    struct cn_dictionary *dictionary = loader->dictionary;
    uint32_t found;
    if (!cn_seen_add(&loader->seen, dictionary->entries, dictionary->entries_len, &found))
        return CN_FATAL;
    if (found != CN_NOT_SEEN)
        return note(loader, CN_SKIP, CN_E_DICT_DUPLICATE, cell_of(loader, "name"));
    dictionary->entries_len++;
    return CN_OK;
}

static enum cn_severity read_entry(struct loader *loader) {
    const struct cn_row_cell *name = cell_of(loader, "name");
    enum cn_severity severity = CN_OK;
    if (!grow_entries(loader->dictionary))
        return CN_FATAL;
    struct cn_entry *entry = &loader->dictionary->entries[loader->dictionary->entries_len];
    *entry = (struct cn_entry){
        .scheme = (uint32_t)(loader->scheme - loader->dictionary->schemes),
        .line = (uint32_t)name->line,
        .column = (uint32_t)name->column,
    };
    for (size_t i = 0; i < loader->rows.len && severity == CN_OK; i++)
        severity = take_cell(loader, entry, i);
    if (severity == CN_OK)
        severity = check_entry(loader, entry);
    return severity == CN_OK ? keep_entry(loader) : severity;
}

static enum cn_severity read_row(struct loader *loader) {
    if (cn_rows_blank(&loader->rows) || loader->rows.cells[0].line == loader->header_line)
        return CN_OK;
    if (cn_rows_preamble(&loader->rows))
        return read_preamble(loader);
    return read_entry(loader);
}

static enum cn_severity read_rows(struct loader *loader) {
    enum cn_severity severity = CN_OK;
    while (severity < CN_FATAL && (severity = cn_rows_next(&loader->rows)) != CN_END) {
        if (severity == CN_SKIP)
            note(loader, CN_SKIP, loader->rows.error, &loader->rows.error_at);
        else if (severity == CN_OK)
            severity = read_row(loader);
    }
    return severity == CN_END ? CN_OK : severity;
}

/* ---- a file ---- */

static int by_id(const void *a, const void *b) {
    return cn_str_compare(((const struct source *)a)->id, ((const struct source *)b)->id);
}

/* A source that has no blank in it ought to be the id of a citation. */
static void cite(struct loader *loader, struct cn_entry *entry) {
    struct source wanted = {.id = entry->source};
    size_t len = loader->sources.len / sizeof wanted;
    const struct source *found =
        len > 0 ? bsearch(&wanted, loader->sources.bytes, len, sizeof wanted, by_id) : NULL;
    if (found)
        entry->source = found->citation;
    else if (entry->source.len > 0 && !memchr(entry->source.bytes, ' ', entry->source.len))
        cn_check_note(loader->dictionary, entry, CN_PARTIAL, CN_E_DICT_SOURCE_UNKNOWN, NULL);
}

/* Fills in what rows take from the preamble. */
static void finish(struct loader *loader) {
    struct cn_dictionary *dictionary = loader->dictionary;
    struct cn_scheme *scheme = loader->scheme;
    size_t sources = loader->sources.len / sizeof(struct source);
    if (sources > 0)
        qsort(loader->sources.bytes, sources, sizeof(struct source), by_id);
    for (uint32_t i = scheme->first_entry; i < dictionary->entries_len; i++) {
        struct cn_entry *entry = &dictionary->entries[i];
        if (entry->kind.len == 0)
            entry->kind = scheme->kind;
        cite(loader, entry);
    }
    scheme->entries = dictionary->entries_len - scheme->first_entry;
}

/* The file's name without folder and suffix. */
static struct cn_str base_name(struct cn_str path) {
    size_t start = path.len;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    struct cn_str name = {path.bytes + start, path.len - start};
    const char *dot = name.len > 0 ? memchr(name.bytes + 1, '.', name.len - 1) : NULL;
    return dot ? (struct cn_str){name.bytes, (size_t)(dot - name.bytes)} : name;
}

static struct cn_scheme *push_scheme(struct cn_dictionary *dictionary, const char *path,
                                     bool named) {
    if (dictionary->schemes_len == dictionary->schemes_cap) {
        uint32_t cap = dictionary->schemes_cap ? dictionary->schemes_cap * 2 : 8;
        struct cn_scheme *schemes = realloc(dictionary->schemes, cap * sizeof *schemes);
        if (!schemes)
            return NULL;
        dictionary->schemes = schemes;
        dictionary->schemes_cap = cap;
    }
    struct cn_str copy = cn_arena_copy(&dictionary->arena, cn_str_of(path));
    if (!copy.bytes)
        return NULL;
    struct cn_scheme *scheme = &dictionary->schemes[dictionary->schemes_len++];
    *scheme = (struct cn_scheme){.name = base_name(copy),
                                 .path = copy,
                                 .named = named,
                                 .first_entry = dictionary->entries_len};
    return scheme;
}

/* Reads `bytes`, which are in the arena, into a new scheme. */
static enum cn_severity load(struct cn_dictionary *dictionary, struct cn_scheme *scheme,
                             struct cn_str bytes) {
    struct loader loader = {.dictionary = dictionary, .scheme = scheme};
    enum cn_severity severity = read_header(&loader, bytes);
    if (severity == CN_OK) {
        cn_rows_begin(&loader.rows, bytes, loader.rows.delimiter, &dictionary->arena);
        severity = read_rows(&loader);
        finish(&loader);
    } else {
        dictionary->schemes_len--;
    }
    if (severity == CN_FATAL)
        note(&loader, CN_FATAL, CN_E_MEMORY, &(struct cn_row_cell){0});
    cn_seen_free(&loader.seen);
    cn_buf_free(&loader.sources);
    return severity > loader.worst ? severity : loader.worst;
}

enum cn_severity cn_dictionary_load_bytes(struct cn_dictionary *dictionary, struct cn_str bytes,
                                          const char *path, bool named) {
    struct cn_where where = {.file = cn_str_of(path)};
    if (bytes.len > CN_DICTIONARY_FILE_MAX)
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_DICT_TOO_LARGE, &where, NULL);
    struct cn_str copy = cn_arena_copy(&dictionary->arena, bytes);
    struct cn_scheme *scheme = copy.bytes ? push_scheme(dictionary, path, named) : NULL;
    if (!scheme)
        return cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    return load(dictionary, scheme, copy);
}

/* Is the file there already? Then it was asked for by name perhaps only now. */
static bool loaded(struct cn_dictionary *dictionary, const char *path, bool named) {
    for (uint32_t i = 0; i < dictionary->schemes_len; i++) {
        struct cn_scheme *scheme = &dictionary->schemes[i];
        if (cn_str_equal(scheme->path, cn_str_of(path))) {
            scheme->named |= named;
            return true;
        }
    }
    return false;
}

/* Reads a little more than a dictionary may have at most. False: errno says why. */
static bool slurp(int fd, struct cn_buf *bytes) {
    enum { STEP = 256 * 1024 };
    while (bytes->len <= CN_DICTIONARY_FILE_MAX && cn_buf_reserve(bytes, STEP)) {
        ssize_t got = read(fd, bytes->bytes + bytes->len, STEP);
        if (got == 0 || (got < 0 && errno != EINTR))
            return got == 0;
        bytes->len += got > 0 ? (size_t)got : 0;
    }
    return true;
}

enum cn_severity cn_dictionary_load_file(struct cn_dictionary *dictionary, const char *path,
                                         bool named) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_buf bytes = {0};
    enum cn_severity severity = CN_OK;
    if (loaded(dictionary, path, named))
        return CN_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_OPEN, &where, "%s", strerror(errno));
    if (!slurp(fd, &bytes))
        severity =
            cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_READ, &where, "%s", strerror(errno));
    else if (bytes.failed)
        severity = cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    else
        severity = cn_dictionary_load_bytes(dictionary, cn_buf_str(&bytes), path, named);
    close(fd);
    cn_buf_free(&bytes);
    return severity;
}

void cn_dictionary_free(struct cn_dictionary *dictionary) {
    free(dictionary->entries);
    free(dictionary->schemes);
    cn_diags_free(&dictionary->diags);
    cn_arena_free(&dictionary->arena);
    *dictionary = (struct cn_dictionary){0};
}
