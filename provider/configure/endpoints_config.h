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
  std::vector<std::string> unknown_arguments;  // those that decide an address
};

// What the source of the credentials says; used where nothing else does.
struct EndpointDefaults {
  std::string region;
  std::string iam;  // as it is written
};

// What is invalid is left out of the result and becomes an error of `diagnostics`.
[[nodiscard]] EndpointsConfig ReadEndpoints(const Arguments& arguments,
                                            const EndpointDefaults& defaults,
                                            framework::Diagnostics& diagnostics);

// endpoints.metadata: where ECS metadata is, if it is to be asked at all.
struct MetadataEndpoint {
  bool off = false;      // endpoints = { metadata = "" }
  bool unknown = false;  // it, or the whole map, is not known yet
  std::string url;       // also where the one given is invalid, which ReadEndpoints reports
};
[[nodiscard]] MetadataEndpoint ReadMetadataEndpoint(const Arguments& arguments);

}  // namespace provider::configure
