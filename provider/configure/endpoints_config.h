// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads where the services are: region, cloud, auth_url and the endpoints map.
//
// Several providers often share one map, so an unknown key is only a warning.

#pragma once

#include <string>
#include <vector>

#include "provider/configure/arguments.h"
#include "provider/configure/value_rules.h"
#include "provider/service/endpoint.h"

namespace provider::configure {

struct EndpointsConfig {
  service::Endpoints endpoints;                // includes unknown values
  std::vector<std::string> unknown_arguments;  // the region, which every read needs
  Setting region;                              // the region in `endpoints`, with its source
  Setting iam;                                 // the address of IAM as it was set; may be unset
};

// Values from the source of the credentials, used if nothing else sets them.
struct EndpointDefaults {
  Setting region;
  Setting iam;
};

// Leaves invalid values out of the result and reports them as errors. A malformed variable of a
// region other than the provider's is a warning here, and an error of a check in that region.
[[nodiscard]] EndpointsConfig ReadEndpoints(const Arguments& arguments,
                                            const EndpointDefaults& defaults, ValueRules& rules);

// endpoints.metadata: the address of ECS metadata, and whether to use it.
struct MetadataEndpoint {
  bool off = false;  // endpoints = { metadata = "" }
  // The default if the address is invalid, which ReadEndpoints reports.
  service::MaybeUnknown url;
};
[[nodiscard]] MetadataEndpoint ReadMetadataEndpoint(const Arguments& arguments);

}  // namespace provider::configure
