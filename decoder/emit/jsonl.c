/*
 * jsonl.c: JSON Lines for programs: a record a mention, a record a document behind its mentions, a
 * summary of the run at the end. Field by field in cryptonym-jsonl(5); a change there that a reader
 * could stumble over raises RECORD_VERSION.
 */
#include "emit/emit.h"

#include "base/limits.h"
#include "base/sha256.h"
#include "emit/json.h"
#include "tokenize/tokenize.h"

#include <stdlib.h>

#define RECORD_VERSION 1
#define CONFIDENCE_DECIMALS 4
#define EVIDENCE_DECIMALS 6
#define ID_BYTES 8

static enum cn_severity begin(struct cn_emit *emit) {
    emit->state = calloc(1, sizeof(struct cn_buf));
    return emit->state ? CN_OK : CN_FATAL;
}

static bool divides(const struct cn_emit_options *options) {
    (void)options;
    return true;
}

static void release(struct cn_emit *emit) {
    if (!emit->state)
        return;
    cn_buf_free(emit->state);
    free(emit->state);
    emit->state = NULL;
}

static struct cn_buf *open_record(struct cn_emit *emit, const char *type) {
    struct cn_buf *json = emit->state;
    cn_buf_clear(json);
    cn_json_open(json, NULL, '{');
    cn_json_text(json, "type", type);
    return json;
}

static enum cn_severity close_record(struct cn_emit *emit) {
    struct cn_buf *json = emit->state;
    cn_json_close(json, '}');
    cn_buf_add_byte(json, '\n');
    cn_out_add_buf(emit->out, json);
    return cn_out_state(emit->out);
}

/* ---- what records share ---- */

static bool is_utf8(struct cn_str text) {
    size_t len = 1;
    for (size_t at = 0; at < text.len; at += len) {
        if (cn_utf8_next(text, at, &len) < 0)
            return false;
    }
    return true;
}

static void percent_encode(struct cn_buf *buf, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (byte < 0x80 && byte != '%')
            cn_buf_add_byte(buf, text.bytes[i]);
        else
            cn_buf_addf(buf, "%%%02X", byte);
    }
}

/* A name that is not UTF-8 is percent-encoded, and its bytes stand beside it. */
static void add_name_of(struct cn_buf *json, const char *key, const char *bytes_key,
                        struct cn_str name) {
    struct cn_buf encoded = {0};
    if (is_utf8(name)) {
        cn_json_string(json, key, name);
        return;
    }
    percent_encode(&encoded, name);
    cn_json_string(json, key, cn_buf_str(&encoded));
    cn_json_base64(json, bytes_key, name);
    json->failed |= encoded.failed;
    cn_buf_free(&encoded);
}

static void add_document_name(struct cn_buf *json, struct cn_str name) {
    add_name_of(json, "document", "document_bytes", name);
}

static void add_duplicate_of(struct cn_buf *json, struct cn_str name) {
    if (name.len > 0)
        add_name_of(json, "duplicate_of", "duplicate_of_bytes", name);
    else
        cn_json_maybe(json, "duplicate_of", name);
}

/* ---- mentions ---- */

static void hash_part(struct cn_sha256 *hash, struct cn_str part) {
    cn_sha256_add(hash, part.bytes, part.len);
    cn_sha256_add(hash, "", 1);
}

/* The same for the same place and name in a document of the same name, on every run. */
static void add_id(struct cn_buf *json, const struct cn_document *document,
                   const struct cn_mention *mention) {
    unsigned char digest[CN_SHA256_BYTES];
    struct cn_sha256 hash;
    struct cn_buf span = {0};
    cn_buf_addf(&span, "%ju %ju", (uintmax_t)mention->start, (uintmax_t)mention->end);
    cn_sha256_start(&hash);
    hash_part(&hash, document->name);
    hash_part(&hash, cn_buf_str(&span));
    hash_part(&hash, mention->meanings[0].scheme->name);
    hash_part(&hash, mention->meanings[0].entry->name);
    cn_sha256_finish(&hash, digest);
    cn_json_hex(json, "id", digest, ID_BYTES);
    json->failed |= span.failed;
    cn_buf_free(&span);
}

