// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Base URLs of the services, by cloud and region, and how users may write their own.
//
// Exact rules, no prefix traps: eu-west-1 is Flexible Engine's Amsterdam, eu-west-101 Huawei's
// Dublin.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/service/error.h"

namespace provider::service {

// eu-west-0 and eu-west-1: prod-cloud-ocb.orange-business.com; eu-west-1xx: myhuaweicloud.eu;
// else myhuaweicloud.com.
[[nodiscard]] std::string DefaultCloud(std::string_view region);

// A base URL without a trailing slash: no scheme means https; host, optional port, optional path.
// IPv6 in brackets. The error is a phrase that follows the name of the value, "must be …, got …";
// userinfo is refused, and not shown.
[[nodiscard]] tl::expected<std::string, std::string> NormalizeEndpoint(std::string_view text);

// scheme://host[:port] of a URL, for messages.
[[nodiscard]] std::string OriginOf(std::string_view url);
// Its path, without the query.
[[nodiscard]] std::string PathOf(std::string_view url);
// host[:port] as it goes into the Host header: without the scheme's default port.
[[nodiscard]] std::string HostHeaderOf(std::string_view url);

// The region as the vendor's SDKs write it in the name of a variable: eu-west-0 gives EU_WEST_0.
[[nodiscard]] std::string RegionKey(std::string_view region);

struct Endpoints {
  std::string region = {};
  MaybeUnknown cloud = {};                          // empty: DefaultCloud(region)
  std::map<std::string, MaybeUnknown> custom = {};  // "cts", "iam", "sts" → normalised base URL
  // RegionKey → the base URL of CTS there; the error is a sentence that says why there is none.
  std::map<std::string, tl::expected<std::string, std::string>> region_cts = {};

  // The same cloud seen from another region; an empty `cloud` follows the region.
  [[nodiscard]] Endpoints InRegion(std::string other) const;

  // A base URL, or the error of a call that needs an address which is unknown or malformed.
  using Address = tl::expected<std::string, Error>;

  [[nodiscard]] Address Cts() const;  // custom, else region_cts, else https://cts.{region}.{cloud}
  // Without /v3: https://iam.{region}.{cloud}, eu-west-1 → eu-west-0.
  [[nodiscard]] Address Iam() const;
  [[nodiscard]] Address Sts() const;
};

}  // namespace provider::service
