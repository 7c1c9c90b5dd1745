/*
 * lessons.c: which reading a label says is right.
 *
 * A label that the place is a name makes that name's reading right. Where it is no reading of the
 * place and a family's is, that is right if other names compete, and else nothing is learned: the
 * name is garbled here, and "unknown" is as good an answer as "none". A label that it is no name
 * makes "none" right.
 *
 * Nobody labels unknown names. So every fifth name, chosen by a hash of its letters, is dropped
 * from the readings of its own places once more. What is right there is the family's reading, if
 * there is one, and never that it is another name garbled: AMFAST is not AMPASS. While lessons are
 * taken the garbler doubts names for that; where a name is spelled right, its garbled rivals count
 * in these lessons alone. Such a lesson counts less: of the family's reading it can only ever say
 * "right", where whole files are full of garbled words of the same shape that nobody labelled.
 */
#include "evaluate/lessons.h"

#include "base/limits.h"
#include "tokenize/tokenize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DROPPED_OF 5
#define DROPPED_WEIGHT 0.05
#define DROPPED_WEIGHT_GARBLED 0.1

struct lesson {
    struct cn_lessons *lessons;
    struct cn_scan *scan;
    struct cn_label_slice slice;
    size_t next;     /* labels before it end before the window */
    uint32_t file;   /* of labels */
    uint32_t record; /* of the document */
    uint32_t first;  /* number of the slice's first label */
};

/* ---- hashes ---- */

