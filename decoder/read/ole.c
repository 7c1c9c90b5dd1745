/* ole.c: an OLE2 file from its parts: what is in it, what libgsf is shown, and streams by libgsf.
 */
#include "read/ole.h"

#include "read/ole_folder.h"
#include "read/ole_gsf.h"
#include "read/ole_image.h"
#include "read/ole_tables.h"

#include <stdlib.h>
#include <string.h>

bool cn_ole_begins(struct cn_str head) {
    return head.len >= CN_OLE_HEADER &&
           memcmp(head.bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

static bool open_image(struct cn_ole *ole, const struct cn_ole_tables *tables) {
    ole->image = cn_ole_image_new(tables, ole->entries, ole->entries_len);
    ole->gsf = ole->image ? cn_ole_gsf_new(ole->image) : NULL;
    ole->failed = !ole->gsf;
    return ole->gsf;
}

bool cn_ole_open(struct cn_ole *ole, const struct cn_source *source) {
    struct cn_ole_tables tables;
    ole->source = source;
    bool good = cn_ole_tables_read(&tables, source);
    ole->end = cn_ole_tables_used(&tables);
    good = good && cn_ole_folder_read(ole, &tables) &&
           cn_ole_tables_mend(&tables, ole->entries[0].start) &&
           cn_ole_folder_measure(ole, &tables) && open_image(ole, &tables);
    ole->cut = tables.cut;
    ole->failed = ole->failed || tables.failed;
    cn_ole_tables_free(&tables);
    return good;
}

bool cn_ole_failed(const struct cn_ole *ole) {
    return ole->failed || (ole->gsf && cn_ole_gsf_failed(ole->gsf));
}

void cn_ole_close(struct cn_ole *ole) {
    cn_ole_gsf_free(ole->gsf);
    cn_ole_image_free(ole->image);
    free(ole->entries);
    *ole = (struct cn_ole){.source = NULL};
}

uint32_t cn_ole_find(const struct cn_ole *ole, uint32_t storage, const char *name) {
    uint32_t entry = ole->entries[storage].first;
    while (entry != CN_OLE_NONE && strcmp(ole->entries[entry].name, name) != 0)
        entry = ole->entries[entry].next;
    return entry;
}

uint64_t cn_ole_end(const struct cn_ole *ole) {
    return ole->end == 0 || ole->cut || ole->end > ole->source->size ? ole->source->size : ole->end;
}

void cn_ole_stream(struct cn_ole_stream *stream, const struct cn_ole *ole, uint32_t entry) {
    uint64_t size = ole->entries[entry].size;
    *stream = (struct cn_ole_stream){
        .ole = ole, .entry = entry, .size = size < ole->source->size ? size : ole->source->size};
}

size_t cn_ole_read(struct cn_ole_stream *stream, void *to, size_t want) {
    const struct cn_ole *ole = stream->ole;
    const struct cn_ole_entry *entry = &ole->entries[stream->entry];
    uint64_t left = stream->cut ? 0 : entry->there - stream->at;
    size_t some = want < left ? want : (size_t)left;
    if (some > 0 && !cn_ole_gsf_read(ole->gsf, stream->entry, stream->at, to, some))
        some = 0;
    stream->at += some;
    stream->cut = stream->cut || (some < want && stream->at < entry->size);
    return some;
}
