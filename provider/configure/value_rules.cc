// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/value_rules.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "provider/configure/key_shape.h"
#include "provider/configure/placeholder.h"
#include "provider/text/go_duration.h"
#include "provider/text/redaction.h"
#include "provider/text/region.h"
#include "provider/text/stray_characters.h"

namespace provider::configure {
namespace {

using Rule = schema::Validator::Rule;

constexpr std::size_t kMaxShown = 200;
constexpr std::size_t kMaxExamined = 64U << 10;

std::string NameOf(const Setting& setting) {
  return setting.argument.substr(setting.argument.find('.') + 1);
}

// How to remove the characters from an argument of the provider block.
std::string RemoveFromArgument(const Setting& setting, const text::StrayCharacters& stray) {
  const bool at_ends = !stray.front.empty() || !stray.back.empty();
  if (at_ends && stray.ends_are_white_space && stray.quotes.empty() && stray.inside.empty()) {
    return fmt::format("Remove it with trimspace(), for example {} = trimspace(file(\"…\")).",
                       NameOf(setting));
  }
  if (!stray.is_utf8) return "Write it in UTF-8.";
  if (stray.quotes.empty()) return "Remove it from the value.";
  return at_ends || !stray.inside.empty() ? "Remove these characters." : "Remove the quotes.";
}

// The same for a value that is set outside of Terraform, where Terraform's functions do not help.
std::string RemoveFromVariable(const Setting& setting, const text::StrayCharacters& stray) {
  if (!stray.is_utf8) return fmt::format("Set {} to text in UTF-8.", setting.variable);
  const bool quotes_alone = stray.front.empty() && stray.back.empty() && stray.inside.empty();
  std::string text = fmt::format("Remove {} where {} is set.",
                                 stray.quotes.empty() ? "it"
                                 : quotes_alone       ? "the quotes"
                                                      : "these characters",
                                 setting.variable);
  if (!stray.quotes.empty()) {
    text += fmt::format(
        " An env-file of Docker keeps quotes as part of the value: write {}=… without them.",
        setting.variable);
  }
  const auto has = [&stray](const char* name) {
    return (stray.front + stray.back + stray.inside).find(name) != std::string::npos;
  };
  if (has("\\r")) {
    text +=
        " A file with the line ends of Windows puts \\r there: convert it with `sed -i "
        "'s/\\r$//' FILE`.";
  }
  if (has("\\n")) text += " In a shell, $(cat FILE) leaves out the last line feed.";
  return text;
}

std::string HowToRemove(const Setting& setting, const text::StrayCharacters& stray) {
  if (setting.from_environment()) return RemoveFromVariable(setting, stray);
  if (setting.from_file()) return "Correct it in the file.";
  return RemoveFromArgument(setting, stray);
}

std::string HowToReplace(const Setting& setting) {
  if (setting.from_file()) return "Correct it in the file.";
  return fmt::format("Set {} to the value itself.",
                     setting.from_environment() ? setting.variable : NameOf(setting));
}

std::string DescribePlaceholder(const Placeholder& placeholder) {
  return fmt::format("looks like a placeholder that was not replaced: it {}", placeholder.form);
}

// Makes the first letter lower case: "remove the quotes." for the middle of a sentence.
std::string Uncapitalized(std::string sentence) {
  if (sentence.front() >= 'A' && sentence.front() <= 'Z') sentence.front() += 'a' - 'A';
  return sentence;
}

// Ends a sentence that shows the value: why it breaks the rule. Empty if the rule already says it.
std::string ReasonOf(Rule rule, const std::string& value) {
  if (rule == Rule::kRegion) return text::WhyNoRegion(value);
  if (rule != Rule::kDuration) return {};
  const auto duration = text::ParseGoDuration(value);
  return duration ? std::string() : ": " + duration.error();
}

bool IsPrimitive(const cty::Type& type) {
  using Kind = cty::Type::Kind;
  return type.kind() == Kind::kString || type.kind() == Kind::kNumber || type.kind() == Kind::kBool;
}

// Identifies a setting, whatever its value.
std::string KeyOf(const Setting& setting) {
  return fmt::format("{}\n{}\n{}\n{}\n{}", setting.argument, setting.variable, setting.field,
                     setting.file, setting.path.ToString());
}

}  // namespace

bool ValueRules::Check(const Setting& setting) {
  if (!setting.known()) return true;
  const auto [place, is_new] = judged_.try_emplace(KeyOf(setting), true);
  if (is_new) place->second = Judge(setting);
  return place->second;
}

bool ValueRules::Check(std::initializer_list<const Setting*> settings) {
  bool fine = true;
  for (const auto* setting : settings) fine = Check(*setting) && fine;
  return fine;
}

std::optional<std::string> ValueRules::FindProblem(const Setting& setting) const {
  const auto& attribute = AttributeOf(setting.argument);
  const auto sentence = [&setting](std::string_view rest) {
    return fmt::format("{} {}.", setting.Subject(), rest);
  };
  for (const auto& validator : attribute.validators) {
    if (validator.rule == Rule::kCredential) {
      const auto placeholder = FindPlaceholder(setting.value);
      if (!placeholder.form.empty()) {
        return fmt::format("{} {}", sentence(DescribePlaceholder(placeholder)),
                           HowToReplace(setting));
      }
    }
    if (const auto violation = schema::FindViolation(validator, setting.value)) {
      const auto stray = text::FindStrayCharacters(setting.value.substr(0, kMaxExamined));
      if (setting.value.size() <= kMaxExamined && !stray.empty()) {
        return fmt::format("{} {}", sentence(stray.Describe()), HowToRemove(setting, stray));
      }
      // Users often write an account's name instead of its ID.
      const char* note =
          validator.rule == Rule::kIdentifier ? " Write the ID here, not the name." : "";
      // Do not show an access key either: users sometimes paste both halves of a pair into it.
      const bool is_secret = attribute.sensitive || validator.rule == Rule::kCredential;
      if (is_secret) return sentence(*violation);
      return sentence(fmt::format("{}, got \"{}\"{}", *violation,
                                  text::CleanForeignText(setting.value, kMaxShown),
                                  ReasonOf(validator.rule, setting.value))) +
             note;
    }
    const bool is_path = validator.rule == Rule::kPath || validator.rule == Rule::kPathOrPem;
    const auto home = environment_.conventions().home_variable;
    if (is_path && base::BeginsWithHome(setting.value, environment_) && !environment_.Get(home)) {
      return sentence(fmt::format("begins with \"~/\", but the environment variable {} is not set",
                                  home)) +
             fmt::format(" Set {}, or write the whole path.", home);
    }
  }
  return std::nullopt;
}

bool ValueRules::Judge(const Setting& setting) {
  if (auto problem = FindProblem(setting)) {
    diagnostics_.AddError("Invalid Attribute Value", *std::move(problem), setting.path);
    return false;
  }
  const auto warn = [&](const std::string& suspicion, std::string advice) {
    diagnostics_.AddWarning(
        "Suspicious Attribute Value",
        fmt::format("{} {}. It is used as it is. If that is a mistake, {}", setting.Subject(),
                    suspicion, Uncapitalized(std::move(advice))),
        setting.path);
  };
  for (const auto& validator : AttributeOf(setting.argument).validators) {
    if (const auto suspicion = schema::FindSuspicion(validator, setting.value)) {
      warn(*suspicion, HowToRemove(setting, text::FindStrayCharacters(setting.value)));
    }
    const auto placeholder = FindPlaceholder(setting.value);
    if (validator.rule == Rule::kLogin && !placeholder.form.empty() &&
        !placeholder.may_be_password) {
      warn(DescribePlaceholder(placeholder), HowToReplace(setting));
    }
  }
  return true;
}

void ValueRules::CheckNested(const cty::Value& object,
                             const std::vector<schema::Attribute>& attributes,
                             const std::string& name, const cty::Path& path, bool deep_path) {
  if (object.IsNull() || object.IsUnknown()) return;
  for (const auto& attribute : attributes) {
    const auto& value = object.At(attribute.name);
    if (attribute.nested) {
      // On some cores, a path into a nested attribute is shown as the head of the block.
      CheckNested(value, attribute.nested->attributes, attribute.name + ".",
                  cty::Path::Root(attribute.name), /*deep_path=*/false);
    } else if (IsPrimitive(attribute.type)) {
      Check(FromValue(value, name + attribute.name,
                      deep_path ? path.Attribute(attribute.name) : path, environment_));
    }
  }
}

void ValueRules::CheckBlock(const cty::Value& config) {
  const auto& block = schema::Embedded().provider.block;
  CheckNested(config, block.attributes, "", {}, /*deep_path=*/true);
  if (config.IsNull() || config.IsUnknown()) return;
  for (const auto& nested : block.blocks) {
    const auto& list = config.At(nested.type_name);
    if (list.IsNull() || list.IsUnknown()) continue;
    const auto& elements = list.AsList();
    for (std::size_t i = 0; i < elements.size(); ++i) {
      CheckNested(elements[i], nested.block.attributes, nested.type_name + ".",
                  cty::Path::Root(nested.type_name).Index(static_cast<std::int64_t>(i)),
                  /*deep_path=*/true);
    }
  }
}

bool ValueRules::CheckKeyPair(const Setting& access_key, const Setting& secret_key) {
  if (!access_key.known() || !secret_key.known()) return true;
  const auto& access = access_key.value;
  const auto& secret = secret_key.value;
  const bool same = access == secret && (LooksLikeAccessKey(access) || LooksLikeSecretKey(access));
  const bool swapped = LooksLikeSecretKey(access) && LooksLikeAccessKey(secret);
  if (!same && !swapped) return true;
  // Core prints the line that a path points to, which may contain a literal secret key.
  const auto place = access_key.from_file() ? access_key.path : cty::Path();
  diagnostics_.AddError(
      "Access Key and Secret Key Mixed Up",
      fmt::format(
          "{} An access key has 20 uppercase letters and digits, a secret key has 40 letters and "
          "digits. Nothing was sent.",
          same ? fmt::format("{} has the same value as {}. Set each to its own half of the pair.",
                             access_key.Subject(), secret_key.Source())
               : fmt::format("{} looks like a secret key, and {} looks like an access key: the two "
                             "seem to be swapped. Exchange them.",
                             access_key.Subject(), secret_key.Source())),
      place);
  return false;
}

}  // namespace provider::configure
