// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The bodies of checkbucket: writes the request, reads the response.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/cts/check_bucket.h"
#include "provider/cts/match.h"
#include "provider/service/json.h"
#include "provider/text/redaction.h"

namespace provider::cts {
namespace {

using nlohmann::json;

// Characters that need no escape in JSON. Nearly every name has only these, and this check is ten
// times as fast as calling the library.
bool IsPlain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

std::string JsonText(const std::string& text) {
  if (std::ranges::all_of(text, IsPlain)) return '"' + text + '"';
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// Ten times as many buckets as any realistic request has; their entries take 50 MB at most.
constexpr std::size_t kMaxEntries = 100'000;
// Longer than any name, location or key ID in a configuration, so a text cut to this length matches
// none of them.
constexpr std::size_t kMaxIdentity = 64U << 10;
// One byte more than CleanForeignText looks at, so that it can tell that the text was longer.
constexpr std::size_t kMaxVerdictText = text::ForeignTextBytes(text::kMaxForeignTextLength) + 1;

// The lists and objects that are read; all others are skipped.
enum class Level { kDocument, kBuckets, kBucket, kVerdict, kOther };

enum Field : std::size_t {
  kBuckets,
  kName,
  kLocation,
  kKmsId,
  kVerdict,
  kSuccess,
  kResponseCode,
  kErrorCode,
  kErrorMessage,
  kNoField
};

struct FieldName {
  Level level;
  std::string_view key;
};
constexpr std::array<FieldName, kNoField> kFieldNames = {{{Level::kDocument, "buckets"},
                                                          {Level::kBucket, "bucket_name"},
                                                          {Level::kBucket, "bucket_location"},
                                                          {Level::kBucket, "kms_id"},
                                                          {Level::kBucket, "check_bucket_response"},
                                                          {Level::kVerdict, "success"},
                                                          {Level::kVerdict, "response_code"},
                                                          {Level::kVerdict, "error_code"},
                                                          {Level::kVerdict, "error_message"}}};

Field FieldAt(Level level, std::string_view key) {
  for (std::size_t i = 0; i < kFieldNames.size(); ++i) {
    if (kFieldNames[i].level == level && kFieldNames[i].key == key) return static_cast<Field>(i);
  }
  return kNoField;
}

// One item of "buckets" while it is being read.
class Item {
 public:
  struct Object {};
  struct OtherKind {};
  // monostate is a field that is absent or null; OtherKind is one that cannot be read.
  using Content = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, std::string,
                               Object, OtherKind>;

  // `index` is the item's position in the response, for errors.
  explicit Item(std::size_t index) : index_(index) {}

  // False if the field occurred before.
  bool Begin(Field field) { return !std::exchange(seen_[field], true); }
  void Set(Field field, Content content) { contents_[field] = std::move(content); }

  // Without `success` there is no verdict, so that is an error. Any other field that cannot be read
  // counts as absent.
  [[nodiscard]] tl::expected<ResponseEntry, std::string> ToEntry() && {
    if (!std::holds_alternative<Object>(contents_[kVerdict])) return Wrong(kVerdict, "an object");
    const bool* success = std::get_if<bool>(&contents_[kSuccess]);
    if (success == nullptr) return Wrong(kSuccess, "a boolean");
    return ResponseEntry{
        Text(kName), Text(kLocation), Text(kKmsId),
        BucketVerdict{*success, Integer(kResponseCode), Text(kErrorCode), Text(kErrorMessage)}};
  }

 private:
  std::optional<std::string> Text(Field field) {
    auto* text = std::get_if<std::string>(&contents_[field]);
    return text == nullptr ? std::nullopt : std::optional(std::move(*text));
  }

  [[nodiscard]] std::optional<std::int64_t> Integer(Field field) const {
    if (const auto* value = std::get_if<std::int64_t>(&contents_[field])) return *value;
    const auto* value = std::get_if<std::uint64_t>(&contents_[field]);
    if (value == nullptr || *value > std::uint64_t{1} << 62U) return std::nullopt;
    return static_cast<std::int64_t>(*value);
  }

  [[nodiscard]] tl::unexpected<std::string> Wrong(Field field, const char* wanted) const {
    const auto& [level, key] = kFieldNames[field];
    return tl::unexpected(fmt::format("In the response, buckets[{}].{}{} is not {}.", index_,
                                      level == Level::kVerdict ? "check_bucket_response." : "", key,
                                      wanted));
  }

  std::size_t index_;
  std::array<bool, kNoField> seen_{};
  std::array<Content, kNoField> contents_;
};

// Takes the entries from the parser as they come: building a tree of ten thousand buckets costs
// three times as much as reading them.
class Events final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return Take({}); }
  bool boolean(bool value) override { return Take(value); }
  bool number_integer(std::int64_t value) override { return Take(value); }
  bool number_unsigned(std::uint64_t value) override { return Take(value); }
  bool number_float(double /*value*/, const std::string& /*text*/) override {
    return Take(Item::OtherKind());
  }
  bool string(std::string& value) override {
    const bool is_verdict = field_ == kErrorCode || field_ == kErrorMessage;
    return Take(value.substr(0, is_verdict ? kMaxVerdictText : kMaxIdentity));
  }
  bool binary(json::binary_t& /*value*/) override { return Take(Item::OtherKind()); }

