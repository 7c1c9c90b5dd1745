/*
 * rtf_objects.c: files that were put into an RTF document. They stand in \objdata, in hexadecimal
 * digits or as \bin, wrapped as OLE 1 did (wrapped.h).
 *
 * The document is gone through once more, since its text is laid down in one go and members are
 * asked for one by one. Whatever stands between the digits is passed over.
 */
#include "open/container.h"
#include "read/rtf.h"
#include "read/wrapped.h"

#include <string.h>

#define BLOCK ((size_t)16 * 1024)

struct objects {
    struct cn_container container;
    uint64_t at; /* of what comes after the block, in the source */
    size_t len, place;
    uint64_t binary; /* bytes left of \bin */
    unsigned depth;  /* groups inside the object's */
    int high;        /* the first digit of a byte, or -1 */
    bool inside;     /* an object */
    struct cn_wrapped wrapped;
    struct cn_buf name;
    unsigned number;
    char block[BLOCK];
};

/* ---- bytes ---- */

/* The byte at hand; -1: there is none. */
static int peek(struct objects *self) {
    if (self->place < self->len)
        return (unsigned char)self->block[self->place];
    self->place = self->len = 0;
    if (!cn_source_read(&self->container.source, self->at, self->block, BLOCK, &self->len))
        self->len = 0;
    self->at += self->len;
    return self->len > 0 ? (unsigned char)self->block[0] : -1;
}

static int take(struct objects *self) {
    int byte = peek(self);
    self->place += byte >= 0;
    return byte;
}

/* So many bytes of those at hand, at most; none at the end. */
static size_t take_some(struct objects *self, char *to, uint64_t most) {
    if (peek(self) < 0)
        return 0;
    size_t some = self->len - self->place;
    some = some < most ? some : (size_t)most;
    if (to)
        memcpy(to, self->block + self->place, some);
    self->place += some;
    return some;
}

/* ---- control words ---- */

static bool is_letter(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(int byte) {
    return byte >= '0' && byte <= '9';
}

static int digit_of(int byte) {
    int lower = byte | 0x20;
    return is_digit(byte) ? byte - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static void take_number(struct objects *self, uint64_t *number) {
    bool negative = peek(self) == '-';
    self->place += negative;
    *number = 0;
    for (; is_digit(peek(self)); self->place++)
        if (*number < INT32_MAX)
            *number = *number * 10 + (unsigned)(peek(self) - '0');
    if (negative)
        *number = 0;
}

/* What stands behind a backslash. True: an object's data follow. */
static bool take_word(struct objects *self) {
    char word[CN_RTF_WORD_MAX];
    size_t len = 0;
    uint64_t number;
    if (!is_letter(peek(self))) {
        if (take(self) == '\'')
            for (size_t i = 0; i < 2 && digit_of(peek(self)) >= 0; i++)
                self->place++;
        return false;
    }
    for (; is_letter(peek(self)); self->place++)
        if (len < sizeof word)
            word[len++] = (char)peek(self);
    take_number(self, &number);
    if (peek(self) == ' ')
        self->place++;
    struct cn_str name = {word, len};
    if (cn_str_equal(name, CN_STR("bin")))
        self->binary = number;
    return cn_str_equal(name, CN_STR("objdata"));
}

/* ---- objects ---- */

/* Goes on to the next one; false: there is none. */
static bool find(struct objects *self) {
    self->inside = false;
    while (!self->inside && peek(self) >= 0) {
        if (self->binary > 0) {
            self->binary -= take_some(self, NULL, self->binary);
            continue;
        }
        const char *from = self->block + self->place;
        const char *found = memchr(from, '\\', self->len - self->place);
        self->place = found ? (size_t)(found - self->block) + 1 : self->len;
        self->inside = found && take_word(self);
    }
    self->depth = 0;
    self->high = -1;
    return self->inside;
}

/* What a byte between two of the object's says; true: it gives one of the object's. */
static bool take_object(struct objects *self, char *to) {
    int byte = take(self), digit = digit_of(byte);
    if (byte < 0 || (byte == '}' && self->depth == 0))
        self->inside = false;
    else if (byte == '{')
        self->depth++;
    else if (byte == '}')
        self->depth--;
    else if (byte == '\\')
        take_word(self);
    if (digit < 0)
        return false;
    bool whole = self->high >= 0;
    *to = (char)(self->high * 16 + digit);
    self->high = whole ? -1 : digit;
    return whole;
}

/* So many of the bytes of \bin; the object ends where there are no more. */
static size_t take_binary(struct objects *self, char *to, size_t want) {
    size_t some = take_some(self, to, self->binary < want ? self->binary : want);
    self->binary -= some;
    self->inside = some > 0;
    return some;
}

static size_t read_data(void *from, void *to, size_t want) {
    struct objects *self = from;
    size_t got = 0;
    while (got < want && self->inside) {
        char *at = (char *)to + got;
        got += self->binary > 0 ? take_binary(self, at, want - got) : take_object(self, at);
    }
    return got;
}

/* ---- the container ---- */

static enum cn_severity open_objects(struct cn_container *container) {
    (void)container;
    return CN_OK;
}

/* Is there something of it here? */
static bool begin_object(struct objects *self) {
    cn_wrapped_object(&self->wrapped, read_data, self);
    return !self->wrapped.linked && self->wrapped.head.len > 0;
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct objects *self = (struct objects *)container;
    bool found = false, more = true;
    while (!found && more) {
        more = find(self);
        found = more && begin_object(self);
    }
    if (!found)
        return CN_END;
    if (!self->wrapped.file && !cn_binary_type(cn_wrapped_begins(&self->wrapped), NULL)) {
        member->status = CN_STATUS_UNSUPPORTED;
        member->code = CN_E_UNSUPPORTED;
    }
    return cn_wrapped_member(&self->wrapped, ++self->number, &self->name, member) ? CN_OK
                                                                                  : CN_FATAL;
}

static enum cn_severity read_object(struct cn_container *container, char *buffer, size_t want,
                                    size_t *got) {
    struct objects *self = (struct objects *)container;
    *got = cn_wrapped_read(&self->wrapped, buffer, want);
    if (*got > 0)
        return CN_OK;
    if (self->wrapped.cut)
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    return CN_END;
}

static void close_objects(struct cn_container *container) {
    struct objects *self = (struct objects *)container;
    cn_wrapped_end(&self->wrapped);
    cn_buf_free(&self->name);
}

const struct cn_container_kind cn_container_rtf = {.name = "rtf",
                                                   .what = "files embedded in Rich Text Format",
                                                   .bid = cn_rtf_bid,
                                                   .size = sizeof(struct objects),
                                                   .open = open_objects,
                                                   .next = next,
                                                   .read = read_object,
                                                   .close = close_objects};
