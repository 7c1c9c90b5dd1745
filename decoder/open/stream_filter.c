/*
 * stream_filter.c: unpacks compressed data as it is read: members in a row, and all that can be had
 * of damaged ones.
 *
 *   MEMBER --end of member--> BETWEEN --a member's beginning--> MEMBER
 *                             BETWEEN --zeros to the end--> DONE      (padding of tapes: silent)
 *                             BETWEEN --anything else--> RAW          (read as it is, and said)
 *
 * Input is taken and output is made in blocks of fixed sizes, whatever the caller asks for, so that
 * a limit is hit at the same byte on every run. A small file's first member may be unpacked at one
 * go instead, where no limit can be met and nothing is wrong with it.
 */
#include "open/packing.h"
#include "open/stream.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024)
/* The most that is unpacked at one go. */
#define WHOLE ((size_t)256 * 1024)

enum state { MEMBER, BETWEEN, RAW, DONE };

struct filter {
    struct cn_stream stream;
    const struct cn_codec *codec;
    void *codec_state; /* owned; NULL: no member is open */
    struct cn_open_limits limits;
    struct cn_charge charge;
    enum state state;
    enum cn_severity outcome; /* what DONE answers */
    bool below_ended;
    uint64_t taken; /* bytes read from below */
    uint64_t made;  /* bytes unpacked */
    uint64_t zeros; /* met between members, and not yet known to be padding */
    size_t in_len;  /* of in + in_from, waiting to be unpacked */
    size_t in_from;
    size_t out_from; /* out[out_from .. out_to) waits to be handed on */
    size_t out_to;
    unsigned char *in;  /* owned; BLOCK bytes */
    unsigned char *out; /* behind them, WHOLE bytes */
};

static void done(struct filter *self, enum cn_severity outcome) {
    self->state = DONE;
    self->outcome = outcome;
}

static void fail(struct filter *self, enum cn_status status, enum cn_code code) {
    bool nothing = self->made == 0;
    if (nothing && status == CN_STATUS_PARTIAL)
        status = CN_STATUS_UNREADABLE;
    done(self, cn_stream_fail(&self->stream, nothing ? CN_SKIP : CN_PARTIAL, status, code,
                              self->codec->name));
}

static void no_memory(struct filter *self) {
    done(self, cn_stream_fail(&self->stream, CN_FATAL, CN_STATUS_UNREADABLE, CN_E_MEMORY, NULL));
}

/* Tops the input up; what is left of it moves to the front. */
static void fill(struct filter *self) {
    size_t got;
    memmove(self->in, self->in + self->in_from, self->in_len);
    self->in_from = 0;
    if (self->below_ended)
        return;
    enum cn_severity severity = cn_stream_read(self->stream.below, (char *)self->in + self->in_len,
                                               BLOCK - self->in_len, &got);
    self->in_len += got;
    self->taken += got;
    self->below_ended = severity != CN_OK;
    if (severity >= CN_PARTIAL && self->stream.status == CN_STATUS_OK)
        self->stream.status = self->stream.below->status;
}

static void use(struct filter *self, size_t len) {
    self->in_from += len;
    self->in_len -= len;
}

