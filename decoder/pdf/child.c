/*
 * child.c: the process that reads one document, and ends with it.
 *
 * Where memory is refused to poppler or GLib, they abort or trap. Nothing on the way to the signal
 * fails again, so errno still says what failed last, which tells an end for want of memory, a
 * limit, from one of another kind. Where poppler did without the memory and aborts for another
 * reason later, it was at the limit all the same.
 */
#include "pdf/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* An abort would go on by itself, a trap not. */
static void end(int number) {
    if (errno == ENOMEM)
        _exit(CN_PDF_NO_MEMORY);
    raise(number);
}

/* Once only, so that the signal ends the process when it comes again. Later is too late: who is
 * confined can no longer ask for it. */
static void tell_memory(void) {
    struct sigaction action = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGABRT, &action, NULL);
    sigaction(SIGTRAP, &action, NULL);
}

static bool send_message(void *context, struct cn_str message) {
    int fd = *(int *)context;
    ssize_t sent;
    while ((sent = send(fd, message.bytes, message.len, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        continue;
    return sent == (ssize_t)message.len;
}

/* The descriptor may be one that can be written to, and hold more than this document; where the
 * system can do it, it is opened again for reading only. */
static int for_reading(int document) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", document);
    int again = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    if (again < 0)
        return document;
    close(document);
    return again;
}

enum cn_pdf_exit cn_pdf_child(int document, int reply, const struct cn_pdf_request *request) {
    struct cn_pdf_out out = {.send = send_message, .context = &reply, .left = request->output_max};
    document = for_reading(document);
    tell_memory();
    if (!cn_pdf_confine(request))
        return CN_PDF_UNCONFINED;
    GInputStream *stream = cn_pdf_stream_fd(document, request->offset, request->size);
    errno = 0;
    cn_pdf_extract(stream, request->size, request, &out);
    return CN_PDF_READ;
}
