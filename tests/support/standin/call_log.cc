// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/call_log.h"

#include <algorithm>
#include <string_view>

#include <fmt/chrono.h>

namespace standin {
namespace {

using nlohmann::json;

constexpr std::size_t kKept = 10'000;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string WithoutSecret(const std::string& name, const std::string& value) {
  if (name == "x-auth-token" || name == "x-security-token" || name == "x-metadata-token" ||
      name == "cookie") {
    return "***";
  }
  if (name != "authorization" && name != "proxy-authorization") return value;
  constexpr std::string_view kMark = "Signature=";
  const auto at = value.find(kMark);
  return at == std::string::npos ? "***" : value.substr(0, at + kMark.size()) + "***";
}

// Hides the values of fields that hold secrets, at any depth.
void HideSecrets(json& value) {
  if (value.is_array()) {
    for (json& element : value) HideSecrets(element);
  } else if (value.is_object()) {
    for (const auto& [name, field] : value.items()) {
      if ((name == "password" || name == "secret" || name == "id_token") && field.is_string()) {
        field = "***";
      } else if ((name == "token" || name == "id_token") && field.contains("id")) {
        field["id"] = "***";
      } else {
        HideSecrets(field);
      }
    }
  }
}

json Body(const std::string& body) {
  json document = json::parse(body, nullptr, false);
  if (document.is_discarded()) return body;
  HideSecrets(document);
  return document;
}

std::string Timestamp(std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now - seconds);
  return fmt::format("{:%FT%T}.{:03d}Z", fmt::gmtime(seconds), millis.count());
}

}  // namespace

std::uint64_t CallLog::Begin(const Call& call, std::chrono::system_clock::time_point now) {
  json headers = json::object();
  for (const auto& [name, value] : call.headers) {
    // What httplib adds about the connection is not one of the client's headers.
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
        name == "LOCAL_PORT") {
      continue;
    }
    const std::string lower = Lower(name);
    headers[lower] = WithoutSecret(lower, value);
  }
  json entry = {{"time", Timestamp(now)},
                {"method", call.method},
                {"path", std::string(call.Path())},
                {"query", std::string(call.Query())},
                {"headers", std::move(headers)},
                {"body", Body(call.body)},
                {"status", nullptr}};

  const std::lock_guard lock(mutex_);
  const std::uint64_t number = ++last_;
  open_.insert(number);
  max_in_flight_ = std::max(max_in_flight_, open_.size());
  ports_.insert(call.remote_port);
  ++total_;
  if (call.Path().ends_with("/checkbucket")) {
    ++checks_;
    const json& body = entry["body"];
    if (body.is_object() && body.contains("buckets")) buckets_ += body["buckets"].size();
  }
  entry["number"] = number;
  entry["in_flight"] = open_.size();
  calls_.push_back(std::move(entry));
  if (calls_.size() > kKept) {
    calls_.pop_front();
    ++first_;
  }
  return number;
}

void CallLog::Finish(std::uint64_t number, int status) {
  const std::lock_guard lock(mutex_);
  if (open_.erase(number) == 0) return;
  ++by_status_[std::to_string(status)];
  if (number >= first_) calls_[number - first_]["status"] = status;
}

json CallLog::ToJson() const {
  const std::lock_guard lock(mutex_);
  return {{"calls", calls_},
          {"counters",
           {{"calls", total_},
            {"checkbucket", checks_},
            {"buckets", buckets_},
            {"connections", ports_.size()},
            {"in_flight", open_.size()},
            {"max_in_flight", max_in_flight_},
            {"by_status", by_status_}}}};
}

void CallLog::Reset() {
  const std::lock_guard lock(mutex_);
  const bool idle = open_.empty();  // a late Finish() must not meet another call of its number
  calls_.clear();
  open_.clear();
  ports_.clear();
  by_status_.clear();
  if (idle) last_ = 0;
  first_ = last_ + 1;
  total_ = checks_ = buckets_ = 0;
  max_in_flight_ = 0;
}

}  // namespace standin
