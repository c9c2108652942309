// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/name_resolver.h"

#include <chrono>
#include <memory>
#include <utility>

#define CURL_STRICTER  // distinct types for CURL and CURLM, which curl 8.11 no longer has
#include <curl/curl.h>

#include "provider/base/free_by.h"
#include "provider/http/default_names.h"
#include "provider/http/ip_address.h"
#include "provider/text/ascii.h"

namespace provider::http {
namespace {

constexpr std::chrono::seconds kRemembered{60};  // as in libcurl
constexpr std::size_t kMostRemembered = 64;      // a configuration has a few endpoints

// libcurl turns "127.1", "0x7f000001" and other forms of IPv4 into the usual one before it
// connects.
bool IsOtherFormOfIpv4(const std::string& host) {
  if (host.empty() || !text::IsDigit(host.front())) return false;
  const std::unique_ptr<CURLU, base::FreeBy<curl_url_cleanup>> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, ("http://" + host).c_str(), 0) != CURLUE_OK) {
    return false;
  }
  char* found = nullptr;
  if (curl_url_get(url.get(), CURLUPART_HOST, &found, 0) != CURLUE_OK) return false;
  const std::unique_ptr<char, base::FreeBy<curl_free>> normalized(found);
  return ParseIpv4(normalized.get()).has_value();
}

}  // namespace

bool NeedsNoLookUp(const std::string& host) {
  return IsIpAddress(host) || IsOtherFormOfIpv4(host) || host == "localhost" ||
         host.ends_with(".localhost");
}

NameResolver::NameResolver(base::Environment environment, ResolverFiles files)
    : source_(DefaultNames(std::move(environment), std::move(files))) {}

NameResult NameResolver::Resolve(const NameQuery& query) {
  const auto earlier = Recall(query.name);
  if (earlier && std::chrono::steady_clock::now() < earlier->until) return earlier->addresses;
  auto found = source_(query);
  if (!found) {
    const bool cannot_tell = found.error().kind == NameError::Kind::kNoServer ||
                             found.error().kind == NameError::Kind::kFailed;
    if (cannot_tell && earlier) return earlier->addresses;
    return found;
  }
  const std::lock_guard lock(mutex_);
  if (remembered_.size() >= kMostRemembered) remembered_.clear();
  remembered_[query.name] = {*found, std::chrono::steady_clock::now() + kRemembered};
  return found;
}

void NameResolver::Forget(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = remembered_.find(name); found != remembered_.end()) {
    found->second.until = {};
  }
}

std::optional<NameResolver::Remembered> NameResolver::Recall(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = remembered_.find(name);
  return found == remembered_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace provider::http
