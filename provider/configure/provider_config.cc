// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/provider_config.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "provider/base/log.h"
#include "provider/configure/arguments.h"
#include "provider/configure/credentials_chain.h"
#include "provider/configure/endpoints_config.h"
#include "provider/configure/key_shape.h"
#include "provider/configure/risks.h"
#include "provider/configure/roles_config.h"
#include "provider/configure/user_agent.h"
#include "provider/configure/value_rules.h"
#include "provider/schema/schema.h"
#include "provider/text/ascii.h"
#include "provider/text/go_duration.h"
#include "provider/text/redaction.h"

namespace provider::configure {
namespace {

// The text is a default or has passed the rule "integer".
int ParseInt(std::string_view text) { return text::ParseInteger<int>(text).value_or(0); }

// Registers every sensitive value, even of sources that are not chosen: a service or a message may
// still show it.
void RegisterSecrets(const cty::Value& object, const schema::Block& block,
                     const base::Environment& environment) {
  auto& secrets = text::SecretRegistry::Process();
  for (const auto& attribute : block.attributes) {
    // A secret key in the place of an access key is also a secret.
    const bool is_key = attribute.name == "access_key";
    if (!attribute.sensitive && !is_key) continue;
    const auto add = [&](const std::string& value) {
      if (attribute.sensitive || LooksLikeSecretKey(value)) secrets.Add(value);
    };
    const auto& value = object.At(attribute.name);
    if (!value.IsNull() && !value.IsUnknown()) add(value.AsString());
    for (const auto& variable : attribute.environment) {
      if (const auto found = environment.Get(variable)) add(*found);
    }
  }
  for (const auto& nested : block.blocks) {
    const auto& value = object.At(nested.type_name);
    RegisterSecrets(cty::Value::Null(), nested.block, environment);
    if (value.IsUnknown() || value.IsNull()) continue;
    for (const auto& element : value.AsList()) RegisterSecrets(element, nested.block, environment);
  }
}

std::string ValueOrDefault(const Setting& setting) {
  return setting.known() ? setting.value : AttributeOf(setting.argument).default_text.value();
}

// `get` returns the setting of an argument, and also receives the argument's name inside the block.
template <typename Get>
Batching BatchingFrom(const Get& get) {
  const auto value = [&get](const char* name) {
    return ValueOrDefault(get(fmt::format("batching.{}", name), name));
  };
  return {.enabled = value("enabled") == "true",
          .send_after = *text::ParseGoDuration(value("send_after")),
          .max_buckets = ParseInt(value("max_buckets"))};
}

class Resolver {
 public:
  Resolver(const Arguments& arguments, const base::FileReader& files,
           framework::Diagnostics& diagnostics)
      : arguments_(arguments), files_(files), rules_(arguments.environment(), diagnostics) {}

