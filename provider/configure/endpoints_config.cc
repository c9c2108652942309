// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/endpoints_config.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tl/expected.hpp>

#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

constexpr std::string_view kOurKeys[] = {"cts", "iam", "metadata", "sts"};
constexpr char kInvalid[] = "Invalid Endpoint";
constexpr std::size_t kMaxKeysShown = 10;
// Link-local, the same on every instance (vendor's SDK for Python, auth/internal.py).
constexpr const char* kMetadata = "http://169.254.169.254";
// A variable of the vendor's SDK; service::RegionKey follows.
constexpr std::string_view kRegionVariable = "HUAWEICLOUD_SDK_REGION_CTS_";

// Whether service::RegionKey can return this key. No other key is ever looked up.
bool IsRegionKey(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return text::IsUpper(c) || text::IsDigit(c) || c == '_';
  });
}

service::MaybeUnknown Unknown(std::string argument) {
  return tl::unexpected(service::UnknownValue{std::move(argument)});
}

// Removes the API version, which calls add themselves.
std::string WithoutVersion(std::string url, std::string_view service) {
  const std::string_view version = service == "sts" ? "/v5" : "/v3";
  if (url.ends_with(version)) url.resize(url.size() - version.size());
  while (url.ends_with('/')) url.pop_back();
  return url;
}

class Reader {
 public:
  Reader(const Arguments& arguments, const EndpointDefaults& defaults, ValueRules& rules)
      : arguments_(arguments), defaults_(defaults), rules_(rules) {}

  EndpointsConfig Read() {
    ReadRegion();
    ReadMap();
    ReadRegionVariables();
    ReadAuthUrl();
    const auto cloud = arguments_.Get("cloud");
    if (rules_.Check(cloud)) result_.endpoints.cloud = ToMaybeUnknown(cloud);
    return std::move(result_);
  }

 private:
  void ReadRegion() {
    auto region = arguments_.Get("region");
    if (region.unset()) region = defaults_.region;
    if (region.unknown()) result_.unknown_arguments.push_back(region.argument);
    if (!rules_.Check(region)) return;
    result_.endpoints.region = region.value;
    result_.region = std::move(region);
  }

  void ReadMap() {
    const auto& map = arguments_.config().At("endpoints");
    if (map.IsUnknown()) {
      for (const auto* key : {"cts", "iam", "sts"}) {
        result_.endpoints.custom[key] = Unknown("endpoints");
      }
      return;
    }
    if (map.IsNull()) return;
    std::vector<std::string> others;
    for (const auto& [key, value] : map.AsObject()) {
      if (std::ranges::find(kOurKeys, key) == std::end(kOurKeys)) {
        others.push_back(fmt::format("\"{}\"", text::CleanForeignText(key)));
      } else {
        ReadEntry(key, value);
      }
    }
    WarnOfOthers(std::move(others));
  }

  void ReadEntry(const std::string& key, const cty::Value& value) {
    if (value.IsNull()) return;
    if (value.IsUnknown()) {
      // No call uses the metadata address except to get credentials, and ReadMetadataEndpoint
      // handles it.
      if (key != "metadata") result_.endpoints.custom[key] = Unknown("endpoints." + key);
      return;
    }
    if (value.AsString().empty()) {
      if (key == "metadata") return;
      rules_.diagnostics().AddError(
          "Empty Endpoint",
          fmt::format("The value of \"{}\" in \"endpoints\" is empty. Write the address of the "
                      "service, or leave the key out to use the default. Only \"metadata\" may be "
                      "empty, which switches the ECS metadata service off.",
                      key),
          cty::Path::Root("endpoints"));
      return;
    }
    const auto setting = FromValue(value, "endpoints." + key, cty::Path::Root("endpoints"),
                                   arguments_.environment());
    auto url = NormalizeOrReport(setting, key);
    if (!url || key == "metadata") return;
    result_.endpoints.custom[key] = *std::move(url);
    if (key == "iam") result_.iam = setting;
  }

  // The error is a sentence.
  static tl::expected<std::string, std::string> Normalize(std::string_view text,
                                                          std::string_view subject,
                                                          std::string_view service) {
    auto url = service::NormalizeEndpoint(text);
    if (!url) return tl::unexpected(fmt::format("{} {}.", subject, url.error()));
    return WithoutVersion(*std::move(url), service);
  }

