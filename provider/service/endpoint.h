// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Base URLs of the services, by cloud and region, and the rules for addresses that users set.
//
// Note that regions are not matched by prefix: eu-west-1 is Flexible Engine's Amsterdam,
// eu-west-101 is Huawei's Dublin.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/service/error.h"

namespace provider::service {

// eu-west-0 and eu-west-1: prod-cloud-ocb.orange-business.com; eu-west-1xx: myhuaweicloud.eu;
// others: myhuaweicloud.com.
[[nodiscard]] std::string DefaultCloud(std::string_view region);

// Returns a base URL without a trailing slash. The text has a host and optionally scheme (default
// https), port and path. IPv6 addresses have brackets. The error is a phrase that follows the name
// of the value: "must be …, got …". User info is refused and not shown.
[[nodiscard]] tl::expected<std::string, std::string> NormalizeEndpoint(std::string_view text);

// scheme://host[:port] of a URL, for messages.
[[nodiscard]] std::string OriginOf(std::string_view url);
// The path of a URL, without the query.
[[nodiscard]] std::string PathOf(std::string_view url);
// The Host header of a URL: host[:port], without the scheme's default port.
[[nodiscard]] std::string HostHeaderOf(std::string_view url);

// The region in the form that the vendor's SDKs use in variable names: EU_WEST_0 for eu-west-0.
[[nodiscard]] std::string RegionKey(std::string_view region);

struct Endpoints {
  std::string region = {};
  MaybeUnknown cloud = {};                          // empty: DefaultCloud(region)
  std::map<std::string, MaybeUnknown> custom = {};  // "cts", "iam", "sts" → normalised base URL
  // RegionKey → the base URL of CTS in that region. The error is a sentence that says why there is
  // none.
  std::map<std::string, tl::expected<std::string, std::string>> region_cts = {};

  // The same cloud in another region. If `cloud` is empty, it follows the region.
  [[nodiscard]] Endpoints InRegion(std::string other) const;

  // A base URL, or the error of a call that needs an unknown or malformed address.
  using Address = tl::expected<std::string, Error>;

  [[nodiscard]] Address Cts() const;  // custom, then region_cts, then https://cts.{region}.{cloud}
  // Without /v3: https://iam.{region}.{cloud}, with eu-west-0 instead of eu-west-1.
  [[nodiscard]] Address Iam() const;
  [[nodiscard]] Address Sts() const;
};

}  // namespace provider::service
