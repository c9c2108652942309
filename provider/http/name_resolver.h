// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Resolves host names to addresses, and caches them for a minute.
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

// The files to read. Tests use other ones.
struct ResolverFiles {
  std::string resolv_conf = "/etc/resolv.conf";
  std::string hosts = "/etc/hosts";
  int port = 53;
};

// Whether the host needs no look-up: an address, "localhost" or a name below it.
[[nodiscard]] bool NeedsNoLookUp(const std::string& host);

// Thread safe. Several look-ups may run at the same time.
class NameResolver {
 public:
  explicit NameResolver(base::Environment environment, ResolverFiles files = {});

  // Returns at least one address, in the order in which they should be tried. Reads the files each
  // time. If no name server replies, returns addresses that were found earlier, however old they
  // are.
  [[nodiscard]] tl::expected<std::vector<std::string>, NameError> Resolve(const NameQuery& query);

  // Drops the addresses of a name after none of them could be reached: the next Resolve looks it up
  // again.
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
