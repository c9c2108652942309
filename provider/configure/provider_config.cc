// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/provider_config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "provider/base/go_duration.h"
#include "provider/base/log.h"
#include "provider/base/redaction.h"
#include "provider/configure/arguments.h"
#include "provider/configure/credentials_chain.h"
#include "provider/configure/endpoints_config.h"
#include "provider/configure/roles_config.h"
#include "provider/configure/user_agent.h"
#include "provider/schema/schema.h"

namespace provider::configure {
namespace {

// The spellings of Go's strconv.ParseBool, which related providers take for their variables.
std::optional<bool> ParseBool(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "true", "TRUE", "True"};
  static constexpr std::array<std::string_view, 6> kFalse = {"0",     "f",     "F",
                                                             "false", "FALSE", "False"};
  if (std::ranges::find(kTrue, text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, text) != kFalse.end()) return false;
  return std::nullopt;
}

// Of text that has passed the rule "integer", or of a default.
int ParseInt(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Every sensitive value, also of a source that is not chosen in the end: a service or a message may
// still show it.
void RegisterSecrets(const cty::Value& object, const schema::Block& block,
                     const base::Environment& environment) {
  auto& secrets = base::SecretRegistry::Process();
  for (const auto& attribute : block.attributes) {
    if (!attribute.sensitive) continue;
    const auto setting = ToSetting(object.At(attribute.name), attribute.name);
    if (setting.known()) secrets.Add(setting.value);
    for (const auto& variable : attribute.environment) {
      if (const auto value = environment.Get(variable)) secrets.Add(*value);
    }
  }
  for (const auto& nested : block.blocks) {
    const auto& value = object.At(nested.type_name);
    RegisterSecrets(cty::Value::Null(), nested.block, environment);
    if (value.IsUnknown() || value.IsNull()) continue;
    for (const auto& element : value.AsList()) RegisterSecrets(element, nested.block, environment);
  }
}

class Resolver {
 public:
  Resolver(const Arguments& arguments, const base::FileReader& files,
           framework::Diagnostics& diagnostics)
      : arguments_(arguments), files_(files), diagnostics_(diagnostics) {}

  ProviderConfig Resolve() {
    auto chosen =
        ChooseCredentials(arguments_, ReadMetadataEndpoint(arguments_), files_, diagnostics_);
    settings_.credentials = std::move(chosen.credentials);
    settings_.attempts = std::move(chosen.attempts);
    auto agencies = ReadAgencies(arguments_, diagnostics_);
    settings_.agencies = std::move(chosen.agencies);
    std::ranges::move(agencies.agencies, std::back_inserter(settings_.agencies));

    auto endpoints = ReadEndpoints(arguments_, {chosen.region, chosen.iam_endpoint}, diagnostics_);
    settings_.endpoints = std::move(endpoints.endpoints);
    NoteUnknown(std::move(endpoints.unknown_arguments));
    NoteUnknown(std::move(chosen.unknown_arguments));
    if (agencies.unknown) NoteUnknown({"assume_role"});

    settings_.domain_id = UseOr("domain_id", chosen.domain_id);
    settings_.project_id = UseOr("project_id", chosen.project_id);
    settings_.project_name = UseOr("project_name", {});
    settings_.insecure = UseBool("insecure");
    settings_.ca = Use("cacert_file").value;
    if (const auto retries = Use("max_retries"); retries.known()) {
      settings_.max_retries = ParseInt(retries.value);
    }
    ReadBatching();
    return std::move(config_);
  }

 private:
  void NoteUnknown(std::vector<std::string> names) {
    for (auto& name : names) {
      if (std::ranges::find(settings_.unknown_arguments, name) ==
          settings_.unknown_arguments.end()) {
        settings_.unknown_arguments.push_back(std::move(name));
      }
    }
  }

  // Of what every read needs. Unset when it breaks a rule: it is never used, and the error is
  // reported.
  Setting Use(std::string_view argument) {
    auto setting = arguments_.Get(argument);
    if (setting.unknown()) NoteUnknown({setting.argument});
    if (!CheckRules(setting, diagnostics_)) return {.argument = setting.argument};
    return setting;
  }

  // Of what only some reads need, so that it may stay unknown.
  service::MaybeUnknown UseOr(std::string_view argument, const std::string& otherwise) {
    const auto setting = arguments_.Get(argument);
    if (setting.unset()) return otherwise;
    return CheckRules(setting, diagnostics_) ? ToMaybeUnknown(setting) : service::MaybeUnknown();
  }

  bool UseBool(std::string_view argument) {
    const auto setting = Use(argument);
    if (!setting.known()) return false;
    const auto value = ParseBool(setting.value);
    if (!value) {
      diagnostics_.AddError("Invalid Attribute Value",
                            fmt::format("{} must be true or false, got \"{}\".", setting.Subject(),
                                        base::CleanForeignText(setting.value)),
                            setting.Path());
    }
    return value.value_or(false);
  }

  void ReadBatching() {
    const auto& value = arguments_.config().At("batching");
    const auto& nested = *schema::Embedded().provider.block.FindAttribute("batching")->nested;
    bool unknown = value.IsUnknown();
    for (const auto& attribute : nested.attributes) {
      const auto setting = ToSetting(value.At(attribute.name), "batching." + attribute.name);
      unknown = unknown || setting.unknown();
      if (!setting.known() || !CheckRules(setting, attribute, diagnostics_)) continue;
      auto& batching = config_.batching;
      if (attribute.name == "enabled") batching.enabled = setting.value == "true";
      if (attribute.name == "max_buckets") batching.max_buckets = ParseInt(setting.value);
      if (attribute.name == "send_after") {
        batching.send_after = *base::ParseGoDuration(setting.value);
      }
    }
    if (unknown) NoteUnknown({"batching"});
  }

  const Arguments& arguments_;
  const base::FileReader& files_;
  framework::Diagnostics& diagnostics_;
  ProviderConfig config_;
  auth::Settings& settings_ = config_.auth;
};

ProviderConfig Resolve(const cty::Value& config, const base::Environment& environment,
                       const base::FileReader& files, framework::Diagnostics& diagnostics) {
  RegisterSecrets(config, schema::Embedded().provider.block, environment);
  const Arguments arguments(config, environment);
  return Resolver(arguments, files, diagnostics).Resolve();
}

// Outcomes name arguments, variables and files, never values.
void LogSource(const auth::Settings& settings) {
  if (!settings.credentials) return;
  const auto& last = settings.attempts.back();
  base::Log(base::LogLevel::kTrace, "credentials chosen",
            {{"source", last.source}, {"outcome", last.outcome}});
}

// One text for all that validation finds: core validates before it configures, so this is seen only
// where a host did not, and what is invalid must not fall back to a default there either.
std::string JoinErrors(const framework::Diagnostics& diagnostics) {
  std::string text;
  for (const auto& item : diagnostics.items()) {
    if (item.severity != framework::Severity::kError) continue;
    if (!text.empty()) text += ' ';
    text += item.detail;
  }
  return text;
}

}  // namespace

void ValidateProviderConfig(const cty::Value& config, const base::Environment& environment,
                            framework::Diagnostics& diagnostics, const base::FileReader& files) {
  static_cast<void>(Resolve(config, environment, files, diagnostics));
}

ProviderConfig ReadProviderConfig(const cty::Value& config, const base::Environment& environment,
                                  const std::string& version, const std::string& terraform_version,
                                  const base::FileReader& files) {
  framework::Diagnostics problems;
  auto result = Resolve(config, environment, files, problems);
  LogSource(result.auth);
  result.auth.credentials_problem = JoinErrors(problems);
  result.auth.user_agent = MakeUserAgent(version, terraform_version, environment);
  return result;
}

}  // namespace provider::configure
