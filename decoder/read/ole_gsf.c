/* ole_gsf.c: libgsf, and an image as an input of its kind. One stream is open, the last read. */
#include "read/ole_gsf.h"

#include "base/room.h"
#include "open/preload.h"
#include "read/ole_listing.h"

#include <stdlib.h>
#include <string.h>

#ifdef CN_LIBGSF

#include <gsf/gsf-infile-impl.h>
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-impl.h>
#include <gsf/gsf-input.h>
#include <gsf/gsf-utils.h>

struct cn_ole_gsf {
    const struct cn_ole_image *image;
    GsfInfile *file;
    GsfInput *stream; /* of the entry */
    uint32_t entry;
    bool spoiled; /* some of the stream, or of the file, could not be read: zeros stand there */
    bool failed;  /* memory is out */
};

/* ---- the input ---- */

struct input {
    GsfInput base;
    struct cn_ole_gsf *gsf;
    unsigned char block[4096]; /* for who brings no room of his own, and never wants more */
};

struct input_class {
    GsfInputClass base;
};

static const guint8 *read_input(GsfInput *base, size_t want, guint8 *to) {
    struct input *input = (struct input *)base;
    if (!to && want > sizeof input->block)
        return NULL;
    to = to ? to : input->block;
    if (!cn_ole_image_read(input->gsf->image, (uint64_t)base->cur_offset, to, want)) {
        input->gsf->spoiled = true;
        memset(to, 0, want);
    }
    return to;
}

static gboolean seek_input(GsfInput *input, gsf_off_t offset, GSeekType whence) {
    (void)input;
    (void)offset;
    (void)whence;
    return FALSE;
}

static void class_init(gpointer class, gpointer data) {
    GsfInputClass *input = class;
    (void)data;
    input->Read = read_input;
    input->Seek = seek_input;
}

static GType input_type(void) {
    static gsize type;
    if (g_once_init_enter(&type)) {
        gsf_init();
        g_once_init_leave(&type, g_type_register_static_simple(
                                     GSF_INPUT_TYPE, "CnOleInput", sizeof(struct input_class),
                                     class_init, sizeof(struct input), NULL, (GTypeFlags)0));
    }
    return type;
}

/* A class is made ready when it is first used. */
void cn_preload_ole(void) {
    g_type_class_unref(g_type_class_ref(input_type()));
    g_type_class_unref(g_type_class_ref(GSF_INFILE_MSOLE_TYPE));
}

/* ---- streams ---- */

static GsfInfile *open_file(struct cn_ole_gsf *gsf) {
    struct input *input = g_object_new(input_type(), NULL);
    input->gsf = gsf;
    gsf_input_set_size(&input->base, (gsf_off_t)gsf->image->size);
    GsfInfile *file = gsf_infile_msole_new(&input->base, NULL);
    g_object_unref(input);
    return file;
}

struct cn_ole_gsf *cn_ole_gsf_new(const struct cn_ole_image *image) {
    struct cn_ole_gsf *gsf = calloc(1, sizeof *gsf);
    if (!gsf || !cn_room_whole(image->to_open)) {
        free(gsf);
        return NULL;
    }
    gsf->image = image;
    gsf->file = open_file(gsf);
    return gsf;
}

static void close_stream(struct cn_ole_gsf *gsf) {
    if (gsf->stream)
        g_object_unref(gsf->stream);
    gsf->stream = NULL;
}

void cn_ole_gsf_free(struct cn_ole_gsf *gsf) {
    if (!gsf)
        return;
    close_stream(gsf);
    if (gsf->file)
        g_object_unref(gsf->file);
    free(gsf);
}

/* Not by gsf_infile_child_by_index, which prints where it fails. */
static GsfInput *open_child(GsfInfile *storage, int number) {
    return G_TYPE_INSTANCE_GET_CLASS(storage, GSF_INFILE_TYPE, GsfInfileClass)
        ->child_by_index(storage, number, NULL);
}

static void open_stream(struct cn_ole_gsf *gsf, uint32_t entry) {
    int storage, number;
    close_stream(gsf);
    gsf->entry = entry;
    gsf->spoiled = false;
    gsf->failed = gsf->failed || !cn_room_whole(gsf->image->to_read);
    if (gsf->failed || !gsf->file)
        return;
    cn_ole_listing_find(gsf->image->streams, entry, &storage, &number);
    GsfInput *group = open_child(gsf->file, storage);
    if (!group)
        return;
    gsf->stream = open_child(GSF_INFILE(group), number);
    g_object_unref(group);
}

bool cn_ole_gsf_read(struct cn_ole_gsf *gsf, uint32_t entry, uint64_t at, void *to, size_t want) {
    if (entry != gsf->entry)
        open_stream(gsf, entry);
    return gsf->stream && !gsf_input_seek(gsf->stream, (gsf_off_t)at, G_SEEK_SET) &&
           gsf_input_read(gsf->stream, want, to) && !gsf->spoiled;
}

bool cn_ole_gsf_failed(const struct cn_ole_gsf *gsf) {
    return gsf->failed;
}

#else

void cn_preload_ole(void) {
}

struct cn_ole_gsf *cn_ole_gsf_new(const struct cn_ole_image *image) {
    (void)image;
    return NULL;
}

void cn_ole_gsf_free(struct cn_ole_gsf *gsf) {
    free(gsf);
}

bool cn_ole_gsf_read(struct cn_ole_gsf *gsf, uint32_t entry, uint64_t at, void *to, size_t want) {
    (void)gsf;
    (void)entry;
    (void)at;
    (void)to;
    (void)want;
    return false;
}

bool cn_ole_gsf_failed(const struct cn_ole_gsf *gsf) {
    (void)gsf;
    return false;
}

#endif
