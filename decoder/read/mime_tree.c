/*
 * mime_tree.c: GMime, asked for a mail's parts.
 *
 * It is given a view of the mail in memory, and makes of it a tree of objects, which is copied as
 * far as it is wanted and let go of.
 */
#include "read/mime_tree.h"

#include "base/limits.h"
#include "base/room.h"
#include "open/preload.h"
#include "read/mime.h"

#include <stdlib.h>
#include <string.h>

#ifdef CN_GMIME

#include <gmime/gmime.h>

void cn_preload_mail(void) {
    static const char mail[] =
        "To: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b--\n";
    struct cn_source source = {.fd = -1, .bytes = mail, .size = sizeof mail - 1};
    struct cn_mime_tree tree = {.nodes = NULL};
    cn_mime_tree_make(&tree, &source);
    cn_mime_tree_free(&tree);
}

/* ---- fields ---- */

static void note_keys(const struct cn_mime_view *view, GMimeObject *object,
                      struct cn_mime_node *node) {
    static const char *const names[CN_MIME_KEYS] = {"content-type", "content-transfer-encoding",
                                                    "content-disposition"};
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    int count = g_mime_header_list_get_count(list);
    for (int i = 0; i < count; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
        gint64 at = g_mime_header_get_offset(header);
        struct cn_str name = cn_str_of(g_mime_header_get_name(header));
        for (size_t key = 0; key < CN_MIME_KEYS && at >= 0; key++)
            if (node->keys[key].end == 0 && cn_str_equal_nocase(name, cn_str_of(names[key])))
                cn_mime_view_field(view, (uint64_t)at, &node->keys[key]);
    }
}

static bool add_field(struct cn_mime_tree *tree, GMimeHeader *header) {
    const char *shown = cn_mime_shown(cn_str_of(g_mime_header_get_name(header)));
    gint64 at = g_mime_header_get_offset(header);
    struct cn_span span;
    if (!shown || at < 0 || !cn_mime_view_field(&tree->view, (uint64_t)at, &span))
        return true;
    tree->fields_full = tree->fields_len == CN_MIME_FIELDS;
    if (!tree->fields_full)
        tree->fields[tree->fields_len++] = (struct cn_mime_field){shown, span.start, span.end};
    return !tree->fields_full;
}

static bool note_fields(struct cn_mime_tree *tree, GMimeMessage *message) {
    GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(message));
    int count = g_mime_header_list_get_count(list);
    tree->fields = calloc(count > 0 && count < CN_MIME_FIELDS ? (size_t)count : CN_MIME_FIELDS,
                          sizeof *tree->fields);
    for (int i = 0; tree->fields && i < count; i++)
        if (!add_field(tree, g_mime_header_list_get_header_at(list, i)))
            break;
    return tree->fields != NULL;
}

/* ---- places ---- */

static void find_leaf(const struct cn_mime_view *view, GMimePart *part, struct cn_mime_node *node) {
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!stream || stream->bound_start < 0 || stream->bound_end < stream->bound_start ||
        (uint64_t)stream->bound_end > view->text.len)
        return;
    struct cn_str text = {view->text.bytes + stream->bound_start,
                          (size_t)(stream->bound_end - stream->bound_start)};
    cn_mime_view_marks(view, text, &node->region, &node->last);
}

static void find_multipart(const struct cn_mime_view *view, GMimeMultipart *multipart,
                           struct cn_mime_node *node) {
    const char *before = g_mime_multipart_get_prologue(multipart);
    const char *behind = g_mime_multipart_get_epilogue(multipart);
    const char *boundary =
        g_mime_object_get_content_type_parameter(GMIME_OBJECT(multipart), "boundary");
    node->parted = boundary && boundary[0];
    cn_mime_view_marks(view, cn_str_of(before ? before : ""), &node->region, &node->last);
    cn_mime_view_marks(view, cn_str_of(behind ? behind : ""), &node->closed, &node->behind);
}

/* ---- the tree ---- */

/* Nodes, and the objects they are of. */
struct planting {
    struct cn_mime_tree *tree;
    GMimeObject **objects;
    size_t cap;
};

