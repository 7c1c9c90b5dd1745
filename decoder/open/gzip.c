/*
 * gzip.c: unpacks gzip (RFC 1952) as it is read: members in a row, and all that can be had of
 * damaged ones.
 *
 *   MEMBER --end of member--> BETWEEN --magic--> MEMBER
 *                             BETWEEN --zeros to the end--> DONE      (padding of tapes: silent)
 *                             BETWEEN --anything else--> RAW          (read as it is, and said)
 *
 * Input is taken and output is made in blocks of fixed sizes, whatever the caller asks for, so that
 * a limit is hit at the same byte on every run. zlib hands out each byte it decoded before it
 * reports an error; those are kept. A small file's first member may be unpacked at one go instead
 * (member.c), where no limit can be met and nothing is wrong with it.
 */
#include "base/fields.h"
#include "open/stream.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define BLOCK ((size_t)64 * 1024)
/* The most that is unpacked at one go. */
#define WHOLE ((size_t)256 * 1024)
/* A member's header and trailer at least; and a flag of the header: it has a check sum of its own,
 * which zlib alone looks at. */
#define MEMBER_MIN 18
#define HEADER_SUM 2

enum state { MEMBER, BETWEEN, RAW, DONE };

struct gzip {
    struct cn_stream stream;
    struct cn_open_limits limits;
    struct cn_charge charge;
    z_stream z;
    enum state state;
    enum cn_severity outcome; /* what DONE answers */
    bool below_ended;
    uint64_t taken;  /* bytes read from below */
    uint64_t made;   /* bytes unpacked */
    uint64_t zeros;  /* met between members, and not yet known to be padding */
    size_t out_from; /* out[out_from .. out_to) waits to be handed on */
    size_t out_to;
    unsigned char *in;  /* owned; BLOCK bytes */
    unsigned char *out; /* behind them, WHOLE bytes */
};

static const unsigned char magic[] = {0x1f, 0x8b, Z_DEFLATED};

static void done(struct gzip *self, enum cn_severity outcome) {
    self->state = DONE;
    self->outcome = outcome;
}

static void fail(struct gzip *self, enum cn_status status, enum cn_code code) {
    bool nothing = self->made == 0 && status == CN_STATUS_PARTIAL;
    enum cn_severity severity = nothing ? CN_SKIP : CN_PARTIAL;

    if (nothing)
        status = CN_STATUS_UNREADABLE;
    done(self, cn_stream_fail(&self->stream, severity, status, code, NULL));
}

/* Tops the input up; what is left of it moves to the front. */
static void fill(struct gzip *self) {
    enum cn_severity severity;
    size_t got;

    memmove(self->in, self->z.next_in, self->z.avail_in);
    self->z.next_in = self->in;
    if (self->below_ended)
        return;
    severity = cn_stream_read(self->stream.below, (char *)self->in + self->z.avail_in,
                              BLOCK - self->z.avail_in, &got);
    self->z.avail_in += (uInt)got;
    self->taken += got;
    self->below_ended = severity != CN_OK;
    if (severity >= CN_PARTIAL && self->stream.status == CN_STATUS_OK)
        self->stream.status = self->stream.below->status;
}

/* The end of the input in a member. If the stream below broke off, it has said so itself. */
static void cut_short(struct gzip *self) {
    if (self->stream.status == CN_STATUS_OK)
        fail(self, CN_STATUS_PARTIAL, CN_E_GZIP_TRUNCATED);
    else
        done(self, self->made ? CN_PARTIAL : CN_SKIP);
}

