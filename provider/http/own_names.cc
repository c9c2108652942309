// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/own_names.h"

#include <cstddef>
#include <utility>

#include "provider/base/file_reader.h"
#include "provider/http/name_lookup.h"
#include "provider/http/network.h"
#include "provider/http/resolver_settings.h"

namespace provider::http {
namespace {

constexpr std::size_t kMostBytesOfHosts = 16U << 20;  // lists of blocked hosts can be large
constexpr std::size_t kMostBytesOfSettings = 64U << 10;

// A missing or unreadable file counts as empty, as in glibc and Go.
std::string Text(const std::string& path, std::size_t most_bytes) {
  return base::SystemFileReader().Read(path, most_bytes).value_or(std::string());
}

}  // namespace

NameSource OwnNames(base::Environment environment, ResolverFiles files) {
  return [environment = std::move(environment),
          files = std::move(files)](const NameQuery& query) -> NameResult {
    if (auto addresses = AddressesInHosts(Text(files.hosts, kMostBytesOfHosts), query.name);
        !addresses.empty()) {
      SortByRoute(addresses);
      return addresses;
    }
    auto settings = ParseResolverSettings(Text(files.resolv_conf, kMostBytesOfSettings),
                                          environment, HostName());
    settings.port = files.port;
    return LookUpName(query, settings);
  };
}

}  // namespace provider::http