static void add_span(struct cn_buf *json, struct cn_span span) {
    cn_json_number(json, "start", span.start);
    cn_json_number(json, "end", span.end);
}

static void add_place(struct cn_buf *json, const struct cn_text *text,
                      const struct cn_mention *mention) {
    struct cn_span span = {mention->start, mention->end};
    add_span(json, span);
    if (text->unsourced) {
        cn_json_text(json, "source", NULL);
    } else {
        cn_json_open(json, "source", '{');
        add_span(json, text->map ? cn_map_source(text->map, span) : span);
        cn_json_close(json, '}');
    }
    cn_json_number(json, "line", mention->line);
    cn_json_number(json, "column", mention->column);
}

static void add_name(struct cn_buf *json, const struct cn_mention *mention) {
    static const char *const certainties[] = {"documented", "inferred", "disputed"};
    const struct cn_meaning *best = &mention->meanings[0];
    cn_json_string(json, "name", best->entry->name);
    cn_json_optional(json, "member", mention->member, mention->member != CN_NO_MEMBER);
    cn_json_string(json, "scheme", best->scheme->name);
    cn_json_maybe(json, "kind", best->entry->kind);
    cn_json_maybe(json, "country", best->entry->country);
    cn_json_string(json, "meaning", best->entry->meaning);
    cn_json_bool(json, "unknown", best->unknown);
    cn_json_text(json, "certainty", certainties[best->entry->certainty]);
    cn_json_maybe(json, "citation", best->entry->source);
    cn_json_fraction(json, "confidence", mention->confidence, CONFIDENCE_DECIMALS);
    cn_json_fraction(json, "name_confidence", mention->name_confidence, CONFIDENCE_DECIMALS);
    cn_json_text(json, "match", cn_how_name(best->candidate.how));
}

/* The start of the character that ends at `at`. */
static size_t character_before(struct cn_str text, size_t at) {
    for (size_t len = 4; len > 1; len--) {
        size_t found = 0;
        if (at >= len && cn_utf8_next(text, at - len, &found) >= 0 && found == len)
            return at - len;
    }
    return at - 1;
}

static void add_context(struct cn_buf *json, const struct cn_text *text,
                        const struct cn_mention *mention) {
    struct cn_str window = {text->bytes, text->len};
    size_t start = (size_t)(mention->start - text->base);
    size_t end = (size_t)(mention->end - text->base);
    size_t from = start;
    size_t to = end;
    for (int i = 0; i < CN_CONTEXT_CHARS && from > 0; i++)
        from = character_before(window, from);
    for (int i = 0; i < CN_CONTEXT_CHARS && to < text->len; i++) {
        size_t len = 1;
        cn_utf8_next(window, to, &len);
        to += len;
    }
    cn_json_string(json, "before", (struct cn_str){text->bytes + from, start - from});
    cn_json_string(json, "after", (struct cn_str){text->bytes + end, to - end});
}

static void add_readings(struct cn_buf *json, const struct cn_mention *mention) {
    cn_json_open(json, "readings", '[');
    for (size_t i = 0; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        cn_json_open(json, NULL, '{');
        cn_json_string(json, "scheme", meaning->scheme->name);
        cn_json_string(json, "name", meaning->entry->name);
        cn_json_string(json, "meaning", meaning->entry->meaning);
        cn_json_bool(json, "unknown", meaning->unknown);
        cn_json_fraction(json, "share", meaning->share, CONFIDENCE_DECIMALS);
        cn_json_close(json, '}');
    }
    cn_json_close(json, ']');
}

static void add_evidence(struct cn_buf *json, const struct cn_meaning *best) {
    cn_json_open(json, "evidence", '[');
    for (size_t i = 0; i < best->evidence_len; i++) {
        const struct cn_evidence *evidence = &best->evidence[i];
        cn_json_open(json, NULL, '{');
        cn_json_text(json, "name", evidence->name);
        cn_json_fraction(json, "value", evidence->value, EVIDENCE_DECIMALS);
        cn_json_fraction(json, "weight", evidence->weight, EVIDENCE_DECIMALS);
        cn_json_bool(json, "prior", evidence->prior);
        cn_json_close(json, '}');
    }
    cn_json_close(json, ']');
}