static void check_limits(struct gzip *self) {
    const struct cn_open_limits *limits = &self->limits;
    uint64_t used = self->taken - self->z.avail_in;
    uint64_t over = 0;

    if (self->made > limits->unpacked_max) {
        self->out_to -= (size_t)(self->made - limits->unpacked_max);
        fail(self, CN_STATUS_LIMIT, CN_E_LIMIT_BYTES);
    } else if (limits->ratio_max && self->made > limits->ratio_free &&
               self->made / limits->ratio_max > used) {
        fail(self, CN_STATUS_LIMIT, CN_E_LIMIT_RATIO);
    } else if (cn_stream_charge(&self->charge, self->made, &over) != CN_BUDGET_GOOD) {
        self->out_to -= (size_t)over;
        fail(self, CN_STATUS_LIMIT,
             self->charge.hit == CN_BUDGET_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO);
    }
}

/* How much a first member may hold that is unpacked at one go; 0: it may not be. The end of a file
 * says how long its last member is. */
static size_t room_for_whole(const struct gzip *self) {
    const struct cn_open_limits *limits = &self->limits;
    uint64_t room = limits->unpacked_max < WHOLE ? limits->unpacked_max : WHOLE;
    struct cn_fields length = {.broken = false};

    if (self->z.avail_in < MEMBER_MIN || self->z.avail_in == BLOCK || self->in[3] & HEADER_SUM)
        return 0;
    length.rest = (struct cn_str){(const char *)self->in + self->z.avail_in - 4, 4};
    if (limits->ratio_max && limits->ratio_free < room)
        room = limits->ratio_free;
    return cn_take_u32(&length) <= room ? (size_t)room : 0;
}

/* The first member of a small file, if that can be done. */
static bool unpack_whole(struct gzip *self) {
    struct cn_str in = {(const char *)self->in, 0};
    size_t room, used, made;

    if (self->taken > 0)
        return false;
    fill(self);
    in.len = self->z.avail_in;
    room = room_for_whole(self);
    if (room == 0 || !cn_gzip_member(in, self->out, room, &used, &made))
        return false;
    self->z.next_in += used;
    self->z.avail_in -= (uInt)used;
    self->made = self->out_to = made;
    self->state = BETWEEN;
    return true;
}

/* Inflates until the output block is full or the member ends. */
static void unpack(struct gzip *self) {
    int result = Z_OK;

    if (unpack_whole(self))
        return;
    self->z.next_out = self->out;
    self->z.avail_out = BLOCK;
    while (result == Z_OK && self->z.avail_out) {
        if (self->z.avail_in == 0)
            fill(self);
        result = inflate(&self->z, Z_NO_FLUSH); /* without input too: a match may be half copied */
    }
    self->out_to = BLOCK - self->z.avail_out;
    self->made += self->out_to;
    if (result == Z_STREAM_END)
        self->state = BETWEEN;
    else if (result == Z_MEM_ERROR)
        done(self,
             cn_stream_fail(&self->stream, CN_FATAL, CN_STATUS_UNREADABLE, CN_E_MEMORY, NULL));
    else if (result == Z_BUF_ERROR)
        cut_short(self);
    else if (result != Z_OK)
        fail(self, CN_STATUS_PARTIAL, CN_E_GZIP_CORRUPT);
    check_limits(self);
}

static void skip_zeros(struct gzip *self) {
    do {
        if (self->z.avail_in < sizeof(magic))
            fill(self);
        while (self->z.avail_in && *self->z.next_in == 0) {
            self->z.next_in++;
            self->z.avail_in--;
            self->zeros++;
        }
    } while (self->z.avail_in < sizeof(magic) && !self->below_ended);
}

/* Behind a member: what comes now? */
static void look_on(struct gzip *self) {
    size_t seen;

    skip_zeros(self);
    seen = self->z.avail_in < sizeof(magic) ? self->z.avail_in : sizeof(magic);
    if (seen == 0) {
        done(self, self->stream.status == CN_STATUS_OK ? CN_END : CN_PARTIAL);
    } else if (memcmp(self->z.next_in, magic, seen) == 0) {
        self->zeros = 0;
        self->state = MEMBER;
        inflateReset(&self->z);
    } else {
        self->state = RAW;
        cn_stream_fail(&self->stream, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_GZIP_TRAILING, NULL);
    }
}

