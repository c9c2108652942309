// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The RPCs of the Provider service as plain functions over its messages; gRPC is one layer out, in
// provider_service.cc, so that this compiles fast and is tested without a server.
//
// Core validates on an unconfigured process and skips GetProviderSchema in most processes: no RPC
// may rely on another having run.

#pragma once

#include <functional>

#include "proto/tfplugin6.pb.h"
#include "provider/framework/provider.h"
#include "provider/tfplugin6/cancellation.h"

namespace provider::tfplugin6 {

// Asks gRPC whether the host has given up on a call.
using IsCancelled = std::function<bool()>;

// Thread safe.
class ProviderRpcs {
 public:
  // Both must outlive it. `schema` is a function because parsing waits until it is needed.
  ProviderRpcs(framework::Provider& provider, std::function<const schema::ProviderSchema&()> schema)
      : provider_(provider), schema_(std::move(schema)) {}

  // schema_rpcs.cc
  void GetMetadata(::tfplugin6::GetMetadata::Response& response) const;
  void GetProviderSchema(::tfplugin6::GetProviderSchema::Response& response) const;
  void GetFunctions(::tfplugin6::GetFunctions::Response& response) const;

  // configure_rpcs.cc
  void ValidateProviderConfig(const ::tfplugin6::ValidateProviderConfig::Request& request,
                              ::tfplugin6::ValidateProviderConfig::Response& response) const;
  void ConfigureProvider(const ::tfplugin6::ConfigureProvider::Request& request,
                         ::tfplugin6::ConfigureProvider::Response& response);
  void StopProvider();

  // data_source_rpcs.cc
  void ValidateDataResourceConfig(
      const ::tfplugin6::ValidateDataResourceConfig::Request& request,
      ::tfplugin6::ValidateDataResourceConfig::Response& response) const;
  void ReadDataSource(const ::tfplugin6::ReadDataSource::Request& request,
                      ::tfplugin6::ReadDataSource::Response& response,
                      const IsCancelled& is_cancelled);

 private:
  framework::Provider& provider_;
  std::function<const schema::ProviderSchema&()> schema_;
  Cancellation cancellation_;
};

}  // namespace provider::tfplugin6
