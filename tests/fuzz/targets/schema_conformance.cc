// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Configurations against the provider's schemas: the provider block up to its settings, checks up
// to their queries. The input: a letter that chooses the schema, then the msgpack or, after 'j',
// the JSON of a configuration.

#include "provider/bucket_check/check_config.h"
#include "provider/configure/provider_config.h"
#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"
#include "provider/schema/conformance.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_files.h"

using provider::fuzz::Require;

namespace {

const provider::schema::Schema& Chosen(char letter) {
  const auto& all = provider::schema::Embedded();
  switch (letter) {
    case 'd':
      return all.data_sources.at("cts_bucket_check");
    case 'e':
      return all.ephemeral_resources.at("cts_bucket_check");
    case 'a':
      return all.actions.at("cts_bucket_check");
    default:
      return all.provider;
  }
}

void ConfigureProvider(const provider::cty::Value& config) {
  using namespace provider;
  const base::Environment environment({{"HOME", "/nowhere"}});
  const testing::FakeFiles files;
  framework::Diagnostics diagnostics;
  configure::ValidateProviderConfig(config, environment, diagnostics, files);
  for (const auto& diagnostic : diagnostics.items()) {
    Require(!diagnostic.summary.empty() && !diagnostic.detail.empty(), "a diagnostic says what");
  }
  const auto settings =
      configure::ReadProviderConfig(config, environment, "1.0.0", "1.15.5", files);
  Require(settings.auth.max_retries >= 0 && settings.auth.max_retries <= 1000, "few retries");
  Require(settings.batching.max_buckets >= 1, "a call has room for a bucket");
  Require(settings.batching.send_after.count() >= 0, "a wait is no less than nothing");
}

void ValidateCheck(const provider::cty::Value& config, const provider::schema::Schema& schema) {
  using namespace provider;
  framework::Diagnostics diagnostics;
  bucket_check::ValidateCheckConfig(config, diagnostics);
  for (const auto& attribute : schema.block.attributes) {
    Require(!attribute.required || !config.At(attribute.name).IsNull() || diagnostics.HasError(),
            "what is required is there", attribute.name);
  }
  framework::Diagnostics of_read;
  const auto read = bucket_check::ReadCheckConfig(config, of_read);
  Require(read.has_value() != diagnostics.HasError(), "a read judges as the validation");
  Require(!read || (read->wait_for.count() >= 0 && read->wait_for < read->read_timeout),
          "a wait ends before the time limit");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  if (size < 2) return 0;
  const char letter = static_cast<char>(data[0]);
  const bool is_json = data[1] == 'j';
  const std::string_view text = fuzz::Input(data + 2, size - 2).Rest();
  const auto& schema = Chosen(letter);
  const auto value =
      is_json ? cty::DecodeJson(text, schema.type) : cty::DecodeMsgpack(text, schema.type);
  if (!value) return 0;
  const auto problems = schema::CheckConfig(*value, schema.block);
  for (const auto& problem : problems) {
    Require(problem.message.ends_with('.'), "a problem is a sentence", problem.message);
    Require(problem.path.steps().size() <= 3, "a path ends at the argument or its element",
            problem.path.ToString());
    if (problem.path.empty()) continue;
    const auto* root = std::get_if<cty::Path::AttributeStep>(&problem.path.steps().front());
    Require(root != nullptr && schema.type.attributes().contains(root->name),
            "a path begins at an argument", problem.path.ToString());
  }
  if (problems.empty() && !value->IsNull() && value->IsKnown()) {
    if (&schema == &schema::Embedded().provider) {
      ConfigureProvider(*value);
    } else {
      ValidateCheck(*value, schema);
    }
  }
  return 0;
}
