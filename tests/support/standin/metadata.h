// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The metadata service of an ECS: keys of the agency that is bound to the machine.
//
//   PUT /meta-data/latest/api/token        X-Metadata-Token-Ttl-Seconds: 21600
//   GET /openstack/latest/securitykey      X-Metadata-Token, where the service wants one
// It answers in plain text, not in an envelope, and knows no signature: being on the machine is the
// proof.

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
  // The machine is one of `domain_id`.
  Metadata(std::string domain_id, Gate& gate);

  // Nothing when the call is not for this service.
  [[nodiscard]] std::optional<Answer> Handle(const Call& call, const Settings& settings,
                                             std::chrono::sys_seconds now);

  // Sessions begun until now have run out.
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
