// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/provider_service.h"

#include <exception>
#include <string>
#include <utility>

#include "proto/tfplugin6.grpc.pb.h"
#include "provider/base/log.h"
#include "provider/base/machine_limit.h"
#include "provider/text/redaction.h"
#include "provider/tfplugin6/provider_rpcs.h"

namespace provider::tfplugin6 {
namespace {

namespace pb = ::tfplugin6;

struct Thrown {
  std::string text;
  bool is_bug = true;  // rather than a limit of the machine
};

Thrown CurrentException() {
  const auto limit = base::MachineLimitOf(std::current_exception());
  if (!limit.empty()) return {std::string(limit), false};
  try {
    throw;
  } catch (const std::exception& exception) {
    return {text::CleanForeignText(exception.what())};
  } catch (...) {
    return {"an exception of an unknown type"};
  }
}

// Runs an RPC. An exception is a bug in the provider or a limit of the machine. `fail` reports it
// to the user, and the process continues.
template <typename Rpc, typename Fail>
grpc::Status GuardWith(const char* name, Rpc rpc, Fail fail) {
  base::Log(base::LogLevel::kTrace, "Serving", {{"tf_rpc", name}});
  try {
    rpc();
  } catch (...) {
    const auto [text, is_bug] = CurrentException();
    base::Log(base::LogLevel::kError, "An RPC failed", {{"tf_rpc", name}, {"error", text}});
    fail(std::string(name) + " failed: " + text +
         (is_bug ? ". Please report this issue to the provider developers." : ""));
  }
  return grpc::Status::OK;
}

void AddUnexpectedError(std::string detail, DiagnosticMessages& diagnostics) {
  AddDiagnostic({framework::Severity::kError, "Unexpected Provider Error", std::move(detail), {}},
                diagnostics);
}

template <typename Response, typename Rpc>
grpc::Status Guard(const char* name, Response* response, Rpc rpc) {
  return GuardWith(name, std::move(rpc), [response](std::string detail) {
    response->Clear();
    AddUnexpectedError(std::move(detail), *response->mutable_diagnostics());
  });
}

class ProviderService final : public pb::Provider::Service {
 public:
  ProviderService(framework::Provider& provider,
                  std::function<const schema::ProviderSchema&()> schema)
      : rpcs_(provider, std::move(schema)) {}

 private:
  using Context = grpc::ServerContext;

  grpc::Status GetMetadata(Context*, const pb::GetMetadata::Request*,
                           pb::GetMetadata::Response* response) override {
    return Guard("GetMetadata", response, [&] { rpcs_.GetMetadata(*response); });
  }
  grpc::Status GetProviderSchema(Context*, const pb::GetProviderSchema::Request*,
                                 pb::GetProviderSchema::Response* response) override {
    return Guard("GetProviderSchema", response, [&] { rpcs_.GetProviderSchema(*response); });
  }
  grpc::Status GetResourceIdentitySchemas(Context*, const pb::GetResourceIdentitySchemas::Request*,
                                          pb::GetResourceIdentitySchemas::Response*) override {
    return grpc::Status::OK;  // there are no managed resources, so no identities
  }
  grpc::Status GetFunctions(Context*, const pb::GetFunctions::Request*,
                            pb::GetFunctions::Response* response) override {
    return Guard("GetFunctions", response, [&] { rpcs_.GetFunctions(*response); });
  }

  grpc::Status ValidateProviderConfig(Context*, const pb::ValidateProviderConfig::Request* request,
                                      pb::ValidateProviderConfig::Response* response) override {
    return Guard("ValidateProviderConfig", response,
                 [&] { rpcs_.ValidateProviderConfig(*request, *response); });
  }
  grpc::Status ConfigureProvider(Context*, const pb::ConfigureProvider::Request* request,
                                 pb::ConfigureProvider::Response* response) override {
    return Guard("ConfigureProvider", response,
                 [&] { rpcs_.ConfigureProvider(*request, *response); });
  }
  grpc::Status StopProvider(Context*, const pb::StopProvider::Request*,
                            pb::StopProvider::Response* response) override {
    try {
      rpcs_.StopProvider();
    } catch (...) {
      response->set_error(CurrentException().text);
    }
    return grpc::Status::OK;
  }

  grpc::Status ValidateDataResourceConfig(
      Context*, const pb::ValidateDataResourceConfig::Request* request,
      pb::ValidateDataResourceConfig::Response* response) override {
    return Guard("ValidateDataResourceConfig", response,
                 [&] { rpcs_.ValidateDataResourceConfig(*request, *response); });
  }
  grpc::Status ReadDataSource(Context* context, const pb::ReadDataSource::Request* request,
                              pb::ReadDataSource::Response* response) override {
    return Guard("ReadDataSource", response, [&] {
      rpcs_.ReadDataSource(*request, *response, [context] { return context->IsCancelled(); });
    });
  }

  grpc::Status ValidateEphemeralResourceConfig(
      Context*, const pb::ValidateEphemeralResourceConfig::Request* request,
      pb::ValidateEphemeralResourceConfig::Response* response) override {
    return Guard("ValidateEphemeralResourceConfig", response,
                 [&] { rpcs_.ValidateEphemeralResourceConfig(*request, *response); });
  }
  grpc::Status OpenEphemeralResource(Context* context,
                                     const pb::OpenEphemeralResource::Request* request,
                                     pb::OpenEphemeralResource::Response* response) override {
    return Guard("OpenEphemeralResource", response, [&] {
      rpcs_.OpenEphemeralResource(*request, *response,
                                  [context] { return context->IsCancelled(); });
    });
  }
  grpc::Status RenewEphemeralResource(Context*, const pb::RenewEphemeralResource::Request* request,
                                      pb::RenewEphemeralResource::Response* response) override {
    return Guard("RenewEphemeralResource", response,
                 [&] { rpcs_.RenewEphemeralResource(*request, *response); });
  }
  grpc::Status CloseEphemeralResource(Context*, const pb::CloseEphemeralResource::Request* request,
                                      pb::CloseEphemeralResource::Response* response) override {
    return Guard("CloseEphemeralResource", response,
                 [&] { rpcs_.CloseEphemeralResource(*request, *response); });
  }