static void check_limits(struct filter *self) {
    const struct cn_open_limits *limits = &self->limits;
    uint64_t used = self->taken - self->in_len;
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

/* The end of the input in a member. If the stream below broke off, it has said so itself. */
static void cut_short(struct filter *self) {
    if (self->stream.status == CN_STATUS_OK)
        fail(self, CN_STATUS_PARTIAL, CN_E_PACKED_TRUNCATED);
    else
        done(self, self->made ? CN_PARTIAL : CN_SKIP);
}

static void shut(struct filter *self) {
    if (self->codec_state)
        self->codec->close(self->codec_state);
    self->codec_state = NULL;
}

static enum cn_codec_step run(struct filter *self) {
    struct cn_codec_io io = {.in = self->in + self->in_from,
                             .in_len = self->in_len,
                             .out = self->out + self->out_to,
                             .out_len = BLOCK - self->out_to};
    enum cn_codec_step step = self->codec->run(self->codec_state, &io);
    use(self, self->in_len - io.in_len);
    self->made += BLOCK - self->out_to - io.out_len;
    self->out_to = BLOCK - io.out_len;
    return step;
}

/* The first member of a small file, if that can be done. */
static bool unpack_whole(struct filter *self) {
    const struct cn_open_limits *limits = &self->limits;
    uint64_t room = limits->unpacked_max < WHOLE ? limits->unpacked_max : WHOLE;
    size_t used = 0, made = 0;
    if (!self->codec->whole || self->taken > 0)
        return false;
    fill(self);
    if (limits->ratio_max && limits->ratio_free < room)
        room = limits->ratio_free;
    struct cn_str in = {(const char *)self->in, self->in_len};
    if (room == 0 || in.len == BLOCK ||
        !self->codec->whole(in, self->out, (size_t)room, &used, &made))
        return false;
    use(self, used);
    self->made = self->out_to = made;
    self->state = BETWEEN;
    check_limits(self);
    return true;
}

/* Unpacks until the output block is full or the member ends. */
static void unpack(struct filter *self) {
    enum cn_codec_step step = CN_CODEC_ON;
    bool stuck = false;
    if (unpack_whole(self))
        return;
    if (!self->codec_state)
        self->codec_state = self->codec->open();
    if (!self->codec_state) {
        no_memory(self);
        return;
    }
    while (step == CN_CODEC_ON && self->out_to < BLOCK && !stuck) {
        uint64_t before = self->made;
        if (self->in_len == 0)
            fill(self);
        size_t left = self->in_len;
        step = run(self);
        stuck = self->made == before && self->in_len == left && self->below_ended;
        if (self->made == before && self->in_len == left && !stuck)
            fill(self);
    }
    if (step == CN_CODEC_END) {
        shut(self);
        self->state = BETWEEN;
    } else if (step == CN_CODEC_MEMORY) {
        no_memory(self);
    } else if (step == CN_CODEC_GREEDY) {
        fail(self, CN_STATUS_LIMIT, CN_E_LIMIT_UNPACKING);
    } else if (step == CN_CODEC_DAMAGED) {
        fail(self, CN_STATUS_PARTIAL, CN_E_PACKED_CORRUPT);
    } else if (stuck) {
        cut_short(self);
    }
    check_limits(self);
}

static void skip_zeros(struct filter *self) {
    do {
        if (self->in_len < CN_PACKING_HEAD)
            fill(self);
        while (self->in_len && self->in[self->in_from] == 0) {
            use(self, 1);
            self->zeros++;
        }
    } while (self->in_len < CN_PACKING_HEAD && !self->below_ended);
}

static bool is_cut_sign(const struct filter *self, struct cn_str head) {
    return head.len < self->codec->sign.len && cn_str_starts(self->codec->sign, head);
}

/* Behind a member: what comes now? */
static void look_on(struct filter *self) {
    skip_zeros(self);
    struct cn_str head = {(const char *)self->in + self->in_from, self->in_len};
    if (self->in_len == 0) {
        done(self, self->stream.status == CN_STATUS_OK ? CN_END : CN_PARTIAL);
    } else if (self->codec->begins(head, self->stream.name) || is_cut_sign(self, head)) {
        self->zeros = 0;
        self->state = MEMBER;
    } else {
        self->state = RAW;
        cn_stream_fail(&self->stream, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_PACKED_TRAILING,
                       self->codec->name);
    }
}

/* Hands on bytes that are not packed, the zeros before them first. */
static void copy_raw(struct filter *self) {
    size_t zeros = self->zeros < BLOCK ? (size_t)self->zeros : BLOCK;
    size_t room = BLOCK - zeros;
    memset(self->out, 0, zeros);
    self->zeros -= zeros;
    if (self->in_len == 0)
        fill(self);
    size_t len = self->in_len < room ? self->in_len : room;
    memcpy(self->out + zeros, self->in + self->in_from, len);
    use(self, len);
    self->out_to = zeros + len;
    self->made += self->out_to;
    if (self->out_to == 0)
        done(self, CN_PARTIAL);
    check_limits(self);
}

static void step(struct filter *self) {
    if (self->state == MEMBER)
        unpack(self);
    else if (self->state == BETWEEN)
        look_on(self);
    else
        copy_raw(self);
}

static enum cn_severity filter_read(struct cn_stream *stream, char *buffer, size_t want,
                                    size_t *got) {
    struct filter *self = (struct filter *)stream;
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

static void start(struct filter *self) {
    shut(self);
    self->state = MEMBER;
    self->below_ended = false;
    self->taken = self->made = self->zeros = 0;
    self->in_from = self->in_len = 0;
    self->out_from = self->out_to = 0;
}

static enum cn_severity filter_rewind(struct cn_stream *stream) {
    struct filter *self = (struct filter *)stream;
    if (self->out_to > 0 && self->made == self->out_to) { /* all there has been is in the block */
        self->out_from = 0;
        return CN_OK;
    }
    start(self);
    return cn_stream_rewind(stream->below);
}

static void filter_close(struct cn_stream *stream) {
    struct filter *self = (struct filter *)stream;
    shut(self);
    cn_stream_close(stream->below);
    free(self->in);
    free(self);
}

static const struct cn_stream_kind filter_kind = {
    .name = "filter", .read = filter_read, .rewind = filter_rewind, .close = filter_close};

struct cn_stream *cn_stream_filter(struct cn_stream *below, const struct cn_codec *codec,
                                   const struct cn_open_limits *limits, struct cn_budget *budget) {
    struct filter *self = cn_stream_new(sizeof(*self), &filter_kind, below->name, below->diags);
    if (self)
        self->in = malloc(BLOCK + WHOLE);
    if (!self || !self->in) {
        free(self);
        cn_stream_close(below);
        return NULL;
    }
    self->out = self->in + BLOCK;
    self->stream.below = below;
    self->stream.layer = codec->name;
    self->codec = codec;
    self->limits = *limits;
    self->charge.budget = budget;
    start(self);
    return &self->stream;
}
