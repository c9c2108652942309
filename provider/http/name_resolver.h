// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Host names to addresses, remembered for a minute.
//
// libcurl's own look-up is not used: see docs/design/adr/0009-own-name-look-up.md.

#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/base/environment.h"
#include "provider/http/name_lookup.h"

namespace provider::http {

// The files that are read; other ones in tests only.
struct ResolverFiles {
  std::string resolv_conf = "/etc/resolv.conf";
  std::string hosts = "/etc/hosts";
  int port = 53;
};

// Whether there is nothing to look up: an address, or "localhost" and what is below it.
[[nodiscard]] bool NeedsNoLookUp(const std::string& host);

// Thread safe. Many look-ups may be under way at once.
class NameResolver {
 public:
  explicit NameResolver(base::Environment environment, ResolverFiles files = {});

  // Addresses in the order they are to be tried, at least one. The files are read each time. When
  // no name server answers, addresses that were found earlier serve, however old they are.
  [[nodiscard]] tl::expected<std::vector<std::string>, NameError> Resolve(const NameQuery& query);

  // Nothing could be reached there: the next Resolve looks the name up again.
  void Forget(const std::string& name);

 private:
  struct Remembered {
    std::vector<std::string> addresses;
    base::SteadyTime until;
  };
  [[nodiscard]] tl::expected<std::vector<std::string>, NameError> LookUp(
      const NameQuery& query) const;
  [[nodiscard]] std::optional<Remembered> Recall(const std::string& name);

  const base::Environment environment_;
  const ResolverFiles files_;
  std::mutex mutex_;
  std::map<std::string, Remembered> remembered_;
};

}  // namespace provider::http
