// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Loads the DLLs that the provider needs, writes a line, and waits for the end of its input: what the system alone
// takes of the memory of a provider.

#include <stdio.h>
#include <windows.h>

int main(void) {
  static const char* const kDlls[] = {"advapi32", "iphlpapi", "ws2_32"};
  for (size_t i = 0; i < sizeof(kDlls) / sizeof(*kDlls); ++i) {
    if (LoadLibraryA(kDlls[i]) == NULL) return 1;
  }
  puts("ready");
  fflush(stdout);
  getchar();
  return 0;
}
