// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the services are: region, cloud, auth_url and the endpoints map.
//
// One map is often shared by several providers, so a key that is not ours is only a warning.

#pragma once

#include <string>
#include <vector>

#include "provider/configure/arguments.h"
#include "provider/framework/diagnostics.h"
#include "provider/service/endpoint.h"

namespace provider::configure {

struct EndpointsConfig {
  service::Endpoints endpoints;
  bool metadata_off = false;                   // endpoints = { metadata = "" }
  std::vector<std::string> unknown_arguments;  // those that decide an address
};

// What is invalid is left out of the result and becomes an error of `diagnostics`.
[[nodiscard]] EndpointsConfig ReadEndpoints(const Arguments& arguments,
                                            framework::Diagnostics& diagnostics);

}  // namespace provider::configure
