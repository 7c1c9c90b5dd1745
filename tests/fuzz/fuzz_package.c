/*
 * fuzz_package.c: any bytes as a zip file.
 *
 * Laws: the table never names more than there may be; a part that ends well is as long as it is
 * said to be; what is unpacked does not depend on the size of reads (but for the last bytes before
 * damage, of which zlib gives a few more or less); parts that share no bytes cannot make more of a
 * file than deflate can.
 */
#include "base/limits.h"
#include "open/package.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

static enum cn_unpack_end unpack(const struct cn_package *package, const struct cn_part *part,
                                 size_t want, struct cn_buf *out) {
    struct cn_unpacking *unpacking = cn_unpack_open(package, part, NULL);
    enum cn_unpack_end end = CN_UNPACK_MORE;
    must(unpacking != NULL);
    while (end == CN_UNPACK_MORE) {
        size_t got = 0;
        must(cn_buf_reserve(out, want));
        end = cn_unpack_read(unpacking, out->bytes + out->len, want, &got);
        must(got <= want && (end != CN_UNPACK_MORE || got > 0));
        out->len += got;
    }
    cn_unpack_close(unpacking);
    return end;
}

static size_t check_part(const struct cn_package *package, const struct cn_part *part) {
    struct cn_buf large = {0}, small = {0};
    enum cn_unpack_end end = unpack(package, part, 65536, &large);
    must(end == unpack(package, part, 509, &small));
    size_t common = large.len < small.len ? large.len : small.len;
    must(end == CN_UNPACK_DAMAGED || large.len == small.len);
    must(common == 0 || memcmp(large.bytes, small.bytes, common) == 0);
    must(end != CN_UNPACK_END || part->size == UINT64_MAX || part->size == large.len);
    must(part->name.len <= CN_PART_NAME_MAX);
    size_t made = large.len;
    cn_buf_free(&large);
    cn_buf_free(&small);
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_source source = {.fd = -1, .bytes = (const char *)data, .size = size};
    struct cn_package package = {0};
    size_t made = 0;
    if (size > 65536)
        return 0;
    must(cn_package_open(&package, &source));
    must(package.len <= CN_PARTS_MAX);
    for (size_t i = 0; i < package.len; i++) {
        made += check_part(&package, &package.parts[i]);
        must(cn_package_find(&package, package.parts[i].name) != NULL);
    }
    must(made <= (size + 64) * 1100);
    cn_package_close(&package);
    return 0;
}
