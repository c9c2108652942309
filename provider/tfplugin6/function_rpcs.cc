// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The RPCs of functions.
//
// Note that they have no diagnostics: an error is a text and the index of an argument. If the index
// is missing, OpenTofu blames the first argument.

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "provider/text/redaction.h"
#include "provider/tfplugin6/from_proto.h"
#include "provider/tfplugin6/provider_rpcs.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {
namespace {

using Arguments = google::protobuf::RepeatedPtrField<::tfplugin6::DynamicValue>;

std::optional<framework::FunctionError> ReadArguments(const Arguments& messages,
                                                      const schema::Function& function,
                                                      std::vector<cty::Value>& arguments) {
  const auto& parameters = function.parameters;
  if (static_cast<std::size_t>(messages.size()) != parameters.size()) {
    return framework::FunctionError{
        fmt::format("The function takes {} arguments, but was called with {}.", parameters.size(),
                    messages.size()),
        std::nullopt};
  }
  for (int i = 0; i < messages.size(); ++i) {
    const auto& parameter = parameters[static_cast<std::size_t>(i)];
    auto value = ToValue(messages[i], parameter.type);
    if (!value) return framework::FunctionError{value.error().detail, i};
    if (value->IsNull() && !parameter.allow_null) {
      return framework::FunctionError{
          fmt::format("The argument \"{}\" must not be null.", parameter.name), i};
    }
    arguments.push_back(*std::move(value));
  }
  return std::nullopt;
}

// True if an argument makes the result unknown. A host normally does not send such a call.
bool IsUnknown(const std::vector<cty::Value>& arguments, const schema::Function& function) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!function.parameters[i].allow_unknown && !arguments[i].IsWhollyKnown()) return true;
  }
  return false;
}

void SetError(framework::FunctionError error, ::tfplugin6::CallFunction::Response& response) {
  response.mutable_error()->set_text(std::move(error.text));
  if (error.argument) response.mutable_error()->set_function_argument(*error.argument);
}

}  // namespace

void ProviderRpcs::CallFunction(const ::tfplugin6::CallFunction::Request& request,
                                ::tfplugin6::CallFunction::Response& response) const {
  const auto& functions = schema_().functions;
  const auto schema = functions.find(request.name());
  const auto* function = framework::Find(server_.types().functions, request.name());
  if (schema == functions.end() || function == nullptr) {
    return SetError({fmt::format("This provider has no function \"{}\".",
                                 text::CleanForeignText(request.name(), 100)),
                     {}},
                    response);
  }
  std::vector<cty::Value> arguments;
  if (auto error = ReadArguments(request.arguments(), schema->second, arguments)) {
    return SetError(*std::move(error), response);
  }
  cty::Value result = cty::Value::Unknown();
  if (!IsUnknown(arguments, schema->second)) {
    if (auto error = function->Call(arguments, result)) {
      return SetError(*std::move(error), response);
    }
  }
  DiagnosticMessages diagnostics;
  ::tfplugin6::DynamicValue message;
  if (!SetValue(result, schema->second.return_type, message, diagnostics)) {
    return SetError({diagnostics[0].detail(), {}}, response);
  }
  *response.mutable_result() = std::move(message);
}

}  // namespace provider::tfplugin6
