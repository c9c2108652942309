// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/unsupported_sources.h"

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

#include <fmt/format.h>

namespace provider::configure {
namespace {

constexpr char kSummary[] = "Unsupported Source of Credentials";

const schema::Block& NestedBlockOf(std::string_view type_name) {
  const auto& blocks = schema::Embedded().provider.block.blocks;
  const auto found = std::ranges::find(blocks, type_name, &schema::NestedBlock::type_name);
  if (found == blocks.end()) {
    throw std::logic_error(fmt::format("the provider block has no block {}", type_name));
  }
  return found->block;
}

void Report(std::string_view subject, std::string_view what, cty::Path path,
            framework::Diagnostics& diagnostics) {
  diagnostics.AddError(
      kSummary,
      fmt::format("{} is set, but this version of the provider does not support {} yet. Remove it, "
                  "and set access_key and secret_key (with temporary keys also security_token), or "
                  "token, or user_name, password and domain_name, in the provider block or by "
                  "their environment variables.",
                  subject, what),
      std::move(path));
}

// True when the argument is unknown.
bool ReportArgument(const Arguments& arguments, std::string_view argument,
                    framework::Diagnostics& diagnostics) {
  const auto setting = arguments.Get(argument);
  if (setting.known()) {
    const auto subject = setting.from_environment()
                             ? fmt::format("The environment variable {}", setting.variable)
                             : setting.Subject();
    Report(subject, "profiles of KooCLI", setting.Path(), diagnostics);
  }
  return setting.unknown();
}

// True when the block is unknown. Any of the attributes `switches` turns it on by its variable.
bool ReportBlock(const Arguments& arguments, std::string_view type_name, std::string_view what,
                 std::initializer_list<std::string_view> switches,
                 framework::Diagnostics& diagnostics) {
  const auto& value = arguments.config().At(type_name);
  const bool unknown =
      value.IsUnknown() ||
      (!value.IsNull() && std::ranges::any_of(value.AsList(), &cty::Value::IsUnknown));
  if (unknown) return true;
  if (!value.IsNull() && !value.AsList().empty()) {
    Report(fmt::format("The block \"{}\"", type_name), what,
           cty::Path::Root(std::string(type_name)).Index(0), diagnostics);
    return false;
  }
  for (const auto name : switches) {
    const auto setting =
        FirstVariable(*NestedBlockOf(type_name).FindAttribute(name), arguments.environment());
    if (!setting.known()) continue;
    Report(fmt::format("The environment variable {}", setting.variable), what, {}, diagnostics);
    break;
  }
  return false;
}

}  // namespace

std::vector<std::string> ReportUnsupportedSources(const Arguments& arguments,
                                                  framework::Diagnostics& diagnostics) {
  std::vector<std::string> unknown;
  for (const std::string_view argument : {"shared_config_file", "profile"}) {
    if (ReportArgument(arguments, argument, diagnostics)) unknown.emplace_back(argument);
  }
  if (ReportBlock(arguments, "assume_role", "assuming an agency", {"agency_name"}, diagnostics)) {
    unknown.emplace_back("assume_role");
  }
  if (ReportBlock(arguments, "assume_role_with_oidc", "an identity provider's ID token",
                  {"idp_id", "id_token", "id_token_file"}, diagnostics)) {
    unknown.emplace_back("assume_role_with_oidc");
  }
  return unknown;
}

}  // namespace provider::configure
