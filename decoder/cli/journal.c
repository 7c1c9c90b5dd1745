/*
 * journal.c: --journal FILE: what a run has finished is written down, turn by turn.
 *
 * The output of a turn is written before its record, and the record has a checksum of it: whatever
 * reached the disk before the machine went down, a run goes on behind the last turn that both the
 * journal and the output have whole. Both are synced every CN_JOURNAL_SYNC milliseconds, so that no
 * more than about that is read again.
 *
 * The journal is the user's own file (0600), made and opened without following a link, and locked
 * as long as a run has it. It goes when the run has ended and its output has its name; the record
 * `ended` stands in it from the moment that nothing but that is left to do.
 */
#include "cli/journal.h"

#include "base/clock.h"
#include "base/limits.h"
#include "cli/parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

static bool cannot(const char *path) {
    cn_say_code(CN_FATAL, CN_E_WRITE, path, strerror(errno));
    return false;
}

static bool refuse(const struct cn_journal *journal, enum cn_code code, const char *detail) {
    cn_say_code(CN_FATAL, code, journal->path, detail);
    return false;
}

/* ---- the file ---- */

static bool open_folder(struct cn_journal *journal) {
    const char *slash = strrchr(journal->path, '/');
    char *parent = slash ? strndup(journal->path, (size_t)(slash - journal->path) + 1) : NULL;
    journal->name = slash ? slash + 1 : journal->path;
    journal->folder = open(parent ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(parent);
    return journal->folder >= 0 || cannot(journal->path);
}

/* No other process has it, and it still has its name. Goes with the process, or when any descriptor
 * of the file is closed in it. */
static bool lock(const struct cn_journal *journal) {
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat open, named;
    if (fcntl(journal->fd, F_SETLK, &all) != 0)
        return errno == EACCES || errno == EAGAIN ? refuse(journal, CN_E_JOURNAL_BUSY, NULL)
                                                  : cannot(journal->path);
    if (fstat(journal->fd, &open) != 0 ||
        fstatat(journal->folder, journal->name, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
        open.st_ino != named.st_ino || open.st_dev != named.st_dev)
        return refuse(journal, CN_E_JOURNAL_BUSY, NULL);
    return true;
}

/* Nobody else could write it. */
static bool is_ours(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1 &&
           status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool open_file(struct cn_journal *journal) {
    const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    journal->fd = openat(journal->folder, journal->name, flags | O_CREAT | O_EXCL, 0600);
    if (journal->fd < 0 && errno == EEXIST)
        journal->fd = openat(journal->folder, journal->name, flags);
    if (journal->fd < 0)
        return cannot(journal->path);
    if (!is_ours(journal->fd))
        return refuse(journal, CN_E_JOURNAL_NONE, NULL);
    return lock(journal);
}

/* Behind what counts. */
static bool append(struct cn_annotation_run *run, const struct cn_buf *bytes) {
    struct cn_journal *journal = &run->journal;
    errno = ENOMEM;
    if (bytes->failed || !cn_file_put(journal->fd, bytes->bytes, bytes->len, journal->end)) {
        cannot(journal->path);
        run->broken = run->said = true;
        return false;
    }
    journal->end += bytes->len;
    return true;
}

/* ---- its head ---- */

static uint64_t new_id(const char *path) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    const uint64_t seed = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
    return XXH3_64bits_withSeed(path, strlen(path), seed ^ (uint64_t)getpid() << 32);
}

static bool begin_anew(struct cn_annotation_run *run, struct cn_str pairs) {
    struct cn_journal *journal = &run->journal;
    const struct cn_journal_begun begun = {new_id(journal->path), pairs};
    struct cn_buf payload = {0}, bytes = {0};
    journal->id = begun.id;
    journal->end = journal->chain = 0;
    cn_begun_write(&payload, &begun);
    cn_buf_add_text(&bytes, CN_JOURNAL_MAGIC);
    cn_record_add(&bytes, &journal->chain, CN_RECORD_BEGUN, cn_buf_str(&payload));
    bytes.failed |= payload.failed;
    bool good = append(run, &bytes);
    if (good && (ftruncate(journal->fd, (off_t)journal->end) != 0 || fsync(journal->fd) != 0))
        good = cannot(journal->path);
    cn_buf_free(&payload);
    cn_buf_free(&bytes);
    return good;
}

static bool refuse_other(const struct cn_journal *journal, struct cn_str old, struct cn_str pairs) {
    struct cn_str name, was, is;
    struct cn_buf detail = {0};
    if (!cn_begun_differs(old, pairs, &name, &was, &is))
        return true;
    cn_buf_addf(&detail, "%.*s: '%.*s', now '%.*s'", (int)name.len, name.bytes, (int)was.len,
                was.len > 0 ? was.bytes : "", (int)is.len, is.len > 0 ? is.bytes : "");
    cn_buf_add_byte(&detail, '\0');
    refuse(journal, CN_E_JOURNAL_OTHER, detail.failed ? NULL : detail.bytes);
    cn_buf_free(&detail);
    return false;
}

/* A head that was cut short is that of a run that had finished nothing. */
static bool take_head(struct cn_annotation_run *run, struct cn_str head, struct cn_str pairs) {
    struct cn_journal *journal = &run->journal;
    const struct cn_str magic = CN_STR(CN_JOURNAL_MAGIC);
    struct cn_journal_begun begun;
    enum cn_record_type type;
    struct cn_str payload;
    if (cn_str_starts(magic, head))
        return begin_anew(run, pairs);
    if (!cn_str_starts(head, magic))
        return refuse(journal, CN_E_JOURNAL_NONE, NULL);
    struct cn_str rest = {head.bytes + magic.len, head.len - magic.len};
    enum cn_severity severity = cn_record_take(&rest, &journal->chain, &type, &payload);
    if (severity == CN_END)
        return begin_anew(run, pairs);
    if (severity != CN_OK || type != CN_RECORD_BEGUN || !cn_begun_read(payload, &begun))
        return refuse(journal, CN_E_JOURNAL_NONE, NULL);
    journal->resumes = true;
    journal->id = begun.id;
    journal->end = (uint64_t)(rest.bytes - head.bytes);
    return refuse_other(journal, begun.pairs, pairs);
}

static bool read_head(struct cn_annotation_run *run, struct cn_str pairs) {
    struct cn_journal *journal = &run->journal;
    struct cn_buf head = {0};
    size_t most = sizeof CN_JOURNAL_MAGIC + CN_JOURNAL_RECORD_MAX;
    ssize_t got = 1;
    while (got > 0 && head.len < most && cn_buf_reserve(&head, most - head.len)) {
        got = pread(journal->fd, head.bytes + head.len, most - head.len, (off_t)head.len);
        head.len += got > 0 ? (size_t)got : 0;
    }
    bool good =
        got >= 0 && !head.failed ? take_head(run, cn_buf_str(&head), pairs) : cannot(journal->path);
    cn_buf_free(&head);
    return good;
}

/* ---- opening ---- */

/* Standard output, a pipe or a device cannot be taken up where it was left. */
static bool output_fits(const struct cn_arguments *arguments) {
    const char *path = arguments->output;
    struct stat status;
    if (path && strcmp(path, "-") != 0 &&
        (stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
        return true;
    cn_say(CN_FATAL, "--journal wants -o with a file or a folder: what goes elsewhere cannot be "
                     "taken up again");
    return false;
}

bool cn_journal_open(struct cn_annotation_run *run) {
    struct cn_journal *journal = &run->journal;
    struct cn_buf pairs = {0};
    journal->fd = journal->folder = -1;
    journal->path = run->arguments->journal;
    if (!journal->path)
        return true;
    if (!output_fits(run->arguments) || !open_folder(journal) || !open_file(journal))
        return false;
    cn_journal_describe(run, &pairs);
    journal->open = !pairs.failed && read_head(run, cn_buf_str(&pairs));
    journal->synced = cn_clock();
    run->mirror.id = journal->id;
    cn_buf_free(&pairs);
    return journal->open;
}

/* ---- a turn ---- */

bool cn_journal_hash(int fd, uint64_t from, uint64_t to, uint64_t *hash) {
    XXH3_state_t *state = XXH3_createState();
    char *block = malloc(CN_OUT_BLOCK);
    bool good = state && block && XXH3_64bits_reset(state) == XXH_OK;
    while (good && from < to) {
        size_t len = to - from < CN_OUT_BLOCK ? (size_t)(to - from) : CN_OUT_BLOCK;
        good = cn_file_get(fd, block, len, from);
        if (good)
            XXH3_64bits_update(state, block, len);
        from += len;
    }
    if (good)
        *hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    free(block);
    return good;
}

static void add_record(struct cn_journal *journal, enum cn_record_type type,
                       struct cn_buf *payload) {
    journal->pending.failed |= payload->failed;
    cn_record_add(&journal->pending, &journal->chain, type, cn_buf_str(payload));
    cn_buf_free(payload);
}

static bool write_pending(struct cn_annotation_run *run) {
    bool good = append(run, &run->journal.pending);
    cn_buf_clear(&run->journal.pending);
    return good;
}

void cn_journal_document(struct cn_annotation_run *run, const struct cn_record *record,
                         struct cn_str line) {
    const struct cn_document *document = record->document;
    struct cn_journal_document entry = {.status = document->status,
                                        .bytes = document->bytes,
                                        .mentions = record->mentions,
                                        .below = record->below,
                                        .hashed = document->hashed && cn_annotate_hashes(run),
                                        .name = document->name,
                                        .line = line};
    struct cn_buf payload = {0};
    if (!run->journal.open || run->broken)
        return;
    memcpy(entry.sha256, document->sha256, sizeof entry.sha256);
    cn_journal_document_write(&payload, &entry);
    add_record(&run->journal, CN_RECORD_DOCUMENT, &payload);
    if (run->journal.pending.len > CN_OUT_BLOCK)
        write_pending(run);
}

/* The output of the turn is in its file, and what it is is noted. */
static bool cover(struct cn_annotation_run *run, struct cn_journal_turn *turn) {
    struct cn_journal *journal = &run->journal;
    struct cn_out *out = &run->output.out;
    if (run->mirror.path)
        return true;
    turn->end = out->bytes;
    if (cn_out_flush(out) == CN_OK &&
        cn_journal_hash(out->fd, journal->covered, turn->end, &turn->hash)) {
        journal->covered = turn->end;
        return true;
    }
    run->broken = true;
    return false;
}

/* The output first: a record never stands for what is not there. */
static bool synced(struct cn_annotation_run *run) {
    struct cn_journal *journal = &run->journal;
    journal->synced = cn_clock();
    if ((run->mirror.path || fsync(run->output.out.fd) == 0) && fsync(journal->fd) == 0)
        return true;
    cannot(journal->path);
    run->broken = run->said = true;
    return false;
}

void cn_journal_turn(struct cn_annotation_run *run, const struct cn_input_fact *fact, bool kept) {
    struct cn_journal *journal = &run->journal;
    struct cn_journal_turn turn = {.name = cn_buf_str(&run->turn.input),
                                   .standard = run->turn.standard,
                                   .size = fact->size,
                                   .time = fact->time,
                                   .trouble = run->trouble,
                                   .refused = run->output.refused,
                                   .kept = kept,
                                   .end = run->output.out.bytes};
    struct cn_buf payload = {0};
    if (!journal->open || run->broken || !cover(run, &turn))
        return;
    cn_journal_turn_write(&payload, &turn);
    add_record(journal, CN_RECORD_TURN, &payload);
    if (write_pending(run) && cn_clock() - journal->synced >= CN_JOURNAL_SYNC)
        synced(run);
}

/* ---- the end ---- */

void cn_journal_ended(struct cn_annotation_run *run) {
    struct cn_journal *journal = &run->journal;
    struct cn_journal_turn turn = {.refused = run->output.refused, .trouble = run->trouble};
    struct cn_buf payload = {0};
    journal->useless = run->output.refused;
    if (!journal->open || journal->ended || journal->useless || run->broken || !cover(run, &turn))
        return;
    cn_journal_turn_write(&payload, &turn);
    add_record(journal, CN_RECORD_ENDED, &payload);
    journal->ended = write_pending(run) && synced(run);
}

void cn_journal_close(struct cn_annotation_run *run) {
    struct cn_journal *journal = &run->journal;
    if (journal->open && (journal->useless || (journal->ended && !run->broken)))
        unlinkat(journal->folder, journal->name, 0);
    if (journal->path && journal->fd >= 0)
        close(journal->fd);
    if (journal->path && journal->folder >= 0)
        close(journal->folder);
    cn_buf_free(&journal->pending);
    cn_buf_free(&journal->finished);
    cn_digests_free(&journal->inputs);
    journal->open = false;
}
