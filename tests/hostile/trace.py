#!/usr/bin/env python3
"""trace.py: what a run did, by `strace -f -y -o TRACE`: a line for each thing it must not do.

    trace.py TRACE OUTPUT

A process that has a filter of system calls opens nothing but below poppler's folder, makes and
names nothing, calls nobody and executes nothing. The others make files only below OUTPUT, or such
that are unlinked at once.
"""
import os
import re
import sys

trace, output = sys.argv[1], os.path.realpath(sys.argv[2])
CALL = re.compile(r'(\d+) +(\w+)\((.*)\) += (-?\d+)')
BEGUN = re.compile(r'(\d+) +(\w+)\((.*?) *<unfinished \.\.\.>$')
ENDED = re.compile(r'(\d+) +<\.\.\. (\w+) resumed>(.*)$')
MAKES = {'mkdir', 'mkdirat', 'mknod', 'mknodat', 'rename', 'renameat', 'renameat2', 'link',
         'linkat', 'symlink', 'symlinkat', 'creat', 'chmod', 'fchmodat', 'truncate'}
OPENS = {'open', 'openat', 'openat2'}
FORBIDDEN = MAKES | {'unlink', 'unlinkat', 'socket', 'connect', 'bind', 'listen', 'accept',
                     'execve', 'execveat', 'ptrace', 'mount', 'chdir', 'chroot'}


def calls():
    """(pid, name, arguments, result) of each call that succeeded, in the order of their ends."""
    begun = {}
    for line in open(trace, errors='surrogateescape'):
        line = line.rstrip('\n')
        start, rest = BEGUN.match(line), ENDED.match(line)
        if start:
            begun[start[1]] = start[3]
        elif rest:
            line = f'{rest[1]} {rest[2]}({begun.pop(rest[1], "")}{rest[3]}'
        call = CALL.match(line)
        if call and int(call[4]) >= 0:
            yield call[1], call[2], call[3], line


def named(arguments):
    """The paths that a call names, whole."""
    folder = None
    for at, text in re.findall(r'(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"', arguments):
        folder = at or folder or os.getcwd()
        yield os.path.normpath(os.path.join(folder, text))


confined, seen = set(), 0
for pid, name, arguments, line in calls():
    if name == 'seccomp' and arguments.startswith('SECCOMP_SET_MODE_FILTER'):
        confined.add(pid)
    elif pid in confined:
        seen += 1
        if name in FORBIDDEN:
            print('confined:', line)
        elif name in OPENS:
            if not all(path.startswith('/usr/share/poppler') for path in named(arguments)):
                print('confined:', line)
    elif name in MAKES or name in OPENS and 'O_CREAT' in arguments:
        for path in named(arguments):
            spool = 'O_EXCL' in arguments and re.search(r'/cryptonym\.\w{6}$', path)
            if not (path + '/').startswith(output + '/') and not spool:
                print('made:', line)
    elif name in {'socket', 'connect', 'bind'}:
        print('called:', line)
if not confined:
    print('no process was confined')
print(f'confined: {len(confined)}, calls by them: {seen}', file=sys.stderr)
