// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_hints.h"

#include <fmt/format.h>

#include "provider/service/hints.h"
#include "provider/text/ascii.h"

namespace provider::cts {
namespace {

using service::FindHint;
using service::HintTable;
using service::ReadHintTable;

struct CheckHints {
  HintTable codes;
  HintTable statuses;
  HintTable bucket_codes;
  HintTable bucket_codes_with_key;  // for codes whose hint differs with a key
};

const CheckHints& Hints() {
  static const CheckHints hints{
      .codes = ReadHintTable("checks", "codes"),
      .statuses = ReadHintTable("checks", "statuses"),
      .bucket_codes = ReadHintTable("buckets", "codes"),
      .bucket_codes_with_key = ReadHintTable("buckets", "codes_with_key")};
  return hints;
}

}  // namespace

std::string HintForCheck(std::string_view code, int http_status,
                         std::string_view domain_id_source) {
  constexpr std::string_view kPlace = "{domain_id}";
  std::string hint = FindHint(Hints().codes, code);
  if (hint.empty() && !service::HasHintForCode(code)) {
    hint = FindHint(Hints().statuses, fmt::format("{}", http_status));
  }
  if (const auto place = hint.find(kPlace); place != std::string::npos) {
    hint.replace(
        place, kPlace.size(),
        domain_id_source.empty()
            ? ""
            : fmt::format(" Also check the account ID, which comes from {}: it must be that "
                          "of the caller's own account.",
                          domain_id_source));
  }
  return hint;
}

std::string HintForBucket(std::string_view code, bool with_key) {
  constexpr std::string_view kPrefix = "obs.";
  const std::string lower = text::AsciiLower(code);
  std::string_view suffix = lower;
  if (const auto prefix = suffix.rfind(kPrefix); prefix != std::string_view::npos) {
    suffix.remove_prefix(prefix + kPrefix.size());
  }
  std::string hint = with_key ? FindHint(Hints().bucket_codes_with_key, suffix) : "";
  return hint.empty() ? FindHint(Hints().bucket_codes, suffix) : hint;
}

}  // namespace provider::cts
