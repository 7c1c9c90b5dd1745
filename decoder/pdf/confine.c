/*
 * confine.c: what a child gives up before it looks into a document: memory and time beyond what it
 * was granted, writing into files, its core.
 */
#include "pdf/pdf.h"

#include <sys/resource.h>

/* The sanitizers reserve more than any limit. */
#if defined(__SANITIZE_ADDRESS__)
#define UNLIMITED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNLIMITED true
#endif
#endif
#ifndef UNLIMITED
#define UNLIMITED false
#endif

static bool limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    if (now.rlim_max == RLIM_INFINITY || hard < now.rlim_max)
        now.rlim_max = (rlim_t)hard;
    now.rlim_cur = soft < now.rlim_max ? (rlim_t)soft : now.rlim_max;
    return setrlimit(resource, &now) == 0;
}

bool cn_pdf_confine(const struct cn_pdf_request *request) {
    uint64_t seconds = request->cpu_seconds;
    return limit(RLIMIT_CPU, seconds, seconds + 1) &&
           (UNLIMITED || limit(RLIMIT_DATA, request->memory, request->memory)) &&
           limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_CORE, 0, 0);
}
