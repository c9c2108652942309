// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/buckets.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace standin {
namespace {

using nlohmann::json;

struct Failure {
  std::string_view prefix;
  int response_code;
  std::string_view error_code;
  int times;
};

constexpr int kAlways = std::numeric_limits<int>::max();

// "late-3-audit" fails three times.
int TimesLate(std::string_view name) {
  constexpr std::string_view kPrefix = "late-";
  if (!name.starts_with(kPrefix) || name.size() < kPrefix.size() + 2) return 0;
  const char digit = name[kPrefix.size()];
  return name[kPrefix.size() + 1] == '-' && digit >= '1' && digit <= '9' ? digit - '0' : 0;
}

constexpr Failure kFailures[] = {
    {"missing-", 404, "OBS.NoSuchBucket", kAlways},
    {"denied-", 403, "OBS.AccessDenied", kAlways},
    {"arrears-", 403, "OBS.InArrearOrInsufficientBalance", kAlways},
    {"moved-", 301, "OBS.PermanentRedirect", kAlways},
    {"flaky-", 500, "OBS.InternalError", 1},
    {"throttled-", 429, "OBS.SlowDown", 1},
};

json Failed(int response_code, std::string_view error_code) {
  return {{"success", false},
          {"response_code", response_code},
          {"error_code", error_code},
          {"error_message", "Error message:Request Error.OBS service Error Message."}};
}

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// True for a UUID made of one digit.
bool IsKeyOf(char digit, std::string_view kms_id) {
  return !kms_id.empty() && std::all_of(kms_id.begin(), kms_id.end(),
                                        [digit](char c) { return c == digit || c == '-'; });
}

// Returns what the API page does not allow in an entry.
std::optional<Answer> Refuse(const json& entry, std::size_t index) {
  const auto bad = [index](std::string_view what) {
    return CtsError(400, "CTS.0003", fmt::format("buckets[{}]: {}", index, what));
  };
  if (!entry.is_object()) return bad("not an object");
  for (const auto& [name, value] : entry.items()) {
    if (name == "is_support_trace_files_encryption") {
      if (!value.is_boolean()) return bad(name + " is not a boolean");
    } else if (name == "bucket_name" || name == "bucket_location" || name == "kms_id") {
      if (!value.is_string()) return bad(name + " is not a string");
    } else {
      return bad("unknown field " + name);
    }
  }
  if (!entry.contains("bucket_name")) return bad("bucket_name is missing");
  if (entry.value("bucket_location", "").empty()) return bad("bucket_location is missing");
  const std::string name = entry["bucket_name"];
  if (!IsBucketName(name)) return CtsError(400, "CTS.0231", "Invalid bucket name: " + name);
  if (entry.value("is_support_trace_files_encryption", false) &&
      entry.value("kms_id", "").empty()) {
    return CtsError(400, "CTS.0221", "The KMS key ID is empty.");
  }
  if (name.starts_with("poison-")) {
    return CtsError(400, "CTS.0213", "The bucket is tracked itself: " + name);
  }
  return std::nullopt;
}

}  // namespace

bool IsBucketName(const std::string& name) {
  return name.size() >= 3 && name.size() <= 63 && IsLowerOrDigit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '.' || c == '-'; });
}

Answer BucketRules::Check(const std::string& body) {
  const json request = json::parse(body, nullptr, false);
  if (!request.is_object()) return CtsError(400, "CTS.0003", "The request body is invalid.");
  const auto buckets = request.find("buckets");
  if (buckets == request.end() || !buckets->is_array() || buckets->empty()) {
    return CtsError(400, "CTS.0003", "The request body is empty.");
  }
  for (std::size_t i = 0; i < buckets->size(); ++i) {
    if (auto refusal = Refuse((*buckets)[i], i)) return *std::move(refusal);
  }
  json entries = json::array();
  for (const json& entry : *buckets) {
    const std::string name = entry["bucket_name"];
    if (!name.starts_with("silent-")) entries.push_back(CheckOne(entry));
  }
  return {.body = json{{"buckets", std::move(entries)}}.dump()};
}

json BucketRules::CheckOne(const json& entry) {
  json answer = entry;
  answer.emplace("is_support_trace_files_encryption", false);
  json& response = answer["check_bucket_response"];
  response = {{"success", true}, {"response_code", 200}};

  const std::string name = entry["bucket_name"];
  const int before = TimesBefore(name);
  for (const Failure& failure : kFailures) {
    if (name.starts_with(failure.prefix) && before < failure.times) {
      response = Failed(failure.response_code, failure.error_code);
    }
  }
  if (before < TimesLate(name)) response = Failed(404, "OBS.NoSuchBucket");
  if (name.starts_with("nosuccess-")) response.erase("success");
  if (answer["is_support_trace_files_encryption"] == true) {
    const std::string kms_id = entry["kms_id"];
    if (IsKeyOf('0', kms_id)) response = Failed(400, "KMS.NotFoundException");
    if (IsKeyOf('1', kms_id)) response = Failed(400, "KMS.DisabledException");
  }
  return answer;
}

int BucketRules::TimesBefore(const std::string& bucket_name) {
  const std::lock_guard lock(mutex_);
  return asked_[bucket_name]++;
}

void BucketRules::Reset() {
  const std::lock_guard lock(mutex_);
  asked_.clear();
}

}  // namespace standin
