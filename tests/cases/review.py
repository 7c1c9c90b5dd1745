"""review.py CRYPTONYM RESULTS: the review on a real pseudo-terminal. For review.sh."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

program, results = sys.argv[1:3]
labels = 'terminal.tsv'
ESCAPES = re.compile(rb'\x1b\[[0-9;]*m')


class Terminal:
    """The program on a terminal of so many columns; its slave side stays open to be asked."""

    def __init__(self, columns, *options, **environment):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        self.found = termios.tcgetattr(self.slave)
        self.screen = b''
        self.transcript = b''
        environment = {**os.environ, 'TERM': 'xterm', **environment}
        reports, report = os.pipe()
        self.reports = os.fdopen(reports)
        if os.fork() == 0:
            self.shell(report, ['review', results, '--labels=' + labels, *options], environment)
        os.close(report)
        self.pid = int(self.reports.readline())

    def shell(self, report, arguments, environment):
        """Does what a shell does: the program is a job of its own on the terminal, so that it can
        be stopped. How the job fares is reported, a line each."""
        os.close(self.master)  # so that the terminal hangs up when the test ends
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(self.slave, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            for fd in (0, 1, 2):
                os.dup2(self.slave, fd)
            os.execve(program, [program, *arguments], environment)
        os.write(report, b'%d\n' % pid)
        status = 0x7f
        while os.WIFSTOPPED(status):
            _, status = os.waitpid(pid, os.WUNTRACED)
            os.write(report, b'%d\n' % status)
        os._exit(0)

    def report(self):
        """What the shell says next."""
        return int(self.reports.readline())

    def read(self):
        ready, _, _ = select.select([self.master], [], [], 0.05)
        if ready:
            shown = os.read(self.master, 65536)
            self.screen += shown
            self.transcript += shown
        return bool(ready)

    def until(self, words, count=1):
        """Waits until `words` have been shown so often since the last call of fresh()."""
        deadline = time.time() + 20
        while self.screen.count(words) < count:
            assert time.time() < deadline, (words, self.screen[-2000:])
            self.read()

    def fresh(self):
        self.screen = b''

    def type(self, keys):
        os.write(self.master, keys)

    def answer(self, keys):
        """Types, and waits for the prompt after it."""
        self.fresh()
        self.type(keys)
        self.until(b'> ')

    def line(self, typed):
        """Types into the line that `o` asks for."""
        self.fresh()
        self.type(b'o')
        self.until(b'Which?')
        deadline = time.time() + 20
        while self.single():
            assert time.time() < deadline, 'a line should be typed with echo'
            time.sleep(0.01)
        self.answer(typed)

    def single(self):
        return not termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO)

    def end(self):
        """Waits for the end; the terminal must be as it was found."""
        while not select.select([self.reports], [], [], 0)[0]:
            self.read()
        status = self.report()
        while self.read():
            pass
        assert termios.tcgetattr(self.slave) == self.found, 'the terminal should be given back'
        os.close(self.slave)
        os.close(self.master)
        self.reports.close()
        os.wait()
        return status


def rows():
    return len(open(labels, 'rb').read().splitlines()) - 1


# A key at a time, no line end needed; each answer is in the file before the next question.
if os.path.exists(labels):
    os.unlink(labels)
terminal = Terminal(80)
terminal.until(b'> ')
assert b'1 of 21: ' in terminal.screen and terminal.single()
assert ESCAPES.search(terminal.screen), 'the name should stand out'
terminal.answer(b'y')
assert rows() == 1 and b'2 of 21: ' in terminal.screen
terminal.answer(b'N')
assert rows() == 2
terminal.answer(b's')
assert rows() == 2
terminal.answer(b'u')
terminal.answer(b'u')
assert rows() == 1 and b'2 of 21: ' in terminal.screen
terminal.answer(b'?')
assert b'undo the last answer' in terminal.screen
terminal.answer(b'7')
assert b'no such number' in terminal.screen

# Function keys are no answers, though they send digits and letters.
terminal.fresh()
terminal.type(b'\x1b[21~')
time.sleep(0.3)
terminal.type(b'\x1bOy')
time.sleep(0.3)
terminal.read()
assert rows() == 1 and b'no such' not in terminal.screen

# Another name is typed in a line, which the terminal edits.
terminal.line(b'QXSTORL\x7fK\n')
assert rows() == 2 and b'QXSTORK' in open(labels, 'rb').read() and terminal.single()

# Stopped, the terminal is the shell's; going on, the question is asked again.
terminal.fresh()
terminal.type(b'\x1a')
assert os.WIFSTOPPED(terminal.report()) and termios.tcgetattr(terminal.slave) == terminal.found
os.kill(terminal.pid, signal.SIGCONT)
terminal.until(b'> ')
assert terminal.single() and b'3 of 21: ' in terminal.screen
terminal.fresh()
terminal.type(b'q')
terminal.until(b'cryptonym learn')
assert b'names: 1, other names: 1, no names: 0, skipped: 0, left: 19' in terminal.screen
status = terminal.end()
assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0

# Taken up again, on a narrow screen without colours; Ctrl-D ends.
terminal = Terminal(40, NO_COLOR='1')
terminal.until(b'> ')
assert b'1 of 19: ' in terminal.screen and b'\x1b' not in terminal.screen
terminal.answer(b'?')
terminal.line(b'\n')
terminal.type(b'\x04')
assert os.WEXITSTATUS(terminal.end()) == 0
for line in terminal.transcript.decode().split('cryptonym learn')[0].splitlines():
    assert len(line) <= 40, line

# Whatever signal ends it, the terminal is given back and no answer is lost.
for number, key in ((signal.SIGINT, b'\x03'), (signal.SIGQUIT, b'\x1c'), (signal.SIGTERM, None),
                    (signal.SIGHUP, None)):
    before = rows()
    terminal = Terminal(80)
    terminal.until(b'> ')
    terminal.answer(b'n')
    if key:
        terminal.type(key)
    else:
        os.kill(terminal.pid, number)
    status = terminal.end()
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == number, (number, status)
    assert rows() == before + 1
print('the review on a terminal: all of it')
