// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The Provider service of plugin protocol 6, as registered with gRPC.

#pragma once

#include <functional>
#include <memory>

#include "provider/framework/provider.h"
#include "provider/schema/schema.h"

namespace grpc {
class Service;
}

namespace provider::tfplugin6 {

// `provider` and the result of `schema` must outlive the service. An exception in an RPC becomes a
// diagnostic, and the service continues.
[[nodiscard]] std::shared_ptr<grpc::Service> MakeProviderService(
    framework::Provider& provider, std::function<const schema::ProviderSchema&()> schema);

}  // namespace provider::tfplugin6
