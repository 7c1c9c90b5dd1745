/*
 * child.c: the process that reads one document, and ends with it.
 */
#include "pdf/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

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

void cn_pdf_child(int document, int reply, const struct cn_pdf_request *request) {
    struct cn_pdf_out out = {.send = send_message, .context = &reply, .left = request->output_max};
    document = for_reading(document);
    if (!cn_pdf_confine(request))
        _exit(1);
    GInputStream *stream = cn_pdf_stream_fd(document, request->offset, request->size);
    cn_pdf_extract(stream, request->size, request, &out);
    _exit(0);
}
