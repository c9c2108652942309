#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Keeps code for Linux or glibc in the files meant for it: provider/plugin/*_linux.cc and
provider/static, which only GNU's linker and libc support.

Prints each line under provider/ that breaks it and exits 1. Comments are not checked.
docs/design/porting.md lists what another system needs.
"""

import pathlib
import re
import sys

OWN_FILE = re.compile(r"^(plugin/[a-z_]+_linux|static/[a-z_]+)\.(cc|h)$")

HEADERS = re.compile(
    r"^(linux|asm|asm-generic|gnu|bits)/|"
    r"^sys/(auxv|capability|epoll|eventfd|fanotify|fsuid|inotify|klog|personality|pidfd|prctl|"
    r"random|sendfile|signalfd|swap|syscall|sysinfo|sysmacros|timerfd|vfs|xattr)\.h$|"
    r"^(argp|byteswap|endian|error|features|link|malloc|mntent|sched|syscall)\.h$"
)

# Not after a dot or an arrow: std::list has a splice of its own.
NAMES = re.compile(
    r"(?<![.\w])(?<!->)("
    # system calls
    r"accept4|clone3?|close_range|copy_file_range|dup3|epoll_\w+|eventfd(_\w+)?|fallocate|"
    r"fanotify_\w+|futex\w*|getauxval|getrandom|gettid|inotify_\w+|io_uring_\w+|memfd_create|"
    r"mount|mremap|pidfd_\w+|pipe2|ppoll|prctl|prlimit(64)?|recvmmsg|sched_\w*affinity|"
    r"sched_getcpu|sendfile|sendmmsg|setns|signalfd|sigtimedwait|sigwaitinfo|splice|syscall|"
    r"sysinfo|tgkill|timerfd_\w+|unshare|vmsplice|"
    # glibc, or with another signature elsewhere
    r"canonicalize_file_name|clock_nanosleep|environ_np|get_nprocs(_conf)?|gnu_get_libc_version|"
    r"mallinfo2?|malloc_trim|malloc_usable_size|mallopt|memrchr|mempcpy|mkostemps?|"
    r"program_invocation_(short_)?name|pthread_(get|set)(affinity|name)_np|pthread_tryjoin_np|"
    r"qsort_r|rawmemchr|secure_getenv|sigabbrev_np|sigdescr_np|strchrnul|strerror_r|"
    r"strerrordesc_np|strerrorname_np|"
    # constants
    r"CLOCK_BOOTTIME|CLOCK_MONOTONIC_(RAW|COARSE)|EFD_\w+|EPOLL\w+|IN_CLOEXEC|M_ARENA_\w+|"
    r"MSG_CMSG_CLOEXEC|MSG_NOSIGNAL|O_DIRECT|O_PATH|O_TMPFILE|PR_[SG]ET_\w+|RTLD_DEEPBIND|SFD_\w+|"
    r"SIGPOLL|SIGPWR|SIGSTKFLT|SO_PEERCRED|SOCK_CLOEXEC|SOCK_NONBLOCK|SYS_\w+|TCP_QUICKACK|"
    r"__GLIBC__|__gnu_linux__|__linux__|linux"
    r")\b(?!\.\w)"
)

# Files of a running Linux kernel. /etc and /tmp exist on every system, or the code checks for them.
PATHS = re.compile(r'"/(proc|sys|dev/shm|run)(/|")')

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
COMMENT = re.compile(r'^((?:[^"/]|"(?:\\.|[^"\\])*"|/(?!/))*)//.*$')
STRING = re.compile(r'"(?:\\.|[^"\\])*"')


def problem(file: str, line: str) -> str | None:
    """What is wrong with a line of `file` (below provider/); None if nothing is."""
    if OWN_FILE.search(file):
        return None
    include = INCLUDE.match(line)
    if include:
        return f"<{include[1]}> is Linux's or glibc's own" if HEADERS.search(include[1]) else None
    code = COMMENT.sub(r"\1", line)
    if path := PATHS.search(code):
        return f"{path[0]} is a file of Linux alone"
    if name := NAMES.search(STRING.sub('""', code)):
        return f"{name[0]} is Linux's or glibc's own"
    return None


def problems(root: pathlib.Path) -> list[str]:
    found = []
    for path in sorted(root.rglob("*")):
        if path.suffix in {".h", ".cc"}:
            file = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if text := problem(file, line):
                    found.append(
                        f"{path}:{number}: {text}: it belongs into provider/plugin/*_linux.cc"
                    )
    return found


def main() -> int:
    found = problems(pathlib.Path(__file__).resolve().parents[2] / "provider")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
