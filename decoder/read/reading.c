/*
 * reading.c: windows over a document's text.
 *
 *             text.bytes                                              text.len
 *                 |  shown again  |        core         |    shown ahead   | not shown yet
 *                 0          core_start              core_end             len
 *
 * A window is filled to its full size before it is handed out, so that where it ends depends on the
 * text alone and not on how the bytes came in. A short rest is not worth a window of its own: what
 * would fit the margin behind the core belongs to the core.
 */
#include "base/limits.h"
#include "open/container.h"
#include "read/charsets.h"
#include "read/extract.h"
#include "read/readers.h"
#include "read/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The head that the charset and the reader are chosen by. */
#define HEAD CN_WINDOW_CORE
/* Undecoded bytes taken at once. */
#define BLOCK ((size_t)64 * 1024)
/* Text that decides about a window: its core, which may begin before its place, the margin, and
 * room for a sequence cut by it. */
#define WINDOW ((size_t)CN_WINDOW_CORE + CN_WINDOW_MARGIN + 8)
/* What a piece reads before its first core: the margin, and room for sequences cut by both ends. */
#define BEFORE ((size_t)CN_WINDOW_MARGIN + 8)

struct cn_reading {
    struct cn_document *document;
    struct cn_extract *extract; /* NULL: the text is in the document's bytes */
    struct cn_stream *kept;     /* its text, owned */
    struct cn_stream *stream;   /* what is read: that, or the document's */
    const struct cn_charset *charset;
    const struct cn_reader *reader;
    struct cn_layout *layout;
    struct cn_buf raw; /* read, not decoded yet; unused where the text is the source */
    struct cn_decode decoding;
    struct cn_buf text;
    struct cn_map map;
    struct cn_text window;        /* the last one handed out */
    uint64_t number;              /* of the next window, from 0 */
    const struct cn_piece *piece; /* NULL: the whole document */
    bool begun;                   /* there is a last one */
    bool ended;                   /* the stream has no more */
    bool counted;                 /* the broken sequences have been counted and noted */
    bool binary;                  /* it is no text, but searched like one */
};

