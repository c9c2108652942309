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
#include <utility>

#include "provider/base/clock.h"
#include "provider/base/environment.h"
#include "provider/http/name_query.h"
#include "provider/http/own_names.h"

namespace provider::http {

// Whether the host needs no look-up: an address, "localhost" or a name below it.
[[nodiscard]] bool NeedsNoLookUp(const std::string& host);

// Thread safe. Several look-ups may run at the same time.
class NameResolver {
 public:
  explicit NameResolver(NameSource source) : source_(std::move(source)) {}
  // With the look-up of this build (default_names.h).
  NameResolver(base::Environment environment, ResolverFiles files);

  // If no name server replies, returns addresses that were found earlier, however old they are.
  [[nodiscard]] NameResult Resolve(const NameQuery& query);

  // Drops the addresses of a name after none of them could be reached: the next Resolve looks it up
  // again.
  void Forget(const std::string& name);

 private:
  struct Remembered {
    Addresses addresses;
    base::SteadyTime until;
  };
  [[nodiscard]] std::optional<Remembered> Recall(const std::string& name);

  const NameSource source_;
  std::mutex mutex_;
  std::map<std::string, Remembered> remembered_;
};

}  // namespace provider::http
