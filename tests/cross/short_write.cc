// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0
//
// Runs what cmake/cross/edits/grpc.py puts into gRPC's tcp_windows.cc against a socket that takes
// only part of what it gets. short_write_test.py writes the four .inc files from that script.

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

// The names of Windows and gRPC that the edited code uses.
using DWORD = unsigned;
using ULONG = unsigned long;
using SOCKET = int;
struct WSABUF {
  ULONG len;
  char* buf;
};
struct OVERLAPPED {
  int used;
};
constexpr int WSAEWOULDBLOCK = 10035;
constexpr int WSAENOBUFS = 10055;
constexpr int WSA_IO_PENDING = 997;
constexpr int WSA_OPERATION_ABORTED = 995;

#define GPR_ASSERT(condition) Check(condition, #condition, __LINE__)
#define GRPC_SLICE_LENGTH(slice) ((slice).size())
#define GRPC_SLICE_START_PTR(slice) ((slice).data())
#define GRPC_WSA_ERROR(error, call) \
  grpc_error_handle { error }
#define TCP_REF(tcp, reason) ++(tcp)->refs
#define TCP_UNREF(tcp, reason) --(tcp)->refs
#define DEBUG_LOCATION 0

static void Check(bool condition, const char* text, int line) {
  if (condition) return;
  std::fprintf(stderr, "line %d: %s does not hold\n", line, text);
  std::exit(1);
}

struct grpc_error_handle {
  int code = 0;
  [[nodiscard]] bool ok() const { return code == 0; }
};
namespace absl {
static grpc_error_handle OkStatus() { return {}; }
}  // namespace absl

using grpc_slice = std::string;
struct grpc_slice_buffer {
  grpc_slice* slices;
  std::size_t count;
  std::size_t length;
};
struct grpc_closure {
  int runs = 0;
  int error = 0;
};
namespace grpc_core {
struct ExecCtx {
  static void Run(int /*location*/, grpc_closure* closure, grpc_error_handle error) {
    ++closure->runs;
    closure->error = error.code;
  }
};
}  // namespace grpc_core

struct gpr_mu {
  bool locked = false;
};
static void gpr_mu_lock(gpr_mu* mu) {
  GPR_ASSERT(!mu->locked);
  mu->locked = true;
}
static void gpr_mu_unlock(gpr_mu* mu) {
  GPR_ASSERT(mu->locked);
  mu->locked = false;
}

struct grpc_winsocket_callback_info {
  OVERLAPPED overlapped{};
  DWORD bytes_transferred = 0;
  int wsa_error = 0;
};
struct grpc_winsocket {
  SOCKET socket = 0;
  grpc_winsocket_callback_info write_info;
};
using std::size_t;
struct grpc_tcp {
  grpc_winsocket* socket = nullptr;
  grpc_closure on_write;
  grpc_closure* write_cb = nullptr;
  grpc_slice_buffer* write_slices = nullptr;
#include "progress.inc"
  gpr_mu mu;
  int shutting_down = 0;
  int refs = 1;
};

// The other side: what it got, and how much it takes the next times.
struct Wire {
  std::string got;
  std::vector<std::size_t> takes;  // by call; after the last, everything
  std::size_t call = 0;
  int error_at_end = 0;  // instead of taking everything
  bool pending = false;  // a send of which the end was not reported yet
  DWORD taken_later = 0;
  bool notified = false;
};
static Wire wire;
static int last_error = 0;

static int WSAGetLastError() { return last_error; }

static int WSASend(SOCKET /*socket*/, WSABUF* buffers, DWORD count, DWORD* sent, DWORD /*flags*/,
                   OVERLAPPED* overlapped, void* /*completion*/) {
  GPR_ASSERT(count > 0 && count <= 1024);
  GPR_ASSERT(!wire.pending);
  std::size_t takes = std::string::npos;
  if (wire.call < wire.takes.size()) {
    takes = wire.takes[wire.call++];
  } else if (wire.error_at_end != 0) {
    last_error = wire.error_at_end;
    return -1;
  }
  // A send that waits takes at least a byte.
  if (overlapped != nullptr) takes = std::max<std::size_t>(takes, 1);
  if (takes == 0) {
    last_error = WSAEWOULDBLOCK;
    return -1;
  }
  DWORD taken = 0;
  for (DWORD i = 0; i < count; ++i) {
    const std::size_t part = std::min<std::size_t>(buffers[i].len, takes - taken);
    wire.got.append(buffers[i].buf, part);
    taken += static_cast<DWORD>(part);
  }
  if (overlapped == nullptr) {
    *sent = taken;
    return 0;
  }
  wire.pending = true;
  wire.taken_later = taken;
  last_error = WSA_IO_PENDING;
  return wire.call % 2 == 0 ? 0 : -1;
}

