// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/http/local_server.h"

#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include <httplib.h>

namespace provider::testing {
namespace {

std::unique_ptr<httplib::Server> MakeServer(const Identity* identity, bool only_tls_1_1) {
  if (identity == nullptr) return std::make_unique<httplib::Server>();
  return std::make_unique<httplib::SSLServer>(
      [=](SSL_CTX& context) { return UseIdentity(context, *identity, only_tls_1_1); });
}

}  // namespace

struct LocalServer::State {
  Handler handler;
  std::unique_ptr<httplib::Server> server;
  std::mutex mutex;
  std::set<int> client_ports;
  std::thread thread;
  bool is_tls = false;

  void Respond(const httplib::Request& received, httplib::Response& sent) {
    {
      const std::lock_guard lock(mutex);
      client_ports.insert(received.remote_port);
    }
    http::Request request;
    request.method = received.method;
    request.url = received.target;
    request.body = received.body;
    for (const auto& [name, value] : received.headers) request.headers.emplace_back(name, value);
    const auto response = handler(request);
    sent.status = response.status;
    for (const auto& [name, value] : response.headers) sent.set_header(name, value);
    sent.body = response.body;
  }
};

LocalServer::LocalServer(Handler handler, const Identity* identity, bool only_tls_1_1)
    : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  state_->is_tls = identity != nullptr;
  state_->server = MakeServer(identity, only_tls_1_1);
  auto& server = *state_->server;
  constexpr std::size_t kThreads = 80;  // a kept connection occupies one
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_keep_alive_max_count(1'000'000);
  server.set_tcp_nodelay(true);
  const auto respond = [state = state_.get()](const httplib::Request& received,
                                              httplib::Response& sent) {
    state->Respond(received, sent);
  };
  server.Get(".*", respond);
  server.Post(".*", respond);
  server.Put(".*", respond);
  server.Delete(".*", respond);
  port_ = server.bind_to_any_port("127.0.0.1");
  if (port_ <= 0) throw std::runtime_error("no port on loopback");
  state_->thread = std::thread([&server] { server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();  // before that, stop() has no effect
}

LocalServer::~LocalServer() {
  state_->server->stop();
  state_->thread.join();
}

std::string LocalServer::url(const std::string& host) const {
  return (state_->is_tls ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

std::size_t LocalServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->client_ports.size();
}

}  // namespace provider::testing
