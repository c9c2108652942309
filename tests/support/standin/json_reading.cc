// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/json_reading.h"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

namespace standin {

std::string StringAt(const nlohmann::json& document, const std::string& pointer) {
  const nlohmann::json::json_pointer at(pointer);
  if (!document.contains(at) || !document[at].is_string()) return "";
  return document[at];
}

std::string IsoTime(std::chrono::sys_seconds time) {
  return fmt::format("{:%FT%T}.000000Z", fmt::gmtime(time));
}

}  // namespace standin
