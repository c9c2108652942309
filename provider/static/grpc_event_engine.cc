// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// An event engine without threads, in place of gRPC's own.
//
// gRPC's starts a thread for each core, at least two and at most 32, and one for timers. A server
// of gRPC 1.51.1 makes an engine and then asks it for nothing: connections, timers and work go
// through the older iomgr. Defining the factory here keeps the linker from linking gRPC's engine.
// The factory is not a public API (see grpc_core_configuration.cc); the interface of an engine is.

#include <cstdlib>
#include <memory>

#include <grpc/event_engine/event_engine.h>
#include <grpc/support/log.h>

namespace grpc_event_engine::experimental {
namespace {

// Never called: only gRPC's client, and filters that grpc_core_configuration.cc leaves out, ask for
// something. Ends the process as gRPC's own checks do, so it is reported as a bug.
[[noreturn]] void RefuseToBeUsed(const char* what) {
  gpr_log(GPR_ERROR, "gRPC asked its event engine for %s", what);
  std::abort();
}

class EngineWithoutThreads final : public EventEngine {
 public:
  absl::StatusOr<std::unique_ptr<Listener>> CreateListener(
      Listener::AcceptCallback, absl::AnyInvocable<void(absl::Status)>, const EndpointConfig&,
      std::unique_ptr<MemoryAllocatorFactory>) override {
    RefuseToBeUsed("a listener");
  }
  ConnectionHandle Connect(OnConnectCallback, const ResolvedAddress&, const EndpointConfig&,
                           MemoryAllocator, Duration) override {
    RefuseToBeUsed("a connection");
  }
  bool CancelConnect(ConnectionHandle) override { RefuseToBeUsed("a connection"); }
  std::unique_ptr<DNSResolver> GetDNSResolver(const DNSResolver::ResolverOptions&) override {
    RefuseToBeUsed("a look-up of names");
  }
  TaskHandle RunAfter(Duration, Closure*) override { RefuseToBeUsed("a timer"); }
  TaskHandle RunAfter(Duration, absl::AnyInvocable<void()>) override { RefuseToBeUsed("a timer"); }
  bool Cancel(TaskHandle) override { RefuseToBeUsed("a timer"); }
  bool IsWorkerThread() override { return false; }
  void Run(Closure*) override { RefuseToBeUsed("a thread"); }
  void Run(absl::AnyInvocable<void()>) override { RefuseToBeUsed("a thread"); }
};

}  // namespace

std::unique_ptr<EventEngine> DefaultEventEngineFactory();  // NOLINT(misc-use-internal-linkage)

std::unique_ptr<EventEngine> DefaultEventEngineFactory() {  // NOLINT(misc-use-internal-linkage)
  return std::make_unique<EngineWithoutThreads>();
}

}  // namespace grpc_event_engine::experimental