  ProviderConfig Resolve() {
    rules_.CheckBlock(arguments_.config());
    auto chosen = ChooseCredentials(arguments_, ReadMetadataEndpoint(arguments_), files_, rules_);
    settings_.credentials = std::move(chosen.credentials);
    settings_.attempts = std::move(chosen.attempts);
    auto agencies = ReadAgencies(arguments_, rules_);
    settings_.agencies = std::move(chosen.agencies);
    std::ranges::move(agencies.agencies, std::back_inserter(settings_.agencies));

    auto endpoints = ReadEndpoints(arguments_, {chosen.region, chosen.iam_endpoint}, rules_);
    settings_.endpoints = std::move(endpoints.endpoints);
    NoteSource(endpoints.region);
    NoteUnknown(std::move(endpoints.unknown_arguments));
    NoteUnknown(std::move(chosen.unknown_arguments));
    if (agencies.unknown) NoteUnknown({"assume_role"});

    settings_.domain_id = UseOr("domain_id", chosen.domain_id);
    settings_.project_id = UseOr("project_id", chosen.project_id);
    settings_.project_name = UseOr("project_name", Setting("project_name"));
    const auto ca = Use("cacert_file");
    settings_.ca = ca.value;
    settings_.ca_setting = ca.from_environment() ? ca.variable : ca.argument;
    settings_.max_retries = ParseInt(ValueOrDefault(Use("max_retries")));
    const auto insecure = Use("insecure");
    settings_.insecure = schema::ParseBool(insecure.value).value_or(false);
    WarnOfRisks(settings_, insecure, endpoints.iam, rules_.diagnostics());
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

  void NoteSource(const Setting& setting) {
    if (setting.known()) settings_.sources.insert_or_assign(setting.argument, setting.Source());
  }

  // Reads an argument that every read needs. A value that breaks a rule is reported, and the result
  // is unset.
  Setting Use(std::string_view argument) {
    auto setting = arguments_.Get(argument);
    if (setting.unknown()) NoteUnknown({setting.argument});
    if (!rules_.Check(setting)) return Setting(setting.argument);
    NoteSource(setting);
    return setting;
  }

  // Reads an argument that only some reads need, so it may stay unknown.
  service::MaybeUnknown UseOr(std::string_view argument, const Setting& otherwise) {
    const auto given = arguments_.Get(argument);
    const auto& setting = given.unset() ? otherwise : given;
    if (!rules_.Check(setting)) return {};
    NoteSource(setting);
    return ToMaybeUnknown(setting);
  }

  void ReadBatching() {
    const auto& value = arguments_.config().At("batching");
    bool unknown = value.IsUnknown();
    config_.batching = BatchingFrom([&](const std::string& argument, std::string_view name) {
      auto setting = FromValue(value.At(name), argument, cty::Path::Root("batching"),
                               arguments_.environment());
      unknown = unknown || setting.unknown();
      return rules_.Check(setting) ? setting : Setting(argument);
    });
    if (unknown) NoteUnknown({"batching"});
  }

  const Arguments& arguments_;
  const base::FileReader& files_;
  ValueRules rules_;
  ProviderConfig config_;
  auth::Settings& settings_ = config_.auth;
};

ProviderConfig Resolve(const cty::Value& config, const base::Environment& environment,
                       const base::FileReader& files, framework::Diagnostics& diagnostics) {
  RegisterSecrets(config, schema::Embedded().provider.block, environment);
  const Arguments arguments(config, environment);
  return Resolver(arguments, files, diagnostics).Resolve();
}

// Outcomes contain the names of arguments, variables and files, but no values.
void LogSources(const auth::Settings& settings) {
  if (settings.attempts.empty()) return;
  const auto& last = settings.attempts.back();
  for (const auto& attempt : settings.attempts) {
    if (settings.credentials && &attempt == &last) break;
    base::Log(base::LogLevel::kTrace, "credentials passed over",
              {{"source", attempt.source}, {"reason", attempt.outcome}});
  }
  if (!settings.credentials) return;
  base::Log(base::LogLevel::kTrace, "credentials chosen",
            {{"source", last.source}, {"outcome", last.outcome}});
}

// Joins the errors of validation. Core validates before it configures, so users see this only if a
// host did not. In that case, too, an invalid value must not fall back to a default.
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

Batching DefaultBatching() {
  return BatchingFrom(
      [](const std::string& argument, std::string_view) { return Setting(argument); });
}

void ValidateProviderConfig(const cty::Value& config, const base::Environment& environment,
                            framework::Diagnostics& diagnostics, const base::FileReader& files) {
  static_cast<void>(Resolve(config, environment, files, diagnostics));
}

ProviderConfig ReadProviderConfig(const cty::Value& config, const base::Environment& environment,
                                  const std::string& version, const std::string& terraform_version,
                                  const base::FileReader& files) {
  framework::Diagnostics problems;
  auto result = Resolve(config, environment, files, problems);
  LogSources(result.auth);
  result.auth.credentials_problem = JoinErrors(problems);
  result.auth.user_agent = MakeUserAgent(version, terraform_version, environment);
  return result;
}

}  // namespace provider::configure
