// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Where the services are: region, cloud, auth_url and the endpoints map.
//
// One map is often shared by several providers, so a key that is not ours is only a warning.

#pragma once

#include <string>
#include <vector>

#include "provider/configure/arguments.h"
#include "provider/configure/value_rules.h"
#include "provider/service/endpoint.h"

namespace provider::configure {

struct EndpointsConfig {
  service::Endpoints endpoints;                // with what is unknown in its place
  std::vector<std::string> unknown_arguments;  // the region, which every read needs
  Setting region;                              // of `endpoints`, with its source
  Setting iam;                                 // the address of IAM as it was given; may be unset
};

// What the source of the credentials says; used where nothing else does.
struct EndpointDefaults {
  Setting region;
  Setting iam;
};

// What is invalid is left out of the result and becomes an error of `diagnostics`. A malformed
// variable of a region other than the provider's is a warning, and an error of a check there.
[[nodiscard]] EndpointsConfig ReadEndpoints(const Arguments& arguments,
                                            const EndpointDefaults& defaults, ValueRules& rules);

// endpoints.metadata: where ECS metadata is, if it is to be asked at all.
struct MetadataEndpoint {
  bool off = false;  // endpoints = { metadata = "" }
  // The default where the one given is invalid, which ReadEndpoints reports.
  service::MaybeUnknown url;
};
[[nodiscard]] MetadataEndpoint ReadMetadataEndpoint(const Arguments& arguments);

}  // namespace provider::configure
