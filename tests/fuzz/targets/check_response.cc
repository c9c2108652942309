// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Responses of checkbucket: no bucket gets a success that the response does not contain. The input:
// the queries, one bucket per line as NAME LOCATION [KMS_ID], then 0xFF and the response.

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "provider/cts/check_bucket.h"
#include "provider/service/json.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::cts::BucketQuery;
using provider::fuzz::Require;

namespace {

std::vector<BucketQuery> QueriesOf(std::string_view text) {
  std::vector<BucketQuery> queries;
  while (!text.empty() && queries.size() < 8) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto word = [&line] {
      const auto found = line.substr(0, line.find(' '));
      line.remove_prefix(std::min(found.size() + 1, line.size()));
      return std::string(found);
    };
    BucketQuery query;
    query.name = word();
    query.location = word();
    if (const auto kms_id = word(); !kms_id.empty()) query.kms_id = kms_id;
    // Distinct, as CheckBuckets sends them.
    if (std::find(queries.begin(), queries.end(), query) == queries.end()) queries.push_back(query);
  }
  return queries;
}

// Whether some entry reports success for this bucket, or for one that it does not name.
bool IsGiven(const nlohmann::json& response, const BucketQuery& query) {
  for (const auto& bucket : response.at("buckets")) {
    if (bucket.at("check_bucket_response").at("success") != true) continue;
    const auto name = bucket.value("bucket_name", nlohmann::json());
    if (!name.is_string() || name == "" || name == query.name) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  fuzz::Input input(data, size);
  const auto queries = QueriesOf(input.Part());
  const auto body = input.Rest();
  const auto verdicts = cts::ReadResponseBody(body, queries);
  if (!verdicts) {
    Require(verdicts.error().ends_with('.'), "a refusal is a sentence", verdicts.error());
    Require(fuzz::IsClean(verdicts.error(), 3000), "a refusal is clean", verdicts.error());
    return 0;
  }
  Require(verdicts->size() == queries.size(), "a verdict for each bucket");
  const auto repaired = service::RepairJsonTexts(body);
  const auto response = nlohmann::json::parse(repaired ? *repaired : std::string(body), nullptr,
                                              /*allow_exceptions=*/false);
  Require(response.is_object(), "only JSON is understood");
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const auto& verdict = (*verdicts)[i];
    Require(!verdict.success || IsGiven(response, queries[i]), "no false success", queries[i].name);
    Require(!verdict.error_code || fuzz::IsClean(*verdict.error_code), "a clean code");
    Require(!verdict.error_message || fuzz::IsClean(*verdict.error_message), "a clean message");
  }
  // A response to many queries may be in any order: entries with a name are found by it.
  auto reversed = queries;
  std::reverse(reversed.begin(), reversed.end());
  const auto all = response.at("buckets");
  const auto text_at = [](const nlohmann::json& bucket, const char* key) {
    const auto found = bucket.value(key, nlohmann::json());
    return found.is_string() ? found.get<std::string>() : std::string();
  };
  std::set<std::array<std::string, 3>> identities;
  for (const auto& bucket : all) {
    identities.insert({text_at(bucket, "bucket_name"), text_at(bucket, "bucket_location"),
                       text_at(bucket, "kms_id")});
  }
  const bool named =
      identities.size() == all.size() &&
      std::all_of(queries.begin(), queries.end(), [&](const auto& query) {
        return identities.contains({query.name, query.location, query.kms_id.value_or("")});
      });
  if (named) {
    auto back = cts::ReadResponseBody(body, reversed);
    Require(back.has_value(), "the order of the buckets does not matter");
    std::reverse(back->begin(), back->end());
    Require(*back == *verdicts, "each bucket has its own verdict");
  }
  return 0;
}
