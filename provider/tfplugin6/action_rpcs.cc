// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Action RPCs; Terraform alone calls them, from 1.14.
//
// Wrong to expect: that validation has seen the values. A variable is unknown there and known when
// the action is planned, so planning validates once more. What is unknown even then is no reason to
// defer, because core invokes with known values only.

#include <utility>

#include "provider/tfplugin6/provider_rpcs.h"
#include "provider/tfplugin6/typed_rpcs.h"

namespace provider::tfplugin6 {

constexpr std::string_view kKind = "action";

void ProviderRpcs::ValidateAction(const std::string& type_name,
                                  const ::tfplugin6::DynamicValue& config,
                                  DiagnosticMessages& diagnostics) const {
  const auto* action = provider_.FindAction(type_name);
  Validate(
      {kKind, schema_().actions, type_name, action != nullptr}, config,
      [action](const auto& value, auto& found) { action->ValidateConfig(value, found); },
      diagnostics);
}

void ProviderRpcs::ValidateActionConfig(
    const ::tfplugin6::ValidateActionConfig::Request& request,
    ::tfplugin6::ValidateActionConfig::Response& response) const {
  ValidateAction(request.type_name(), request.config(), *response.mutable_diagnostics());
}

void ProviderRpcs::PlanAction(const ::tfplugin6::PlanAction::Request& request,
                              ::tfplugin6::PlanAction::Response& response) const {
  ValidateAction(request.action_type(), request.config(), *response.mutable_diagnostics());
}

void ProviderRpcs::InvokeAction(const ::tfplugin6::InvokeAction::Request& request,
                                const SendActionEvent& send, const IsCancelled& is_cancelled) {
  ::tfplugin6::InvokeAction::Event completed;
  auto& diagnostics = *completed.mutable_completed()->mutable_diagnostics();
  auto* action = provider_.FindAction(request.action_type());
  const auto config =
      ReadTypedConfig({kKind, schema_().actions, request.action_type(), action != nullptr},
                      request.config(), diagnostics);
  if (config) {
    const auto progress = [&send](std::string message) {
      ::tfplugin6::InvokeAction::Event event;
      event.mutable_progress()->set_message(std::move(message));
      send(event);
    };
    const Cancellation::Call call(cancellation_, is_cancelled);
    // No event can carry a deferral, whatever the host allows.
    AddDiagnostics(action->Invoke({config->value, false, call.token()}, progress), diagnostics);
  }
  send(completed);
}

}  // namespace provider::tfplugin6
