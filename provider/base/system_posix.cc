// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: POSIX.1-2008; getentropy(3) and random(4) of Linux, getentropy(2) of macOS and the BSDs.

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "provider/base/machine_limit.h"
#include "provider/base/system.h"

// macOS has no declaration of it.
extern "C" {
extern char** environ;  // NOLINT(readability-redundant-declaration)
}

namespace provider::base {

const Conventions& SystemConventions() { return kPosixConventions; }

const MachineLimits& SystemLimits() { return kPosixLimits; }

std::vector<std::pair<std::string, std::string>> EnvironmentVariables() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

void RemoveEnvironmentVariable(const char* name) { ::unsetenv(name); }

namespace {

bool ReadRandomDevice(std::span<unsigned char> bytes) {
  const int device = ::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (device < 0) return false;
  struct stat status{};
  // Not a file that somebody left in an empty /dev.
  const bool usable = ::fstat(device, &status) == 0 && S_ISCHR(status.st_mode);
  while (usable && !bytes.empty()) {
    const auto size = ::read(device, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    bytes = bytes.subspan(static_cast<std::size_t>(size));
  }
  ::close(device);
  return usable && bytes.empty();
}

}  // namespace

// Blocks only until the kernel's pool is seeded, early in its boot. getentropy is a system call
// that Linux before 3.17 lacks and that some sandboxes refuse; the device gives the same numbers.
bool FillWithRandomBytes(std::span<unsigned char> bytes) {
  constexpr std::size_t kMostAtOnce = 256;
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), kMostAtOnce));
    if (::getentropy(piece.data(), piece.size()) != 0) return ReadRandomDevice(bytes);
    bytes = bytes.subspan(piece.size());
  }
  return true;
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace provider::base
