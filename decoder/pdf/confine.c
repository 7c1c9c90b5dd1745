/*
 * confine.c: what a child gives up before it looks into a document: all that a worker gives up, but
 * for poppler's own tables, which it reads as they are needed.
 */
#include "pdf/pdf.h"
#include "worker/sandbox.h"

bool cn_pdf_confine(const struct cn_pdf_request *request) {
    const struct cn_sandbox_limits limits = {.memory = request->memory,
                                             .file_size = 0,
                                             .cpu_seconds = request->cpu_seconds,
                                             .read_folder = "/usr/share/poppler"};
    char why[CN_SANDBOX_WHY];
    unsigned layers = 0;
    return cn_sandbox_enter(&limits, &layers) && cn_sandbox_canary(layers, why);
}