  std::optional<std::string> NormalizeOrReport(const Setting& setting, std::string_view service) {
    if (!rules_.Check(setting)) return std::nullopt;
    auto url = Normalize(setting.value, setting.Subject(), service);
    if (url) return *std::move(url);
    rules_.diagnostics().AddError(kInvalid, std::move(url.error()), setting.path);
    return std::nullopt;
  }

  void WarnOfOthers(std::vector<std::string> others) {
    if (others.empty()) return;
    const auto hidden = others.size() > kMaxKeysShown ? others.size() - kMaxKeysShown : 0;
    others.resize(others.size() - hidden);
    rules_.diagnostics().AddWarning(
        "Endpoint of Another Service",
        fmt::format("\"endpoints\" has keys that mean nothing to this provider: {}{}. It knows "
                    "cts, iam, sts and metadata, in lowercase.",
                    fmt::join(others, ", "),
                    hidden == 0 ? std::string() : fmt::format(" and {} more", hidden)),
        cty::Path::Root("endpoints"));
  }

  [[nodiscard]] tl::expected<std::string, std::string> NormalizeVariable(
      const std::string& name, const std::string& value) const {
    Setting setting("endpoints.cts");
    setting.state = Setting::State::kKnown;
    setting.value = value;
    setting.variable = name;
    if (auto problem = rules_.FindProblem(setting)) return tl::unexpected(*std::move(problem));
    return Normalize(value, "The environment variable " + name, "cts");
  }

  // Reads the variables of every region, because a check may name a region other than the
  // provider's.
  void ReadRegionVariables() {
    const auto own_key = service::RegionKey(result_.endpoints.region);
    for (const auto& [name, value] : arguments_.environment().StartingWith(kRegionVariable)) {
      const auto key = name.substr(kRegionVariable.size());
      if (!IsRegionKey(key)) {
        rules_.diagnostics().AddWarning(
            kInvalid,
            fmt::format("The environment variable {} is not used: its name must end with a region "
                        "in uppercase, with \"_\" for \"-\", such as {}EU_WEST_0.",
                        text::CleanForeignText(name, 100), kRegionVariable));
        continue;
      }
      auto url = NormalizeVariable(name, value);
      if (!url) {
        url.error() += " Correct it, or unset it to use the default address.";
        if (key == own_key) {
          rules_.diagnostics().AddError(kInvalid, url.error());
        } else {
          // A check in that region reports the reason.
          rules_.diagnostics().AddWarning(
              kInvalid, fmt::format("The environment variable {} has no usable address, so checks "
                                    "in the region that it names fail.",
                                    name));
        }
      }
      result_.endpoints.region_cts.insert_or_assign(key, std::move(url));
    }
  }

  void ReadAuthUrl() {
    auto& custom = result_.endpoints.custom;
    if (custom.contains("iam")) return;
    const auto setting = arguments_.Get("auth_url");
    if (setting.unknown()) {
      custom["iam"] = ToMaybeUnknown(setting);
      return;
    }
    const auto& given = setting.known() ? setting : defaults_.iam;
    if (!given.known()) return;
    auto url = NormalizeOrReport(given, "iam");
    if (!url) return;
    custom["iam"] = *std::move(url);
    result_.iam = given;
  }

  const Arguments& arguments_;
  const EndpointDefaults& defaults_;
  ValueRules& rules_;
  EndpointsConfig result_;
};

}  // namespace

EndpointsConfig ReadEndpoints(const Arguments& arguments, const EndpointDefaults& defaults,
                              ValueRules& rules) {
  return Reader(arguments, defaults, rules).Read();
}

MetadataEndpoint ReadMetadataEndpoint(const Arguments& arguments) {
  MetadataEndpoint result{.off = false, .url = kMetadata};
  const auto& map = arguments.config().At("endpoints");
  const auto value = map.At("metadata");
  if (map.IsUnknown()) {
    result.url = Unknown("endpoints");
  } else if (value.IsUnknown()) {
    result.url = Unknown("endpoints.metadata");
  } else if (!value.IsNull() && value.AsString().empty()) {
    result.off = true;
  } else if (!value.IsNull()) {
    // Without a scheme, use that of the metadata service, which has no TLS.
    const auto& text = value.AsString();
    const auto url =
        service::NormalizeEndpoint(text.find("://") == std::string::npos ? "http://" + text : text);
    if (url) result.url = *url;
  }
  return result;
}

}  // namespace provider::configure
