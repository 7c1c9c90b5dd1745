/*
 * fuzz_frame.c: what a worker sends may be anything. However its bytes arrive, the same frames come
 * of them, none longer than it may be; what is allowed can be read, and written again it is the
 * same.
 *
 * The first byte says how many bytes arrive at a time; the rest is what the worker sends.
 */
#include "base/limits.h"
#include "worker/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law) {
    if (!law)
        abort();
}

static void check_payload(const struct cn_frame *frame) {
    struct cn_buf again = {0};
    struct cn_counts counts;
    struct cn_divisible divisible;
    struct cn_passed passed;
    struct cn_report report;
    struct cn_diag diag;
    switch (frame->type) {
    case CN_FRAME_COUNTS:
        require(cn_counts_read(frame->payload, &counts));
        cn_counts_write(&again, &counts);
        break;
    case CN_FRAME_DIAG:
        require(cn_diag_read(frame->payload, &diag) && diag.code < CN_CODES);
        cn_diag_write(&again, &diag);
        break;
    case CN_FRAME_DIVISIBLE:
        require(cn_divisible_read(frame->payload, &divisible));
        cn_divisible_write(&again, &divisible);
        break;
    case CN_FRAME_PASSED:
        require(cn_passed_read(frame->payload, &passed));
        cn_passed_write(&again, &passed);
        break;
    case CN_FRAME_REPORT:
        require(cn_report_read(frame->payload, &report) && cn_status_name(report.status));
        cn_report_write(&again, &report);
        break;
    default:
        cn_buf_add_str(&again, frame->payload);
    }
    require(cn_str_equal(cn_buf_str(&again), frame->payload));
    cn_buf_free(&again);
}

/* Takes frames until they break a rule or more bytes are needed. Adds to `seen` those allowed. */
static enum cn_severity take(struct cn_frames *frames, struct cn_frame_rules *rules,
                             struct cn_buf *seen) {
    struct cn_frame frame;
    enum cn_severity severity;
    while ((severity = cn_frames_next(frames, &frame)) == CN_OK) {
        require(frame.payload.len <= CN_FRAME_MAX);
        if (!cn_frame_allowed(rules, &frame))
            return CN_SKIP;
        check_payload(&frame);
        cn_frame_add(seen, frame.type, frame.payload);
        if (frame.type == CN_FRAME_SEAL)
            *rules = (struct cn_frame_rules){0};
    }
    return severity;
}

/* All bytes, at most `most` at a time, each time in memory of just that size. */
static void feed(struct cn_str bytes, size_t most, struct cn_buf *seen) {
    struct cn_frames frames = {0};
    struct cn_frame_rules rules = {0};
    enum cn_severity severity = CN_END;
    while (bytes.len > 0 && severity == CN_END) {
        char *room;
        size_t len;
        require(cn_frames_room(&frames, &room, &len) && len > 0);
        len = len < most ? len : most;
        len = len < bytes.len ? len : bytes.len;
        memcpy(room, bytes.bytes, len);
        cn_frames_filled(&frames, len);
        bytes.bytes += len;
        bytes.len -= len;
        severity = take(&frames, &rules, seen);
    }
    cn_frames_free(&frames);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_buf whole = {0}, pieces = {0};
    if (size == 0)
        return 0;
    struct cn_str bytes = {(const char *)data + 1, size - 1};
    feed(bytes, SIZE_MAX, &whole);
    feed(bytes, 1 + (size_t)data[0], &pieces);
    require(cn_str_equal(cn_buf_str(&whole), cn_buf_str(&pieces)));
    require(whole.len <= bytes.len &&
            (whole.len == 0 || memcmp(whole.bytes, bytes.bytes, whole.len) == 0));
    cn_buf_free(&pieces);
    cn_buf_free(&whole);
    return 0;
}
