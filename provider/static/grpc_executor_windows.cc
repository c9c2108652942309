// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// gRPC's executor without threads, in place of its own, for Windows.
//
// gRPC's starts two threads: one for look-ups of names, which a server never makes, and one for
// work that a busy thread passes on. If the executor has no threads, a server of gRPC 1.51.1 passes
// on only what it must try again, when another thread is in the middle of adding to a queue
// (combiner.cc); that runs at the end of what the calling thread does, as in gRPC's own
// Executor::Run after SetThreadingAll(false). Not so on POSIX: tcp_posix.cc polls in the executor
// while a connection takes no more bytes.
// Not a public API: see grpc_core_configuration.cc.

#include <utility>

#include <absl/status/status.h>

struct grpc_closure;

namespace grpc_core {

class DebugLocation {};

class ExecCtx {
 public:
  static void Run(const DebugLocation&, grpc_closure*, absl::Status);
};

enum class ExecutorType { kDefault, kResolver };
enum class ExecutorJobType { kShort, kLong };

class Executor {
 public:
  static void InitAll();
  static void ShutdownAll();
  static void Run(grpc_closure* closure, absl::Status error, ExecutorType, ExecutorJobType);
  static bool IsThreadedDefault();
};

void Executor::InitAll() {}
void Executor::ShutdownAll() {}
bool Executor::IsThreadedDefault() { return false; }

void Executor::Run(grpc_closure* closure, absl::Status error, ExecutorType, ExecutorJobType) {
  ExecCtx::Run(DebugLocation(), closure, std::move(error));
}

}  // namespace grpc_core
