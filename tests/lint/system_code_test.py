#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What system_code.py must report, and what it must not."""

import pathlib
import tempfile
import unittest

from system_code import problem, problems

FILE = "http/curl_transport.cc"


class SystemCode(unittest.TestCase):
    def test_reports_linux_only_code(self):
        for line in [
            "#include <sys/epoll.h>",
            "#  include <malloc.h>",
            "#include <linux/futex.h>",
            "  const int fd = accept4(listener, nullptr, nullptr, 0);",
            "  return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);",
            '  std::ifstream file("/proc/self/status");',
            '  Log("a // b"), prctl(PR_SET_DUMPABLE, 0);',
            "#ifdef __linux__",
            "  if (x / y > 2) mallopt(M_ARENA_MAX, 1);  // as ever",
            "  strerror_r(error, buffer, size);",
            "  syscall(SYS_gettid);",
        ]:
            with self.subTest(line=line):
                self.assertIsNotNone(problem(FILE, line))

    def test_accepts_portable_code(self):
        for line in [
            "#include <csignal>",
            "#include <curl/curl.h>",
            '#include "provider/base/regular_file.h"',
            "// #ifdef _WIN32",
            "// accept4 would save a call, and /proc has it all",
            "  return value;  // unlike prctl(...)",
            '  return Error("mount the volume");',
            '  directories.push_back("/etc/ssl/certs");',
            "  accept(listener, nullptr, nullptr);",
            "  pipe(ends.data());",
            "  my_eventfd_like();",
            "  waiting.splice(waiting.end(), list->splice(first));",
        ]:
            with self.subTest(line=line):
                self.assertIsNone(problem(FILE, line))

    def test_accepts_linux_only_code_in_linux_files(self):
        for file, may in [
            ("plugin/platform_linux.cc", True),
            ("static/wipe_on_free.cc", True),
            ("static/quick_tls.cc", False),
            ("base/clock_linux.cc", True),
            ("plugin/platform_posix.cc", False),
            ("plugin/platform_windows.cc", False),
            ("plugin/serve.cc", False),
            ("main.cc", False),
        ]:
            with self.subTest(file=file):
                self.assertEqual(problem(file, "#include <sys/eventfd.h>") is None, may)

    def test_accepts_headers_in_files_of_their_system(self):
        for header, systems in [
            ("unistd.h", {"linux", "posix", "darwin"}),
            ("sys/socket.h", {"linux", "posix", "darwin"}),
            ("sys/random.h", {"linux", "posix"}),
            ("fcntl.h", {"linux", "posix", "darwin", "windows"}),
            ("windows.h", {"windows"}),
            ("io.h", {"windows"}),
            ("WS2tcpip.h", {"windows"}),
            ("mach/mach_time.h", {"darwin"}),
            ("vector", {"linux", "posix", "darwin", "windows", None}),
        ]:
            for system in ["linux", "posix", "darwin", "windows", None]:
                file = f"http/store_{system}.cc" if system else FILE
                with self.subTest(header=header, file=file):
                    found = problem(file, f"#include <{header}>")
                    self.assertEqual(found is None, system in systems)

    def test_reports_conditions_on_the_system(self):
        for line in ["#ifdef _WIN32", "#if defined(__APPLE__)", "#if defined(__MINGW32__)"]:
            with self.subTest(line=line):
                self.assertIsNotNone(problem(FILE, line))
                self.assertIsNone(problem("base/system_posix.cc", line))

    def test_reads_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "base" / "clock.cc"
            file.parent.mkdir()
            file.write_text("// Text\n#include <sys/timerfd.h>\n")
            [found] = problems(pathlib.Path(folder))
            self.assertIn("clock.cc:2:", found)


if __name__ == "__main__":
    unittest.main()
