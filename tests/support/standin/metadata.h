// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The metadata service of an ECS: keys of the agency that is bound to the server.
//
//   PUT /meta-data/latest/api/token        X-Metadata-Token-Ttl-Seconds: 21600
//   GET /openstack/latest/securitykey      X-Metadata-Token, where the service wants one
// Errors are plain text without an envelope. There is no signature: only the server can reach the
// service.

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "tests/support/standin/call.h"
#include "tests/support/standin/gate.h"
#include "tests/support/standin/settings.h"

namespace standin {

// Thread safe.
class Metadata {
 public:
  // The server belongs to `domain_id`.
  Metadata(std::string domain_id, Gate& gate);

  // Nothing if the call is not for this service.
  [[nodiscard]] std::optional<Answer> Handle(const Call& call, const Settings& settings,
                                             std::chrono::sys_seconds now);

  // Sessions begun until now have expired.
  void ExpireIssued();
  void Reset();

 private:
  [[nodiscard]] Answer BeginSession(const Call& call, std::chrono::sys_seconds now);
  [[nodiscard]] bool HasSession(const Call& call, std::chrono::sys_seconds now) const;

  const std::string domain_id_;
  Gate& gate_;
  mutable std::mutex mutex_;
  std::map<std::string, std::chrono::sys_seconds> sessions_;
};

}  // namespace standin
