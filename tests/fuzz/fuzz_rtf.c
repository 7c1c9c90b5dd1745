/*
 * fuzz_rtf.c: any bytes as an RTF document. The first byte says in what pieces it is read. Laws:
 * see read/markup.h; of the files in it, holding.h.
 */
#include "fuzz/holding.h"
#include "read/markup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    struct cn_str bytes = {(const char *)data + 1, size - 1};
    if (!markup_holds(cn_rtf_extract, bytes, 1 + (size_t)data[0]))
        abort();
    check_members(&cn_container_rtf, bytes);
    return 0;
}
