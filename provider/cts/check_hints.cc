// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts/check_hints.h"

#include "provider/service/hints.h"
#include "provider/text/ascii.h"

namespace provider::cts {
namespace {

using service::FindHint;
using service::HintTable;
using service::ReadHintTable;

struct BucketHints {
  HintTable codes;
  HintTable codes_with_key;  // for codes whose hint differs with a key
};

const BucketHints& HintsForBuckets() {
  static const BucketHints hints{.codes = ReadHintTable("buckets", "codes"),
                                 .codes_with_key = ReadHintTable("buckets", "codes_with_key")};
  return hints;
}

}  // namespace

const CallHints& HintsForChecks() {
  static const CallHints hints("checks");
  return hints;
}

std::string HintForBucket(std::string_view code, bool with_key) {
  constexpr std::string_view kPrefix = "obs.";
  const std::string lower = text::AsciiLower(code);
  std::string_view suffix = lower;
  if (const auto prefix = suffix.rfind(kPrefix); prefix != std::string_view::npos) {
    suffix.remove_prefix(prefix + kPrefix.size());
  }
  std::string hint = with_key ? FindHint(HintsForBuckets().codes_with_key, suffix) : "";
  return hint.empty() ? FindHint(HintsForBuckets().codes, suffix) : hint;
}

}  // namespace provider::cts
