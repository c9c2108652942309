// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/misbehaviour.h"

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace standin {
namespace {

using nlohmann::json;
using Setter = std::function<void(Step&, const json&)>;

std::string Text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// A setter throws json::type_error for a value of another type.
const std::map<std::string, Setter, std::less<>>& Setters() {
  static const auto& setters = *new std::map<std::string, Setter, std::less<>>{
      {"path", [](Step& s, const json& v) { s.path = v.get<std::string>(); }},
      {"times", [](Step& s, const json& v) { s.times = v.get<int>(); }},
      {"delay_ms",
       [](Step& s, const json& v) { s.delay = std::chrono::milliseconds(v.get<int>()); }},
      {"status", [](Step& s, const json& v) { s.status = v.get<int>(); }},
      {"error_code", [](Step& s, const json& v) { s.error_code = v.get<std::string>(); }},
      {"error_msg", [](Step& s, const json& v) { s.error_msg = v.get<std::string>(); }},
      {"echo", [](Step& s, const json& v) { s.echo = v.get<bool>(); }},
      {"html", [](Step& s, const json& v) { s.html = v.get<bool>(); }},
      {"body", [](Step& s, const json& v) { s.body = v.get<std::string>(); }},
      {"content_type", [](Step& s, const json& v) { s.content_type = v.get<std::string>(); }},
      {"retry_after",
       [](Step& s, const json& v) { s.headers.emplace_back("Retry-After", Text(v)); }},
      {"headers",
       [](Step& s, const json& v) {
         for (const auto& [name, value] : v.get<std::map<std::string, std::string>>()) {
           s.headers.emplace_back(name, value);
         }
       }},
      {"redirect",
       [](Step& s, const json& v) {
         s.headers.emplace_back("Location", v.get<std::string>());
         if (s.status == 0) s.status = 307;
       }},
      {"reorder", [](Step& s, const json& v) { s.reorder = v.get<bool>(); }},
      {"drop_fields", [](Step& s, const json& v) { s.drop_fields = v.get<bool>(); }},
      {"extra_fields", [](Step& s, const json& v) { s.extra_fields = v.get<bool>(); }},
      {"expire", [](Step& s, const json& v) { s.expire = v.get<bool>(); }},
  };
  return setters;
}

tl::expected<Step, std::string> ParseStep(const json& document) {
  if (!document.is_object()) return tl::unexpected(std::string("a step must be an object"));
  Step step;
  for (const auto& [name, value] : document.items()) {
    const auto setter = Setters().find(name);
    if (setter == Setters().end()) return tl::unexpected("no such field in a step: " + name);
    try {
      setter->second(step, value);
    } catch (const json::exception&) {
      return tl::unexpected("wrong type in a step: " + name);
    }
  }
  if (document.contains("status")) step.status = document["status"];
  return step;
}

constexpr std::string_view kGatewayPage =
    "<html>\r\n<head><title>{0} Error</title></head>\r\n<body>\r\n"
    "<center><h1>{0} "
    "Error</h1></center>\r\n<hr><center>CloudGateway</center>\r\n</body>\r\n</html>\r\n";

void AddUnknownFields(json& object) {
  object["x_future_text"] = "ignore me";
  object["x_future_object"] = {{"success", "not a boolean"}, {"list", {1, nullptr, 2.5}}};
}

}  // namespace

tl::expected<std::size_t, std::string> Misbehaviour::Order(const std::string& body) {
  const json document = json::parse(body, nullptr, false);
  if (!document.is_object() || document.size() != 1 || !document.contains("next") ||
      !document["next"].is_array()) {
    return tl::unexpected(std::string(R"(the body must be {"next": [step, ...]})"));
  }
  std::deque<Step> ordered;
  for (const json& entry : document["next"]) {
    auto step = ParseStep(entry);
    if (!step) return tl::unexpected(step.error());
    ordered.push_back(*std::move(step));
  }
  const std::lock_guard lock(mutex_);
  steps_.insert(steps_.end(), ordered.begin(), ordered.end());
  return steps_.size();
}

Step Misbehaviour::Take(std::string_view target) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(steps_.begin(), steps_.end(), [target](const Step& step) {
    return target.find(step.path) != std::string_view::npos;
  });
  if (found == steps_.end()) return {};
  Step step = *found;
  if (--found->times <= 0) steps_.erase(found);
  return step;
}

std::size_t Misbehaviour::pending() const {
  const std::lock_guard lock(mutex_);
  return steps_.size();
}

void Misbehaviour::Reset() {
  const std::lock_guard lock(mutex_);
  steps_.clear();
}

Answer AnswerOf(const Step& step, std::string_view path, std::string_view request_id) {
  const int status = step.status == 0 ? 200 : step.status;
  if (step.body) return {.status = status, .body = *step.body, .content_type = step.content_type};
  if (step.html) {
    return {
        .status = status, .body = fmt::format(kGatewayPage, status), .content_type = "text/html"};
  }
  if (step.error_code.empty() && path.find("/checkbucket") == std::string_view::npos) {
    return IamError(status, step.error_msg);
  }
  if (status == 429 && step.error_code.empty()) {
    return GatewayError(429, "APIGW.0308",
                        "The throttling threshold has been reached: policy user over "
                        "ratelimit,limit:10,time:1 second",
                        request_id);
  }
  if (step.error_code.starts_with("APIGW.")) {
    return GatewayError(status, step.error_code, step.error_msg, request_id);
  }
  return CtsError(status, step.error_code.empty() ? "CTS.0004" : step.error_code, step.error_msg);
}

void Bend(const Step& step, Answer& answer) {
  if (!step.reorder && !step.drop_fields && !step.extra_fields) return;
  json document = json::parse(answer.body, nullptr, false);
  if (!document.is_object()) return;
  if (document.contains("buckets")) {
    json& buckets = document["buckets"];
    if (step.reorder) std::reverse(buckets.begin(), buckets.end());
    for (json& bucket : buckets) {
      json& response = bucket["check_bucket_response"];
      if (step.drop_fields) {
        response =
            response.contains("success") ? json{{"success", response["success"]}} : json::object();
        bucket = {{"bucket_name", bucket["bucket_name"]}, {"check_bucket_response", response}};
      }
      if (step.extra_fields) {
        AddUnknownFields(bucket["check_bucket_response"]);
        AddUnknownFields(bucket);
      }
    }
  }
  if (step.extra_fields) AddUnknownFields(document);
  answer.body = document.dump();
}

}  // namespace standin
