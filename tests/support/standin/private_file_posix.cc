// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "tests/support/standin/certificates.h"

namespace standin {

void WritePrivateFile(const std::string& path, const std::string& text) {
  ::unlink(path.c_str());  // a file of an earlier run may be readable by others
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) ::close(file);
  if (written) return;
  fmt::print(stderr, "cannot write {}\n", path);
  std::exit(1);
}

}  // namespace standin