  grpc::Status ValidateActionConfig(Context*, const pb::ValidateActionConfig::Request* request,
                                    pb::ValidateActionConfig::Response* response) override {
    return Guard("ValidateActionConfig", response,
                 [&] { rpcs_.ValidateActionConfig(*request, *response); });
  }
  grpc::Status PlanAction(Context*, const pb::PlanAction::Request* request,
                          pb::PlanAction::Response* response) override {
    return Guard("PlanAction", response, [&] { rpcs_.PlanAction(*request, *response); });
  }
  grpc::Status InvokeAction(Context* context, const pb::InvokeAction::Request* request,
                            grpc::ServerWriter<pb::InvokeAction::Event>* writer) override {
    return GuardWith(
        "InvokeAction",
        [&] {
          rpcs_.InvokeAction(
              *request, [writer](const pb::InvokeAction::Event& event) { writer->Write(event); },
              [context] { return context->IsCancelled(); });
        },
        [writer](std::string detail) {
          pb::InvokeAction::Event event;
          AddUnexpectedError(std::move(detail), *event.mutable_completed()->mutable_diagnostics());
          writer->Write(event);
        });
  }

  grpc::Status CallFunction(Context*, const pb::CallFunction::Request* request,
                            pb::CallFunction::Response* response) override {
    return GuardWith(
        "CallFunction", [&] { rpcs_.CallFunction(*request, *response); },
        [response](std::string detail) {
          response->Clear();
          response->mutable_error()->set_text(std::move(detail));
        });
  }

  // RPCs of managed resources. The schema has none, and with one exception, cores look a type up
  // there before they call. Each returns a diagnostic, because UNIMPLEMENTED would become "The X
  // method is not supported by this plugin".

  // For a `resource` block, in validate and plan.
  grpc::Status ValidateResourceConfig(Context*, const pb::ValidateResourceConfig::Request* request,
                                      pb::ValidateResourceConfig::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For each instance in state, in plan and apply.
  grpc::Status UpgradeResourceState(Context*, const pb::UpgradeResourceState::Request* request,
                                    pb::UpgradeResourceState::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For an identity in state, if GetResourceIdentitySchemas returns a different version of it.
  grpc::Status UpgradeResourceIdentity(Context*,
                                       const pb::UpgradeResourceIdentity::Request* request,
                                       pb::UpgradeResourceIdentity::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For each instance in state, in refresh.
  grpc::Status ReadResource(Context*, const pb::ReadResource::Request* request,
                            pb::ReadResource::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For each instance, in plan and apply.
  grpc::Status PlanResourceChange(Context*, const pb::PlanResourceChange::Request* request,
                                  pb::PlanResourceChange::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For each change, in apply.
  grpc::Status ApplyResourceChange(Context*, const pb::ApplyResourceChange::Request* request,
                                   pb::ApplyResourceChange::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For `import`. This is the exception: the command `tofu import` (1.12) calls it for any type.
  grpc::Status ImportResourceState(Context*, const pb::ImportResourceState::Request* request,
                                   pb::ImportResourceState::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }
  // For a `moved` block between types; Terraform requires the capability move_resource_state.
  grpc::Status MoveResourceState(Context*, const pb::MoveResourceState::Request* request,
                                 pb::MoveResourceState::Response* response) override {
    return NoManagedResources(request->target_type_name(), response);
  }
  // For -generate-config-out, Terraform 1.14 and later; requires generate_resource_config.
  grpc::Status GenerateResourceConfig(Context*, const pb::GenerateResourceConfig::Request* request,
                                      pb::GenerateResourceConfig::Response* response) override {
    return NoManagedResources(request->type_name(), response);
  }

  // The remaining RPCs have no override, so gRPC sends UNIMPLEMENTED. Terraform calls them only for
  // types in the schema, and this provider has none of those kinds. OpenTofu 1.12 never calls them.
  // So no user would see a diagnostic.
  //
  // - ValidateListResourceConfig, ListResource: for a `list` block, with which `terraform query`
  //   (1.14 and later) finds existing managed resources.
  // - ValidateStateStoreConfig, ConfigureStateStore, ReadStateBytes, WriteStateBytes, LockState,
  //   UnlockState, GetStates, DeleteState: for a `state_store` block, which says where Terraform
  //   keeps its state. Only experimental builds of 1.14 and later allow one.

  template <typename Response>
  grpc::Status NoManagedResources(const std::string& type_name, Response* response) const {
    rpcs_.AddNoManagedResources(type_name, *response->mutable_diagnostics());
    return grpc::Status::OK;
  }

  ProviderRpcs rpcs_;
};

}  // namespace

std::shared_ptr<grpc::Service> MakeProviderService(
    framework::Provider& provider, std::function<const schema::ProviderSchema&()> schema) {
  return std::make_shared<ProviderService>(provider, std::move(schema));
}

}  // namespace provider::tfplugin6
