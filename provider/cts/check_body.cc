// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The bodies of checkbucket: writing the request, reading the response.

#include <algorithm>

#include <nlohmann/json.hpp>

#include "provider/cts/answer_entries.h"
#include "provider/cts/check_bucket.h"
#include "provider/cts/match.h"
#include "provider/text/redaction.h"

namespace provider::cts {
namespace {

using nlohmann::json;

// What stands in JSON as it is: nearly every name, and ten times as fast as asking the library.
bool IsPlain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

std::string JsonText(const std::string& text) {
  if (std::ranges::all_of(text, IsPlain)) return '"' + text + '"';
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string WriteRequestBody(std::span<const BucketQuery> queries) {
  // Written as it goes: a document of ten thousand buckets, built to be printed, costs ten times
  // as much as its text.
  std::string body = R"({"buckets":[)";
  for (const auto& query : queries) {
    if (&query != &queries.front()) body += ',';
    body += R"({"bucket_name":)";
    body += JsonText(query.name);
    body += R"(,"bucket_location":)";
    body += JsonText(query.location);
    if (query.kms_id) {
      body += R"(,"kms_id":)";
      body += JsonText(*query.kms_id);
    }
    if (query.encryption) {
      body += R"(,"is_support_trace_files_encryption":)";
      body += *query.encryption ? "true" : "false";
    }
    body += '}';
  }
  body += "]}";
  return body;
}

tl::expected<std::vector<BucketVerdict>, std::string> ReadAnswer(
    std::string_view body, std::span<const BucketQuery> queries) {
  const auto entries = ReadEntries(body);
  if (!entries) return tl::unexpected(entries.error());
  auto verdicts = MatchAnswer(queries, *entries);
  if (!verdicts) return verdicts;
  // Only now: a response may have any number of texts, but no more verdicts than were asked for.
  for (auto& verdict : *verdicts) {
    for (auto* text : {&verdict.error_code, &verdict.error_message}) {
      if (*text) *text = text::CleanForeignText(**text);
    }
  }
  return verdicts;
}

}  // namespace provider::cts