  bool start_object(std::size_t /*size*/) override {
    if (levels_.empty()) return Enter(Level::kDocument);
    if (levels_.back() == Level::kBuckets) {
      if (entries_.size() == kMaxEntries) {
        return Refuse(fmt::format("The response has more than {} buckets.", kMaxEntries));
      }
      item_ = Item(entries_.size());
      return Enter(Level::kBucket);
    }
    const bool is_verdict = levels_.back() == Level::kBucket && field_ == kVerdict;
    return Take(Item::Object()) && Enter(is_verdict ? Level::kVerdict : Level::kOther);
  }
  bool key(std::string& key) override {
    field_ = FieldAt(levels_.back(), key);
    if (field_ == kNoField) return true;
    const bool is_first =
        field_ == kBuckets ? !std::exchange(has_buckets_, true) : item_.Begin(field_);
    return is_first || Refuse("The response has the same key twice in one object.");
  }
  bool end_object() override {
    const bool is_bucket = levels_.back() == Level::kBucket;
    levels_.pop_back();
    if (!is_bucket) return true;
    auto entry = std::move(item_).ToEntry();
    if (!entry) return Refuse(std::move(entry.error()));
    entries_.push_back(*std::move(entry));
    return true;
  }

  bool start_array(std::size_t /*size*/) override {
    if (!levels_.empty() && levels_.back() == Level::kDocument && field_ == kBuckets) {
      has_list_ = true;
      return Enter(Level::kBuckets);
    }
    return Take(Item::OtherKind()) && Enter(Level::kOther);
  }
  bool end_array() override {
    levels_.pop_back();
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const json::exception& /*error*/) override {
    return Refuse("The response is not JSON.");
  }

  [[nodiscard]] tl::expected<std::vector<ResponseEntry>, std::string> ToEntries() && {
    if (!problem_.empty()) return tl::unexpected(std::move(problem_));
    if (!has_list_) return tl::unexpected<std::string>("The response has no list \"buckets\".");
    return std::move(entries_);
  }

 private:
  bool Enter(Level level) {
    levels_.push_back(level);
    return true;
  }

  // Handles a value in a list or object, or the start of a list or object that is not an item.
  bool Take(Item::Content content) {
    if (levels_.empty()) return true;
    if (levels_.back() == Level::kBuckets) {
      return Refuse(fmt::format("In the response, buckets[{}] is not an object.", entries_.size()));
    }
    const bool is_item = levels_.back() == Level::kBucket || levels_.back() == Level::kVerdict;
    if (is_item && field_ != kNoField) item_.Set(field_, std::move(content));
    return true;
  }

  bool Refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  std::vector<Level> levels_;  // from the outermost to the one the parser is in
  Field field_ = kNoField;     // of the latest key
  Item item_{0};
  bool has_buckets_ = false;
  bool has_list_ = false;
  std::vector<ResponseEntry> entries_;
  std::string problem_;
};

// Reads the items of "buckets", in their order. Fields that are absent, null or of another type are
// treated the same, and unknown fields are ignored; but each item must have
// check_bucket_response.success, a boolean. Malformed parts of a text affect that text only
// (service::RepairJsonTexts). Enforces service::JsonLimits, and at most 100,000 items. Texts are
// not cleaned, but cut: to the beginning that text::CleanForeignText looks at, or to 64 KiB if they
// are only compared. The error is a sentence that names the problem.
tl::expected<std::vector<ResponseEntry>, std::string> ReadEntries(std::string_view body) {
  Events events;
  if (const auto read = service::ReadBoundedJson(body, events, service::kResponse); !read) {
    return tl::unexpected(fmt::format("The response {}.", read.error()));
  }
  return std::move(events).ToEntries();
}

}  // namespace

std::string WriteRequestBody(std::span<const BucketQuery> queries) {
  // Written directly as text: building a JSON document of ten thousand buckets first costs ten
  // times as much.
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

tl::expected<std::vector<BucketVerdict>, std::string> ReadResponseBody(
    std::string_view body, std::span<const BucketQuery> queries) {
  const auto entries = ReadEntries(body);
  if (!entries) return tl::unexpected(entries.error());
  auto verdicts = MatchResponse(queries, *entries);
  if (!verdicts) return verdicts;
  // Cleaned only after matching: a response can have any number of texts, but there are no more
  // verdicts than queries.
  for (auto& verdict : *verdicts) {
    for (auto* text : {&verdict.error_code, &verdict.error_message}) {
      if (*text) *text = text::CleanForeignText(**text);
    }
  }
  return verdicts;
}

}  // namespace provider::cts
