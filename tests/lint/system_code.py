#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Keeps code for one operating system in the files that are named for it: *_linux, *_posix, *_darwin and
*_windows, and static/wipe_on_free.cc, which needs glibc. Every other file under provider/ compiles for each system as it
is: no header of a system, no call of Linux or glibc, no #ifdef.

Prints each line under provider/ that breaks it and exits 1. Comments are not checked.
docs/design/porting.md lists what another system needs.
"""

import pathlib
import re
import sys

SYSTEM_OF_FILE = re.compile(r"_(linux|posix|darwin|windows)\.(cc|h)$")

OF_LINUX = "static/wipe_on_free.cc"

# Says what each system waits for: a descriptor or a handle.
TYPE_OF_SYSTEM = ("plugin/platform.h", "#ifdef _WIN32")

LINUX_HEADERS = re.compile(
    r"^(linux|asm|asm-generic|gnu|bits)/|"
    r"^sys/(auxv|capability|epoll|eventfd|fanotify|fsuid|inotify|klog|personality|pidfd|prctl|"
    r"random|sendfile|signalfd|swap|syscall|sysinfo|sysmacros|timerfd|vfs|xattr)\.h$|"
    r"^(argp|byteswap|endian|error|features|link|malloc|mntent|sched|syscall)\.h$"
)

# Those that C and C++ do not have; fcntl.h, sys/stat.h and sys/types.h are also in the C library of Windows.
POSIX_HEADERS = re.compile(
    r"^(arpa|net|netinet|sys)/|"
    r"^(aio|cpio|dirent|dlfcn|execinfo|fcntl|fnmatch|ftw|getopt|glob|grp|ifaddrs|langinfo|libgen|"
    r"mqueue|netdb|nl_types|poll|pthread|pwd|regex|resolv|search|semaphore|spawn|strings|syslog|"
    r"termios|ucontext|unistd|utime|utmpx|wordexp)\.h$"
)
SHARED_WITH_WINDOWS = {"fcntl.h", "sys/stat.h", "sys/types.h"}

DARWIN_HEADERS = re.compile(
    r"^(AvailabilityMacros|TargetConditionals|crt_externs)\.h$|"
    r"^(CoreFoundation|CoreServices|Security|SystemConfiguration|dispatch|libkern|libproc|mach|mach-o|os)/"
)

WINDOWS_HEADERS = re.compile(
    r"^(win\w*|ws2\w*|mswsock|wspiapi|iphlpapi|netioapi|io|conio|direct|process|share|excpt|eh|intrin|"
    r"crtdbg|corecrt\w*|accctrl|aclapi|bcrypt|ncrypt|dbghelp|dpapi|fileapi|handleapi|knownfolders|"
    r"ntsecapi|ntstatus|psapi|sddl|shellapi|shlobj\w*|shlwapi|tlhelp32|userenv|versionhelpers|"
    r"wtsapi32|\w*api(set)?)\.h$",
    re.IGNORECASE,
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

SYSTEM_MACROS = re.compile(
    r"\b(_WIN32|_WIN64|_MSC_VER|__MINGW\w+__|__CYGWIN__|__APPLE__|__MACH__|TARGET_OS_\w+|__FreeBSD__|__unix__)\b"
)

# Files of a running Linux kernel. /etc and /tmp exist on every system, or the code checks for them.
PATHS = re.compile(r'"/(proc|sys|dev/shm|run)(/|")')

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
COMMENT = re.compile(r'^((?:[^"/]|"(?:\\.|[^"\\])*"|/(?!/))*)//.*$')
STRING = re.compile(r'"(?:\\.|[^"\\])*"')


def system_of(file: str) -> str | None:
    """The system that a file (below provider/) is for; None if it is for every one."""
    match = SYSTEM_OF_FILE.search(file)
    if match:
        return match[1]
    return "linux" if file == OF_LINUX else None


def header_problem(header: str, file: str) -> str | None:
    system = system_of(file)
    if LINUX_HEADERS.search(header) and not (header == "sys/random.h" and system == "posix"):
        # sys/random.h: of Linux, macOS and FreeBSD, and of POSIX since 2024.
        return None if system == "linux" else "Linux's or glibc's own"
    if POSIX_HEADERS.search(header):
        if system in {"linux", "posix", "darwin"}:
            return None
        if system == "windows" and header in SHARED_WITH_WINDOWS:
            return None
        return "of POSIX"
    if DARWIN_HEADERS.search(header):
        return None if system == "darwin" else "of macOS"
    if WINDOWS_HEADERS.search(header):
        return None if system == "windows" else "of Windows"
    return None


def problem(file: str, line: str) -> str | None:
    """What is wrong with a line of `file` (below provider/); None if nothing is."""
    include = INCLUDE.match(line)
    if include:
        text = header_problem(include[1], file)
        return f"<{include[1]}> is {text}" if text else None
    system = system_of(file)
    if system == "linux":
        return None
    code = COMMENT.sub(r"\1", line)
    if path := PATHS.search(code):
        return f"{path[0]} is a file of Linux alone"
    if name := NAMES.search(STRING.sub('""', code)):
        return f"{name[0]} is Linux's or glibc's own"
    if (file, line) == TYPE_OF_SYSTEM:
        return None
    if system is None and (macro := SYSTEM_MACROS.search(code)):
        return f"{macro[0]} makes the code differ between systems"
    return None


def problems(root: pathlib.Path) -> list[str]:
    found = []
    for path in sorted(root.rglob("*")):
        if path.suffix in {".h", ".cc"}:
            file = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if text := problem(file, line):
                    found.append(
                        f"{path}:{number}: {text}: it belongs into a file named for its system, "
                        "*_linux, *_posix, *_darwin or *_windows"
                    )
    return found


def main() -> int:
    found = problems(pathlib.Path(__file__).resolve().parents[2] / "provider")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
