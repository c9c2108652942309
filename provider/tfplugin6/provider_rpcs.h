// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The RPCs of the Provider service as plain functions over its messages. Only provider_service.cc
// uses gRPC, so this code compiles fast and is tested without a server.
//
// Core validates on an unconfigured process and skips GetProviderSchema in most processes, so no
// RPC may rely on another having run.

#pragma once

#include <functional>
#include <string>

#include "proto/tfplugin6.pb.h"
#include "provider/framework/provider.h"
#include "provider/framework/server.h"
#include "provider/tfplugin6/cancellation.h"
#include "provider/tfplugin6/to_proto.h"

namespace provider::tfplugin6 {

// Asks gRPC whether the host has cancelled the call.
using IsCancelled = std::function<bool()>;

// Sends one event of a running action. The event is lost if the host does not take it any more.
using SendActionEvent = std::function<void(const ::tfplugin6::InvokeAction::Event&)>;

// Thread safe.
class ProviderRpcs {
 public:
  // Both must outlive the object. `schema` is a function so that parsing is deferred until it is
  // needed.
  ProviderRpcs(framework::Provider& provider, std::function<const schema::ProviderSchema&()> schema)
      : server_(provider), schema_(std::move(schema)) {}

  // Defined in provider_rpcs.cc.
  void GetMetadata(::tfplugin6::GetMetadata::Response& response) const;
  void GetProviderSchema(::tfplugin6::GetProviderSchema::Response& response) const;
  void GetFunctions(::tfplugin6::GetFunctions::Response& response) const;
  void ValidateProviderConfig(const ::tfplugin6::ValidateProviderConfig::Request& request,
                              ::tfplugin6::ValidateProviderConfig::Response& response) const;
  void ConfigureProvider(const ::tfplugin6::ConfigureProvider::Request& request,
                         ::tfplugin6::ConfigureProvider::Response& response);
  void StopProvider();
  // Used for each RPC of managed resources, because there are none. provider_service.cc lists who
  // still calls them.
  void AddNoManagedResources(const std::string& type_name, DiagnosticMessages& diagnostics) const;

  // Defined in typed_rpcs.cc.
  void ValidateDataResourceConfig(
      const ::tfplugin6::ValidateDataResourceConfig::Request& request,
      ::tfplugin6::ValidateDataResourceConfig::Response& response) const;
  void ReadDataSource(const ::tfplugin6::ReadDataSource::Request& request,
                      ::tfplugin6::ReadDataSource::Response& response,
                      const IsCancelled& is_cancelled);
  void ValidateEphemeralResourceConfig(
      const ::tfplugin6::ValidateEphemeralResourceConfig::Request& request,
      ::tfplugin6::ValidateEphemeralResourceConfig::Response& response) const;
  void OpenEphemeralResource(const ::tfplugin6::OpenEphemeralResource::Request& request,
                             ::tfplugin6::OpenEphemeralResource::Response& response,
                             const IsCancelled& is_cancelled);
  void RenewEphemeralResource(const ::tfplugin6::RenewEphemeralResource::Request& request,
                              ::tfplugin6::RenewEphemeralResource::Response& response) const;
  void CloseEphemeralResource(const ::tfplugin6::CloseEphemeralResource::Request& request,
                              ::tfplugin6::CloseEphemeralResource::Response& response) const;
  void ValidateActionConfig(const ::tfplugin6::ValidateActionConfig::Request& request,
                            ::tfplugin6::ValidateActionConfig::Response& response) const;
  void PlanAction(const ::tfplugin6::PlanAction::Request& request,
                  ::tfplugin6::PlanAction::Response& response) const;
  // Sends progress events while the action runs, then one completed event, which core waits for.
  void InvokeAction(const ::tfplugin6::InvokeAction::Request& request, const SendActionEvent& send,
                    const IsCancelled& is_cancelled);

  // Defined in function_rpcs.cc.
  void CallFunction(const ::tfplugin6::CallFunction::Request& request,
                    ::tfplugin6::CallFunction::Response& response) const;

 private:
  framework::Server server_;
  std::function<const schema::ProviderSchema&()> schema_;
  Cancellation cancellation_;
};

}  // namespace provider::tfplugin6
