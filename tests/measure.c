/*
 * measure.c: what a command costs. For the slow tests and the benchmark.
 *
 *     measure REPORT COMMAND [ARGUMENT]...
 *
 * Runs COMMAND, writes "SECONDS KIB" to the file REPORT (user and system time; the most memory that
 * was resident at once) and exits as COMMAND did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static int report(const char *path) {
    struct rusage usage;
    FILE *file = fopen(path, "w");
    if (file == NULL || getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        perror(path);
        return 1;
    }
    fprintf(file, "%.3f %ld\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
    return fclose(file);
}

static int exit_status(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
    int status = 0;
    if (argc < 3) {
        fputs("usage: measure REPORT COMMAND [ARGUMENT]...\n", stderr);
        return 125;
    }
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || report(argv[1]) != 0)
        return 125;
    return exit_status(status);
}