/* Hands on bytes that are no gzip, the zeros before them first. */
static void copy_raw(struct gzip *self) {
    size_t zeros = self->zeros < BLOCK ? (size_t)self->zeros : BLOCK;
    size_t room = BLOCK - zeros;
    size_t len;

    memset(self->out, 0, zeros);
    self->zeros -= zeros;
    if (self->z.avail_in == 0)
        fill(self);
    len = self->z.avail_in < room ? self->z.avail_in : room;
    memcpy(self->out + zeros, self->z.next_in, len);
    self->z.next_in += len;
    self->z.avail_in -= (uInt)len;
    self->out_to = zeros + len;
    self->made += self->out_to;
    if (self->out_to == 0)
        done(self, CN_PARTIAL);
    check_limits(self);
}

static void step(struct gzip *self) {
    if (self->state == MEMBER)
        unpack(self);
    else if (self->state == BETWEEN)
        look_on(self);
    else
        copy_raw(self);
}

static enum cn_severity gzip_read(struct cn_stream *stream, char *buffer, size_t want,
                                  size_t *got) {
    struct gzip *self = (struct gzip *)stream;

    while (*got < want) {
        size_t len = self->out_to - self->out_from;

        if (len == 0 && self->state == DONE)
            break;
        if (len == 0) {
            self->out_from = self->out_to = 0;
            step(self);
            continue;
        }
        if (len > want - *got)
            len = want - *got;
        memcpy(buffer + *got, self->out + self->out_from, len);
        self->out_from += len;
        *got += len;
    }
    return *got || want == 0 ? CN_OK : self->outcome;
}

static void start(struct gzip *self) {
    self->state = MEMBER;
    self->below_ended = false;
    self->taken = self->made = self->zeros = 0;
    self->out_from = self->out_to = 0;
    self->z.next_in = self->in;
    self->z.avail_in = 0;
}

static enum cn_severity gzip_rewind(struct cn_stream *stream) {
    struct gzip *self = (struct gzip *)stream;

    if (self->out_to > 0 && self->made == self->out_to) { /* all there has been is in the block */
        self->out_from = 0;
        return CN_OK;
    }
    start(self);
    inflateReset(&self->z);
    return cn_stream_rewind(stream->below);
}

static void gzip_close(struct cn_stream *stream) {
    struct gzip *self = (struct gzip *)stream;

    inflateEnd(&self->z);
    cn_stream_close(stream->below);
    free(self->in);
    free(self);
}

static const struct cn_stream_kind gzip_kind = {
    .name = "gzip", .read = gzip_read, .rewind = gzip_rewind, .close = gzip_close};

struct cn_stream *cn_stream_gzip(struct cn_stream *below, const struct cn_open_limits *limits,
                                 struct cn_budget *budget) {
    struct gzip *self = cn_stream_new(sizeof(*self), &gzip_kind, below->name, below->diags);

    if (self)
        self->in = malloc(BLOCK + WHOLE);
    if (!self || !self->in || inflateInit2(&self->z, 16 + MAX_WBITS) != Z_OK) { /* 16: gzip */
        if (self)
            free(self->in);
        free(self);
        cn_stream_close(below);
        return NULL;
    }
    self->out = self->in + BLOCK;
    self->stream.below = below;
    self->limits = *limits;
    self->charge.budget = budget;
    start(self);
    return &self->stream;
}

enum cn_severity cn_stream_is_gzip(struct cn_stream *stream, bool *is_gzip) {
    char head[sizeof(magic)];
    size_t got;
    enum cn_severity severity = cn_stream_read(stream, head, sizeof(head), &got);

    *is_gzip = got == sizeof(magic) && memcmp(head, magic, sizeof(magic)) == 0;
    if (severity >= CN_SKIP)
        return severity;
    return cn_stream_rewind(stream);
}
