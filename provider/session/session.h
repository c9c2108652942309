// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What ConfigureProvider made: settings, credentials, look-ups and the client, which every data
// source, ephemeral resource and action gets with its request.

#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <typeindex>

#include <tl/expected.hpp>

#include "provider/auth/scope_look_up.h"
#include "provider/auth/settings.h"
#include "provider/base/clock.h"
#include "provider/base/file_reader.h"
#include "provider/configure/provider_config.h"
#include "provider/cty/path.h"
#include "provider/framework/provider.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::session {

// Thread safe. Look-ups happen once per session and region, shared by all who wait, on the first
// read that needs them; they are tasks of their own, so a cancelled or timed-out caller leaves the
// wait, never the task. No network in the constructor.
class Session final : public framework::ProviderData {
 public:
  // `clock` must outlive it. `files` has the ID token of a CI job.
  Session(configure::ProviderConfig config, std::shared_ptr<http::Transport> transport,
          base::Clock& clock, base::Random random,
          std::shared_ptr<const base::FileReader> files =
              std::make_shared<const base::SystemFileReader>());
  ~Session() override;

  // The session that a request carries; throws std::bad_cast where it carries something else.
  [[nodiscard]] static Session& Of(framework::ProviderData& data) {
    return dynamic_cast<Session&>(data);
  }

  [[nodiscard]] const auth::Settings& settings() const;
  [[nodiscard]] const configure::Batching& batching() const;
  [[nodiscard]] base::Clock& clock() const;

  // The region of a read: its own, else the provider's. An error when there is neither, when an
  // argument of the provider block is unknown, and when the read's own region differs from the
  // provider's while endpoints.cts, a token or a password bind the caller to the latter.
  [[nodiscard]] tl::expected<std::string, service::Error> RegionFor(const std::string& own) const;

  // Account and project for calls in `region`, which passes RegionFor's rules. Once found they stay
  // for the session: later calls return at once. What settings hold is not looked up, and a token
  // knows its own project: keys without domain_id or project_id, and tokens without domain_id, cost
  // one IAM call, GET /v3/projects?name=…; where it lists nothing, GET /v3/auth/domains follows,
  // then STS in a cloud that has it. A wait that `deadline` or `stop` ends names the call that was
  // under way and what its last attempt came to. kUnknown: it takes an argument that is known only
  // after apply.
  [[nodiscard]] tl::expected<auth::Scope, service::Error> ScopeFor(const std::string& region,
                                                                   base::SteadyTime deadline,
                                                                   std::stop_token stop);

  // Until a service has accepted the credentials, one call at a time uses them, and others wait for
  // it up to three seconds. After a 401 it gives the remembered error and no call is made with the
  // refused credentials.
  [[nodiscard]] service::Authorizer& authorizer();
  [[nodiscard]] const service::Caller& caller() const;

  // The T(Session&) that the reads of this session share, such as a queue of requests. The first
  // call makes it; it ends with the session, before what it uses.
  template <typename T>
  [[nodiscard]] T& Shared() {
    const auto make = [this] { return std::make_shared<T>(*this); };
    return *std::static_pointer_cast<T>(FindOrMake(typeid(T), make));
  }

 private:
  struct Impl;
  std::shared_ptr<void> FindOrMake(std::type_index type,
                                   const std::function<std::shared_ptr<void>()>& make);

  std::unique_ptr<Impl> impl_;
};

// An error of a call or of a session as the response to a read. `operation` is what the read does,
// in title case, for the summary: "Bucket Check". `path` is the argument the error is about; empty:
// the whole block. Where an argument of the provider block is known only after apply, the read may
// be deferred.
[[nodiscard]] framework::ReadResponse FailRead(const service::Error& error,
                                               std::string_view operation, cty::Path path = {});

}  // namespace provider::session
