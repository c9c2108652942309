#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What linux_only.py must report, and what it must not."""

import pathlib
import tempfile
import unittest

from linux_only import problem, problems

FILE = "http/curl_transport.cc"


class LinuxOnly(unittest.TestCase):
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
            "#include <sys/socket.h>",
            "#include <poll.h>",
            "#include <sys/un.h>",
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
            ("plugin/platform_posix.cc", False),
            ("base/clock_linux.cc", False),
            ("plugin/serve.cc", False),
            ("main.cc", False),
        ]:
            with self.subTest(file=file):
                self.assertEqual(problem(file, "#include <sys/eventfd.h>") is None, may)

    def test_reads_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "base" / "clock.cc"
            file.parent.mkdir()
            file.write_text("// Text\n#include <sys/timerfd.h>\n")
            [found] = problems(pathlib.Path(folder))
            self.assertIn("clock.cc:2:", found)


if __name__ == "__main__":
    unittest.main()
