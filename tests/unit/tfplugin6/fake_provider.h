// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A provider with one of everything, each called "thing" and taking a required string "name".

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "provider/tfplugin6/provider_rpcs.h"

namespace provider::testing {

inline schema::Schema OneString(const char* name, bool required) {
  schema::Schema schema;
  schema::Attribute attribute;
  attribute.name = name;
  attribute.type = cty::Type::String();
  attribute.required = required;
  attribute.optional = !required;
  attribute.description = "What it is for.";
  attribute.markdown = true;
  schema.block.attributes.push_back(attribute);
  schema.type = schema.block.ImpliedType();
  return schema;
}

// Responds as a test sets, and records the requests.
class FakeProvider final : public framework::Provider {
 public:
  FakeProvider() {
    types_.data_sources["cts_thing"] = std::make_unique<Thing>(*this);
    types_.ephemeral_resources["cts_thing"] = std::make_unique<Thing>(*this);
    types_.actions["cts_thing"] = std::make_unique<Thing>(*this);
    types_.functions["thing"] = std::make_unique<Thing>(*this);
  }

  void ValidateConfig(const cty::Value& config,
                      framework::Diagnostics& diagnostics) const override {
    const cty::Value& name = config.At("name");
    if (name.IsUnknown()) diagnostics.AddWarning("Unknown", "The name is unknown.");
    if (name.IsNull()) diagnostics.AddError("Missing", "No name.", cty::Path::Root("name"));
  }
  std::shared_ptr<framework::ProviderData> Configure(const framework::ConfigureRequest& request,
                                                     framework::Diagnostics&) override {
    terraform_version = request.terraform_version;
    return std::make_shared<framework::ProviderData>();
  }
  const framework::Types& types() const override { return types_; }

  framework::ReadResponse response;
  std::vector<std::string> messages;  // of an action's progress
  std::function<std::optional<framework::FunctionError>(const std::vector<cty::Value>&,
                                                        cty::Value&)>
      function;

  std::string terraform_version;
  bool stopped = false;
  int calls = 0;

 private:
  // A data source, an ephemeral resource, an action and a function in one.
  class Thing final : public framework::DataSource,
                      public framework::EphemeralResource,
                      public framework::Action,
                      public framework::Function {
   public:
    explicit Thing(FakeProvider& provider) : provider_(provider) {}
    void ValidateConfig(const framework::ValidateRequest& request,
                        framework::Diagnostics& diagnostics) const override {
      provider_.ValidateConfig(request.config, diagnostics);
    }
    framework::ReadResponse Read(const framework::ReadRequest& request) override {
      return provider_.Respond(request);
    }
    framework::ReadResponse Open(const framework::ReadRequest& request) override {
      return provider_.Respond(request);
    }
    framework::Diagnostics Invoke(const framework::ReadRequest& request,
                                  const std::function<void(std::string)>& progress) override {
      for (const std::string& message : provider_.messages) progress(message);
      return provider_.Respond(request).diagnostics;
    }
    std::optional<framework::FunctionError> Call(const std::vector<cty::Value>& arguments,
                                                 cty::Value& result) const override {
      ++provider_.calls;
      return provider_.function(arguments, result);
    }

   private:
    FakeProvider& provider_;
  };

  framework::ReadResponse Respond(const framework::ReadRequest& request) {
    ++calls;
    stopped = request.stop.stop_requested();
    return response;
  }

  framework::Types types_;
};

class ProviderRpcsTest : public ::testing::Test {
 protected:
  ProviderRpcsTest() {
    schema_.provider = OneString("region", false);
    schema_.data_sources.emplace("cts_thing", OneString("name", true));
    schema_.ephemeral_resources.emplace("cts_thing", OneString("name", true));
    schema_.actions.emplace("cts_thing", OneString("name", true));
    Configure();
  }

  void Configure(const std::string& terraform_version = "1.15.5") {
    ::tfplugin6::ConfigureProvider::Request request;
    request.mutable_config()->set_json(R"({"region":"eu-west-0"})");
    request.set_terraform_version(terraform_version);
    ::tfplugin6::ConfigureProvider::Response response;
    rpcs_.ConfigureProvider(request, response);
    EXPECT_EQ(response.diagnostics_size(), 0);
  }

  schema::ProviderSchema schema_;
  FakeProvider provider_;
  tfplugin6::ProviderRpcs rpcs_{provider_,
                                [this]() -> const schema::ProviderSchema& { return schema_; }};
};

inline const std::string kNamed = "\x81\xa4name\xa1x";  // {"name": "x"}
inline const std::string kUnnamed = "\x81\xa4name\xc0";
inline const std::string kUnknownName("\x81\xa4name\xd4\x00\x00", 9);

// Bytes that are not a configuration of a thing: broken, too short, of another type, too long,
// null.
inline const std::vector<std::string> kInvalidConfigs = {
    std::string("\xc1"), std::string("\x80"), std::string("\x81\xa4name\x03"),
    std::string("\xdf\xff\xff\xff\xff"), std::string("\xc0")};

}  // namespace provider::testing