static enum cn_severity no_memory(struct cn_reading *reading) {
    return cn_diag_add(&reading->document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

/* ---- filling ---- */

/* Appends up to `want` bytes of the stream. */
static enum cn_severity take(struct cn_reading *reading, struct cn_buf *to, size_t want) {
    struct cn_document *document = reading->document;
    enum cn_severity severity;
    size_t got;

    if (!cn_buf_reserve(to, want))
        return no_memory(reading);
    severity = cn_stream_read(reading->stream, to->bytes + to->len, want, &got);
    to->len += got;
    if (severity == CN_OK)
        return CN_OK;
    reading->ended = true;
    if (reading->stream->status != CN_STATUS_OK)
        document->status = reading->stream->status;
    return severity == CN_FATAL ? CN_FATAL : CN_OK;
}

static enum cn_severity decode(struct cn_reading *reading) {
    uint64_t broken = reading->decoding.invalid;
    size_t used;

    reading->decoding.out = &reading->text;
    reading->decoding.map = &reading->map;
    used = reading->charset->decode(reading->charset, &reading->decoding, cn_buf_str(&reading->raw),
                                    reading->ended);
    if (reading->text.failed || reading->map.failed)
        return no_memory(reading);
    if (!reading->counted)
        reading->document->invalid += reading->decoding.invalid - broken;
    reading->raw.len -= used;
    memmove(reading->raw.bytes, reading->raw.bytes + used, reading->raw.len);
    return CN_OK;
}

/* Until there is text for a whole window behind `from`, or no more. */
static enum cn_severity fill(struct cn_reading *reading, size_t from) {
    bool direct = !reading->charset->decode;
    enum cn_severity severity = CN_OK;

    while (severity == CN_OK && !reading->ended && reading->text.len - from < WINDOW) {
        if (direct)
            severity = take(reading, &reading->text, WINDOW - (reading->text.len - from));
        else
            severity = take(reading, &reading->raw, BLOCK);
        if (severity == CN_OK && !direct)
            severity = decode(reading);
    }
    return severity;
}

/* ---- opening ---- */

static void note_binary(struct cn_reading *reading, const char *type) {
    cn_document_fail(reading->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_BINARY, type);
    reading->binary = true;
}

static enum cn_severity refuse_binary(struct cn_reading *reading) {
    enum cn_binary_use use = CN_BINARY_UNREAD;
    const char *type = cn_binary_type(cn_buf_str(&reading->raw), &use);

    if (!type)
        return CN_OK;
    if (use == CN_BINARY_SEARCHED) {
        note_binary(reading, type);
        return CN_OK;
    }
    if (use == CN_BINARY_SEALED)
        return cn_document_fail(reading->document, CN_SKIP, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED,
                                type);
    return cn_document_fail(reading->document, CN_SKIP, CN_STATUS_UNSUPPORTED, CN_E_UNSUPPORTED,
                            type);
}

/* What nothing but the bytes themselves tells is said. */
static void note_guess(struct cn_reading *reading, const struct cn_charset_choice *choice) {
    struct cn_where where = {.file = reading->document->name};
    struct cn_buf detail = {0};

    if (choice->by == CN_CHARSET_MARK || choice->by == CN_CHARSET_DECLARED)
        return;
    cn_buf_addf(&detail, "%s, certainty ", choice->charset->name);
    cn_buf_add_fixed(&detail, floor(choice->certainty * 100 + 1e-6) / 100, 2); /* 1 if it is 1 */
    cn_buf_add_text(&detail, choice->unasked ? " (built without uchardet)" : "");
    cn_diag_add(&reading->document->diags, CN_OK, CN_E_CHARSET_GUESSED, &where, "%.*s",
                (int)detail.len, detail.bytes ? detail.bytes : "");
    cn_buf_free(&detail);
}

/* Plainly no text? UTF-16, UTF-32 and EBCDIC have codes of their own; sound UTF-8 without NULs is
 * text. */
static bool is_no_text(const struct cn_charset_choice *choice, struct cn_str head) {
    if (choice->by == CN_CHARSET_PATTERN ||
        (choice->by == CN_CHARSET_MARK && choice->charset != &cn_charset_utf8))
        return false;
    if (choice->by == CN_CHARSET_VALID && !(head.len && memchr(head.bytes, 0, head.len)))
        return false;
    return cn_binary_unknown(head);
}

/* Takes the charset from the head; where the text is the source, the head is text already. */
static enum cn_severity choose_charset(struct cn_reading *reading) {
    struct cn_document *document = reading->document;
    struct cn_charset_choice choice =
        cn_charset_detect(cn_buf_str(&reading->raw), reading->ended, document->charset_declared);

    if (!reading->binary && is_no_text(&choice, cn_buf_str(&reading->raw)))
        note_binary(reading, "no known kind");
    reading->charset = choice.charset;
    document->charset = choice.charset->name;
    document->charset_by = choice.by;
    document->charset_certainty = choice.certainty;
    if (reading->charset->decode) {
        note_guess(reading, &choice);
        return decode(reading);
    }
    reading->text = reading->raw;
    reading->raw = (struct cn_buf){0};
    return CN_OK;
}

static enum cn_severity choose_reader(struct cn_reading *reading) {
    struct cn_str head = {reading->text.bytes, reading->text.len < HEAD ? reading->text.len : HEAD};
    struct cn_str name = reading->document->name;
    unsigned best = 0;

    reading->reader = &cn_reader_plain;
    if (reading->binary)
        return CN_OK;
    for (const struct cn_reader *const *reader = cn_readers; *reader; reader++) {
        unsigned bid = (*reader)->bid ? (*reader)->bid(head, name) : 0;

        if (bid > best)
            reading->reader = *reader;
        if (bid > best)
            best = bid;
    }
    if (!reading->reader->layout)
        return CN_OK;
    if (reading->reader->layout(head, name, &reading->layout) != CN_OK)
        return no_memory(reading);
    return CN_OK;
}

/* The reader with the highest claim; NULL: there is none. */
static const struct cn_reader *claimed(struct cn_document *document, struct cn_str head,
                                       const struct cn_source *source, unsigned *best) {
    const struct cn_reader *found = NULL;

    *best = 0;
    for (const struct cn_reader *const *reader = cn_readers; *reader; reader++) {
        unsigned claim = (*reader)->claim ? (*reader)->claim(head, source, document->name) : 0;

        if (claim > *best)
            found = *reader;
        if (claim > *best)
            *best = claim;
    }
    return found;
}

/* Has the reader lay the text down; from then on that is what is read. */
static enum cn_severity extract(struct cn_reading *reading, const struct cn_source *source) {
    struct cn_document *document = reading->document;
    struct cn_extraction extraction = {.source = source,
                                       .document = document,
                                       .vault = &document->vaults->members,
                                       .declared = document->charset_declared};
    enum cn_severity severity;

    if (reading->reader->missing)
        return cn_document_fail(document, CN_SKIP, CN_STATUS_UNSUPPORTED, CN_E_LIBRARY,
                                reading->reader->missing);
    reading->extract = cn_extract_new(document, &document->vaults->text);
    if (!reading->extract)
        return no_memory(reading);
    extraction.to = reading->extract;
    severity = reading->reader->extract(&extraction);
    if (severity == CN_FATAL || cn_extract_end(reading->extract) == CN_FATAL)
        return no_memory(reading);
    return severity == CN_SKIP ? CN_SKIP : CN_OK;
}

/* The text that was laid down takes the place of the document's bytes. */
static enum cn_severity read_extracted(struct cn_reading *reading) {
    struct cn_document *document = reading->document;
    struct cn_source text = cn_extract_source(reading->extract);

    reading->kept = cn_stream_source(&text, document->name, &document->diags, CN_READ_SIZE);
    reading->layout = cn_marks_layout(cn_extract_marks(reading->extract));
    if (!reading->kept || !reading->layout)
        return no_memory(reading);
    reading->stream = reading->kept;
    reading->ended = false;
    reading->charset = &cn_charset_utf8;
    if (!document->charset)
        document->charset = reading->charset->name;
    cn_buf_clear(&reading->raw);
    return fill(reading, 0);
}

/* A document whose text is not its bytes, or that holds others, if anybody claims it; *done says
 * so. Bytes that are still packed are shown as far as they have been read. */
static enum cn_severity try_extract(struct cn_reading *reading, bool *done) {
    struct cn_document *document = reading->document;
    struct cn_str head = cn_buf_str(&reading->raw);
    struct cn_source source = document->source;
    unsigned claim, bid;

    *done = false;
    if (!document->vaults)
        return CN_OK;
    if (document->packed)
        source = (struct cn_source){.fd = -1, .bytes = head.bytes, .size = head.len};
    reading->reader = claimed(document, head, &source, &claim);
    document->container = cn_container_find(head, &source, document->name, &bid);
    if (bid < claim)
        document->container = NULL;
    *done = claim > 0 || bid > 0;
    if (claim < bid && bid == CN_END_BITS && refuse_binary(reading) == CN_FATAL)
        return CN_FATAL;
    if (claim < bid || claim == 0 || document->looking)
        return *done ? CN_SKIP : CN_OK;
    cn_document_source(document, &source);
    enum cn_severity severity = extract(reading, &source);
    return severity == CN_OK ? read_extracted(reading) : severity;
}

static enum cn_severity begin(struct cn_reading *reading) {
    enum cn_severity severity = CN_OK;
    bool extracted = false;

    while (severity == CN_OK && !reading->ended && reading->raw.len < HEAD)
        severity = take(reading, &reading->raw, HEAD - reading->raw.len);
    if (severity == CN_OK && reading->document->status == CN_STATUS_UNREADABLE)
        severity = CN_SKIP;
    if (severity == CN_OK)
        severity = try_extract(reading, &extracted);
    if (extracted)
        return severity;
    if (severity == CN_OK)
        severity = refuse_binary(reading);
    if (severity == CN_OK)
        severity = choose_charset(reading);
    if (severity == CN_OK)
        severity = fill(reading, 0);
    return severity == CN_OK ? choose_reader(reading) : severity;
}

enum cn_severity cn_read_open(struct cn_document *document, struct cn_reading **out) {
    struct cn_reading *reading = calloc(1, sizeof(*reading));
    enum cn_severity severity;

    *out = NULL;
    if (!reading)
        return cn_diag_add(&document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    reading->document = document;
    reading->stream = document->stream;
    severity = begin(reading);
    if (severity >= CN_SKIP)
        cn_read_close(reading);
    else
        *out = reading;
    return severity;
}

/* ---- windows ---- */

uint64_t cn_read_lines(const struct cn_text *window, uint64_t *last) {
    if (window->lines == 0)
        return 0;
    for (size_t i = window->core_end; i-- > window->core_start;)
        if (window->bytes[i] == '\n') {
            *last = window->base + i + 1;
            break;
        }
    return window->lines;
}

/* Carries the line number over the core that is done with. */
static void count_lines(struct cn_text *window) {
    window->line += cn_read_lines(window, &window->line_start);
}

/* Drops the text that no window will show again. */
static void move_on(struct cn_reading *reading) {
    struct cn_text *window = &reading->window;
    struct cn_buf *text = &reading->text;
    size_t gone = 0;

    count_lines(window);
    if (window->core_end > CN_WINDOW_MARGIN)
        gone = cn_utf8_boundary(cn_buf_str(text), window->core_end - CN_WINDOW_MARGIN);
    text->len -= gone;
    memmove(text->bytes, text->bytes + gone, text->len);
    window->base += gone;
    window->core_start = window->core_end - gone;
    cn_map_forget(&reading->map, window->base);
}

/* Where the core and the window end: the core at its place, whatever became of those before. */
static void measure(struct cn_reading *reading) {
    struct cn_str text = cn_buf_str(&reading->text);
    struct cn_text *window = &reading->window;
    size_t end = (size_t)((reading->number + 1) * CN_WINDOW_CORE - window->base);

    window->last = reading->ended && text.len <= end + CN_WINDOW_MARGIN;
    window->core_end = text.len;
    window->len = text.len;
    if (!window->last) {
        window->core_end = cn_utf8_boundary(text, end);
        window->len = cn_utf8_boundary(text, window->core_end + CN_WINDOW_MARGIN);
    }
    window->bytes = text.bytes ? text.bytes : "";
    window->map = reading->extract ? cn_extract_map(reading->extract) : &reading->map;
    window->layout = reading->layout;
    window->marks = reading->extract ? cn_extract_marks(reading->extract) : NULL;
    window->unsourced = reading->extract && !reading->reader->sourced;
}

static struct cn_str core_of(const struct cn_text *window) {
    return (struct cn_str){window->bytes + window->core_start,
                           window->core_end - window->core_start};
}

/* Broken sequences of UTF-8 are counted here, those of other charsets by their decoder. */
static void count_broken(struct cn_reading *reading) {
    const struct cn_text *window = &reading->window;
    struct cn_document *document = reading->document;

    if (reading->counted)
        return;
    if (!reading->charset->decode) {
        struct cn_utf8_count count = cn_utf8_check(core_of(window));

        document->invalid += count.broken + count.cut;
    }
    reading->counted = window->last;
    if (window->last && (document->invalid || reading->piece))
        cn_diag_add(&document->diags, CN_OK, CN_E_CHARSET_INVALID,
                    &(struct cn_where){.file = document->name}, "%" PRIu64 " in %s",
                    document->invalid, document->charset);
}

enum cn_severity cn_read_next(struct cn_reading *reading, struct cn_text *text) {
    struct cn_text *window = &reading->window;
    enum cn_severity severity;

    if (window->last) /* what the layout of the last window had no memory for is known only now */
        return !reading->layout || cn_layout_enter(reading->layout, window) ? CN_END
                                                                            : no_memory(reading);
    window->first = !reading->begun;
    if (reading->begun && reading->layout)
        cn_layout_leave(reading->layout);
    if (reading->begun)
        move_on(reading);
    else
        window->line = 1;
    if (reading->piece && reading->number == reading->piece->from) {
        window->line = reading->piece->line;
        window->line_start = reading->piece->line_start;
    }
    reading->begun = true;
    severity = fill(reading, window->core_start);
    if (severity >= CN_SKIP)
        return severity;
    measure(reading);
    count_broken(reading);
    window->lines = cn_str_count(core_of(window), '\n');
    if (reading->layout && !cn_layout_enter(reading->layout, window))
        return no_memory(reading);
    reading->number++;
    *text = *window;
    return CN_OK;
}

enum cn_severity cn_read_rewind(struct cn_reading *reading) {
    if (!reading->counted)
        reading->document->invalid = 0;
    reading->window = (struct cn_text){0};
    reading->begun = reading->ended = false;
    reading->number = 0;
    reading->decoding = (struct cn_decode){0};
    cn_buf_clear(&reading->raw);
    cn_buf_clear(&reading->text);
    cn_map_clear(&reading->map);
    if (reading->layout)
        cn_layout_rewind(reading->layout);
    return cn_stream_rewind(reading->stream);
}

/* ---- pieces ---- */

uint64_t cn_read_windows(uint64_t size) {
    if (size <= CN_WINDOW_CORE + CN_WINDOW_MARGIN)
        return 1;
    return (size - CN_WINDOW_MARGIN + CN_WINDOW_CORE - 1) / CN_WINDOW_CORE;
}

bool cn_read_divisible(const struct cn_reading *reading) {
    return reading->charset == &cn_charset_utf8 && reading->reader == &cn_reader_plain &&
           !reading->binary;
}

void cn_read_divisible_names(const char **format, const char **charset) {
    *format = cn_reader_plain.name;
    *charset = cn_charset_utf8.name;
}

uint64_t cn_read_piece_offset(uint64_t from) {
    return from == 0 ? 0 : from * CN_WINDOW_CORE - BEFORE;
}

/* As if the window before `first` had just been handed out. */
static enum cn_severity begin_piece(struct cn_reading *reading, uint64_t first) {
    struct cn_text *window = &reading->window;

    reading->number = first;
    if (first == 0)
        return CN_OK;
    window->base = cn_read_piece_offset(first);
    window->line = 1;
    enum cn_severity severity = fill(reading, 0);
    if (severity >= CN_SKIP)
        return severity;
    size_t at = reading->text.len < BEFORE ? reading->text.len : BEFORE;
    window->bytes = reading->text.bytes ? reading->text.bytes : "";
    window->core_start = window->core_end = cn_utf8_boundary(cn_buf_str(&reading->text), at);
    reading->begun = true;
    return CN_OK;
}

enum cn_severity cn_read_open_piece(struct cn_document *document, const struct cn_piece *piece,
                                    uint64_t first, bool count, struct cn_reading **out) {
    struct cn_reading *reading = calloc(1, sizeof(*reading));

    *out = reading;
    if (!reading)
        return cn_diag_add(&document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    *reading = (struct cn_reading){.document = document,
                                   .charset = &cn_charset_utf8,
                                   .reader = &cn_reader_plain,
                                   .piece = piece,
                                   .stream = document->stream,
                                   .counted = !count};
    document->charset = reading->charset->name;
    return begin_piece(reading, first);
}

const char *cn_read_format(const struct cn_reading *reading) {
    return reading->reader->name;
}

void cn_read_close(struct cn_reading *reading) {
    if (!reading)
        return;
    cn_layout_free(reading->layout);
    cn_stream_close(reading->kept);
    cn_extract_free(reading->extract);
    cn_map_free(&reading->map);
    cn_buf_free(&reading->text);
    cn_buf_free(&reading->raw);
    free(reading);
}
