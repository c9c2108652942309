// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/user_agent.h"

#include <cstddef>
#include <string_view>

namespace provider::configure {
namespace {

constexpr std::size_t kMaxPartLength = 256;

// Replaces each run of characters other than printable ASCII with one space, and drops spaces at
// the ends.
std::string Clean(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const bool visible = c > 0x20 && c < 0x7f;
    if (visible) {
      clean.push_back(c);
    } else if (!clean.empty() && clean.back() != ' ') {
      clean.push_back(' ');
    }
    if (clean.size() == kMaxPartLength) break;
  }
  if (clean.ends_with(' ')) clean.pop_back();
  return clean;
}

}  // namespace

std::string MakeUserAgent(const std::string& version, const std::string& terraform_version,
                          const base::Environment& environment) {
  std::string agent = "terraform-provider-cts/" + Clean(version);
  if (const auto core = Clean(terraform_version); !core.empty()) agent += " Terraform/" + core;
  if (const auto more = Clean(environment.Get("TF_APPEND_USER_AGENT").value_or(""));
      !more.empty()) {
    agent += " " + more;
  }
  return agent;
}

}  // namespace provider::configure
