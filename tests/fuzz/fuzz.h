// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Shared by the fuzz targets: the input in parts, and a way to report that a property does not
// hold.
//
// A target is a file of targets/ with one LLVMFuzzerTestOneInput. It checks properties of the code
// that it calls, beyond not crashing.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace provider::fuzz {

// Aborts the process, which libFuzzer reports as a finding; it keeps the input.
inline void Require(bool holds, std::string_view property, std::string_view details = {}) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n%.*s\n", static_cast<int>(property.size()),
               property.data(), static_cast<int>(details.size()), details.data());
  std::abort();
}

// An input of several texts, separated by 0xFF, which does not occur in UTF-8, so that a text
// editor can write seeds.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(size == 0 ? std::string_view()
                        : std::string_view(reinterpret_cast<const char*>(data), size)) {}

  // The next text; empty after the last.
  std::string_view Part() {
    const auto end = rest_.find('\xFF');
    const auto part = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return part;
  }
  // The bytes that no Part has taken, separators included.
  [[nodiscard]] std::string_view Rest() const { return rest_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace provider::fuzz
