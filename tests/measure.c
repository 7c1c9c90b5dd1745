/*
 * measure.c: what a command costs. For the slow tests and the benchmark.
 *
 *     measure [-t SECONDS] REPORT COMMAND [ARGUMENT]...
 *
 * Runs COMMAND, writes "SECONDS KIB ELAPSED" to the file REPORT (user and system time; the most
 * memory that one process had resident at once; the clock's time) and exits as COMMAND did. With -t
 * the command and all it started are killed after so many seconds; then it exits 124.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;
static volatile sig_atomic_t late;

/* The time is up, or the user has enough: nothing is left behind. */
static void stop(int number) {
    late = 1;
    kill(-child, SIGKILL);
    if (number != SIGALRM) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static int report(const char *path, double elapsed) {
    struct rusage usage;
    FILE *file = fopen(path, "w");
    if (file == NULL || getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        perror(path);
        return 1;
    }
    fprintf(file, "%.3f %ld %.3f\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
            usage.ru_maxrss, elapsed);
    return fclose(file);
}

static int exit_status(int status) {
    if (late)
        return 124;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A command that may have to be killed gets a process group of its own. */
static void start(unsigned limit, char **command) {
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART};
    child = fork();
    if (child == 0) {
        if (limit > 0)
            setpgid(0, 0);
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    if (child > 0 && limit > 0) {
        setpgid(child, child);
        sigaction(SIGALRM, &action, NULL);
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        alarm(limit);
    }
}

int main(int argc, char **argv) {
    unsigned limit = 0;
    int status = 0;
    if (argc > 2 && strcmp(argv[1], "-t") == 0) {
        limit = (unsigned)strtoul(argv[2], NULL, 10);
        argc -= 2;
        argv += 2;
    }
    if (argc < 3) {
        fputs("usage: measure [-t SECONDS] REPORT COMMAND [ARGUMENT]...\n", stderr);
        return 125;
    }
    double began = now();
    start(limit, argv + 2);
    if (child < 0 || waitpid(child, &status, 0) < 0 || report(argv[1], now() - began) != 0)
        return 125;
    return exit_status(status);
}
