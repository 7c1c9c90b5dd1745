/*
 * mime.c: a walk over the lines of a mail.
 *
 * A line that begins with "--" may be the boundary of any multipart that is open, not of the
 * innermost alone: that is how a mail goes on whose inner parts were cut or never closed. What is
 * no header line ends a header, as if an empty line stood before it, so that no text is lost.
 */
#include "read/mime.h"

#include "read/unwrap.h"
#include "read/words.h"

#include <stdlib.h>
#include <string.h>

/* Lines of a header that are looked at to tell whether it is a mail's. */
#define HEADER_LINES 1000

/* ---- known fields ---- */

static const struct {
    const char *name;  /* in lower case */
    const char *shown; /* what its text is marked as; NULL: it is not shown */
} known[] = {
    {"from", "from"},
    {"to", "to"},
    {"cc", "cc"},
    {"bcc", "bcc"},
    {"reply-to", "reply-to"},
    {"sender", "sender"},
    {"subject", "subject"},
    {"thread-topic", "subject"},
    {"date", "date"},
    {"organization", "organization"},
    {"organisation", "organization"},
    {"keywords", "keywords"},
    {"comments", "comments"},
    {"newsgroups", "newsgroups"},
    {"followup-to", "newsgroups"},
    {"summary", "subject"},
    {"resent-from", "from"},
    {"resent-sender", "sender"},
    {"resent-to", "to"},
    {"resent-cc", "cc"},
    {"resent-bcc", "bcc"},
    {"apparently-to", "to"},
    {"mail-followup-to", "reply-to"},
    {"disposition-notification-to", "reply-to"},
    {"return-receipt-to", "reply-to"},
    {"x-from", "from"}, /* names, where the others have addresses: what Notes and Outlook left */
    {"x-to", "to"},
    {"x-cc", "cc"},
    {"x-bcc", "bcc"},
    {"x-folder", "folder"},
    {"x-filename", "folder"},
    {"x-origin", "folder"},
    {"received", NULL},
    {"return-path", NULL},
    {"message-id", NULL},
    {"in-reply-to", NULL},
    {"references", NULL},
    {"mime-version", NULL},
    {"content-type", NULL},
    {"content-transfer-encoding", NULL},
    {"x-mailer", NULL},
    {"x-originating-ip", NULL},
    {"dkim-signature", NULL},
    {"errors-to", NULL},
    /* what programs alone write, and people read */
    {"delivered-to", "to"}, /* whose mailbox it is, also where that is not in "To" */
    {"x-original-to", "to"},
    {"envelope-to", "to"},
    {"list-id", "list"},
};
#define KNOWN (sizeof known / sizeof *known)
#define PROGRAMS (KNOWN - 4)

static size_t find_known(struct cn_str name) {
    size_t i = 0;
    while (i < KNOWN && !cn_str_equal_nocase(name, cn_str_of(known[i].name)))
        i++;
    return i;
}

static struct cn_str field_name(struct cn_str head) {
    return (struct cn_str){head.bytes, cn_line_field(head)};
}

/* ---- is it a mail? ---- */

static bool is_folded(struct cn_str line) {
    return line.len > 0 && (line.bytes[0] == ' ' || line.bytes[0] == '\t');
}

static bool is_eml(struct cn_str name) {
    return name.len >= 4 &&
           cn_str_equal_nocase((struct cn_str){name.bytes + name.len - 4, 4}, CN_STR(".eml"));
}

static bool has_time(struct cn_str line) {
    for (size_t i = 1; i + 2 < line.len; i++)
        if (line.bytes[i] == ':' && line.bytes[i - 1] >= '0' && line.bytes[i - 1] <= '9' &&
            line.bytes[i + 1] >= '0' && line.bytes[i + 1] <= '9')
            return true;
    return false;
}

/* What the head's lines say. */
struct signs {
    unsigned fields;   /* of any name */
    unsigned known;    /* that mails have */
    unsigned machines; /* that nobody writes by hand */
    bool from;         /* an address */
    bool date;         /* with a time */
};

