// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The whole cloud on one port: gateway, CTS, IAM, STS, ECS metadata and the control API.
//
// Steps ordered over /_control apply before authentication, like a fault in front of the gateway.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/standin/account.h"
#include "tests/support/standin/buckets.h"
#include "tests/support/standin/call.h"
#include "tests/support/standin/call_log.h"
#include "tests/support/standin/gate.h"
#include "tests/support/standin/iam.h"
#include "tests/support/standin/metadata.h"
#include "tests/support/standin/misbehaviour.h"
#include "tests/support/standin/settings.h"
#include "tests/support/standin/temporary_keys.h"

namespace standin {

struct CloudOptions {
  Account account;
  // Host names that are served, besides 127.0.0.1 and localhost; any other is APIGW.0101.
  std::vector<std::string> hosts;
  int lock_after = 10;
  Settings settings;
  std::chrono::seconds clock_offset{0};  // added to the real time
  std::chrono::milliseconds delay{0};    // before every response
  int fail_percent = 0;                  // of checkbucket calls, evenly spread, that get status 500
  std::function<void(std::chrono::milliseconds)> sleep;
};

// Thread safe.
class Cloud {
 public:
  explicit Cloud(CloudOptions options);

  [[nodiscard]] Answer Handle(const Call& call);

 private:
  enum Backend { kIam, kSts, kCts };
  // A call that the gate has admitted.
  struct Request {
    const Call& call;
    const Caller& caller;
    const Settings& settings;
    std::chrono::sys_seconds now;
    std::string_view request_id;
  };
  struct Api {
    Backend backend;  // STS can be switched off; CTS checks the caller's permissions first
    std::string_view method;
    std::string_view path;  // "{domain_id}" stands for any account
    Answer (*answer)(Cloud& cloud, const Request& request);
  };

  // The APIs that need a signature or a token. A new one is an entry here, and a line of --help in
  // options.cc.
  [[nodiscard]] static const std::vector<Api>& Apis();
  [[nodiscard]] Answer Control(const Call& call);
  // APIs that need no signature: tokens, keys for a token, ID tokens, metadata.
  [[nodiscard]] std::optional<Answer> Open(const Call& call, std::chrono::sys_seconds now,
                                           std::string_view request_id);
  [[nodiscard]] Answer Service(const Call& call, std::string_view request_id);
  // Why CTS refuses `caller`; nullopt if it does not. The call's path begins with /v3/{domain_id}/.
  [[nodiscard]] std::optional<Answer> RefusalByCts(const Call& call, const Caller& caller) const;
  [[nodiscard]] bool IsOurHost(std::string_view host) const;
  [[nodiscard]] bool FailsNow();
  [[nodiscard]] std::chrono::sys_seconds Now() const;
  void ExpireIssued();

  CloudOptions options_;
  std::vector<Tenant> tenants_;
  SettingsInUse settings_;
  Gate gate_;
  Iam iam_;
  KeyIssuer keys_;
  Metadata metadata_;
  BucketRules buckets_;
  Misbehaviour misbehaviour_;
  CallLog log_;
  std::atomic<std::uint64_t> checks_{0};
};

}  // namespace standin
