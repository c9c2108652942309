// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The provider ends with _exit, which runs no exit handlers and so does not write gcov's counters.
// This definition replaces the C library's, in the coverage build only.

#include <sys/syscall.h>
#include <unistd.h>

extern "C" void __gcov_dump();  // NOLINT(bugprone-reserved-identifier): gcov's name

extern "C" [[noreturn]] void _exit(int status) {  // NOLINT(bugprone-reserved-identifier)
  __gcov_dump();
  while (true) ::syscall(SYS_exit_group, status);
}