/* What is known of it. */
static void add_named_place(struct cn_buf *json, const struct cn_locator *place) {
    if (place->page > 0)
        cn_json_number(json, "page", place->page);
    if (place->slide > 0)
        cn_json_number(json, "slide", place->slide);
    if (place->sheet > 0) {
        cn_json_string(json, "sheet", place->sheet_name);
        cn_json_number(json, "sheet_number", place->sheet);
        cn_json_bool(json, "hidden", place->hidden);
    }
    if (place->part.len > 0)
        cn_json_string(json, "part", place->part);
    if (place->part_number > 0)
        cn_json_number(json, "part_number", place->part_number);
    if (place->paragraph > 0)
        cn_json_number(json, "paragraph", place->paragraph);
}

/* As a spreadsheet names it. */
static void add_reference(struct cn_buf *json, const struct cn_locator *place) {
    struct cn_buf name = {0};
    if (place->sheet == 0 || place->row == 0 || place->column == 0)
        return;
    cn_place_cell(&name, place->row, place->column);
    cn_json_string(json, "name", cn_buf_str(&name));
    json->failed |= name.failed;
    cn_buf_free(&name);
}

static void add_locator(struct cn_buf *json, const struct cn_text *text,
                        const struct cn_mention *mention) {
    struct cn_locator place;
    cn_json_open(json, "locator", '{');
    cn_json_number(json, "line", mention->line);
    cn_json_number(json, "column", mention->column);
    if (cn_text_locate(text, mention->start, &place))
        add_named_place(json, &place);
    if (mention->in_table) {
        cn_json_open(json, "cell", '{');
        add_reference(json, &place);
        cn_json_number(json, "row", mention->cell.row);
        cn_json_number(json, "column", mention->cell.column);
        cn_json_maybe(json, "header", mention->cell.header);
        cn_json_maybe(json, "label", mention->cell.label);
        cn_json_close(json, '}');
    }
    cn_json_close(json, '}');
}

static enum cn_severity add_mention(struct cn_emit *emit, const struct cn_document *document,
                                    const struct cn_text *text, const struct cn_mention *mention) {
    struct cn_buf *json = open_record(emit, "mention");
    add_id(json, document, mention);
    add_document_name(json, document->name);
    add_place(json, text, mention);
    cn_json_string(json, "surface", cn_text_span(text, mention->start, mention->end));
    add_name(json, mention);
    add_context(json, text, mention);
    add_readings(json, mention);
    add_evidence(json, &mention->meanings[0]);
    add_locator(json, text, mention);
    return close_record(emit);
}

static enum cn_severity window(struct cn_emit *emit, const struct cn_document *document,
                               const struct cn_text *text, const struct cn_mentions *mentions) {
    enum cn_severity severity = CN_OK;
    for (size_t i = 0; i < mentions->len && severity == CN_OK; i++)
        severity = add_mention(emit, document, text, &mentions->items[i]);
    return severity;
}

/* ---- documents ---- */

static void add_diagnostics(struct cn_buf *json, const struct cn_diags *diags) {
    static const char *const severities[] = {"ok", "end", "partial", "skip", "fatal"};
    cn_json_open(json, "diagnostics", '[');
    for (size_t i = 0; i < diags->len; i++) {
        const struct cn_diag *diag = &diags->items[i];
        cn_json_open(json, NULL, '{');
        cn_json_text(json, "severity", severities[diag->severity]);
        cn_json_text(json, "code", cn_code_name(diag->code));
        cn_json_text(json, "message", cn_code_text(diag->code));
        cn_json_maybe(json, "detail", diag->detail);
        cn_json_optional(json, "line", diag->where.line, diag->where.line > 0);
        cn_json_optional(json, "column", diag->where.column, diag->where.column > 0);
        cn_json_close(json, '}');
    }
    cn_json_close(json, ']');
    cn_json_number(json, "diagnostics_dropped", diags->dropped);
}

