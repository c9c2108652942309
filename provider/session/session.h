// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What ConfigureProvider made: settings, credentials, look-ups and the client. Every data source,
// ephemeral resource and action gets it with its request.

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

// Thread safe. The first read that needs a look-up starts it, and all others share it: there is one
// per session and region. Look-ups run as separate tasks, so a caller that is cancelled or reaches
// its time limit stops only its own wait. The constructor does not use the network.
class Session final : public framework::ProviderData {
 public:
  // `clock` must outlive it. `files` reads the ID token of a CI job.
  Session(configure::ProviderConfig config, std::shared_ptr<http::Transport> transport,
          base::Clock& clock, base::Random random,
          std::shared_ptr<const base::FileReader> files =
              std::make_shared<const base::SystemFileReader>());
  ~Session() override;

  // The session that a request carries. Throws std::bad_cast if it carries something else.
  [[nodiscard]] static Session& Of(framework::ProviderData& data) {
    return dynamic_cast<Session&>(data);
  }

  [[nodiscard]] const auth::Settings& settings() const;
  [[nodiscard]] const configure::Batching& batching() const;
  [[nodiscard]] base::Clock& clock() const;

  // The region of a read: its own, otherwise the provider's. Fails if there is neither, if an
  // argument of the provider block is unknown, or if the read's own region differs from the
  // provider's while endpoints.cts, a token or a password limits the caller to the provider's.
  [[nodiscard]] tl::expected<std::string, service::Error> RegionFor(const std::string& own) const;

  // Account and project for calls in `region`, which must pass RegionFor's rules. They are kept for
  // the session, so later calls return at once. IDs in the settings are not looked up, and a token
  // implies its project. Keys without domain_id or project_id, and tokens without domain_id, take
  // one call to IAM, GET /v3/projects?name=…. If it lists nothing, GET /v3/auth/domains follows,
  // and then STS in a cloud that has it. If `deadline` or `stop` ends the wait, the error names the
  // call that was under way and the result of its last attempt. kUnknown: the look-up needs an
  // argument that is known only after apply.
  [[nodiscard]] tl::expected<auth::Scope, service::Error> ScopeFor(const std::string& region,
                                                                   base::SteadyTime deadline,
                                                                   std::stop_token stop);

  // Until a service has accepted the credentials, one call at a time uses them, and the others wait
  // for it for up to three seconds. After a 401, the authorizer returns the remembered error, and
  // refused credentials are not used again.
  [[nodiscard]] service::Authorizer& authorizer();
  [[nodiscard]] const service::Caller& caller() const;

  // The T(Session&) that the reads of this session share, such as a queue of requests. The first
  // call makes it. It is destroyed with the session, before the members that it uses.
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

// Turns an error of a call or session into the response to a read. `operation` is what the read
// does, in title case, for the summary: "Bucket Check". `path` is the argument that the error is
// about; empty: the whole block. If the error is an argument of the provider block that is known
// only after apply, the read may be deferred.
[[nodiscard]] framework::ReadResponse FailRead(const service::Error& error,
                                               std::string_view operation, cty::Path path = {});

}  // namespace provider::session
