// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/metadata.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/standin/json_reading.h"

namespace standin {
namespace {

constexpr std::string_view kTokenPath = "/meta-data/latest/api/token";
constexpr std::string_view kKeyPath = "/openstack/latest/securitykey";

Answer Text(int status, std::string body) {
  return {.status = status, .body = std::move(body), .content_type = "text/plain"};
}

}  // namespace

Metadata::Metadata(std::string domain_id, Gate& gate)
    : domain_id_(std::move(domain_id)), gate_(gate) {}

std::optional<Answer> Metadata::Handle(const Call& call, const Settings& settings,
                                       std::chrono::sys_seconds now) {
  const auto path = call.Path();
  if (path != kTokenPath && path != kKeyPath) return std::nullopt;
  const bool wants_token =
      settings.metadata == MetadataMode::kToken || settings.metadata == MetadataMode::kNoAgency;
  if (settings.metadata == MetadataMode::kAbsent) return Text(404, "404 Not Found");
  if (path == kTokenPath) {
    if (call.method != "PUT" || !wants_token) return Text(405, "405 Method Not Allowed");
    return BeginSession(call, now);
  }
  if (call.method != "GET") return Text(405, "405 Method Not Allowed");
  if (wants_token && !HasSession(call, now)) return Text(401, "401 Unauthorized");
  if (settings.metadata == MetadataMode::kNoAgency) {
    return Text(401, "Please configure Cloud Service Agency first");
  }
  const auto life = settings.temporary_life.count() > 0 ? settings.temporary_life
                                                        : std::chrono::seconds(24 * 3600);
  const TemporaryKeys keys =
      gate_.IssueKeys({.domain_id = domain_id_, .principal = "agency:ecs"}, now + life);
  const nlohmann::json credential = {{"access", keys.access_key},
                                     {"secret", keys.secret_key},
                                     {"securitytoken", keys.security_token},
                                     {"expires_at", IsoTime(keys.expires)}};
  return Answer{.body = nlohmann::json{{"credential", credential}}.dump()};
}

Answer Metadata::BeginSession(const Call& call, std::chrono::sys_seconds now) {
  const std::string text = call.Header("X-Metadata-Token-Ttl-Seconds");
  int seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || stop != end || seconds < 1 || seconds > 21'600) {
    return Text(400, "400 Bad Request");
  }
  const std::lock_guard lock(mutex_);
  std::string token = fmt::format("StandinIssuedMetadataToken-{:08d}", sessions_.size() + 1);
  sessions_[token] = now + std::chrono::seconds(seconds);
  return Text(200, std::move(token));
}

bool Metadata::HasSession(const Call& call, std::chrono::sys_seconds now) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(call.Header("X-Metadata-Token"));
  return found != sessions_.end() && found->second > now;
}

void Metadata::ExpireIssued() {
  const std::lock_guard lock(mutex_);
  for (auto& [token, expires] : sessions_) expires = {};
}

void Metadata::Reset() {
  const std::lock_guard lock(mutex_);
  sessions_.clear();
}

}  // namespace standin
