// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/name_resolver.h"

#include <array>
#include <chrono>
#include <utility>

#include <arpa/inet.h>
#include <unistd.h>

#include "provider/base/file_reader.h"

namespace provider::http {
namespace {

constexpr std::chrono::seconds kRemembered{60};       // as in libcurl
constexpr std::size_t kMostRemembered = 64;           // a configuration has a few endpoints
constexpr std::size_t kMostBytesOfHosts = 16U << 20;  // lists of blocked hosts can be large
constexpr std::size_t kMostBytesOfSettings = 64U << 10;

// A missing or unreadable file counts as empty, as in glibc and Go.
std::string Text(const std::string& path, std::size_t most_bytes) {
  return base::SystemFileReader().Read(path, most_bytes).value_or(std::string());
}

std::string HostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

bool NeedsNoLookUp(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  // Uses inet_aton, because libcurl accepts short forms such as "127.1", too.
  return ::inet_aton(host.c_str(), &v4) != 0 || ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 ||
         host == "localhost" || host.ends_with(".localhost");
}

NameResolver::NameResolver(base::Environment environment, ResolverFiles files)
    : environment_(std::move(environment)), files_(std::move(files)) {}

tl::expected<std::vector<std::string>, NameError> NameResolver::Resolve(const NameQuery& query) {
  const auto earlier = Recall(query.name);
  if (earlier && std::chrono::steady_clock::now() < earlier->until) return earlier->addresses;
  auto found = LookUp(query);
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

tl::expected<std::vector<std::string>, NameError> NameResolver::LookUp(
    const NameQuery& query) const {
  if (auto addresses = AddressesInHosts(Text(files_.hosts, kMostBytesOfHosts), query.name);
      !addresses.empty()) {
    SortByRoute(addresses);
    return addresses;
  }
  auto settings = ParseResolverSettings(Text(files_.resolv_conf, kMostBytesOfSettings),
                                        environment_, HostName());
  settings.port = files_.port;
  return LookUpName(query, settings);
}

std::optional<NameResolver::Remembered> NameResolver::Recall(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = remembered_.find(name);
  return found == remembered_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace provider::http
