// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/endpoints_config.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/base/redaction.h"

namespace provider::configure {
namespace {

constexpr std::string_view kOurKeys[] = {"cts", "iam", "metadata", "sts"};
constexpr std::size_t kMaxKeysShown = 10;
// Link-local, the same on every instance (vendor's SDK for Python, auth/internal.py).
constexpr const char* kMetadata = "http://169.254.169.254";
// The vendor SDK's, followed by service::RegionKey.
constexpr std::string_view kRegionVariable = "HUAWEICLOUD_SDK_REGION_CTS_";

// IAM's address is kept without the version, which calls add themselves.
std::string WithoutVersion(std::string url) {
  constexpr std::string_view kVersion = "/v3";
  if (url.ends_with(kVersion)) url.resize(url.size() - kVersion.size());
  while (url.ends_with('/')) url.pop_back();
  return url;
}

class Reader {
 public:
  Reader(const Arguments& arguments, const EndpointDefaults& defaults,
         framework::Diagnostics& diagnostics)
      : arguments_(arguments), defaults_(defaults), diagnostics_(diagnostics) {}

  EndpointsConfig Read() {
    result_.endpoints.region = Use("region");
    if (arguments_.Get("region").unset()) result_.endpoints.region = defaults_.region;
    ReadMap();
    ReadRegionVariables();
    ReadAuthUrl();
    // Not needed, so it may stay unknown, where both addresses are given.
    const auto& custom = result_.endpoints.custom;
    const bool needed = !custom.contains("cts") || !custom.contains("iam");
    if (needed || !arguments_.Get("cloud").unknown()) result_.endpoints.cloud = Use("cloud");
    return std::move(result_);
  }

 private:
  std::string Use(std::string_view argument) {
    const auto setting = arguments_.Get(argument);
    if (setting.unknown()) result_.unknown_arguments.emplace_back(argument);
    return CheckRules(setting, diagnostics_) ? setting.value : std::string();
  }

  void ReadMap() {
    const auto& map = arguments_.config().At("endpoints");
    if (map.IsUnknown()) {
      result_.unknown_arguments.emplace_back("endpoints");
      map_unknown_ = true;
      return;
    }
    if (map.IsNull()) return;
    std::vector<std::string> others;
    for (const auto& [key, value] : map.AsObject()) {
      if (std::ranges::find(kOurKeys, key) == std::end(kOurKeys)) {
        others.push_back(fmt::format("\"{}\"", base::CleanForeignText(key)));
      } else {
        ReadEntry(key, value);
      }
    }
    WarnOfOthers(std::move(others));
  }

  void ReadEntry(const std::string& key, const cty::Value& value) {
    if (value.IsNull()) return;
    if (value.IsUnknown()) {
      // The metadata service only ever gives credentials, and last of all.
      if (key == "metadata") return;
      unknown_keys_.push_back(key);
      if (std::ranges::find(result_.unknown_arguments, "endpoints") ==
          result_.unknown_arguments.end()) {
        result_.unknown_arguments.emplace_back("endpoints");
      }
      return;
    }
    const auto& text = value.AsString();
    if (key == "metadata" && text.empty()) return;
    if (text.empty()) {
      diagnostics_.AddError(
          "Empty Endpoint",
          fmt::format("The value of \"{}\" in \"endpoints\" is empty. Write the address of the "
                      "service, or leave the key out to use the default. Only \"metadata\" may be "
                      "empty, which switches the ECS metadata service off.",
                      key),
          cty::Path::Root("endpoints"));
      return;
    }
    const auto url = Normalize(text, fmt::format("The value of \"{}\" in \"endpoints\"", key),
                               cty::Path::Root("endpoints"));
    if (!url || key == "metadata") return;
    result_.endpoints.custom[key] = key == "iam" ? WithoutVersion(*url) : *url;
  }

  std::optional<std::string> Normalize(std::string_view text, std::string_view subject,
                                       cty::Path path) {
    auto url = service::NormalizeEndpoint(text);
    if (url) return *std::move(url);
    diagnostics_.AddError("Invalid Endpoint",
                          fmt::format("{} cannot be used. {}", subject, url.error()),
                          std::move(path));
    return std::nullopt;
  }

  void WarnOfOthers(std::vector<std::string> others) {
    if (others.empty()) return;
    const auto hidden = others.size() > kMaxKeysShown ? others.size() - kMaxKeysShown : 0;
    others.resize(others.size() - hidden);
    diagnostics_.AddWarning(
        "Endpoint of Another Service",
        fmt::format("\"endpoints\" has keys that mean nothing to this provider: {}{}. It knows "
                    "cts, iam, sts and metadata.",
                    fmt::join(others, ", "),
                    hidden == 0 ? std::string() : fmt::format(" and {} more", hidden)),
        cty::Path::Root("endpoints"));
  }

  [[nodiscard]] bool IsOpen(std::string_view key) const {
    return !map_unknown_ && !result_.endpoints.custom.contains(std::string(key)) &&
           std::ranges::find(unknown_keys_, key) == unknown_keys_.end();
  }

  // Of every region: a check may name one that is not the provider's.
  void ReadRegionVariables() {
    for (const auto& [name, value] : arguments_.environment().StartingWith(kRegionVariable)) {
      const auto url = Normalize(value, fmt::format("The environment variable {}", name), {});
      if (url) result_.endpoints.region_cts[name.substr(kRegionVariable.size())] = *url;
    }
  }

  void ReadAuthUrl() {
    if (!IsOpen("iam")) return;
    const auto setting = arguments_.Get("auth_url");
    if (setting.unknown()) result_.unknown_arguments.emplace_back("auth_url");
    std::optional<std::string> url;
    if (setting.known()) {
      url = Normalize(setting.value, setting.Subject(), setting.Path());
    } else if (setting.unset() && !defaults_.iam.empty()) {
      url = Normalize(defaults_.iam, "iam_endpoint of the SDK's credentials file", {});
    }
    if (url) result_.endpoints.custom["iam"] = WithoutVersion(*url);
  }

  const Arguments& arguments_;
  const EndpointDefaults& defaults_;
  framework::Diagnostics& diagnostics_;
  EndpointsConfig result_;
  bool map_unknown_ = false;
  std::vector<std::string> unknown_keys_;
};

}  // namespace

EndpointsConfig ReadEndpoints(const Arguments& arguments, const EndpointDefaults& defaults,
                              framework::Diagnostics& diagnostics) {
  return Reader(arguments, defaults, diagnostics).Read();
}

MetadataEndpoint ReadMetadataEndpoint(const Arguments& arguments) {
  MetadataEndpoint result{.off = false, .unknown = false, .url = kMetadata};
  const auto& map = arguments.config().At("endpoints");
  const auto value = map.At("metadata");
  if (map.IsUnknown() || value.IsUnknown()) {
    result.unknown = true;
  } else if (!value.IsNull() && value.AsString().empty()) {
    result.off = true;
  } else if (!value.IsNull()) {
    // Whoever names no scheme means the service's, which has no TLS.
    const auto& text = value.AsString();
    const auto url =
        service::NormalizeEndpoint(text.find("://") == std::string::npos ? "http://" + text : text);
    if (url) result.url = *url;
  }
  return result;
}

}  // namespace provider::configure