static void grpc_socket_notify_on_write(grpc_winsocket* /*socket*/, grpc_closure* /*closure*/) {
  wire.notified = true;
}

#include "helpers.inc"

static void on_write(void* tcpp, grpc_error_handle error) {
  auto* tcp = static_cast<grpc_tcp*>(tcpp);
  grpc_winsocket* handle = tcp->socket;
  grpc_winsocket_callback_info* info = &handle->write_info;
  grpc_closure* cb = nullptr;
  gpr_mu_lock(&tcp->mu);
#include "end_of_send.inc"
  grpc_core::ExecCtx::Run(DEBUG_LOCATION, cb, error);
}

static void win_write(grpc_tcp* tcp, grpc_slice_buffer* slices, grpc_closure* cb) {
  grpc_winsocket* socket = tcp->socket;
#include "begin_of_write.inc"
}

// Writes the slices and reports the end of each send, as the IO Completion Port does. Returns the
// error that the caller of the write got. With `shutdown`, the connection is closed at the first
// report.
static int Write(std::vector<grpc_slice> slices, Wire to, bool shutdown = false) {
  wire = std::move(to);
  grpc_winsocket socket;
  grpc_tcp tcp;
  tcp.socket = &socket;
  grpc_slice_buffer buffer{slices.data(), slices.size(), 0};
  for (const auto& slice : slices) buffer.length += slice.size();
  grpc_closure done;
  win_write(&tcp, &buffer, &done);
  while (wire.notified) {
    GPR_ASSERT(wire.pending && done.runs == 0);
    wire.notified = wire.pending = false;
    tcp.shutting_down = shutdown ? 1 : 0;
    socket.write_info.bytes_transferred = wire.taken_later;
    on_write(&tcp, absl::OkStatus());
  }
  GPR_ASSERT(!wire.pending);
  GPR_ASSERT(done.runs == 1);
  GPR_ASSERT(tcp.refs == 1);
  GPR_ASSERT(!tcp.mu.locked);
  return done.error;
}

static std::string Joined(const std::vector<grpc_slice>& slices) {
  std::string all;
  for (const auto& slice : slices) all += slice;
  return all;
}

static void SendsEverythingInOrder() {
  std::mt19937 random(1);
  const auto below = [&random](unsigned limit) { return random() % limit; };
  for (int round = 0; round < 5000; ++round) {
    std::vector<grpc_slice> slices(below(12));
    for (auto& slice : slices) {
      slice.resize(below(9));  // some are empty
      for (char& byte : slice) byte = static_cast<char>(below(256));
    }
    Wire to;
    to.takes.resize(below(12));
    for (auto& takes : to.takes) takes = below(7);  // 0: not now
    const std::string all = Joined(slices);
    GPR_ASSERT(Write(slices, to) == 0);
    GPR_ASSERT(wire.got == all);
  }
}

static void SendsMoreBuffersThanOneCallTakes() {
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}, std::size_t{1'000'000}}) {
    const std::vector<grpc_slice> slices(2949, grpc_slice(8192, 'x'));
    GPR_ASSERT(Write(slices, {.takes = {first}}) == 0);
    GPR_ASSERT(wire.got == Joined(slices));
  }
}

static void ReportsErrors() {
  const std::vector<grpc_slice> slices(3, "four");
  GPR_ASSERT(Write(slices, {.error_at_end = WSAENOBUFS}) == WSAENOBUFS);
  GPR_ASSERT(Write(slices, {.takes = {5}, .error_at_end = WSAENOBUFS}) == WSAENOBUFS);
  GPR_ASSERT(Write(slices, {.takes = {5, 0}, .error_at_end = WSAENOBUFS}) == WSAENOBUFS);
  GPR_ASSERT(Write(slices, {.takes = {5, 0, 2}, .error_at_end = WSAENOBUFS}) == WSAENOBUFS);
  GPR_ASSERT(wire.got == "fourfou");
}

static void SendsNothingAfterShutdown() {
  const std::vector<grpc_slice> slices(3, "four");
  GPR_ASSERT(Write(slices, {.takes = {5, 0, 2}}, true) == WSA_OPERATION_ABORTED);
  GPR_ASSERT(wire.got == "fourfou");
  GPR_ASSERT(Write(slices, {.takes = {5, 0}}, true) == 0);  // all was taken before
  GPR_ASSERT(wire.got == "fourfourfour");
}

int main() {
  SendsEverythingInOrder();
  SendsMoreBuffersThanOneCallTakes();
  ReportsErrors();
  SendsNothingAfterShutdown();
}
