// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/session/make_session.h"

#include <utility>

#include "provider/configure/provider_config.h"
#include "provider/http/curl_transport.h"
#include "provider/http/trust.h"

namespace provider::session {

std::shared_ptr<Session> MakeSession(const framework::ConfigureRequest& request,
                                     const SessionDependencies& dependencies,
                                     framework::Diagnostics& diagnostics) {
  auto config = configure::ReadProviderConfig(request.config, dependencies.environment,
                                              dependencies.version, request.terraform_version);
  if (auto why = http::WhyCaIsUnusable(config.auth.ca, config.auth.ca_setting)) {
    diagnostics.AddError("Unusable CA Certificates", *std::move(why),
                         cty::Path::Root("cacert_file"));
  }
  auto transport = http::MakeCurlTransport({.insecure = config.auth.insecure,
                                            .ca = config.auth.ca,
                                            .user_agent = config.auth.user_agent,
                                            .environment = dependencies.environment,
                                            .ca_setting = config.auth.ca_setting});
  return std::make_shared<Session>(std::move(config), std::move(transport), dependencies.clock,
                                   dependencies.random);
}

}  // namespace provider::session