static void look_at_field(struct signs *signs, struct cn_str line, struct cn_str name) {
    size_t field = find_known(name);
    signs->fields++;
    if (field == KNOWN || line.len <= name.len || line.bytes[name.len] != ':')
        return;
    signs->known++;
    signs->machines += !known[field].shown || field >= PROGRAMS;
    if (cn_str_equal_nocase(name, CN_STR("from")))
        signs->from = signs->from || memchr(line.bytes, '@', line.len);
    if (cn_str_equal_nocase(name, CN_STR("date")))
        signs->date = signs->date || has_time(line);
}

/* A memo has From, To, Subject and Date, too, but no address and time, and nothing that only
 * programs write. */
unsigned cn_mime_bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    struct signs signs = {0};
    struct cn_str line;
    (void)source;
    for (size_t n = 0; n < HEADER_LINES && cn_str_split(&head, '\n', &line); n++) {
        if (line.len > 0 && line.bytes[line.len - 1] == '\r')
            line.len--;
        if ((n > 0 && is_folded(line)) || (n == 0 && cn_str_starts(line, CN_STR("From "))))
            continue;
        struct cn_str field = field_name(line);
        if (field.len == 0)
            break;
        look_at_field(&signs, line, field);
    }
    bool mail = (signs.machines > 0 && signs.known > 1) || (signs.from && signs.date);
    return mail || (signs.known > 0 && is_eml(name)) ? 40 : 0;
}

/* ---- headers ---- */

/* What a header says of the part behind it. */
struct header {
    struct cn_buf type, transfer, disposition; /* the fields' values, folded */
    bool mail;                                 /* of the mail itself: shown fields are noted */
};

static void add_field(struct cn_mime *mime, size_t field, const struct cn_line *line) {
    if (mime->fields_len == CN_MIME_FIELDS) {
        mime->fields_full = true;
        return;
    }
    if (!mime->fields)
        mime->fields = calloc(CN_MIME_FIELDS, sizeof *mime->fields);
    mime->failed = mime->failed || !mime->fields;
    if (mime->fields)
        mime->fields[mime->fields_len++] =
            (struct cn_mime_field){known[field].shown, line->start, line->end};
}

/* The boundary that a line is: its level, from 1; 0: it is none. *closes: the last one. */
static unsigned boundary_level(const struct cn_mime *mime, struct cn_str line, bool *closes) {
    if (!cn_str_starts(line, CN_STR("--")))
        return 0;
    struct cn_str rest = {line.bytes + 2, line.len - 2};
    while (rest.len > 0 && strchr(" \t\r", rest.bytes[rest.len - 1]) && rest.bytes[rest.len - 1])
        rest.len--;
    for (unsigned level = mime->depth; level > 0; level--) {
        const struct cn_mime_level *open = &mime->levels[level - 1];
        struct cn_str boundary = {open->boundary, open->boundary_len};
        if (!cn_str_starts(rest, boundary))
            continue;
        rest.bytes += boundary.len;
        rest.len -= boundary.len;
        *closes = cn_str_equal(rest, CN_STR("--"));
        if (*closes || rest.len == 0)
            return level;
        rest.bytes -= boundary.len;
        rest.len += boundary.len;
    }
    return 0;
}

/* Where a field's value goes that tells how the part is to be read; NULL: nowhere. The first one
 * counts. */
static struct cn_buf *wanted(struct header *header, struct cn_str name) {
    struct cn_buf *value = NULL;
    if (cn_str_equal_nocase(name, CN_STR("content-type")))
        value = &header->type;
    else if (cn_str_equal_nocase(name, CN_STR("content-transfer-encoding")))
        value = &header->transfer;
    else if (cn_str_equal_nocase(name, CN_STR("content-disposition")))
        value = &header->disposition;
    return value && value->len == 0 ? value : NULL;
}

