/* SPDX-FileCopyrightText: The terraform-provider-cts authors
 * SPDX-License-Identifier: MPL-2.0
 *
 * The DLL of Windows that Go's programs take random numbers from, which wine 8 does not have. tests/windows/wine
 * builds it.
 */

/* SystemFunction036 is the name under which advapi32.dll exports RtlGenRandom. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void* buffer, unsigned long length);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char* buffer, unsigned long long length) {
  const unsigned long largest = 1UL << 30;
  while (length > 0) {
    unsigned long part = length < largest ? (unsigned long)length : largest;
    if (!SystemFunction036(buffer, part)) return 0;
    buffer += part;
    length -= part;
  }
  return 1;
}