static uint64_t hash_bytes(uint64_t hash, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.bytes[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}
#define HASH_START UINT64_C(14695981039346656037)

uint32_t cn_record_of(struct cn_str file) {
    size_t start = 0;
    for (size_t i = 0; i < file.len; i++)
        start = file.bytes[i] == '/' ? i + 1 : start;
    struct cn_str name = {file.bytes + start, file.len - start};
    for (size_t i = name.len; i > 0; i--) {
        if (name.bytes[i - 1] == '.') {
            name.len = i - 1;
            break;
        }
    }
    return (uint32_t)(hash_bytes(HASH_START, name) >> 16);
}

/* ---- classes and labels ---- */

static uint32_t class_of(struct cn_lessons *lessons, struct cn_str name, uint32_t file) {
    size_t len = 0;
    const struct cn_lesson_class *classes = cn_lessons_classes(lessons, &len);
    for (size_t i = 0; i < len; i++) {
        if (classes[i].file == file && cn_str_equal(classes[i].name, name))
            return (uint32_t)i;
    }
    struct cn_lesson_class class = {cn_arena_copy(&lessons->arena, name), file};
    cn_buf_add(&lessons->classes, &class, sizeof class);
    return (uint32_t)len;
}

static uint32_t add_label(struct cn_lessons *lessons, struct cn_str class, bool positive,
                          uint32_t file) {
    struct cn_lesson_label label = {class_of(lessons, class, file), positive};
    cn_buf_add(&lessons->labels, &label, sizeof label);
    return (uint32_t)(lessons->labels.len / sizeof label) - 1;
}

/* ---- a place and its label ---- */

static bool same_key(struct cn_str a, struct cn_str b) {
    char one[CN_KEY_MAX];
    char two[CN_KEY_MAX];
    struct cn_str first = {one, cn_name_key(a, one, sizeof one)};
    struct cn_str second = {two, cn_name_key(b, two, sizeof two)};
    return first.len > 0 && cn_str_equal(first, second);
}

/* The readings of the labelled name, a bit each; whether a number that follows belongs to it is not
 * what is asked. */
static uint32_t find_right(const struct cn_mention *mention, struct cn_str name) {
    uint32_t number = CN_NO_MEMBER;
    uint32_t right = 0;
    for (size_t i = 0; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        if (!meaning->unknown &&
            same_key(cn_name_base(meaning->entry->name, &number), cn_name_base(name, &number)))
            right |= UINT32_C(1) << i;
    }
    return right;
}

static bool is_garbled(const struct cn_meaning *meaning) {
    return meaning->candidate.how == CN_GARBLED;
}

static bool any_garbled(const struct cn_meaning *readings, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (is_garbled(&readings[i]))
            return true;
    return false;
}

/* A name stands in a document again for the reason it stood there before; garbled it is each time
 * by an accident of its own. */
static bool add_example(struct lesson *lesson, const struct cn_meaning *meanings, size_t len,
                        uint32_t right, uint32_t label, struct cn_str name, double weight) {
    struct cn_lessons *lessons = lesson->lessons;
    struct cn_example example = {
        .right = right, .weight = weight, .record = lesson->record, .kind = label};
    uint64_t group = hash_bytes(HASH_START ^ lesson->record, name) + (right != 0);
    if (any_garbled(meanings, len))
        group = lessons->examples.len;
    cn_buf_add(&lessons->groups, &group, sizeof group);
    return cn_examples_add(&lessons->examples, meanings, len, &example);
}

/* ---- dropped names ---- */

static bool dropped(struct cn_str name) {
    uint32_t number = CN_NO_MEMBER;
    return hash_bytes(HASH_START, cn_name_base(name, &number)) % DROPPED_OF == 0;
}

/* The evidence of a family's reading as it would be without the dropped name. */
static bool forget_name(const struct cn_meaning *meaning, struct cn_arena *arena,
                        struct cn_meaning *out) {
    *out = *meaning;
    out->evidence = CN_NEW_ARRAY(arena, struct cn_evidence, meaning->evidence_len + 1);
    out->evidence_len = 0;
    for (size_t i = 0; out->evidence && i < meaning->evidence_len; i++) {
        if (strcmp(meaning->evidence[i].name, "family_named") != 0)
            out->evidence[out->evidence_len++] = meaning->evidence[i];
    }
    return out->evidence != NULL;
}

/* Is it what remains where the name of the place is dropped? */
static bool outlives_name(const struct cn_meaning *meaning) {
    return meaning->unknown || is_garbled(meaning);
}

static bool add_dropped(struct lesson *lesson, const struct cn_mention *mention,
                        struct cn_str name) {
    struct cn_meaning meanings[CN_READINGS_MAX];
    struct cn_arena arena = {0};
    size_t len = 0;
    uint32_t right = 0;
    bool ok = true, garbled = false;
    for (size_t i = 0; i < mention->meanings_len && len < CN_READINGS_MAX && ok; i++) {
        if (!outlives_name(&mention->meanings[i]))
            continue;
        right |= mention->meanings[i].unknown ? UINT32_C(1) << len : 0;
        garbled |= is_garbled(&mention->meanings[i]);
        ok = forget_name(&mention->meanings[i], &arena, &meanings[len++]);
    }
    if (ok && len > 0) {
        uint32_t label = add_label(lesson->lessons, CN_STR(CN_LESSON_UNKNOWN), true, lesson->file);
        ok = add_example(lesson, meanings, len, right, label, name,
                         garbled ? DROPPED_WEIGHT_GARBLED : DROPPED_WEIGHT);
    }
    cn_arena_free(&arena);
    return ok;
}

/* ---- windows ---- */

/* The readings that a scan would give: where a name is spelled right, no other is garbled. */
static size_t list_readings(const struct cn_mention *mention, struct cn_meaning *readings,
                            uint32_t *right) {
    bool spelled = false;
    size_t len = 0;
    uint32_t all = *right;
    for (size_t i = 0; i < mention->meanings_len; i++)
        spelled |= !outlives_name(&mention->meanings[i]);
    *right = 0;
    for (size_t i = 0; i < mention->meanings_len; i++) {
        if (spelled && is_garbled(&mention->meanings[i]))
            continue;
        *right |= (all >> i & 1) << len;
        readings[len++] = mention->meanings[i];
    }
    return len;
}

static uint32_t find_unknown(const struct cn_meaning *readings, size_t len) {
    uint32_t right = 0;
    for (size_t i = 0; i < len; i++)
        right |= readings[i].unknown ? UINT32_C(1) << i : 0;
    return right;
}

static bool learn_from(struct lesson *lesson, const struct cn_mention *mention,
                       const struct cn_label *label) {
    struct cn_meaning readings[CN_READINGS_MAX];
    uint32_t number = lesson->first + (uint32_t)(label - lesson->slice.items);
    uint32_t right = label->positive ? find_right(mention, label->name) : 0;
    size_t len = list_readings(mention, readings, &right);
    uint32_t unknown = find_unknown(readings, len);
    if (len == 0 || (label->sampled && !any_garbled(readings, len)))
        return true;
    if (label->positive && !right && unknown &&
        mention->name_end - mention->start == label->base_end - label->start) {
        if (!any_garbled(readings, len))
            return true;
        right = unknown;
    }
    struct cn_str name = label->positive ? label->name : label->surface;
    if (!add_example(lesson, readings, len, right, number, name, (double)label->stands_for))
        return false;
    bool verbatim = mention->meanings[0].candidate.how == CN_IDENTICAL ||
                    mention->meanings[0].candidate.how == CN_PATTERN;
    return !right || !verbatim || !dropped(label->name) ||
           add_dropped(lesson, mention, label->name);
}

/* The label a mention touches: one whose name is among its readings, else the first. */
static const struct cn_label *label_of(struct lesson *lesson, const struct cn_mention *mention,
                                       struct cn_span span) {
    const struct cn_label *first = NULL;
    while (lesson->next < lesson->slice.len &&
           lesson->slice.items[lesson->next].end + CN_MENTION_MAX < span.start)
        lesson->next++;
    for (size_t i = lesson->next; i < lesson->slice.len; i++) {
        const struct cn_label *label = &lesson->slice.items[i];
        if (label->start >= span.end)
            break;
        if (label->end <= span.start)
            continue;
        if (label->positive && find_right(mention, label->name))
            return label;
        first = first ? first : label;
    }
    return first;
}

static enum cn_severity take_window(void *context, const struct cn_document *document,
                                    const struct cn_text *text, const struct cn_mentions *all,
                                    const struct cn_mentions *reported) {
    struct lesson *lesson = context;
    (void)document;
    (void)reported;
    for (size_t i = 0; i < all->len; i++) {
        const struct cn_mention *mention = &all->items[i];
        struct cn_span span =
            cn_map_source(text->map, (struct cn_span){mention->start, mention->end});
        const struct cn_label *label = label_of(lesson, mention, span);
        if (label && !learn_from(lesson, mention, label))
            return CN_FATAL;
    }
    return CN_OK;
}

/* ---- documents ---- */

static enum cn_severity scan_file(struct lesson *lesson, const char *path, struct cn_diags *diags) {
    const struct cn_sink sink = {.window = take_window, .context = lesson};
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    cn_document_open_path(&document, path, &lesson->scan->limits);
    enum cn_severity severity = cn_scan_document(lesson->scan, &document, &sink, &record);
    if (severity < CN_FATAL && document.status != CN_STATUS_OK) {
        struct cn_where where = {.file = cn_str_of(path)};
        severity = cn_diag_add(diags, CN_PARTIAL, CN_E_LABEL_FILE, &where, "%s",
                               cn_status_name(document.status));
    }
    cn_document_close(&document);
    return severity;
}

static enum cn_severity take_file(struct lesson *lesson, struct cn_str root, struct cn_str file,
                                  struct cn_diags *diags) {
    struct cn_lessons *lessons = lesson->lessons;
    struct cn_buf path = {0};
    lesson->next = 0;
    lesson->record = cn_record_of(file);
    lesson->first = (uint32_t)(lessons->labels.len / sizeof(struct cn_lesson_label));
    for (size_t i = 0; i < lesson->slice.len; i++)
        add_label(lessons, lesson->slice.items[i].class, lesson->slice.items[i].positive,
                  lesson->file);
    if (lessons->channels)
        cn_scan_use(lesson->scan, lessons->channels[lesson->record % lessons->folds]);
    if (root.len > 0 && !cn_str_starts(file, CN_STR("/"))) {
        cn_buf_add_str(&path, root);
        cn_buf_add_byte(&path, '/');
    }
    cn_buf_add_str(&path, file);
    cn_buf_add_byte(&path, '\0');
    enum cn_severity severity =
        path.failed || lessons->labels.failed ? CN_FATAL : scan_file(lesson, path.bytes, diags);
    cn_buf_free(&path);
    return severity;
}

enum cn_severity cn_lessons_add(struct cn_lessons *lessons, struct cn_scan *scan,
                                struct cn_labels *labels, struct cn_str root) {
    struct lesson lesson = {.lessons = lessons, .scan = scan, .file = lessons->files++};
    enum cn_severity worst = CN_OK;
    for (size_t i = 0; i < labels->files.len && worst < CN_FATAL; i++) {
        lesson.slice = cn_labels_of(labels, labels->files.items[i]);
        enum cn_severity severity =
            take_file(&lesson, root, labels->files.items[i], &labels->diags);
        worst = severity > worst ? severity : worst;
    }
    return worst;
}

/* ---- weights ---- */

static int by_group(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* How many equal ones a sorted list holds. */
static size_t count_equal(const uint64_t *sorted, size_t len, uint64_t wanted) {
    size_t low = 0;
    size_t high = len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    size_t count = 0;
    while (low + count < len && sorted[low + count] == wanted)
        count++;
    return count;
}

bool cn_lessons_weigh(struct cn_lessons *lessons) {
    const uint64_t *groups = (const uint64_t *)(const void *)lessons->groups.bytes;
    size_t len = lessons->examples.len;
    uint64_t *sorted = malloc((len + 1) * sizeof *sorted);
    if (!sorted || lessons->groups.failed || lessons->classes.failed || lessons->arena.failed) {
        free(sorted);
        return false;
    }
    if (len > 0)
        memcpy(sorted, groups, len * sizeof *sorted);
    qsort(sorted, len, sizeof *sorted, by_group);
    for (size_t i = 0; i < len; i++)
        lessons->examples.items[i].weight /= sqrt((double)count_equal(sorted, len, groups[i]));
    free(sorted);
    return true;
}

/* ---- results ---- */

const struct cn_lesson_label *cn_lessons_labels(const struct cn_lessons *lessons, size_t *len) {
    *len = lessons->labels.len / sizeof(struct cn_lesson_label);
    return (const struct cn_lesson_label *)(const void *)lessons->labels.bytes;
}

const struct cn_lesson_class *cn_lessons_classes(const struct cn_lessons *lessons, size_t *len) {
    *len = lessons->classes.len / sizeof(struct cn_lesson_class);
    return (const struct cn_lesson_class *)(const void *)lessons->classes.bytes;
}

void cn_lessons_free(struct cn_lessons *lessons) {
    cn_examples_free(&lessons->examples);
    cn_buf_free(&lessons->labels);
    cn_buf_free(&lessons->classes);
    cn_buf_free(&lessons->groups);
    cn_arena_free(&lessons->arena);
}
