// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The services of go-plugin itself, in addition to the provider's: health, controller, stdio,
// broker.

#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace grpc {
class Service;
}

namespace provider::plugin {

// `on_shutdown` runs on a gRPC thread when the host asks the plugin to exit; it must not block.
[[nodiscard]] std::vector<std::shared_ptr<grpc::Service>> MakeHostServices(
    std::function<void()> on_shutdown);

}  // namespace provider::plugin
