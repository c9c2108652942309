// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/roles_config.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/schema/schema.h"
#include "provider/text/ascii.h"

namespace provider::configure {
namespace {

constexpr std::string_view kAssumeRole = "assume_role";
constexpr std::string_view kWithOidc = "assume_role_with_oidc";
constexpr char kIncomplete[] = "Incomplete Credentials";

// A block, or none, and the variables that may complete it.
class Role {
 public:
  Role(std::string_view type_name, cty::Value block, std::optional<std::size_t> index,
       const base::Environment& environment, ValueRules& rules)
      : type_name_(type_name),
        block_(std::move(block)),
        index_(index),
        environment_(environment),
        rules_(rules) {}

  [[nodiscard]] Setting FromBlock(const char* name) const {
    if (!index_) return Setting(Full(name));
    return FromValue(block_.At(name), Full(name), Path().Attribute(name), environment_);
  }
  [[nodiscard]] Setting FromEnvironment(const char* name) const {
    return FromVariables(Full(name), environment_);
  }
  [[nodiscard]] Setting Get(const char* name, bool completed = true) const {
    auto setting = FromBlock(name);
    return setting.unset() && completed ? FromEnvironment(name) : setting;
  }
  [[nodiscard]] bool HasUnknown() const { return index_ && !block_.IsWhollyKnown(); }

  bool Check(std::initializer_list<const Setting*> settings) { return rules_.Check(settings); }

  // Always returns false, so that the caller can return the result.
  bool Report(std::string detail) {
    rules_.diagnostics().AddError(kIncomplete, std::move(detail), Path());
    return false;
  }
  bool ReportMissing(std::initializer_list<const char*> names, const Setting& present,
                     bool completed = true) {
    return Report(DescribeMissing(names, present, completed));
  }

  // Says that one of `names` is missing although `present` is set. Mentions variables only if they
  // apply.
  [[nodiscard]] std::string DescribeMissing(std::initializer_list<const char*> names,
                                            const Setting& present, bool completed = true) const {
    std::vector<std::string> arguments;
    std::vector<std::string> variables;
    for (const auto* name : names) {
      arguments.push_back(fmt::format("\"{}\"", name));
      std::ranges::copy(AttributeOf(Full(name)).environment, std::back_inserter(variables));
    }
    const char* which = names.size() == 1 ? "it" : "one of them";
    if (!index_) {
      return fmt::format("{0} is set, so {1} is needed too. Set {2}, or unset {0}.",
                         present.variable, fmt::join(variables, " or "), which);
    }
    return fmt::format(
        "{} needs {}. Set {} in the block{}.", Subject(), fmt::join(arguments, " or "), which,
        completed ? fmt::format(", or set {} in the environment", fmt::join(variables, " or "))
                  : "");
  }

  [[nodiscard]] std::string Subject() const { return fmt::format("The block \"{}\"", type_name_); }

 private:
  [[nodiscard]] std::string Full(const char* name) const {
    return fmt::format("{}.{}", type_name_, name);
  }
  [[nodiscard]] cty::Path Path() const {
    if (!index_) return {};
    return cty::Path::Root(std::string(type_name_)).Index(static_cast<std::int64_t>(*index_));
  }

