// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The Provider service of plugin protocol 6, as gRPC sees it.

#pragma once

#include <functional>
#include <memory>

#include "provider/framework/provider.h"
#include "provider/schema/schema.h"

namespace grpc {
class Service;
}

namespace provider::tfplugin6 {

// `provider` and what `schema` returns must outlive the service. Any exception in an RPC becomes a
// diagnostic and the service goes on.
[[nodiscard]] std::shared_ptr<grpc::Service> MakeProviderService(
    framework::Provider& provider, std::function<const schema::ProviderSchema&()> schema);

}  // namespace provider::tfplugin6
