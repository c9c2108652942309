// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/endpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "provider/http/url.h"
#include "provider/text/ascii.h"
#include "provider/text/quoted.h"

namespace provider::service {
namespace {

bool HasOnly(std::string_view text, std::string_view others) {
  return std::ranges::all_of(text, [others](char c) {
    return text::IsAlphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

bool IsHost(std::string_view host) {
  if (host.starts_with('[')) {
    return host.size() > 4 && host.ends_with(']') &&
           host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
               std::string_view::npos;
  }
  return !host.empty() && !host.starts_with('.') && HasOnly(host, "-._") &&
         host.find("..") == std::string_view::npos;
}

std::string WhyNoHost(std::string_view host) {
  if (host.empty()) return "it has no host name";
  const auto* stray = std::ranges::find_if_not(host, [](char c) {
    return text::IsAlphanumeric(c) || std::string_view("-._[]:").find(c) != std::string_view::npos;
  });
  if (stray == host.end() || (static_cast<unsigned char>(*stray) & 0x80U) != 0) {
    return "its host name is not valid";
  }
  return fmt::format("its host name must not hold {}", text::Quoted({stray, 1}));
}

// The end of a path that requests append themselves, such as "/v3/auth/tokens" in an address copied
// from the API documentation. Empty: none.
std::string_view PathOfCallIn(std::string_view path) {
  for (const std::string_view end : {"/checkbucket", "/auth/tokens", "/auth/domains", "/projects",
                                     "/securitytokens", "/agencies/assume"}) {
    const auto version = path.rfind("/v");
    if (path.ends_with(end) && version != std::string_view::npos) return path.substr(version);
  }
  return {};
}

Endpoints::Address Standard(std::string_view service, std::string_view region,
                            const Endpoints& all) {
  if (!all.cloud) return tl::unexpected(UnknownError(all.cloud.error()));
  return fmt::format("https://{}.{}.{}", service, region,
                     all.cloud->empty() ? DefaultCloud(all.region) : *all.cloud);
}

// The address that the user set; nullopt if there is none.
std::optional<Endpoints::Address> Custom(const Endpoints& all, const char* service) {
  const auto own = all.custom.find(service);
  if (own == all.custom.end()) return std::nullopt;
  if (!own->second) return tl::unexpected(UnknownError(own->second.error()));
  return *own->second;
}

}  // namespace

std::string DefaultCloud(std::string_view region) {
  constexpr std::string_view kEurope = "eu-west-1";
  if (region == "eu-west-0" || region == kEurope) return "prod-cloud-ocb.orange-business.com";
  const bool europe = region.size() == kEurope.size() + 2 && region.starts_with(kEurope) &&
                      std::ranges::all_of(region.substr(kEurope.size()), text::IsDigit);
  return europe ? "myhuaweicloud.eu" : "myhuaweicloud.com";
}

tl::expected<std::string, std::string> NormalizeEndpoint(std::string_view text) {
  text = text::AsciiTrim(text);
  if (text.empty()) return tl::unexpected<std::string>("must not be empty");
  const auto url = http::SplitUrl(text);
  if (text.find('@') != std::string_view::npos) {
    // Checks the whole text, not only the authority, so that misplaced credentials are not shown
    // either.
    return tl::unexpected<std::string>(
        "must not hold a user name or password (\"user:password@host\")");
  }
  const auto problem = [text](std::string_view what) {
    return tl::unexpected(
        fmt::format("must be an address such as \"https://cts.example.com\", got "
                    "{}: {}",
                    text::Quoted(text), what));
  };
  for (const std::string_view scheme : {"https:", "http:"}) {
    if (text::AsciiLower(text.substr(0, scheme.size())) == scheme &&
        !text.substr(scheme.size()).starts_with("//")) {
      return problem(fmt::format("// is missing after {}", scheme));
    }
  }
  for (const std::string_view scheme : {"https//", "http//"}) {
    if (text::AsciiLower(text.substr(0, scheme.size())) == scheme)
      return problem("write :// in it");
  }
  if (text.find("://") != text.rfind("://")) return problem("it has two schemes");
  const bool bare = text.find("://") == std::string_view::npos;
  const std::string scheme = bare ? "https" : text::AsciiLower(url.scheme);
  if (scheme != "https" && scheme != "http") return problem("its scheme is neither http nor https");
  const auto [host, port, has_port] = http::SplitHostAndPort(url.authority);
  if (!IsHost(host)) return problem(WhyNoHost(host));
  if (has_port && !http::ParsePort(port))
    return problem("its port is not a number from 1 to 65535");
  std::string_view path = url.path;
  if (text.find_first_of("?#") != std::string_view::npos) {
    return problem("leave out what follows ? or #");
  }
  if (!HasOnly(path, "/-._~!$&'()*+,;=:%")) {
    return problem("its path holds a character that a URL must not");
  }
  while (path.ends_with('/')) path.remove_suffix(1);
  if (const auto call = PathOfCallIn(path); !call.empty()) {
    return problem(fmt::format("leave out the path of the call, {}", call));
  }
  return fmt::format("{}://{}{}", scheme, text::AsciiLower(url.authority), path);
}

std::string OriginOf(std::string_view text) {
  const auto url = http::SplitUrl(text);
  const auto userinfo = url.authority.rfind('@');
  const auto authority =
      userinfo == std::string_view::npos ? url.authority : url.authority.substr(userinfo + 1);
  return fmt::format("{}://{}", url.scheme.empty() ? "https" : url.scheme, authority);
}

std::string PathOf(std::string_view text) { return std::string(http::SplitUrl(text).path); }

std::string HostHeaderOf(std::string_view text) {
  const auto url = http::SplitUrl(text);
  const auto [host, port, has_port] = http::SplitHostAndPort(url.authority);
  const bool standard = (url.scheme == "https" && port == "443") ||
                        (url.scheme == "http" && port == "80") || port.empty();
  return std::string(standard ? host : url.authority);
}

std::string RegionKey(std::string_view region) {
  std::string key = text::AsciiUpper(region);
  std::ranges::replace(key, '-', '_');
  return key;
}

Endpoints Endpoints::InRegion(std::string other) const {
  Endpoints moved = *this;
  moved.region = std::move(other);
  return moved;
}

Endpoints::Address Endpoints::Cts() const {
  if (auto own = Custom(*this, "cts")) return *std::move(own);
  const auto own = region_cts.find(RegionKey(region));
  if (own == region_cts.end()) return Standard("cts", region, *this);
  if (own->second) return *own->second;
  Error error;
  error.kind = Error::Kind::kConfiguration;
  error.message = own->second.error();
  return tl::unexpected(std::move(error));
}

Endpoints::Address Endpoints::Iam() const {
  if (auto own = Custom(*this, "iam")) return *std::move(own);
  // Flexible Engine's Amsterdam has no usable IAM of its own (flexibleengine provider, issue 831).
  return Standard("iam", region == "eu-west-1" ? "eu-west-0" : region, *this);
}

Endpoints::Address Endpoints::Sts() const {
  if (auto own = Custom(*this, "sts")) return *std::move(own);
  return Standard("sts", region, *this);
}

}  // namespace provider::service