static void add_charset(struct cn_buf *json, const struct cn_document *document) {
    bool known = document->charset != NULL;
    cn_json_text(json, "charset", document->charset);
    cn_json_text(json, "charset_by", known ? cn_charset_by_name(document->charset_by) : NULL);
    if (known)
        cn_json_fraction(json, "charset_certainty", document->charset_certainty, 4);
    else
        cn_json_text(json, "charset_certainty", NULL);
}

static enum cn_severity record(struct cn_emit *emit, const struct cn_record *ended) {
    const struct cn_document *document = ended->document;
    struct cn_buf *json = open_record(emit, "document");
    add_document_name(json, document->name);
    cn_json_text(json, "status", cn_status_name(document->status));
    if (document->status == CN_STATUS_TIMEOUT)
        cn_json_bool(json, "nondeterministic", true);
    cn_json_number(json, "bytes", document->bytes);
    if (document->hashed)
        cn_json_hex(json, "sha256", document->sha256, sizeof document->sha256);
    else
        cn_json_maybe(json, "sha256", (struct cn_str){0});
    add_duplicate_of(json, ended->duplicate_of);
    cn_json_text(json, "format", ended->format);
    add_charset(json, document);
    cn_json_number(json, "invalid", document->invalid);
    cn_json_number(json, "mentions", ended->mentions);
    cn_json_number(json, "below", ended->below);
    cn_json_number(json, "covered", ended->covered);
    add_diagnostics(json, &document->diags);
    return close_record(emit);
}

/* ---- the run ---- */

static void add_statuses(struct cn_buf *json, const struct cn_run *run) {
    cn_json_open(json, "statuses", '{');
    for (int status = 0; status <= CN_STATUS_NO_TEXT; status++)
        cn_json_number(json, cn_status_name((enum cn_status)status), run->statuses[status]);
    cn_json_close(json, '}');
}

static void add_dictionaries(struct cn_buf *json, const struct cn_dictionary *dictionary) {
    cn_json_open(json, "dictionaries", '[');
    for (uint32_t i = 0; dictionary && i < dictionary->schemes_len; i++) {
        const struct cn_scheme *scheme = &dictionary->schemes[i];
        cn_json_open(json, NULL, '{');
        cn_json_string(json, "scheme", scheme->name);
        cn_json_maybe(json, "title", scheme->title);
        cn_json_number(json, "entries", scheme->entries);
        cn_json_bool(json, "named", scheme->named);
        cn_json_close(json, '}');
    }
    cn_json_close(json, ']');
}

static void add_languages(struct cn_buf *json, const struct cn_words *words) {
    struct cn_str_list manifest = {NULL, 0};
    if (words)
        manifest = cn_words_manifest(words);
    cn_json_open(json, "hunspell", '[');
    for (size_t i = 0; i < manifest.len; i++)
        cn_json_string(json, NULL, manifest.items[i]);
    cn_json_close(json, ']');
}

static void facts(struct cn_buf *json, const struct cn_dictionary *dictionary,
                  const struct cn_words *words) {
    add_dictionaries(json, dictionary);
    add_languages(json, words);
}

static enum cn_severity end(struct cn_emit *emit, const struct cn_run *run) {
    struct cn_buf *json = open_record(emit, "summary");
    cn_json_number(json, "version", RECORD_VERSION);
    cn_json_text(json, "program", PACKAGE_STRING);
    cn_json_number(json, "documents", run->documents);
    cn_json_number(json, "bytes", run->bytes);
    cn_json_number(json, "mentions", run->mentions);
    cn_json_number(json, "below", run->below);
    cn_json_fraction(json, "min_confidence", run->min_confidence, CONFIDENCE_DECIMALS);
    add_statuses(json, run);
    cn_json_members(json, run->facts);
    return close_record(emit);
}

const struct cn_emitter cn_emitter_jsonl = {
    .name = "jsonl",
    .what = "JSON Lines: a record a mention, a document and the run; see cryptonym-jsonl(5)",
    .needs_hash = true,
    .lines = true,
    .record_apart = true,
    .divides = divides,
    .begin = begin,
    .facts = facts,
    .window = window,
    .record = record,
    .end = end,
    .free = release,
};
