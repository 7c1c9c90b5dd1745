/*
 * kept.c: frames of tasks whose turn has not come: in memory, and when that is full in one unnamed
 * file for all of them.
 *
 * The file only grows until nothing in it is wanted any more; then it begins again.
 */
#include "worker/parts.h"

#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Whole frames, one behind the other. */
struct cn_chunk {
    struct cn_chunk *next;
    bool filed;
    uint64_t start; /* if filed: in the file */
    uint64_t len;
    struct cn_buf bytes; /* if not */
};

bool cn_store_has_room(const struct cn_store *store) {
    return store->in_memory < CN_KEPT_MAX || (!store->broken && store->end < CN_KEPT_FILE_MAX);
}

void cn_store_free(struct cn_store *store) {
    if (store->file >= 0)
        close(store->file);
    store->file = -1;
}

/* ---- keeping ---- */

/* The last chunk, if it is of that kind and can grow at `start`; else a new one; NULL: no memory.
 */
static struct cn_chunk *chunk_for(struct cn_kept *kept, bool filed, uint64_t start) {
    struct cn_chunk *last = kept->last;
    if (last && last->filed == filed && (!filed || last->start + last->len == start))
        return last;
    struct cn_chunk *chunk = calloc(1, sizeof *chunk);
    if (!chunk)
        return NULL;
    *chunk = (struct cn_chunk){.filed = filed, .start = start};
    if (last)
        last->next = chunk;
    else
        kept->first = chunk;
    kept->last = chunk;
    return chunk;
}

static bool keep_in_file(struct cn_kept *kept, struct cn_store *store, struct cn_str bytes) {
    struct cn_chunk *chunk = chunk_for(kept, true, store->end);
    if (!chunk)
        return false;
    chunk->len += bytes.len;
    store->end += bytes.len;
    store->filed += bytes.len;
    return true;
}

static bool keep_in_memory(struct cn_kept *kept, struct cn_store *store, struct cn_str bytes) {
    struct cn_chunk *chunk = chunk_for(kept, false, 0);
    if (!chunk)
        return false;
    cn_buf_add_str(&chunk->bytes, bytes);
    chunk->len += bytes.len;
    store->in_memory += bytes.len;
    return !chunk->bytes.failed;
}

/* Written to the file, if memory is full and the file can be had. */
static bool spooled(struct cn_store *store, struct cn_str bytes) {
    if (store->in_memory < CN_KEPT_MAX || store->broken)
        return false;
    if (store->file < 0)
        store->file = cn_unnamed_file();
    store->broken =
        store->file < 0 || !cn_file_put(store->file, bytes.bytes, bytes.len, store->end);
    return !store->broken;
}

bool cn_kept_add(struct cn_kept *kept, struct cn_store *store, const struct cn_frame *frame) {
    struct cn_buf whole = {0};
    cn_frame_add(&whole, frame->type, frame->payload);
    struct cn_str bytes = cn_buf_str(&whole);
    bool good = !whole.failed && (spooled(store, bytes) ? keep_in_file(kept, store, bytes)
                                                        : keep_in_memory(kept, store, bytes));
    cn_buf_free(&whole);
    return good;
}

/* ---- giving back ---- */

static void drop(struct cn_kept *kept, struct cn_store *store) {
    struct cn_chunk *chunk = kept->first;
    kept->first = chunk->next;
    if (!kept->first)
        kept->last = NULL;
    if (chunk->filed)
        store->filed -= chunk->len;
    else
        store->in_memory -= chunk->len;
    if (store->filed == 0 && store->end > 0)
        store->end = ftruncate(store->file, 0) == 0 ? 0 : store->end;
    cn_buf_free(&chunk->bytes);
    free(chunk);
}

void cn_kept_free(struct cn_kept *kept, struct cn_store *store) {
    while (kept->first)
        drop(kept, store);
}

/* Hands on the frames that are complete. */
static enum cn_severity hand_on(struct cn_frames *frames, cn_frame_fn *each, void *context) {
    struct cn_frame frame;
    enum cn_severity severity;
    while ((severity = cn_frames_next(frames, &frame)) == CN_OK) {
        if (!each(context, &frame))
            return CN_END;
    }
    return severity == CN_END ? CN_OK : CN_FATAL;
}

static enum cn_severity replay_memory(struct cn_chunk *chunk, cn_frame_fn *each, void *context) {
    struct cn_frames frames = {.bytes = chunk->bytes.bytes, .to = chunk->bytes.len};
    return hand_on(&frames, each, context);
}

/* The next bytes of a chunk at `at`. */
static bool read_back(int file, struct cn_frames *frames, uint64_t at, uint64_t left, size_t *got) {
    char *room;
    size_t len;
    ssize_t done;
    if (!cn_frames_room(frames, &room, &len))
        return false;
    if (len > left)
        len = (size_t)left;
    do
        done = pread(file, room, len, (off_t)at);
    while (done < 0 && errno == EINTR);
    *got = done > 0 ? (size_t)done : 0;
    cn_frames_filled(frames, *got);
    return done > 0;
}

static enum cn_severity replay_file(const struct cn_chunk *chunk, int file, cn_frame_fn *each,
                                    void *context) {
    struct cn_frames frames = {0};
    enum cn_severity severity = CN_OK;
    uint64_t done = 0;
    size_t got = 0;
    while (severity == CN_OK && done < chunk->len) {
        if (read_back(file, &frames, chunk->start + done, chunk->len - done, &got))
            severity = hand_on(&frames, each, context);
        else
            severity = CN_FATAL;
        done += got;
    }
    cn_frames_free(&frames);
    return severity;
}

enum cn_severity cn_kept_replay(struct cn_kept *kept, struct cn_store *store, cn_frame_fn *each,
                                void *context) {
    enum cn_severity severity = CN_OK;
    while (kept->first && severity == CN_OK) {
        severity = kept->first->filed ? replay_file(kept->first, store->file, each, context)
                                      : replay_memory(kept->first, each, context);
        drop(kept, store);
    }
    return severity;
}
