/*
 * frame.c: frames out of bytes, and which frames may follow which.
 */
#include "worker/frame.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* Several frames: a read of the system brings in all that waits. */
#define CN_FRAMES_ROOM (4 * (size_t)CN_FRAME_MAX)

void cn_frame_add(struct cn_buf *buf, enum cn_frame_type type, struct cn_str payload) {
    cn_put_u32(buf, (uint32_t)payload.len);
    cn_put_u8(buf, (uint8_t)type);
    cn_buf_add_str(buf, payload);
}

/* ---- rules ---- */

static bool begins(struct cn_frame_level *level, const struct cn_frame *frame) {
    bool first = !level->begun && !level->output;
    level->begun = true;
    return first && frame->payload.len == 0;
}

static bool once(bool *seen, bool good) {
    good = good && !*seen;
    *seen = true;
    return good;
}

/* A member begins. What a name may be long, all levels together, fits into a frame. */
static bool descends(struct cn_frame_rules *rules, const struct cn_frame *frame) {
    if (rules->level + 1 >= CN_LEVELS_MAX || rules->passed || frame->payload.len == 0 ||
        memchr(frame->payload.bytes, 0, frame->payload.len))
        return false;
    rules->levels[++rules->level] = (struct cn_frame_level){.begun = false};
    return true;
}

static bool ascends(struct cn_frame_rules *rules, const struct cn_frame *frame) {
    struct cn_report report;
    if (rules->level == 0)
        return false;
    rules->level--;
    return cn_report_read(frame->payload, &report);
}

bool cn_frame_allowed(struct cn_frame_rules *rules, const struct cn_frame *frame) {
    struct cn_frame_level *level = &rules->levels[rules->level];
    struct cn_counts counts;
    struct cn_divisible divisible;
    struct cn_passed passed;
    struct cn_report report;
    struct cn_diag diag;
    uint64_t seal;
    if (rules->reported != (frame->type == CN_FRAME_SEAL))
        return false;
    if (rules->divisible && frame->type < CN_FRAME_REPORT)
        return false;
    switch (frame->type) {
    case CN_FRAME_BEGUN:
        return begins(level, frame);
    case CN_FRAME_OUTPUT:
        level->output = true;
        return frame->payload.len > 0;
    case CN_FRAME_COUNTS:
        return cn_counts_read(frame->payload, &counts);
    case CN_FRAME_DIAG:
        return ++level->diags <= CN_DIAGS_MAX && cn_diag_read(frame->payload, &diag);
    case CN_FRAME_DIVISIBLE:
        return once(&rules->divisible, !level->output && !level->begun && rules->level == 0 &&
                                           cn_divisible_read(frame->payload, &divisible));
    case CN_FRAME_PASSED:
        return once(&rules->passed, cn_passed_read(frame->payload, &passed));
    case CN_FRAME_MEMBER:
        return descends(rules, frame);
    case CN_FRAME_MEMBER_END:
        return ascends(rules, frame);
    case CN_FRAME_REPORT:
        rules->reported = rules->level == 0 && cn_report_read(frame->payload, &report);
        return rules->reported;
    case CN_FRAME_SEAL:
        return cn_seal_read(frame->payload, &seal);
    }
    return false;
}

/* ---- bytes ---- */

bool cn_frames_room(struct cn_frames *frames, char **room, size_t *len) {
    if (!frames->bytes)
        frames->bytes = malloc(CN_FRAMES_ROOM);
    if (!frames->bytes)
        return false;
    if (frames->from > 0)
        memmove(frames->bytes, frames->bytes + frames->from, frames->to - frames->from);
    frames->to -= frames->from;
    frames->from = 0;
    *room = frames->bytes + frames->to;
    *len = CN_FRAMES_ROOM - frames->to;
    return true;
}

void cn_frames_filled(struct cn_frames *frames, size_t len) {
    frames->to += len;
}

enum cn_severity cn_frames_next(struct cn_frames *frames, struct cn_frame *frame) {
    if (frames->to - frames->from < CN_FRAME_HEADER)
        return CN_END;
    struct cn_fields fields = {.rest = {frames->bytes + frames->from, frames->to - frames->from}};
    uint32_t len = cn_take_u32(&fields);
    uint8_t type = cn_take_u8(&fields);
    if (len > CN_FRAME_MAX || type < CN_FRAME_BEGUN || type > CN_FRAME_SEAL)
        return CN_SKIP;
    if (len > fields.rest.len)
        return CN_END;
    *frame = (struct cn_frame){(enum cn_frame_type)type, {fields.rest.bytes, len}};
    frames->from += CN_FRAME_HEADER + len;
    return CN_OK;
}

void cn_frames_free(struct cn_frames *frames) {
    free(frames->bytes);
    *frames = (struct cn_frames){0};
}
