// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The parts of gRPC core that a server needs.
//
// gRPC's own BuildCoreConfiguration also registers clients: resolvers, load balancers, xDS.
// Defining the function here keeps the linker from linking them. It is not a public API: the names
// are those of gRPC 1.51.1 (Debian 12), which cmake/Dependencies.cmake checks, and
// linking against another version may fail here. See
// docs/design/adr/0007-openssl-and-grpc-cut-to-size.md.

namespace grpc_core {

class CoreConfiguration {  // NOLINT(misc-use-internal-linkage): gRPC's own
 public:
  class Builder;
};

}  // namespace grpc_core

namespace grpc_event_engine::experimental {

void RegisterEventEngineChannelArgPreconditioning(grpc_core::CoreConfiguration::Builder*);

}  // namespace grpc_event_engine::experimental

namespace grpc_core {

using Builder = CoreConfiguration::Builder;

void RegisterBuiltins(Builder*);
void RegisterDeadlineFilter(Builder*);
void RegisterHttpFilters(Builder*);
void RegisterMessageSizeFilter(Builder*);
void RegisterResourceQuota(Builder*);
void RegisterSecurityFilters(Builder*);
void SecurityRegisterHandshakerFactories(Builder*);

void BuildCoreConfiguration(Builder* builder);  // NOLINT(misc-use-internal-linkage)

// In the same order as gRPC's own function.
void BuildCoreConfiguration(Builder* builder) {  // NOLINT(misc-use-internal-linkage)
  grpc_event_engine::experimental::RegisterEventEngineChannelArgPreconditioning(builder);
  SecurityRegisterHandshakerFactories(builder);
  RegisterHttpFilters(builder);
  RegisterDeadlineFilter(builder);
  RegisterMessageSizeFilter(builder);
  RegisterResourceQuota(builder);
  RegisterSecurityFilters(builder);
  RegisterBuiltins(builder);
}

}  // namespace grpc_core
