// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/sdk_credentials.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "provider/configure/key_shape.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

// Follows the SDK for Python, which reads the file with configparser: names ignore case, '=' or ':'
// separates, and comments begin only at the start of a line. If a name occurs twice, the last value
// is used, as in the SDK for Go.
std::map<std::string, std::string> ReadSection(std::string_view text, std::string_view wanted) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::map<std::string, std::string> values;
  bool inside = false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text::AsciiTrim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && line.back() == ']') {
      inside = line.substr(1, line.size() - 2) == wanted;
      continue;
    }
    const auto separator = line.find_first_of("=:");
    if (!inside || separator == std::string_view::npos) continue;
    values[text::AsciiLower(text::AsciiTrim(line.substr(0, separator)))] =
        std::string(text::AsciiTrim(line.substr(separator + 1)));
  }
  return values;
}

tl::unexpected<std::string> HalfAPair(std::string_view present, std::string_view missing) {
  return tl::unexpected(fmt::format("has {} but no {} in its section [basic]", present, missing));
}

}  // namespace

tl::expected<std::optional<SdkCredentials>, std::string> ReadSdkCredentials(std::string_view text) {
  auto values = ReadSection(text, "basic");
  SdkCredentials found{{values["ak"], values["sk"], values["security_token"]},
                       values["project_id"],
                       values["iam_endpoint"]};
  auto& secrets = text::SecretRegistry::Process();
  if (LooksLikeSecretKey(found.key.access_key)) secrets.Add(found.key.access_key);
  secrets.Add(found.key.secret_key);
  secrets.Add(found.key.security_token);
  if (found.key.access_key.empty() && found.key.secret_key.empty()) return std::nullopt;
  if (found.key.access_key.empty()) return HalfAPair("sk", "ak");
  if (found.key.secret_key.empty()) return HalfAPair("ak", "sk");
  return found;
}

}  // namespace provider::configure
