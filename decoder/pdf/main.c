/*
 * main.c: cryptonym-pdf, the service that reads PDF: it loads poppler, and serves (serve.c).
 */
#include "pdf/pdf.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* What libraries say of documents is for nobody's terminal. */
static bool silence(void) {
    int nothing = open("/dev/null", O_RDWR);
    bool good =
        nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 && dup2(nothing, STDERR_FILENO) >= 0;
    if (nothing > STDERR_FILENO)
        close(nothing);
    return good;
}

static bool is_socket(int fd) {
    int type = 0;
    socklen_t len = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_SEQPACKET;
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1 || !is_socket(STDIN_FILENO)) {
        fputs("cryptonym-pdf is started by cryptonym, to read PDF for it\n", stderr);
        return 2;
    }
    if (!silence())
        return 2;
    cn_pdf_warm_up();
    return cn_pdf_serve(STDIN_FILENO, cn_pdf_child) ? 0 : 2;
}