/* The line as it stands in the source, as far as it is wanted. */
static void add_value(struct cn_mime *mime, struct cn_buf *value, const struct cn_line *line,
                      size_t skip) {
    uint64_t from = line->start + skip;
    size_t want = CN_MIME_FIELD_MAX - value->len;
    size_t got = 0;
    if (line->end - from < want)
        want = (size_t)(line->end - from);
    if (want == 0)
        return;
    if (!cn_buf_reserve(value, want))
        mime->failed = true;
    else if (cn_source_read(mime->lines.source, from, value->bytes + value->len, want, &got))
        value->len += got;
}

/* Goes through the lines of a header to the first byte behind it. */
static void read_header(struct cn_mime *mime, struct header *header) {
    struct cn_line line;
    struct cn_buf *value = NULL;
    bool open_field = false, closes, first = true;
    while (!mime->failed && cn_lines_next(&mime->lines, &line)) {
        if (cn_line_empty(&line))
            return;
        struct cn_str name = field_name(line.head);
        bool folded = is_folded(line.head) && !first;
        if (folded && value)
            add_value(mime, value, &line, 0);
        if (folded && open_field)
            mime->fields[mime->fields_len - 1].end = line.end;
        bool from = first && header->mail && cn_str_starts(line.head, CN_STR("From "));
        first = false;
        if (folded || from)
            continue;
        if (name.len == 0 || boundary_level(mime, line.head, &closes) > 0) {
            cn_lines_seek(&mime->lines, line.start);
            return;
        }
        size_t field = find_known(name);
        open_field = header->mail && field < KNOWN && known[field].shown;
        if (open_field)
            add_field(mime, field, &line);
        open_field = open_field && !mime->fields_full;
        value = wanted(header, name);
        if (value)
            add_value(mime, value, &line, name.len + 1);
    }
}

static void free_header(struct header *header) {
    cn_buf_free(&header->type);
    cn_buf_free(&header->transfer);
    cn_buf_free(&header->disposition);
}

/* ---- bodies ---- */

/* Goes on to a boundary or the end. The span is what stands before it, the line end that belongs to
 * the boundary left out. Closes what the boundary says is over. */
static void pass_body(struct cn_mime *mime, struct cn_mime_part *part) {
    struct cn_line line;
    bool closes = false;
    part->start = part->end = cn_lines_at(&mime->lines);
    uint64_t text_end = part->start; /* of the last line, without its end */
    while (cn_lines_next(&mime->lines, &line)) {
        unsigned level = boundary_level(mime, line.head, &closes);
        if (level > 0) {
            part->end = text_end;
            mime->depth = level - closes;
            mime->place = closes ? CN_MIME_AT_BODY : CN_MIME_AT_HEADER;
            mime->levels[level - 1].part += !closes;
            return;
        }
        text_end = line.end;
        size_t len = line.head.len;
        bool short_line = line.end - line.start <= CN_LINE_HEAD;
        if (short_line && line.end - line.start > len)
            text_end--;
        if (text_end < line.end && len > 0 && line.head.bytes[len - 1] == '\r')
            text_end--;
        part->end = line.end;
    }
    part->cut = mime->depth > 0;
    mime->cut = mime->cut || part->cut;
    mime->depth = 0;
    mime->place = CN_MIME_DONE;
}

static bool open_multipart(struct cn_mime *mime, const struct header *header, struct cn_str type) {
    struct cn_buf boundary = {0};
    bool opened = false;
    struct cn_mime_level *level = &mime->levels[mime->depth];
    cn_words_parameter(cn_buf_str(&header->type), CN_STR("boundary"), &boundary);
    if (boundary.len > 0 && boundary.len <= CN_MIME_BOUNDARY) {
        *level = (struct cn_mime_level){
            .boundary_len = boundary.len,
            .alternative = cn_str_equal(type, CN_STR("multipart/alternative")),
            .digest = cn_str_equal(type, CN_STR("multipart/digest")),
            .encrypted = cn_str_equal(type, CN_STR("multipart/encrypted"))};
        memcpy(level->boundary, boundary.bytes, boundary.len);
        mime->depth++;
        mime->place = CN_MIME_AT_BODY;
        opened = true;
    }
    mime->failed = mime->failed || boundary.failed;
    cn_buf_free(&boundary);
    return opened;
}

