// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The bodies of checkbucket: writing the request, reading the answer.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/base/redaction.h"
#include "provider/cts/check_bucket.h"
#include "provider/cts/match.h"
#include "provider/service/bounded_json.h"

namespace provider::cts {
namespace {

using nlohmann::json;

// A field that may be absent or null. The error says which field of which bucket is wrong.
class FieldReader {
 public:
  FieldReader(const json& object, std::size_t index, const char* prefix)
      : object_(object), index_(index), prefix_(prefix) {}

  tl::expected<std::optional<std::string>, std::string> Text(const char* key) const {
    const json* field = Find(key);
    if (field == nullptr) return std::nullopt;
    if (!field->is_string()) return Wrong(key, "a string");
    return field->get<std::string>();
  }

  tl::expected<std::optional<std::int64_t>, std::string> Integer(const char* key) const {
    const json* field = Find(key);
    if (field == nullptr) return std::nullopt;
    if (!field->is_number_integer()) return Wrong(key, "an integer");
    if (field->is_number_unsigned() && field->get<std::uint64_t>() > std::uint64_t{1} << 62U) {
      return Wrong(key, "an integer of ordinary size");
    }
    return field->get<std::int64_t>();
  }

  tl::expected<bool, std::string> RequiredBool(const char* key) const {
    const json* field = Find(key);
    if (field == nullptr || !field->is_boolean()) return Wrong(key, "a boolean");
    return field->get<bool>();
  }

  [[nodiscard]] tl::unexpected<std::string> Wrong(const char* key, const char* wanted) const {
    return tl::unexpected(
        fmt::format("In the answer, buckets[{}].{}{} is not {}.", index_, prefix_, key, wanted));
  }

 private:
  const json* Find(const char* key) const {
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  const json& object_;
  std::size_t index_;
  const char* prefix_;
};

std::optional<std::string> Cleaned(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return base::CleanForeignText(*text);
}

std::string JsonText(const std::string& text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<BucketVerdict, std::string> ReadVerdict(const json& bucket, std::size_t index) {
  constexpr const char* kKey = "check_bucket_response";
  const auto found = bucket.find(kKey);
  if (found == bucket.end() || !found->is_object()) {
    return FieldReader(bucket, index, "").Wrong(kKey, "an object");
  }
  const FieldReader fields(*found, index, "check_bucket_response.");
  const auto success = fields.RequiredBool("success");
  if (!success) return tl::unexpected(success.error());
  const auto response_code = fields.Integer("response_code");
  if (!response_code) return tl::unexpected(response_code.error());
  const auto error_code = fields.Text("error_code");
  if (!error_code) return tl::unexpected(error_code.error());
  const auto error_message = fields.Text("error_message");
  if (!error_message) return tl::unexpected(error_message.error());
  return BucketVerdict{*success, *response_code, Cleaned(*error_code), Cleaned(*error_message)};
}

tl::expected<AnswerEntry, std::string> ReadEntry(const json& bucket, std::size_t index) {
  if (!bucket.is_object()) {
    return tl::unexpected(fmt::format("In the answer, buckets[{}] is not an object.", index));
  }
  const FieldReader fields(bucket, index, "");
  auto name = fields.Text("bucket_name");
  if (!name) return tl::unexpected(name.error());
  auto location = fields.Text("bucket_location");
  if (!location) return tl::unexpected(location.error());
  auto kms_id = fields.Text("kms_id");
  if (!kms_id) return tl::unexpected(kms_id.error());
  auto verdict = ReadVerdict(bucket, index);
  if (!verdict) return tl::unexpected(verdict.error());
  return AnswerEntry{*std::move(name), *std::move(location), *std::move(kms_id),
                     *std::move(verdict)};
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
  const auto document = service::ParseBoundedJson(body);
  if (!document) return tl::unexpected(fmt::format("The answer {}.", document.error()));
  const auto buckets = document->is_object() ? document->find("buckets") : document->end();
  if (!document->is_object() || buckets == document->end() || !buckets->is_array()) {
    return tl::unexpected<std::string>("The answer has no list \"buckets\".");
  }
  std::vector<AnswerEntry> entries;
  entries.reserve(buckets->size());
  for (const auto& bucket : *buckets) {
    auto entry = ReadEntry(bucket, entries.size());
    if (!entry) return tl::unexpected(std::move(entry.error()));
    entries.push_back(*std::move(entry));
  }
  return MatchAnswer(queries, entries);
}

}  // namespace provider::cts
