// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/host_services.h"

#include <utility>

#include "proto/grpc_broker.grpc.pb.h"
#include "proto/grpc_controller.grpc.pb.h"
#include "proto/grpc_health.grpc.pb.h"
#include "proto/grpc_stdio.grpc.pb.h"

namespace provider::plugin {
namespace {

class HealthService final : public grpc::health::v1::Health::Service {
  grpc::Status Check(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* response) override {
    // go-plugin asks for the name "plugin"; "" is the server as a whole.
    if (!request->service().empty() && request->service() != "plugin") {
      return {grpc::StatusCode::NOT_FOUND, "unknown service"};
    }
    response->set_status(grpc::health::v1::HealthCheckResponse::SERVING);
    return grpc::Status::OK;
  }
};

class ControllerService final : public ::plugin::GRPCController::Service {
 public:
  explicit ControllerService(std::function<void()> on_shutdown)
      : on_shutdown_(std::move(on_shutdown)) {}

 private:
  grpc::Status Shutdown(grpc::ServerContext*, const ::plugin::Empty*, ::plugin::Empty*) override {
    on_shutdown_();
    return grpc::Status::OK;
  }

  std::function<void()> on_shutdown_;
};

// Both streams end at once, which go-plugin accepts as "nothing to say". An open stream would
// occupy a thread.
class StdioService final : public ::plugin::GRPCStdio::Service {
  grpc::Status StreamStdio(grpc::ServerContext*, const ::plugin::StdioRequest*,
                           grpc::ServerWriter<::plugin::StdioData>*) override {
    return grpc::Status::OK;
  }
};

class BrokerService final : public ::plugin::GRPCBroker::Service {
  grpc::Status StartStream(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<::plugin::ConnInfo, ::plugin::ConnInfo>*) override {
    return grpc::Status::OK;
  }
};

}  // namespace

std::vector<std::shared_ptr<grpc::Service>> MakeHostServices(std::function<void()> on_shutdown) {
  return {std::make_shared<HealthService>(),
          std::make_shared<ControllerService>(std::move(on_shutdown)),
          std::make_shared<StdioService>(), std::make_shared<BrokerService>()};
}

}  // namespace provider::plugin