/* ---- parts ---- */

static void clear_part(struct cn_mime_part *part) {
    struct cn_mime_part kept = *part;
    *part = (struct cn_mime_part){
        .type = kept.type, .charset = kept.charset, .name = kept.name, .number = kept.number};
    cn_buf_clear(&part->type);
    cn_buf_clear(&part->charset);
    cn_buf_clear(&part->name);
    cn_buf_clear(&part->number);
}

static void set_type(struct cn_mime_part *part, const struct header *header, bool digest) {
    struct cn_str type = cn_words_first(cn_buf_str(&header->type));
    if (type.len == 0 || !memchr(type.bytes, '/', type.len))
        type = digest ? CN_STR("message/rfc822") : CN_STR("text/plain");
    for (size_t i = 0; i < type.len && i < 128; i++) {
        char c = type.bytes[i];
        cn_buf_add_byte(&part->type, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
}

static void set_number(const struct cn_mime *mime, struct cn_mime_part *part) {
    for (unsigned level = 0; level < mime->depth; level++)
        cn_buf_addf(&part->number, level ? ".%u" : "%u", mime->levels[level].part);
    if (mime->depth == 0)
        cn_buf_add_text(&part->number, "1");
}

static bool is_sealed(const struct cn_mime *mime, const struct cn_mime_part *part,
                      const struct header *header) {
    struct cn_str type = cn_buf_str(&part->type);
    struct cn_buf kind = {0};
    if (mime->depth > 0 && mime->levels[mime->depth - 1].encrypted)
        return mime->levels[mime->depth - 1].part > 1;
    if (!cn_str_equal(type, CN_STR("application/pkcs7-mime")) &&
        !cn_str_equal(type, CN_STR("application/x-pkcs7-mime")))
        return false;
    cn_words_parameter(cn_buf_str(&header->type), CN_STR("smime-type"), &kind);
    bool sealed = !cn_str_starts(cn_buf_str(&kind), CN_STR("signed")) &&
                  !cn_str_starts(cn_buf_str(&kind), CN_STR("certs"));
    cn_buf_free(&kind);
    return sealed;
}

static enum cn_mime_what find_what(const struct cn_mime *mime, const struct cn_mime_part *part,
                                   const struct header *header) {
    struct cn_str type = cn_buf_str(&part->type);
    bool shown = !part->attached && part->name.len == 0;
    if (part->deep || part->unparted)
        return CN_MIME_TEXT;
    if (is_sealed(mime, part, header))
        return CN_MIME_ENCRYPTED;
    if (cn_str_equal(type, CN_STR("message/rfc822")) ||
        cn_str_equal(type, CN_STR("message/global")))
        return CN_MIME_MESSAGE;
    if (shown && cn_str_equal(type, CN_STR("text/html")))
        return CN_MIME_HTML;
    if (shown && (cn_str_equal(type, CN_STR("text/plain")) || cn_str_equal(type, CN_STR("text"))))
        return CN_MIME_TEXT;
    return CN_MIME_OTHER;
}

static void set_name(struct cn_mime_part *part, const struct header *header) {
    struct cn_str disposition = cn_buf_str(&header->disposition);
    part->attached = cn_str_equal_nocase(cn_words_first(disposition), CN_STR("attachment"));
    if (!cn_words_parameter(disposition, CN_STR("filename"), &part->name))
        cn_words_parameter(cn_buf_str(&header->type), CN_STR("name"), &part->name);
}

/* Reads a header. False: it opened a multipart. */
static bool begin_part(struct cn_mime *mime, struct cn_mime_part *part, bool mail) {
    struct header header = {.mail = mail};
    read_header(mime, &header);
    set_type(part, &header, mime->depth > 0 && mime->levels[mime->depth - 1].digest);
    struct cn_str type = cn_buf_str(&part->type);
    bool multipart = cn_str_starts(type, CN_STR("multipart/"));
    part->deep = multipart && mime->depth == CN_MIME_DEPTH;
    bool opened = multipart && !part->deep && open_multipart(mime, &header, type);
    if (!opened) {
        part->unparted = multipart && !part->deep;
        part->transfer = cn_transfer_find(cn_buf_str(&header.transfer));
        cn_words_parameter(cn_buf_str(&header.type), CN_STR("charset"), &part->charset);
        set_name(part, &header);
        set_number(mime, part);
        part->what = find_what(mime, part, &header);
    }
    mime->failed = mime->failed || header.type.failed || part->number.failed || part->name.failed;
    free_header(&header);
    return !opened;
}

/* ---- alternatives ---- */

static bool in_alternative(const struct cn_mime *mime) {
    for (unsigned level = 0; level < mime->depth; level++)
        if (mime->levels[level].alternative)
            return true;
    return false;
}

/* The words of the text that stands beside the part at hand; 0: there is none. */
static uint64_t words_beside(const struct cn_mime *mime) {
    uint64_t words = 0;
    for (unsigned level = 0; level < mime->depth; level++)
        if (mime->levels[level].alternative && mime->levels[level].words > words)
            words = mime->levels[level].words;
    return words;
}

static struct cn_word_count count_words(struct cn_mime *mime, const struct cn_mime_part *part) {
    struct cn_word_count count = {.html = part->what == CN_MIME_HTML, .set = &mime->said};
    struct cn_unwrap unwrap = {.source = NULL};
    struct cn_str block;
    cn_unwrap_begin(&unwrap, mime->lines.source, part->start, part->end, part->transfer);
    while (cn_unwrap_next(&unwrap, &block))
        cn_word_count_add(&count, block);
    cn_word_count_end(&count);
    mime->failed = mime->failed || unwrap.failed;
    cn_unwrap_end(&unwrap);
    return count;
}

/* What the plain text says will not be read again in HTML, unless that says more, or other things.
 * `beside`: before the part's end closed what it stands in. */
static void weigh_alternative(struct cn_mime *mime, struct cn_mime_part *part, uint64_t beside) {
    if (part->what == CN_MIME_HTML && beside > 0) {
        struct cn_word_count html = count_words(mime, part);
        part->repeated = beside >= html.words && html.fresh == 0;
    }
    if (part->what != CN_MIME_TEXT || !in_alternative(mime))
        return;
    uint64_t words = count_words(mime, part).words;
    for (unsigned level = 0; level < mime->depth; level++)
        mime->levels[level].words += words;
}

bool cn_mime_begin(struct cn_mime *mime, const struct cn_source *source) {
    return cn_lines_begin(&mime->lines, source);
}

bool cn_mime_next(struct cn_mime *mime, struct cn_mime_part *part) {
    while (mime->place != CN_MIME_DONE && !mime->failed) {
        bool header = mime->place == CN_MIME_AT_HEADER;
        clear_part(part);
        if (header && !begin_part(mime, part, cn_lines_at(&mime->lines) == 0))
            continue;
        if (!header)
            part->what = CN_MIME_OUTSIDE;
        uint64_t beside = words_beside(mime);
        pass_body(mime, part);
        weigh_alternative(mime, part, beside);
        if (header || part->end > part->start)
            return !mime->failed;
    }
    return false;
}

void cn_mime_part_end(struct cn_mime_part *part) {
    cn_buf_free(&part->type);
    cn_buf_free(&part->charset);
    cn_buf_free(&part->name);
    cn_buf_free(&part->number);
}

void cn_mime_end(struct cn_mime *mime) {
    cn_lines_end(&mime->lines);
    free(mime->fields);
    mime->fields = NULL;
}