static bool add_node(struct planting *it, GMimeObject *object, size_t parent) {
    struct cn_mime_tree *tree = it->tree;
    if (tree->len == it->cap)
        return true; /* there are no more than regions */
    struct cn_mime_node *node = &tree->nodes[tree->len];
    *node = (struct cn_mime_node){.parent = parent, .closed = CN_MIME_NONE};
    node->region = node->last = CN_MIME_NONE;
    if (GMIME_IS_MULTIPART(object))
        find_multipart(&tree->view, GMIME_MULTIPART(object), node);
    else if (GMIME_IS_PART(object))
        find_leaf(&tree->view, GMIME_PART(object), node);
    if (node->region == CN_MIME_NONE)
        return true; /* it was not in the mail */
    note_keys(&tree->view, object, node);
    it->objects[tree->len++] = object;
    return true;
}

/* The node of `object`, which is that of the last node or around it. */
static size_t find_node(const struct planting *it, const GMimeObject *object) {
    size_t at = it->tree->len - 1;
    while (at > 0 && it->objects[at] != object)
        at = it->tree->nodes[at].parent;
    return at;
}

static void add_inside(struct planting *it, GMimeObject *root) {
    GMimePartIter *iterator = g_mime_part_iter_new(root);
    bool more = it->tree->len > 0 && g_mime_part_iter_is_valid(iterator);
    while (more) {
        GMimeObject *object = g_mime_part_iter_get_current(iterator);
        if (object != root)
            add_node(it, object, find_node(it, g_mime_part_iter_get_parent(iterator)));
        more = g_mime_part_iter_next(iterator);
    }
    g_mime_part_iter_free(iterator);
}

/* Without GMime's help: the mail is one part. */
static void plant_alone(struct cn_mime_tree *tree) {
    tree->nodes[0] = (struct cn_mime_node){
        .parent = CN_MIME_NONE, .closed = CN_MIME_NONE, .last = tree->view.regions_len - 1};
    tree->len = 1;
}

/* How far each node goes: from the last to the first, so that what is inside has been seen. */
static void measure(struct cn_mime_tree *tree) {
    for (size_t i = 0; i < tree->len; i++)
        tree->nodes[i].next = CN_MIME_NONE;
    for (size_t i = tree->len; i > 0; i--) {
        struct cn_mime_node *node = &tree->nodes[i - 1];
        if (node->next == CN_MIME_NONE) { /* there is nothing inside */
            node->next = i;
            node->extent = node->last;
        }
        if (node->closed != CN_MIME_NONE)
            node->extent = node->behind;
        struct cn_mime_node *parent = i > 1 ? &tree->nodes[node->parent] : NULL;
        if (parent && parent->next == CN_MIME_NONE) { /* this is the last in it */
            parent->next = node->next;
            parent->extent = node->extent;
        }
    }
}

static bool plant(struct cn_mime_tree *tree, GMimeMessage *message) {
    struct planting it = {.tree = tree, .cap = tree->view.regions_len};
    GMimeObject *root = message ? g_mime_message_get_mime_part(message) : NULL;
    tree->nodes = calloc(it.cap, sizeof *tree->nodes);
    it.objects = calloc(it.cap, sizeof(GMimeObject *));
    bool good = tree->nodes && it.objects && (!message || note_fields(tree, message));
    if (good && root)
        add_node(&it, root, CN_MIME_NONE);
    if (good && root)
        add_inside(&it, root);
    if (good && tree->len == 0)
        plant_alone(tree);
    free(it.objects);
    measure(tree);
    return good;
}

/* For all that GMime will ask for. */
static bool has_room(const struct cn_mime_view *view) {
    return cn_room(CN_MIME_COST + view->regions_len * CN_MIME_PART_COST +
                   view->places_len * CN_MIME_FIELD_COST + view->text.len * CN_MIME_BYTE_COST);
}

bool cn_mime_tree_make(struct cn_mime_tree *tree, const struct cn_source *source) {
    if (!cn_mime_view_make(&tree->view, source) || !has_room(&tree->view))
        return false;
    g_mime_init();
    struct cn_buf *text = &tree->view.text;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text->bytes, text->len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    bool good = plant(tree, message);
    if (message)
        g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    cn_buf_free(text);
    return good;
}

#else

void cn_preload_mail(void) {
}

bool cn_mime_tree_make(struct cn_mime_tree *tree, const struct cn_source *source) {
    (void)tree;
    (void)source;
    return false;
}

#endif

void cn_mime_tree_free(struct cn_mime_tree *tree) {
    cn_mime_view_free(&tree->view);
    free(tree->nodes);
    free(tree->fields);
    tree->nodes = NULL;
    tree->fields = NULL;
}