  const std::string_view type_name_;
  const cty::Value block_;
  const std::optional<std::size_t> index_;
  const base::Environment& environment_;
  ValueRules& rules_;
};

// The text has passed the rule "integer", or is empty.
int ToSeconds(const Setting& setting) { return text::ParseInteger<int>(setting.value).value_or(0); }

std::size_t CountBlocks(const cty::Value& list) {
  return list.IsNull() || list.IsUnknown() ? 0 : list.AsList().size();
}

bool HasIdTokenVariables(const Arguments& arguments) {
  return std::ranges::any_of(
      std::initializer_list<const char*>{"idp_id", "id_token", "id_token_file"},
      [&](const char* name) {
        return FromVariables(fmt::format("{}.{}", kWithOidc, name), arguments.environment())
            .known();
      });
}

std::optional<auth::Agency> ReadAgency(Role& role, bool completed) {
  const auto name = role.Get("agency_name", completed);
  auto domain_name = role.FromBlock("domain_name");
  auto domain_id = role.FromBlock("domain_id");
  // The account is given by a name or an ID: an ID in the environment must not replace a name in
  // the block.
  if (completed && domain_name.unset() && domain_id.unset()) {
    domain_name = role.FromEnvironment("domain_name");
    domain_id = role.FromEnvironment("domain_id");
  }
  const auto duration = role.Get("duration", completed);
  if (!role.Check({&name, &domain_name, &domain_id, &duration})) return std::nullopt;
  // Without a block, `name` is always known: the variables describe a role only if they name an
  // agency.
  bool whole = name.known() || role.ReportMissing({"agency_name"}, name, completed);
  if (domain_name.unset() && domain_id.unset()) {
    whole = role.ReportMissing({"domain_name", "domain_id"}, name, completed);
  }
  if (!whole) return std::nullopt;
  return auth::Agency{name.value, domain_name.value, domain_id.value, ToSeconds(duration)};
}

std::optional<auth::IdToken> ReadIdToken(Role& role) {
  const auto idp_id = role.Get("idp_id");
  auto token = role.FromBlock("id_token");
  auto file = role.FromBlock("id_token_file");
  if (token.known() && file.known()) {
    role.Report(role.Subject() + " has both \"id_token\" and \"id_token_file\": set one of them.");
    return std::nullopt;
  }
  if (token.unset() && file.unset()) {
    token = role.FromEnvironment("id_token");
    if (token.unset()) file = role.FromEnvironment("id_token_file");
  }
  const auto agency = role.Get("agency_name");
  const auto domain_id = role.Get("domain_id");
  const auto duration = role.Get("duration");
  if (!role.Check({&idp_id, &token, &file, &agency, &domain_id, &duration})) return std::nullopt;
  bool whole = idp_id.known() || role.ReportMissing({"idp_id"}, token.known() ? token : file);
  if (token.unset() && file.unset()) {
    whole = role.ReportMissing({"id_token", "id_token_file"}, idp_id);
  }
  if (agency.known() && domain_id.unset()) {
    whole = role.Report(role.DescribeMissing({"domain_id"}, agency) +
                        " It is the ID of the account that created the agency.");
  }
  if (domain_id.known() && agency.unset()) whole = role.ReportMissing({"agency_name"}, domain_id);
  if (!whole) return std::nullopt;
  return auth::IdToken{idp_id.value, token.value, file.value,
                       auth::Agency{agency.value, {}, domain_id.value, ToSeconds(duration)}};
}

}  // namespace

AgenciesConfig ReadAgencies(const Arguments& arguments, ValueRules& rules) {
  AgenciesConfig config;
  const auto& list = arguments.config().At(kAssumeRole);
  if (list.IsUnknown()) {
    config.unknown = true;
    return config;
  }
  const auto& environment = arguments.environment();
  const auto& oidc = arguments.config().At(kWithOidc);
  const bool variables_are_free =
      !oidc.IsUnknown() && CountBlocks(oidc) == 0 && !HasIdTokenVariables(arguments);
  const auto count = CountBlocks(list);
  for (std::size_t i = 0; i < count; ++i) {
    Role role(kAssumeRole, list.AsList()[i], i, environment, rules);
    if (role.HasUnknown()) {
      config.unknown = true;
    } else if (auto agency = ReadAgency(role, variables_are_free && count == 1)) {
      config.agencies.push_back(*std::move(agency));
    }
  }
  if (count > 0 || !variables_are_free) return config;
  Role role(kAssumeRole, cty::Value::Null(), std::nullopt, environment, rules);
  // The other variables only add to the agency's name.
  if (role.FromEnvironment("agency_name").unset()) return config;
  if (auto agency = ReadAgency(role, true)) config.agencies.push_back(*std::move(agency));
  return config;
}

IdTokenConfig ReadIdTokenOfBlock(const Arguments& arguments, ValueRules& rules) {
  const auto& list = arguments.config().At(kWithOidc);
  if (list.IsUnknown()) return {.present = true, .unknown = true, .id_token = std::nullopt};
  if (CountBlocks(list) == 0) return {};
  Role role(kWithOidc, list.AsList()[0], 0, arguments.environment(), rules);
  if (role.HasUnknown()) return {.present = true, .unknown = true, .id_token = std::nullopt};
  return {.present = true, .unknown = false, .id_token = ReadIdToken(role)};
}

IdTokenConfig ReadIdTokenOfEnvironment(const Arguments& arguments, ValueRules& rules) {
  if (!HasIdTokenVariables(arguments)) return {};
  Role role(kWithOidc, cty::Value::Null(), std::nullopt, arguments.environment(), rules);
  return {.present = true, .unknown = false, .id_token = ReadIdToken(role)};
}

}  // namespace provider::configure
