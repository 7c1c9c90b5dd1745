/*
 * confine.c: what workers may, in the terms of their pool.
 *
 * Memory is what a worker takes beyond what it began with: a dictionary that was loaded into memory
 * before is not a document's doing.
 */
#include "worker/parts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Linux tells the pages of data and stack, which is what the limit is on. */
void cn_confine_measure(uint64_t *memory) {
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long long pages = 0;
    *memory = UINT64_MAX;
    if (!file)
        return;
    if (fscanf(file, "%*u %*u %*u %*u %*u %llu", &pages) == 1)
        *memory = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    fclose(file);
}

bool cn_confine(const struct cn_workers_calls *calls, uint64_t memory, unsigned *layers,
                char why[CN_SANDBOX_WHY]) {
    bool bounded = calls->memory > 0 && memory != UINT64_MAX;
    struct cn_sandbox_limits limits = {.memory = bounded ? memory + calls->memory : UINT64_MAX,
                                       .file_size = CN_WORKER_FILE,
                                       .cpu_seconds = UINT64_MAX};
    *layers = 0;
    why[0] = '\0';
    if (calls->sandbox == CN_SANDBOX_OFF)
        return true;
    bool entered = cn_sandbox_enter(&limits, layers);
    if (!cn_sandbox_suffices(calls->sandbox, *layers)) {
        snprintf(why, CN_SANDBOX_WHY, "%s",
                 entered ? "this system or build lacks a layer" : "limits cannot be set");
        return false;
    }
    return cn_sandbox_canary(*layers, why);
}
